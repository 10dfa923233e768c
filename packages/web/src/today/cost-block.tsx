import { compareAmounts, isZeroAmount, subtractAmounts } from '@casement/platform'
import { Link } from '@tanstack/react-router'
import { clsx } from 'clsx'
import { useAccounts } from '../accounts/accounts.ts'
import { Meter } from '../accounts/meter.tsx'
import { usePlatformNow } from '../clock/platform-clock.ts'
import { ProblemNotice } from '../controls/problem-notice.tsx'
import { Behind } from '../insights/behind.tsx'
import { A_SUM, amountText, count } from '../money/price-words.ts'
import { locale, words } from '../strings/words.ts'
import { Block } from './block.tsx'
import { daysFrom, monthSoFar } from './days.ts'
import { type CostRow, sumOf, useCosts } from './figures.ts'

const monthName = (day: string): string =>
  new Intl.DateTimeFormat(locale, { month: 'long', timeZone: 'UTC' }).format(new Date(day))

/** Shares of less than one in all would leave a bar unfilled. */
const WHOLE = 1_000_000

const CATEGORIES = ['marketing', 'utility', 'service', 'authentication'] as const
type Category = (typeof CATEGORIES)[number]
const fills: Record<Category, string> = {
  marketing: 'bg-(--state-delivered)',
  utility: 'bg-(--state-read)',
  service: 'bg-(--ink-3)',
  authentication: 'bg-(--line-strong)',
}
/** Spellings of the platform beyond the four: `marketing_lite`, `authentication_international`. */
const categoryOf = (spelt: string): Category => CATEGORIES.find((category) => spelt.startsWith(category)) ?? 'service'

/** What the month came to so far, against as much of the month before; by day and category; and what is left of the free replies. */
export function CostBlock() {
  const month = monthSoFar(usePlatformNow('minute'))
  const costs = useCosts(month.from, month.to)
  const before = useCosts(month.before.from, month.before.to)
  const currency = costs.data?.find((row) => !isZeroAmount(row.cost))?.currency ?? 'USD'
  const rows = (costs.data ?? []).filter((row) => row.currency === currency)
  const sum = sumOf(rows)
  const { cost } = words.today
  return (
    <Block
      question={cost.question}
      answer={
        costs.data === undefined ? (
          '\u00a0'
        ) : isZeroAmount(sum) ? (
          cost.nothing(monthName(month.to))
        ) : (
          <>
            <Link to="/insights" search={{ from: month.from }} className="hover:text-accent hover:underline">
              {cost.sum(amountText(sum, currency, A_SUM), monthName(month.to))}
            </Link>{' '}
            {before.data && (
              <span className="text-ink-3">
                {comparison(sum, sumOf(before.data.filter((row) => row.currency === currency)), currency, month.before.to)}
              </span>
            )}
          </>
        )
      }
    >
      {costs.isError && <ProblemNotice error={costs.error} onRetry={() => void costs.refetch()} />}
      {!isZeroAmount(sum) && <CostByDay rows={rows} days={daysFrom(month.from, month.to)} currency={currency} />}
      <FreeReplies from={month.from} to={month.to} />
    </Block>
  )
}

function comparison(now: string, then: string, currency: string, day: string): string {
  if (isZeroAmount(then)) return ''
  const { cost } = words.today
  const order = compareAmounts(now, then)
  if (order === 0) return cost.same(monthName(day))
  return order > 0
    ? cost.more(amountText(subtractAmounts(now, then), currency, A_SUM), monthName(day))
    : cost.less(amountText(subtractAmounts(then, now), currency, A_SUM), monthName(day))
}

function CostByDay({ rows, days, currency }: { rows: readonly CostRow[]; days: readonly string[]; currency: string }) {
  const totals = days.map((day) => Number(sumOf(rows.filter((row) => row.day === day))))
  const most = Math.max(...totals)
  const used = CATEGORIES.filter((category) =>
    rows.some((row) => categoryOf(row.category) === category && !isZeroAmount(row.cost)),
  )
  return (
    <div className="flex gap-7 max-desk:flex-col">
      <figure className="min-w-0 flex-1">
        <table className="sr-only">
          <caption>{words.today.cost.byDay}</caption>
          <tbody>
            {days.map((day, index) => (
              <tr key={day}>
                <th scope="row">{day}</th>
                <td>{amountText(String(totals[index]), currency, A_SUM)}</td>
              </tr>
            ))}
          </tbody>
        </table>
        <div aria-hidden="true" className="flex h-24 items-end gap-[3px] border-b border-line">
          {days.map((day, index) => (
            <div
              key={day}
              title={`${day}: ${amountText(String(totals[index]), currency, A_SUM)}`}
              className="flex min-w-0 max-w-6 flex-1 flex-col-reverse gap-px"
              style={{ height: `${most === 0 ? 0 : ((totals[index] ?? 0) / most) * 100}%` }}
            >
              {used.map((category) => {
                const part = Number(sumOf(rows.filter((row) => row.day === day && categoryOf(row.category) === category)))
                return part === 0 ? null : (
                  <div key={category} className={clsx('min-h-px', fills[category])} style={{ flexGrow: part * WHOLE }} />
                )
              })}
            </div>
          ))}
        </div>
        <figcaption className="mt-1.5 flex justify-between text-xs text-ink-3">
          <span>1</span>
          <Behind search={{ from: days.at(-1) ?? '', to: days.at(-1) ?? '', direction: 'out' }}>
            {words.today.cost.today(amountText(String(totals.at(-1) ?? 0), currency, A_SUM))}
          </Behind>
        </figcaption>
      </figure>
      <dl className="w-56 flex-none space-y-2 text-xs max-desk:w-full">
        {used.map((category) => (
          <div key={category} className="flex items-baseline gap-2">
            <dt className="flex min-w-0 flex-1 items-baseline gap-2.5 text-ink-2">
              <span aria-hidden="true" className={clsx('size-2 flex-none rounded-[2px]', fills[category])} />
              {words.category[category]}
            </dt>
            <dd className="font-medium tabular-nums">
              <Behind search={{ from: days[0] ?? '', to: days.at(-1) ?? '', direction: 'out', category }}>
                {amountText(sumOf(rows.filter((row) => categoryOf(row.category) === category)), currency, A_SUM)}
              </Behind>
            </dd>
          </div>
        ))}
      </dl>
    </div>
  )
}

/** Numbers under a policy that counts free replies. */
function FreeReplies({ from, to }: { from: string; to: string }) {
  const accounts = useAccounts()
  const numbers = (accounts.data ?? [])
    .flatMap((portfolio) => portfolio.wabas.flatMap((waba) => waba.numbers))
    .flatMap((number) => (number.service?.free ? [{ ...number, used: number.service.used, free: number.service.free }] : []))
  if (numbers.length === 0) return null
  const { cost } = words.today
  return (
    <ul aria-label={cost.free} className="mt-6 flex flex-wrap gap-x-6 gap-y-4">
      {numbers.map(({ id, name, displayPhoneNumber, used, free }) => (
        <li key={id} className="w-40 text-xs">
          <span className="mb-1.5 flex justify-between gap-2">
            <span className="truncate">{name || displayPhoneNumber}</span>
            <span className="font-medium tabular-nums">
              <Behind search={{ from, to, number: id, direction: 'out', category: 'service' }}>{count(used)}</Behind>
            </span>
          </span>
          <Meter label={`${cost.free}: ${name || displayPhoneNumber}`} used={used} of={free} />
          <span className="mt-1.5 block text-ink-3">{used >= free ? cost.past : cost.freeOf(count(used), count(free))}</span>
        </li>
      ))}
    </ul>
  )
}

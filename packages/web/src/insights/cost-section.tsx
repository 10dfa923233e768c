import { addAmounts, compareAmounts, isZeroAmount, platformTime, policyAt, subtractAmounts } from '@casement/platform'
import { useState } from 'react'
import { Segmented } from '../controls/segmented.tsx'
import { A_SUM, amountText } from '../money/price-words.ts'
import { words } from '../strings/words.ts'
import { daysFrom } from '../today/days.ts'
import { BarRows } from './bar-rows.tsx'
import { count, dayText } from './insight-words.ts'
import { type Figure, useCostUnder, useFigures, type Within } from './insights-api.ts'
import type { BehindSearch } from './insights-search.ts'
import { LazyBarChart } from './lazy-charts.tsx'
import { useNames } from './names.ts'
import { Section, type Table } from './section.tsx'

const MEMBERS = ['category', 'market', 'day', 'campaign'] as const
type Member = (typeof MEMBERS)[number]
/** A day of each set of rules. */
const RULES = { PMP_V2: '2026-10-15', PMP_V1: '2025-07-15', CBP: '2025-05-15' } as const
/** Those of July 2025, which came before today's; what was itself lived under them is compared with those that followed. */
const usualRules = ({ to }: Within): string => (policyAt(platformTime(to)).id === 'PMP_V1' ? RULES.PMP_V2 : RULES.PMP_V1)

const sum = (amounts: readonly string[]): string => amounts.reduce((total, amount) => addAmounts(total, amount), '0')

/** What was charged, by whatever one asks, and what the same traffic would cost under other rules. */
export function CostSection({
  within,
  search,
  onRules,
  onDay,
}: {
  within: Within
  search: BehindSearch
  onRules: (day: string) => void
  onDay: (day: string) => void
}) {
  const [by, setBy] = useState<Member>('category')
  const rules = search.rules ?? usualRules(within)
  const under = useCostUnder(within, rules)
  const figures = useFigures(within, by)
  const names = useNames()
  const { cost: spoken } = words.insights
  const rows = figures.data?.data ?? []
  const currency = rows.find((row) => !isZeroAmount(row.cost))?.currency ?? rows.find((row) => row.currency)?.currency ?? 'USD'
  const mine = rows.filter((row) => row.currency === currency && row.charged > 0)
  const total = sum(mine.map((row) => row.cost))
  const expected = sum(mine.map((row) => row.estimated))
  const money = (amount: string) => amountText(amount, currency, A_SUM)
  const policy = spoken.policies[under.data?.policy.id ?? ''] ?? under.data?.policy.id ?? ''
  const categories = (under.data?.categories ?? []).filter((row) => row.currency === currency)
  const underTotal = sum(categories.map((row) => row.under))
  const livedTotal = sum(categories.map((row) => row.cost))

  const answer = () => {
    if (!under.data) return '\u00a0'
    if (categories.length === 0) return spoken.nothing
    const order = compareAmounts(underTotal, livedTotal)
    if (order === 0) return spoken.same(policy)
    return order < 0
      ? spoken.less(policy, money(underTotal), money(subtractAmounts(livedTotal, underTotal)))
      : spoken.more(policy, money(underTotal), money(subtractAmounts(underTotal, livedTotal)))
  }
  const nameOf = (row: Figure) =>
    by === 'campaign'
      ? row.campaign
        ? (names.campaign(row.campaign) ?? row.campaign)
        : spoken.noCampaign
      : by === 'day'
        ? dayText(row.day ?? '')
        : row.market || words.insights.unknown
  const behindOf = (row: Figure): BehindSearch =>
    by === 'day'
      ? { ...search, direction: 'out', from: row.day ?? within.from, to: row.day ?? within.to }
      : by === 'market'
        ? { ...search, direction: 'out', ...(row.market ? { market: row.market } : {}) }
        : { ...search, direction: 'out', ...(row.campaign ? { campaign: row.campaign } : {}) }
  const sorted = by === 'day' ? mine : [...mine].sort((a, b) => compareAmounts(b.cost, a.cost))
  const table: Table =
    by === 'category'
      ? {
          heads: [spoken.members.category, spoken.messages, spoken.cost, spoken.underHead],
          rows: categories.map((row) => [
            words.category[row.category],
            { text: count(row.messages), value: row.messages, behind: { ...search, direction: 'out', category: row.category } },
            { text: money(row.cost), value: row.cost },
            { text: money(row.under), value: row.under },
          ]),
        }
      : {
          heads: [spoken.members[by], spoken.messages, spoken.cost],
          rows: sorted.map((row) => [
            { text: nameOf(row), ...(by === 'day' ? { value: row.day ?? '' } : {}) },
            { text: count(row.charged), value: row.charged, behind: behindOf(row) },
            { text: money(row.cost), value: row.cost },
          ]),
        }
  return (
    <Section
      question={spoken.question}
      file={`cost-by-${by}`}
      error={under.error ?? figures.error}
      onRetry={() => {
        void under.refetch()
        void figures.refetch()
      }}
      answer={answer()}
      table={table}
      choice={
        <>
          <Segmented
            label={spoken.by}
            value={by}
            segments={MEMBERS.map((value) => ({ value, label: spoken.members[value], testId: `cost-${value}` }))}
            onChange={setBy}
          />
          <label className="flex items-center gap-1.5 text-xs text-ink-3">
            {spoken.rules}
            <select
              value={rules}
              onChange={(event) => onRules(event.target.value)}
              className="h-[26px] rounded-sm bg-surface px-2 text-ink shadow-control dark:bg-raised"
              data-testid="other-rules"
            >
              {Object.entries(RULES).map(([id, day]) => (
                <option key={id} value={day}>
                  {spoken.policies[id]}
                </option>
              ))}
            </select>
          </label>
        </>
      }
    >
      {by === 'day' ? (
        <LazyBarChart
          label={spoken.question}
          points={daysFrom(within.from, within.to).map((day) => ({
            x: day,
            cost: Number(sum(mine.filter((row) => row.day === day).map((row) => row.cost))),
          }))}
          series={[{ key: 'cost', label: spoken.cost, color: 'var(--state-read)' }]}
          xText={dayText}
          yText={(value) => money(String(value.toFixed(4)))}
          onOpen={onDay}
        />
      ) : by === 'category' ? (
        <>
          {categories.length > 0 && (
            <p className="mb-3 flex flex-wrap gap-x-4 gap-y-1 text-xs text-ink-2" aria-hidden="true">
              <span className="flex items-center gap-1.5">
                <span className="size-2 rounded-[2px] bg-(--state-read)" /> {spoken.lived}
              </span>
              <span className="flex items-center gap-1.5">
                <span className="size-2 rounded-[2px] shadow-[inset_0_0_0_1.25px_var(--state-delivered)]" />{' '}
                {spoken.under(policy)}
              </span>
            </p>
          )}
          <BarRows
            label={spoken.members.category}
            rows={categories.map((row) => ({
              label: words.category[row.category],
              value: Number(row.cost),
              text: money(row.cost),
              behind: { ...search, direction: 'out', category: row.category },
              other: { value: Number(row.under), text: isZeroAmount(row.under) ? spoken.free : money(row.under) },
            }))}
          />
          {categories.length > 0 && (
            <p className="mt-3 flex justify-between border-t border-line pt-2.5 font-medium" data-testid="cost-together">
              {spoken.together}
              <span>
                {money(livedTotal)} <span className="ms-2 font-text text-ink-3">{money(underTotal)}</span>
              </span>
            </p>
          )}
          {categories.some((row) => row.estimate) && <p className="mt-2 text-xs text-ink-3">{spoken.estimate}</p>}
        </>
      ) : (
        <BarRows
          label={spoken.members[by]}
          rows={sorted.map((row) => ({
            label: nameOf(row),
            value: Number(row.cost),
            text: money(row.cost),
            behind: behindOf(row),
          }))}
        />
      )}
      {!isZeroAmount(total) && (
        <p className="mt-3 text-xs text-ink-3">
          {compareAmounts(total, expected) === 0
            ? spoken.billedAsSaid(money(total))
            : spoken.billed(money(total), money(expected))}
        </p>
      )}
    </Section>
  )
}

import { formatAmount } from '@casement/platform'
import { clsx } from 'clsx'
import { Pause } from 'lucide-react'
import { clockTime, daysBetween, whenTime } from '../clock/time-words.ts'
import { type Quote, type QuoteKind, usePrices } from '../messages/messages.ts'
import { isFree, ONE_MESSAGE } from '../money/price-words.ts'
import { words } from '../strings/words.ts'
import type { WindowNow } from '../windows/window.ts'

const KINDS: readonly QuoteKind[] = ['free-form', 'utility', 'marketing', 'authentication']

/** The ring in money: what each kind of message costs this person now, after the window, after the entry point. */
export function PriceTable({ threadId, window, now, name }: { threadId: string; window: WindowNow; now: number; name: string }) {
  const prices = usePrices(threadId)
  const rows = KINDS.flatMap((kind) => prices.data?.find((row) => row.what === kind) ?? [])
  if (rows.length === 0) return null
  const open = window.state !== 'closed'
  const entry = window.fep.open && (!open || (window.fep.until ?? 0) > (window.until ?? 0))
  const columns = [
    { key: 'now' as const, title: words.contact.now },
    ...(open && window.until !== null ? [{ key: 'afterCsw' as const, title: columnTime(window.until, now) }] : []),
    ...(entry && window.fep.until !== null ? [{ key: 'afterFep' as const, title: columnTime(window.fep.until, now) }] : []),
  ]
  return (
    <table className="mx-4 mb-3.5 w-[calc(100%-32px)] border-collapse text-xs">
      <caption className="sr-only">{words.contact.priceTable(name)}</caption>
      <thead>
        <tr>
          <td />
          {columns.map((column, index) => (
            <th
              key={column.key}
              scope="col"
              className={clsx(
                'pb-[5px] ps-2 text-end text-2xs whitespace-nowrap',
                index === 0 ? 'pe-1.5 font-medium text-ink' : 'font-text text-ink-3',
              )}
            >
              {column.title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.what} className="border-t border-line">
            <th scope="row" className="py-1 text-start font-text whitespace-nowrap text-ink-2">
              {words.quote[row.what]}
            </th>
            {columns.map((column, index) => (
              <Cell key={column.key} quote={row[column.key]} first={index === 0} />
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Cell({ quote, first }: { quote: Quote; first: boolean }) {
  const free = quote.allowed && quote.price && isFree(quote.price)
  const look = clsx('py-1 ps-2 text-end', first && 'bg-sunken pe-1.5')
  if (quote.waits && quote.price) {
    return (
      <td className={clsx(look, 'text-ink-2')} title={quote.because}>
        <Pause size={10} aria-hidden="true" className="me-1 inline align-baseline text-warn-text" />
        {isFree(quote.price) ? words.money.free : formatAmount(quote.price.amount, ONE_MESSAGE)}
        <span className="sr-only">{quote.because}</span>
      </td>
    )
  }
  if (!quote.allowed) {
    return (
      <td className={clsx(look, 'text-ink-3')} title={quote.because}>
        <span aria-hidden="true">–</span>
        <span className="sr-only">{quote.because}</span>
      </td>
    )
  }
  return (
    <td className={clsx(look, 'font-medium', free && 'text-free')} title={quote.because}>
      {quote.price
        ? free
          ? quote.price.atMost === undefined
            ? words.money.free
            : words.money.probablyFree
          : formatAmount(quote.price.amount, ONE_MESSAGE)
        : words.money.free}
    </td>
  )
}

const columnTime = (at: number, now: number): string => (daysBetween(now, at) === 0 ? clockTime(at) : whenTime(at, now))

import { addAmounts } from '@casement/platform'
import { useMemo } from 'react'
import { type Message, useMessages } from '../messages/messages.ts'
import { amountText, isFree, ONE_MESSAGE } from '../money/price-words.ts'
import { locale, words } from '../strings/words.ts'

/** What this conversation cost so far this month, from the messages themselves: charged where Meta has said so, else estimated. */
export function Spent({ threadId, now, name }: { threadId: string; now: number; name: string }) {
  const log = useMessages(threadId)
  const complete = !log.hasNextPage
  const spent = useMemo(() => spentIn(log.data?.pages.flatMap((page) => page.data) ?? [], now), [log.data, now])
  if (!spent) return null
  const month = new Date(now).toLocaleDateString(locale, { month: 'long' })
  return (
    <section className="border-t border-line px-4 pt-3.5 pb-4">
      <h3 className="mb-[7px] text-xs font-strong">{words.contact.spent(name.split(' ')[0] ?? name, month)}</h3>
      <p className="flex items-center gap-3 text-2xs leading-[1.4] text-ink-3">
        <span className="text-xl font-[560] tracking-display text-ink">
          {amountText(spent.amount, spent.currency, ONE_MESSAGE)}
        </span>
        <span>
          {words.contact.paid(spent.paid, spent.paid + spent.free)}
          <br />
          {complete || spent.older ? words.contact.freeOnes(spent.free) : words.contact.atLeast}
        </span>
      </p>
    </section>
  )
}

const GONE = new Set(['failed', 'refused', 'cancelled', 'expired'])

/** Sums the calendar month of `now` in the viewer's zone. `older`: the messages reach back before it. */
function spentIn(messages: readonly Message[], now: number) {
  const today = new Date(now)
  const start = new Date(today.getFullYear(), today.getMonth(), 1).getTime()
  let amount = '0'
  let currency: string | null = null
  let paid = 0
  let free = 0
  for (const message of messages) {
    if (message.direction !== 'out' || !message.price || GONE.has(message.status) || Date.parse(message.at) < start) continue
    const price = message.price.charged ?? message.price
    currency ??= price.currency
    if (price.currency !== currency) continue
    if (isFree(price)) free++
    else paid++
    amount = addAmounts(amount, price.amount)
  }
  const older = messages.some((message) => Date.parse(message.at) < start)
  return currency === null ? null : { amount, currency, paid, free, older }
}

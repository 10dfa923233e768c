import type { PlatformTime } from '@casement/platform'
import { compareAmounts, later } from '@casement/platform'
import { decide } from '../decide/decide.ts'
import { timeText } from '../decide/time-text.ts'
import type { Decision, Price } from '../decision.ts'
import type { Situation } from '../situation.ts'
import { foldWindow } from '../window/fold.ts'
import { windowAt } from '../window/view.ts'

/** One cell of the little table "now, and after": may it go then, and for what. `waits`: it may be handed over, and goes once time has cured what holds it. */
export type Quote = {
  readonly allowed: boolean
  readonly waits?: true
  readonly price?: Price
  readonly rule?: string
  readonly because: string
}

/** Now, once the customer service window has closed, once the free entry point is over. Equal where a window is not open. */
export type Quotes = { readonly now: Quote; readonly afterCsw: Quote; readonly afterFep: Quote }

/** The same message at the three moments at which its price may change. Reach, quiet hours and cap are left as they are now. */
export function quotesFor(situation: Situation): Quotes {
  const { csw, fep } = windowAt(situation.window, situation.now, situation.policy)
  return {
    now: quote(decide(situation)),
    afterCsw: quote(decide(at(situation, csw.open ? csw.until : null))),
    afterFep: quote(decide(at(situation, fep.until))),
  }
}

/** A way to pay less for the same message. */
export type Saving = {
  readonly when: 'before' | 'after-customer-writes'
  /** For `before`: the instant until which it holds. */
  readonly until?: PlatformTime
  readonly price: Price
  readonly sentence: string
}

/**
 * When the message would cost less than `instead` (a later moment at which it is planned; by default now): sent before a window
 * closes, or after the customer writes. Cheapest first; empty when nothing saves anything.
 */
export function savingsFor(situation: Situation, plannedAt: PlatformTime = situation.now): readonly Saving[] {
  const planned = decide(at(situation, plannedAt))
  if (planned.kind === 'refuse' || !planned.price) return []
  const most = worst(planned.price)
  const savings: Saving[] = []

  const today = plannedAt > situation.now ? decide(situation) : null
  if (today?.kind === 'send' && cheaper(today.price, most)) {
    const until = endOfPrice(situation)
    if (until !== null) {
      savings.push({
        when: 'before',
        until,
        price: today.price,
        sentence: `${costs(today.price)} if it is sent before ${timeText(until)}.`,
      })
    }
  }
  const wrote = decide(afterTheyWrite(at(situation, plannedAt)))
  if (wrote.kind === 'send' && cheaper(wrote.price, most)) {
    savings.push({
      when: 'after-customer-writes',
      price: wrote.price,
      sentence: `${costs(wrote.price)} if it is sent after the customer writes.`,
    })
  }
  return savings.sort((a, b) => compareAmounts(worst(a.price), worst(b.price)))
}

const at = (situation: Situation, now: PlatformTime | null): Situation =>
  now === null || now <= situation.now ? situation : { ...situation, now }

const afterTheyWrite = (situation: Situation): Situation => ({
  ...situation,
  window: foldWindow(situation.window, { type: 'user-message', at: situation.now, messageType: 'text' }, situation.policy),
})

/** When today's price ends: the earlier end of the windows that are open. */
function endOfPrice({ window, now, policy }: Situation): PlatformTime | null {
  const { csw, fep } = windowAt(window, now, policy)
  const ends = [csw.open ? csw.until : null, fep.state === 'none' ? null : fep.until].filter((end) => end !== null)
  return ends.length === 0 ? null : later(Math.min(...ends) as PlatformTime, 0)
}

const quote = (decision: Decision): Quote => {
  const allowed = decision.kind === 'send'
  const rule = decision.rule === undefined ? {} : { rule: decision.rule }
  const waits = decision.kind === 'hold' ? { waits: true as const } : {}
  const because = decision.kind === 'send' ? decision.price.because : decision.because
  return decision.kind === 'refuse' || !decision.price
    ? { allowed, ...waits, ...rule, because }
    : { allowed, ...waits, ...rule, because, price: decision.price }
}

const worst = (price: Price) => price.atMost ?? price.amount
const cheaper = (price: Price, than: string) => compareAmounts(worst(price), than) < 0
const costs = (price: Price) => (price.billable ? price.because.replace(/\.$/, '') : 'Free')

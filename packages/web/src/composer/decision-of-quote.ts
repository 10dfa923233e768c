import { platformTime } from '@casement/platform'
import type { Decision } from '@casement/rules'
import type { Quote } from '../messages/messages.ts'
import type { ThreadWindow } from '../windows/window.ts'

/** A quote in the shape of a decision, for the cost line of a box that is still empty. */
export function decisionOfQuote(quote: Quote, window: ThreadWindow): Decision | null {
  const time = (iso: string | null) => (iso === null ? null : platformTime(iso))
  const view = {
    csw: { open: window.csw.open, until: time(window.csw.until), safeUntil: time(window.csw.safeUntil) },
    fep: { state: window.fep.state, until: time(window.fep.until) },
  }
  if (quote.allowed) return quote.price ? { kind: 'send', price: quote.price, because: quote.because, window: view } : null
  if (quote.waits)
    return {
      kind: 'hold',
      rule: quote.rule ?? '',
      because: quote.because,
      remedy: '',
      until: null,
      window: view,
      ...(quote.price ? { price: quote.price } : {}),
    }
  return { kind: 'refuse', rule: quote.rule ?? '', because: quote.because, remedy: '', window: view }
}

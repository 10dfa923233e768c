import type { Decision } from '../decision.ts'
import { moneyText } from '../price/money-text.ts'

/**
 * Any decision as the one sentence that screen, API, command line and log show: what happens, why, and what to do about it.
 *
 * `Refused: free-form messages need …; send an approved template now, or …`
 */
export function explain(decision: Decision): string {
  switch (decision.kind) {
    case 'send': {
      const { price } = decision
      const cost =
        price.billable || price.atMost !== undefined
          ? moneyText({ amount: price.atMost ?? price.amount, currency: price.currency })
          : 'nothing'
      const most = price.atMost === undefined ? '' : 'at most '
      return `May go, and costs ${most}${cost}: ${clause(decision.because)}.`
    }
    case 'hold':
      return `Held: ${clause(decision.because)}; ${clause(decision.remedy)}.`
    case 'refuse':
      return `Refused: ${clause(decision.because)}; ${clause(decision.remedy)}.`
  }
}

/** A sentence as a part of another: without its stop, in small letters, its own stops as semicolons. */
const clause = (sentence: string): string => {
  const inner = sentence.replace(/\.$/, '').replace(/\. (?=[A-Z])/g, '; ')
  return inner
    .split('; ')
    .map((part) =>
      /^[A-Z][a-z]/.test(part) && !/^(Meta|WhatsApp)\b/.test(part) ? part.charAt(0).toLowerCase() + part.slice(1) : part,
    )
    .join('; ')
}

import { isoTime, type PlatformTime } from '@casement/platform'
import type { Decision, WindowView } from '@casement/rules'

const time = (at: PlatformTime | null | undefined): string | null => (at === null || at === undefined ? null : isoTime(at))

/** Windows as the API shows them: ISO times, null where there is no end. */
export const presentWindow = ({ csw, fep }: WindowView) => ({
  csw: { open: csw.open, until: time(csw.until), safeUntil: time(csw.safeUntil) },
  fep: { state: fep.state, until: time(fep.until) },
})

/** A decision as the API shows it. */
export function presentDecision(decision: Decision) {
  const shared = { kind: decision.kind, because: decision.because, window: presentWindow(decision.window) }
  switch (decision.kind) {
    case 'send':
      return { ...shared, ...(decision.rule ? { rule: decision.rule } : {}), price: decision.price }
    case 'hold':
      return {
        ...shared,
        rule: decision.rule,
        remedy: decision.remedy,
        until: time(decision.until),
        ...(decision.price ? { price: decision.price } : {}),
      }
    case 'refuse':
      return { ...shared, rule: decision.rule, remedy: decision.remedy }
  }
}

import { isoTime, type PlatformTime } from '@casement/platform'
import { type ConsentState, consentFor, isOwnPurpose, newConsent, type Purpose } from '@casement/rules'

export const PURPOSES = ['marketing', 'utility', 'authentication', 'everything'] as const satisfies readonly Purpose[]

/** What holds for each purpose, since when, and by which evidence. */
export function presentConsent(state: ConsentState | null) {
  const view = (purpose: Purpose) => {
    const { choice, said } = consentFor(state ?? newConsent, purpose)
    return { choice, ...(said ? { at: isoTime(said.at as PlatformTime), evidence: said.evidence } : {}) }
  }
  const own = Object.keys(state ?? {}).filter(isOwnPurpose)
  return {
    ...Object.fromEntries(own.map((purpose) => [purpose, view(purpose)])),
    marketing: view('marketing'),
    utility: view('utility'),
    authentication: view('authentication'),
    everything: view('everything'),
  }
}

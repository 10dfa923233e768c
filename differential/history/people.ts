/** A customer: a place in `acquaintances`, or beyond them one of the strangers that campaigns go to. */
export type Person = number

/** Digits of those who live through a history. Their countries differ in market, in marketing rules and in prefixes. */
export const acquaintances = [
  '447700900456', // United Kingdom: no cap on marketing
  '447700900777',
  '14155550123', // United States: no marketing at all
  '14165550123', // Canada, behind the same +1
  '18765550123', // Jamaica, behind the same +1
  '4915112345678',
  '5511987654321',
  '919876543210',
  '77011234567', // Kazakhstan, behind Russia's 7, with a market of its own since October 2026
  '79161234567',
  '2348012345678',
  '85291234567', // Hong Kong, a standalone market since 2026
] as const

export const FIRST_STRANGER = 100

/** Digits with the calling code. */
export const phoneOf = (person: Person): string =>
  acquaintances[person] ?? `4477${String(30_000_000 + person - FIRST_STRANGER).padStart(8, '0')}`

export const AMERICAN: Person = 2

export type FactValue = number | string | boolean | null | readonly (number | string | null)[]

/** One thing WhatsApp says (or, where it is silent, what we assume), in force from a first to a last day. */
export type Fact<T extends FactValue = FactValue> = {
  /** Stable name, such as `csw.hours`. Several facts share an id when the value changed; their days do not overlap. */
  readonly id: string
  readonly title: string
  readonly value: T
  readonly unit: string
  /** First day, `YYYY-MM-DD`. Facts whose beginning nobody wrote down carry the day the Cloud API opened. */
  readonly from: string
  /** Last day, or null while it holds. */
  readonly to: string | null
  /** A tag that `sourceUrl` turns into an address: `M:pricing`. */
  readonly source: string
  /** Where sources disagree, what they say and which one is followed. */
  readonly note?: string
  /** Not established by Meta: a default that may be overridden. */
  readonly uncertain?: true
}

export const CLOUD_API_OPENED = '2022-05-19'

type More = { readonly from?: string; readonly to?: string; readonly note?: string; readonly uncertain?: true }

/** Writes one fact down. */
export const fact = <const T extends FactValue>(
  id: string,
  title: string,
  value: T,
  unit: string,
  source: string,
  more: More = {},
): Fact<T> => ({ id, title, value, unit, source, ...more, from: more.from ?? CLOUD_API_OPENED, to: more.to ?? null })

/** Whether a dated thing is in force on a day, `YYYY-MM-DD`. Both its days count. */
export const holdsOn = (dated: { readonly from: string; readonly to: string | null }, day: string): boolean =>
  dated.from <= day && (dated.to === null || day <= dated.to)

/** Throws RangeError, with a sentence, unless a fact of this id exists and has a value of the same kind on some day. */
export function checkOverride(id: string, value: unknown, among: readonly Fact[]): void {
  const known = among.filter((one) => one.id === id)
  if (known.length === 0) throw new RangeError(`There is no fact "${id}" to override.`)
  if (!known.some((one) => kindOf(one.value) === kindOf(value) || (one.value === null && typeof value === 'number'))) {
    throw new RangeError(`"${id}" needs a value like ${JSON.stringify(known[0]?.value)}, not ${JSON.stringify(value)}.`)
  }
}

const kindOf = (value: unknown): string => (Array.isArray(value) ? 'list' : value === null ? 'null' : typeof value)

/** What the address of the screen says: which days, whose numbers, and which rules to compare with. What is usual is left out. */
export type InsightsSearch = {
  readonly from?: string
  readonly to?: string
  readonly number?: string
  readonly portfolio?: string
  readonly rules?: string
}

/** Which messages a list shows: members of the question that the hub answers. */
export const WHICH = [
  'direction',
  'outcome',
  'code',
  'category',
  'market',
  'template',
  'campaign',
  'sentBy',
  'prefix',
  'import',
  'hour',
  'begins',
] as const
export type Which = { readonly [member in (typeof WHICH)[number]]?: string }
export type BehindSearch = InsightsSearch & Which

const isDay = (value: unknown): value is string => typeof value === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(value)
const text = (value: unknown): string => (typeof value === 'number' || typeof value === 'string' ? String(value) : '')

export function insightsSearch(raw: Record<string, unknown>): InsightsSearch {
  return {
    ...(isDay(raw.from) ? { from: raw.from } : {}),
    ...(isDay(raw.to) ? { to: raw.to } : {}),
    ...(text(raw.number) ? { number: text(raw.number) } : {}),
    ...(text(raw.portfolio) ? { portfolio: text(raw.portfolio) } : {}),
    ...(isDay(raw.rules) ? { rules: raw.rules } : {}),
  }
}

export function behindSearch(raw: Record<string, unknown>): BehindSearch {
  const which = Object.fromEntries(
    WHICH.flatMap((member) => {
      const value = raw[member] === true ? 'true' : text(raw[member])
      return value ? [[member, value]] : []
    }),
  )
  return { ...insightsSearch(raw), ...which }
}

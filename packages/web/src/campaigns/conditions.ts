import type { Filter } from './campaign-api.ts'

/** One line of an audience: what holds of people. */
export type Condition =
  | { readonly kind: 'tag' | 'country'; readonly text: string }
  | { readonly kind: 'wroteWithin' | 'silentFor'; readonly text: string }
  | { readonly kind: 'consent' }
  | { readonly kind: 'attribute'; readonly key: string; readonly text: string }
export const CONDITIONS = ['tag', 'country', 'attribute', 'wroteWithin', 'silentFor', 'consent'] as const

export const newCondition = (kind: Condition['kind']): Condition =>
  kind === 'consent'
    ? { kind }
    : kind === 'attribute'
      ? { kind, key: '', text: '' }
      : { kind, text: kind === 'wroteWithin' ? '30' : kind === 'silentFor' ? '90' : '' }

/** What the hub is asked; null while a line is unfinished. */
export function filterOf(conditions: readonly Condition[]): Filter | null {
  if (conditions.length === 0) return { everybody: true }
  const parts = conditions.map(partOf)
  if (parts.includes(null)) return null
  return parts.length === 1 ? (parts[0] as Filter) : { all: parts }
}

function partOf(condition: Condition): Filter | null {
  switch (condition.kind) {
    case 'consent':
      return { consent: 'marketing', is: 'in' }
    case 'tag':
      return condition.text.trim() === '' ? null : { tag: condition.text.trim() }
    case 'country': {
      const countries = condition.text
        .toUpperCase()
        .split(/[\s,]+/)
        .filter(Boolean)
      return countries.length > 0 && countries.every((code) => /^[A-Z]{2}$/.test(code)) ? { country: countries } : null
    }
    case 'attribute':
      return condition.key.trim() === '' || condition.text === '' ? null : { attribute: condition.key.trim(), is: condition.text }
    default: {
      const days = Number(condition.text)
      return condition.text !== '' && days >= 0 ? { [condition.kind]: days } : null
    }
  }
}

/** The lines that a stored filter was made of; null where it says more than these lines can. */
export function conditionsOf(filter: Filter): readonly Condition[] | null {
  if (filter.everybody === true) return []
  const parts = Array.isArray(filter.all) ? (filter.all as readonly Filter[]) : [filter]
  const read = parts.map((part): Condition | null => {
    if (typeof part.tag === 'string') return { kind: 'tag', text: part.tag }
    if (Array.isArray(part.country)) return { kind: 'country', text: part.country.join(', ') }
    if (typeof part.wroteWithin === 'number') return { kind: 'wroteWithin', text: String(part.wroteWithin) }
    if (typeof part.silentFor === 'number') return { kind: 'silentFor', text: String(part.silentFor) }
    if (part.consent === 'marketing' && part.is === 'in') return { kind: 'consent' }
    return typeof part.attribute === 'string' && typeof part.is === 'string'
      ? { kind: 'attribute', key: part.attribute, text: part.is }
      : null
  })
  return read.includes(null) ? null : (read as readonly Condition[])
}

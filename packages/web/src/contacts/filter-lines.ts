import type { Filter } from './people.ts'

/** One line of a filter as a person writes it. `not` turns it round. */
export type Line = { readonly not?: boolean } & (
  | { readonly kind: 'tag' | 'name' | 'country' | 'wroteWithin' | 'silentFor' | 'addedWithin'; readonly text: string }
  | { readonly kind: 'consent'; readonly purpose: string; readonly choice: string }
  | { readonly kind: 'attribute'; readonly key: string; readonly how: AttributeTest; readonly text: string }
)
export const ATTRIBUTE_TESTS = ['is', 'isNot', 'contains', 'above', 'below', 'exists'] as const
export type AttributeTest = (typeof ATTRIBUTE_TESTS)[number]
export const LINES = ['consent', 'tag', 'attribute', 'country', 'wroteWithin', 'silentFor', 'addedWithin', 'name'] as const
export type Lines = { readonly join: 'all' | 'any'; readonly lines: readonly Line[] }

const DAYS = { wroteWithin: '30', silentFor: '90', addedWithin: '7' } as const
const isDays = (kind: string): kind is keyof typeof DAYS => kind in DAYS

export function newLine(kind: Line['kind']): Line {
  if (kind === 'consent') return { kind, purpose: 'marketing', choice: 'in' }
  if (kind === 'attribute') return { kind, key: '', how: 'is', text: '' }
  return { kind, text: isDays(kind) ? DAYS[kind] : '' }
}

/** What the hub is asked; null while a line is unfinished, or when there is none. */
export function filterOfLines({ join, lines }: Lines): Filter | null {
  const parts = lines.map(partOf)
  if (parts.length === 0 || parts.includes(null)) return null
  return parts.length === 1 ? (parts[0] as Filter) : { [join]: parts }
}

function partOf(line: Line): Filter | null {
  const part = plainPart(line)
  return part && line.not ? { not: part } : part
}

function plainPart(line: Line): Filter | null {
  if (line.kind === 'consent') return { consent: line.purpose, is: line.choice }
  const text = line.text.trim()
  if (line.kind === 'attribute') {
    const attribute = line.key.trim()
    if (attribute === '') return null
    if (line.how === 'exists') return { attribute, exists: true }
    if (line.how === 'above' || line.how === 'below')
      return text !== '' && Number.isFinite(Number(text)) ? { attribute, [line.how]: Number(text) } : null
    return text === '' ? null : { attribute, [line.how]: text }
  }
  if (line.kind === 'country') {
    const countries = text
      .toUpperCase()
      .split(/[\s,]+/)
      .filter(Boolean)
    return countries.length > 0 && countries.every((code) => /^[A-Z]{2}$/.test(code)) ? { country: countries } : null
  }
  if (isDays(line.kind)) return text !== '' && Number(text) >= 0 ? { [line.kind]: Number(text) } : null
  return text === '' ? null : { [line.kind]: text }
}

/** The lines that a stored filter was made of; null where it says more than lines can. */
export function linesOf(filter: Filter): Lines | null {
  if (filter.everybody === true) return { join: 'all', lines: [] }
  const join = Array.isArray(filter.any) ? 'any' : 'all'
  const parts = (filter[join] ?? [filter]) as readonly Filter[]
  const lines = parts.map(lineOf)
  return lines.includes(null) ? null : { join, lines: lines as readonly Line[] }
}

function lineOf(part: Filter): Line | null {
  if (typeof part.not === 'object' && part.not !== null) {
    const line = lineOf(part.not as Filter)
    return line && !line.not ? { ...line, not: true } : null
  }
  if (typeof part.consent === 'string' && typeof part.is === 'string')
    return { kind: 'consent', purpose: part.consent, choice: part.is }
  if (typeof part.attribute === 'string') {
    const how = ATTRIBUTE_TESTS.filter((test) => test in part)
    const [test] = how
    if (test === undefined || how.length > 1 || part.exists === false) return null
    return { kind: 'attribute', key: part.attribute, how: test, text: test === 'exists' ? '' : String(part[test]) }
  }
  if (Array.isArray(part.country)) return { kind: 'country', text: part.country.join(', ') }
  for (const kind of ['tag', 'name', 'wroteWithin', 'silentFor', 'addedWithin'] as const)
    if (part[kind] !== undefined) return { kind, text: String(part[kind]) }
  return null
}

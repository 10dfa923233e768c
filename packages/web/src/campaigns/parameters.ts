import { canBeFilledHere, type Field, type FieldPart, fieldsOf, templateContent } from '../templates/fields.ts'
import type { Template } from '../templates/templates.ts'

/** Where what stands in one place of a template comes from. */
export type Source =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'name' | 'phone'; readonly fallback: string }
  | { readonly kind: 'attribute' | 'column'; readonly key: string; readonly fallback: string }
export type Sources = Readonly<Record<string, Source>>

/** Places in which a person's own words may stand. */
const PERSONAL: ReadonlySet<FieldPart> = new Set(['header', 'body', 'header-media', 'button-url', 'button-code'])

/** Whether a campaign can be made of it here: codes are never sent to many, and places and ends of offers are the API's for now. */
export const canBeSentToMany = (template: Template): boolean =>
  template.category.toUpperCase() !== 'AUTHENTICATION' &&
  canBeFilledHere(template) &&
  fieldsOf(template).every((field) => PERSONAL.has(field.part))

const MARK = '\u0000'

/** Meta's components with people's fields where the hub fills them in: `{"from": "attribute.city", "fallback": "your town"}`. */
export function parametersOf(template: Template, sources: Sources): readonly object[] {
  const fields = fieldsOf(template)
  const marked = Object.fromEntries(fields.map((field) => [field.id, MARK + field.id]))
  const { components = [] } = templateContent(template, marked).template as { components?: readonly object[] }
  return fill(components, sources) as readonly object[]
}

function fill(node: unknown, sources: Sources): unknown {
  if (typeof node === 'string' && node.startsWith(MARK)) return standsFor(sources[node.slice(MARK.length)])
  if (Array.isArray(node)) return node.map((item) => fill(item, sources))
  if (typeof node === 'object' && node !== null)
    return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, fill(value, sources)]))
  return node
}

function standsFor(source: Source | undefined): unknown {
  if (!source) return ''
  if (source.kind === 'text') return source.text
  const from = 'key' in source ? `${source.kind}.${source.key}` : source.kind
  return { from, ...(source.fallback === '' ? {} : { fallback: source.fallback }) }
}

/** The other way round: what a stored campaign's parameters say of each field. */
export function sourcesOf(template: Template, parameters: readonly object[]): Sources {
  const fields = fieldsOf(template)
  const marked = Object.fromEntries(fields.map((field) => [field.id, MARK + field.id]))
  const { components = [] } = templateContent(template, marked).template as { components?: readonly object[] }
  const found: Record<string, Source> = {}
  const walk = (shape: unknown, given: unknown): void => {
    if (typeof shape === 'string' && shape.startsWith(MARK)) found[shape.slice(MARK.length)] = readSource(given)
    else if (Array.isArray(shape))
      for (const [at, item] of shape.entries()) walk(item, (given as readonly unknown[] | undefined)?.[at])
    else if (typeof shape === 'object' && shape !== null)
      for (const [key, value] of Object.entries(shape)) walk(value, (given as Record<string, unknown> | undefined)?.[key])
  }
  walk(components, parameters)
  return found
}

function readSource(given: unknown): Source {
  if (typeof given !== 'object' || given === null) return { kind: 'text', text: typeof given === 'string' ? given : '' }
  const { from, fallback = '' } = given as { from?: string; fallback?: string }
  if (from === 'name' || from === 'phone') return { kind: from, fallback }
  const kind = from?.startsWith('column.') ? 'column' : 'attribute'
  return { kind, key: from?.replace(/^(attribute|column)\./, '') ?? '', fallback }
}

/** What a field begins with: the name where one is plainly meant, else its sample as the same for all. */
export const firstSource = (field: Field): Source =>
  /name/i.test(field.name) || /\b(hi|hello|dear|hey)[\s,]*$/i.test(field.before)
    ? { kind: 'name', fallback: field.sample ?? '' }
    : { kind: 'text', text: '' }

export const isFilled = (source: Source | undefined): boolean =>
  source !== undefined && (source.kind === 'text' ? source.text.trim() !== '' : !('key' in source) || source.key.trim() !== '')

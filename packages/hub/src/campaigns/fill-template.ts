import { problem } from '../http/problems.ts'
import type { TemplateUse } from './definition.ts'

/** What is known of one person of a campaign. */
export type PersonValues = {
  name: string
  phone: string | null
  attributes: Readonly<Record<string, unknown>>
  columns: Readonly<Record<string, unknown>>
}

/** A field of a person that stands in a template: `name`, `phone`, `attribute.KEY`, `column.KEY`. */
export type Field = { from: string; fallback?: string }

type Json = string | number | boolean | null | Json[] | { [key: string]: Json }
type Filler = (values: PersonValues) => Json

export type TemplateFiller = {
  /** Fields without a fallback: who lacks one is left out. */
  readonly needed: readonly string[]
  /** True when everybody gets the same. */
  readonly same: boolean
  /** Meta's message object for one person. */
  fill(values: PersonValues): { type: 'template'; template: Record<string, unknown> }
  /** Names of fields this person lacks. */
  missing(values: PersonValues): string[]
}

/** Reads where people's fields stand in the parameters, once for all of them. Throws a problem that names a field nobody can have. */
export function createFiller({ name, language, parameters }: TemplateUse): TemplateFiller {
  const fields: Field[] = []
  const components = read(parameters as Json, 'template.parameters', fields)
  const needed = [...new Set(fields.filter((field) => field.fallback === undefined).map((field) => field.from))]
  const head = { name, language: { code: language } }
  const fixed = fields.length === 0 ? components(NOBODY) : null
  return {
    needed,
    same: fields.length === 0,
    fill(values) {
      const filled = fixed ?? components(values)
      return {
        type: 'template',
        template: Array.isArray(filled) && filled.length > 0 ? { ...head, components: filled } : head,
      }
    },
    missing: (values) => needed.filter((from) => fieldValue(from, values) === ''),
  }
}

const NOBODY: PersonValues = { name: '', phone: null, attributes: {}, columns: {} }

function read(node: Json, path: string, fields: Field[]): Filler {
  if (Array.isArray(node)) {
    const items = node.map((item, index) => read(item, `${path}[${index}]`, fields))
    return (values) => items.map((item) => item(values))
  }
  if (typeof node !== 'object' || node === null) return () => node
  if (typeof node.from === 'string') {
    const field = readField(node, path)
    fields.push(field)
    return (values) => fieldValue(field.from, values) || (field.fallback ?? '')
  }
  const members = Object.entries(node).map(([key, value]) => [key, read(value, `${path}.${key}`, fields)] as const)
  return (values) => Object.fromEntries(members.map(([key, member]) => [key, member(values)]))
}

function readField(node: { [key: string]: Json }, path: string): Field {
  const { from, fallback } = node
  if (typeof from !== 'string' || !/^(name|phone|(attribute|column)\.[\s\S]{1,64})$/.test(from)) {
    const fix = 'Write name, phone, attribute.KEY or column.KEY.'
    throw problem('content-invalid', `${path} takes its value from ${String(from)}, which nobody has. ${fix}`, {
      findings: [{ rule: 'campaign.field', severity: 'error', path, actual: from, fix }],
    })
  }
  return { from, ...(typeof fallback === 'string' && fallback.trim() !== '' ? { fallback } : {}) }
}

function fieldValue(from: string, { name, phone, attributes, columns }: PersonValues): string {
  if (from === 'name') return name.trim()
  if (from === 'phone') return phone ? `+${phone}` : ''
  const dot = from.indexOf('.')
  const value = (from.startsWith('attribute') ? attributes : columns)[from.slice(dot + 1)]
  return value === undefined || value === null ? '' : String(value).trim()
}

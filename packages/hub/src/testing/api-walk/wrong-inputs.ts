/** A JSON schema, as far as the API's own description uses it. */
export type Schema = {
  type?: string | string[]
  enum?: unknown[]
  const?: unknown
  format?: string
  pattern?: string
  minLength?: number
  maxLength?: number
  minimum?: number
  exclusiveMinimum?: number
  minItems?: number
  items?: Schema
  required?: string[]
  properties?: Record<string, Schema>
  anyOf?: Schema[]
  oneOf?: Schema[]
  allOf?: Schema[]
  default?: unknown
}

const FORMATS: Record<string, string> = {
  uuid: '0190aaaa-0000-7000-8000-00000000000f',
  'date-time': '2030-01-01T00:00:00Z',
  date: '2030-01-01',
  email: 'somebody@example.com',
  uri: 'https://hook.example.com/',
}

/** The least a schema takes: a value that is right, or nearly. */
export function leastOf(schema: Schema = {}): unknown {
  if (schema.const !== undefined) return schema.const
  if (schema.enum) return schema.enum[0]
  const choice = schema.anyOf?.[0] ?? schema.oneOf?.[0]
  if (choice) return leastOf(choice)
  if (schema.allOf) return Object.assign({}, ...schema.allOf.map(leastOf))
  switch ([schema.type].flat()[0]) {
    case 'object':
      return Object.fromEntries((schema.required ?? []).map((name) => [name, leastOf(schema.properties?.[name])]))
    case 'array':
      return Array.from({ length: schema.minItems ?? 0 }, () => leastOf(schema.items))
    case 'integer':
    case 'number':
      return schema.minimum ?? (schema.exclusiveMinimum ?? 0) + 1
    case 'boolean':
      return true
    case 'null':
      return null
    default:
      return FORMATS[schema.format ?? ''] ?? 'x'.repeat(Math.max(1, schema.minLength ?? 1))
  }
}

export type WrongBody = { readonly label: string; readonly body: string }

const NUL = String.fromCharCode(0)
const LONE_SURROGATE = String.fromCharCode(0xd800)
/** What people and programs send in place of what was asked for. */
const STRANGE: readonly [string, unknown][] = [
  ['null', null],
  ['a number', 7],
  ['an object', { x: 1 }],
  ['a list', [[1]]],
  ['a character no text may hold', `a${NUL}b${LONE_SURROGATE}`],
  ['a very long text', 'x'.repeat(70_000)],
  ['a number out of reach', 1e308],
]

/** Bodies that are not what the schema asks for: unreadable ones, other kinds of JSON, and each member left out or strange. */
export function* wrongBodies(schema: Schema): Generator<WrongBody> {
  for (const body of ['', '{', 'null', '[]', '"text"', '{"__proto__":{"x":1}}'])
    yield { label: `the body ${body || 'of nothing'}`, body }
  const right = leastOf(schema)
  if (right === null || typeof right !== 'object' || Array.isArray(right)) return
  for (const name of schema.required ?? []) {
    const { [name]: _left, ...rest } = right as Record<string, unknown>
    yield { label: `without ${name}`, body: JSON.stringify(rest) }
  }
  for (const name of Object.keys(schema.properties ?? {}).slice(0, 12)) {
    for (const [label, value] of STRANGE) yield { label: `${name}: ${label}`, body: JSON.stringify({ ...right, [name]: value }) }
  }
}

export const WRONG_IDS = [
  'x',
  '0',
  '-1',
  '0190aaaa-0000-7000-8000-00000000000f',
  "'; drop table sends --",
  '%00',
  '%ff',
  'x'.repeat(250),
]
export const WRONG_QUERY_VALUES = [
  '',
  'x',
  '-1',
  '0',
  '999999999999999999999',
  '%00',
  `${'x'.repeat(3_000)}`,
  '[]',
  'eyJiZWZvcmUiOjF9',
]

import * as z from 'zod/v4/core'

/**
 * Where a wire value is wrong, in Meta's field names (`interactive.action.buttons[0].type`), and a sentence that says how.
 * `isMissing`: nothing stands there, or null.
 */
export type WireFinding = { readonly path: string; readonly sentence: string; readonly isMissing: boolean }
export type WireRead<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly findings: readonly WireFinding[] }

/**
 * Checks the shape of any JSON value. Never throws. What it gives back is the very value it was given, so unknown fields, unknown
 * enum values and the order of keys survive; shape only, no limit is checked.
 */
export function readWire<S extends z.$ZodType>(schema: S, json: unknown): WireRead<z.infer<S>> {
  const read = z.safeParse(schema, json)
  if (read.success) return { ok: true, value: json as z.infer<S> }
  return { ok: false, findings: read.error.issues.map((issue) => findingOf(issue, json)) }
}

function findingOf(issue: z.$ZodIssue, json: unknown): WireFinding {
  const path = pathOf(issue.path)
  const value = at(json, issue.path)
  const isMissing = value === undefined || value === null
  if (issue.code === 'custom') return { path, sentence: issue.message, isMissing }
  const here = path === '' ? 'The value' : path
  const actual = kindOf(value)
  const wanted = wantedBy(issue)
  const sentence =
    actual === 'nothing' ? `${here} is missing; it should be ${wanted}.` : `${here} should be ${wanted}, but is ${actual}.`
  return { path, sentence, isMissing }
}

function wantedBy(issue: z.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return kinds[issue.expected] ?? issue.expected
    case 'invalid_value':
      return issue.values.map((one) => JSON.stringify(one)).join(' or ')
    case 'invalid_union':
      return [...new Set(issue.errors.flat().map(wantedBy))].join(' or ')
    default:
      return 'of another form'
  }
}

const kinds: Readonly<Record<string, string>> = {
  string: 'a text',
  number: 'a number',
  boolean: 'true or false',
  object: 'an object',
  record: 'an object',
  array: 'a list',
}

function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing'
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'a list'
  return kinds[typeof value] ?? typeof value
}

function at(json: unknown, path: readonly PropertyKey[]): unknown {
  let value = json
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return undefined
    value = (value as Record<PropertyKey, unknown>)[step]
  }
  return value
}

const pathOf = (path: readonly PropertyKey[]): string =>
  path.reduce<string>(
    (so, step) => (typeof step === 'number' ? `${so}[${step}]` : so === '' ? String(step) : `${so}.${String(step)}`),
    '',
  )

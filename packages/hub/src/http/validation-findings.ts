import type { FastifySchemaValidationError } from 'fastify'
import type { ProblemFinding } from './problems.ts'

/**
 * Turns what a zod schema found in one part of a request into findings with a path, what was given and a sentence. `value` is the
 * part as it came, so that "missing" and "of the wrong type" can be told apart.
 */
export function validationFindings(errors: readonly FastifySchemaValidationError[], value: unknown): ProblemFinding[] {
  return errors.map((error) => {
    const keys = error.instancePath.split('/').filter((key) => key !== '')
    const path = keys.reduce((text, key) => (/^\d+$/.test(key) ? `${text}[${key}]` : text ? `${text}.${key}` : key), '')
    const given = keys.reduce<unknown>((inside, key) => (inside as Record<string, unknown> | null | undefined)?.[key], value)
    const actual = shown(given)
    const limit = limitOf(error)
    return {
      rule: 'request.shape',
      severity: 'error',
      path,
      ...(limit !== undefined && { limit }),
      ...(actual !== undefined && { actual }),
      fix: sentence({ error, path: path || 'the request', given }),
    }
  })
}

function sentence({ error, path, given }: { error: FastifySchemaValidationError; path: string; given: unknown }): string {
  const { keyword, params } = error
  if (given === undefined && keyword !== 'unrecognized_keys') return `Add ${path}${wanted(params) ? `, ${wanted(params)}` : ''}.`
  switch (keyword) {
    case 'invalid_type':
      return `Make ${path} ${wanted(params)}; it is ${kindOf(given)}.`
    case 'invalid_value':
      return `Make ${path} one of ${(params.values as unknown[]).map((one) => JSON.stringify(one)).join(', ')}.`
    case 'too_small':
      return `Make ${path} at least ${params.minimum}${unitOf(params)}.`
    case 'too_big':
      return `Make ${path} at most ${params.maximum}${unitOf(params)}.`
    case 'unrecognized_keys':
      return `Remove ${(params.keys as unknown[]).map(String).join(', ')} from ${path}: it is not known here.`
    case 'invalid_format':
      // A pattern's own sentence, where its schema gives one, says more than that it was missed.
      if (params.format === 'regex' && error.message && !error.message.startsWith('Invalid'))
        return `Correct ${path}: ${error.message.replace(/\.$/, '')}.`
      return `Make ${path} ${formats[String(params.format)] ?? 'follow its format'}.`
    default:
      return `Correct ${path}: ${error.message ?? 'it is not right'}.`
  }
}

const formats: Record<string, string> = {
  uuid: 'a UUID',
  email: 'an email address',
  url: 'a URL',
  datetime: 'a time such as 2026-11-20T14:30:00Z',
  date: 'a day such as 2026-11-20',
}

function wanted(params: Record<string, unknown>): string {
  const expected = params.expected
  if (typeof expected !== 'string') return ''
  return /^[aeiou]/.test(expected) ? `an ${expected}` : `a ${expected}`
}

const units: Record<string, string> = { string: ' characters', array: ' items', set: ' items' }
const unitOf = (params: Record<string, unknown>): string => units[String(params.origin)] ?? ''

function limitOf({ keyword, params }: FastifySchemaValidationError): unknown {
  if (keyword === 'too_big') return Number(params.maximum)
  if (keyword === 'too_small') return Number(params.minimum)
  if (keyword === 'invalid_value') return params.values
  if (keyword === 'invalid_type') return params.expected
  return undefined
}

function kindOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'an array'
  return /^[aeiou]/.test(typeof value) ? `an ${typeof value}` : `a ${typeof value}`
}

/** Short values come back as given; long or nested ones would only be noise. */
function shown(value: unknown): unknown {
  if (value === null || typeof value === 'number' || typeof value === 'boolean') return value
  if (typeof value === 'string') return value.length <= 80 ? value : `${value.slice(0, 79)}…`
  return undefined
}

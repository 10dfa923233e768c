import { GraphFailure, unknownField } from './failure.ts'

/** One wanted field: `analytics.start(1).end(2)`, `throughput{level}`. */
export type FieldSpec = { name: string; modifiers: Record<string, string>; inner: FieldSpec[] | null }

/** What a node can tell, each computed only when asked for. Undefined and null are left out of the answer, as Graph does. */
export type Fields = Record<string, (spec: FieldSpec) => unknown>

/** Reads `fields=`. Throws GraphFailure when brackets do not match. */
export function parseFields(text: string): FieldSpec[] {
  const reader = { text, at: 0 }
  const specs = readList(reader)
  if (reader.at < text.length) throw syntax(text)
  return specs
}

function readList(reader: { text: string; at: number }): FieldSpec[] {
  const specs: FieldSpec[] = []
  while (reader.at < reader.text.length && reader.text[reader.at] !== '}') {
    const name = /^\s*([A-Za-z0-9_]+)\s*/.exec(reader.text.slice(reader.at))
    if (!name) throw syntax(reader.text)
    reader.at += name[0].length
    const spec: FieldSpec = { name: name[1] as string, modifiers: {}, inner: null }
    while (reader.text[reader.at] === '.') {
      const modifier = /^\.([A-Za-z0-9_]+)\(/.exec(reader.text.slice(reader.at))
      if (!modifier) throw syntax(reader.text)
      reader.at += modifier[0].length
      let depth = 1
      const from = reader.at
      while (reader.at < reader.text.length && depth > 0) {
        const char = reader.text[reader.at++]
        if (char === '(') depth++
        if (char === ')') depth--
      }
      if (depth > 0) throw syntax(reader.text)
      spec.modifiers[modifier[1] as string] = reader.text.slice(from, reader.at - 1)
    }
    if (reader.text[reader.at] === '{') {
      reader.at++
      spec.inner = readList(reader)
      if (reader.text[reader.at] !== '}') throw syntax(reader.text)
      reader.at++
    }
    specs.push(spec)
    const comma = /^\s*,?/.exec(reader.text.slice(reader.at))
    reader.at += comma?.[0].length ?? 0
  }
  return specs
}

const syntax = (text: string): GraphFailure =>
  new GraphFailure({
    code: 2500,
    http: 400,
    message: `Syntax error "Expected name." at character 0: ${text.slice(0, 80)}`,
  })

/** Answers `fields=` (or the defaults), adding `id` always. Throws GraphFailure 100 for a field the node does not have. */
export function selectFields(fields: Fields, wanted: unknown, defaults: string[], nodeType: string): Record<string, unknown> {
  const text = Array.isArray(wanted) ? wanted.join(',') : typeof wanted === 'string' ? wanted : ''
  const specs = text === '' ? defaults.map((name) => ({ name, modifiers: {}, inner: null })) : parseFields(text)
  const answer: Record<string, unknown> = {}
  for (const spec of specs) {
    const read = fields[spec.name]
    if (!read) throw unknownField(spec.name, nodeType)
    const value = read(spec)
    if (value !== undefined && value !== null) answer[spec.name] = narrow(value, spec.inner)
  }
  const id = fields.id?.({ name: 'id', modifiers: {}, inner: null })
  if (id !== undefined && answer.id === undefined) answer.id = id
  return answer
}

function narrow(value: unknown, inner: FieldSpec[] | null): unknown {
  if (!inner || typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return value.map((one) => narrow(one, inner))
  const record = value as Record<string, unknown>
  if (Array.isArray(record.data)) return { ...record, data: record.data.map((one) => narrow(one, inner)) }
  const answer: Record<string, unknown> = {}
  for (const spec of inner) if (record[spec.name] !== undefined) answer[spec.name] = narrow(record[spec.name], spec.inner)
  if (record.id !== undefined) answer.id = record.id
  return answer
}

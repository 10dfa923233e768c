import fc from 'fast-check'
import { isRecord } from '../../graph/request.ts'

const nested = (depth: number): unknown => {
  let value: unknown = 'deep'
  for (let i = 0; i < depth; i++) value = i % 2 === 0 ? [value] : { text: value }
  return value
}

/** Stands for brackets in brackets: writing the value itself would overrun our own stack. */
const DEEP = '«deep»'
const DEPTH = 20_000

/** JSON of a value, with what stands for depth made deep. */
export const deepen = (json: string): string => json.replaceAll(/"?«deep»"?/g, '['.repeat(DEPTH) + ']'.repeat(DEPTH))

/** What no sensible caller sends, and some do. */
const nasties: readonly unknown[] = [
  null,
  true,
  false,
  0,
  -1,
  0.5,
  1e308,
  -1e308,
  2 ** 53,
  8_640_000_000_000_001,
  '',
  ' ',
  '0',
  'x'.repeat(70_000),
  '\u0000\u001b[2J',
  '\ud800',
  '👩‍👩‍👧‍👦🇸🇪\u202e',
  '__proto__',
  'constructor',
  'null',
  '[]',
  '{"a":',
  '{"a":{"b":[1]}}',
  '../../etc/passwd',
  '%00%zz',
  '{{1}}',
  '{{9999999999}}',
  '2026-13-45T99:00:00Z',
  'http://127.0.0.1:9/',
  'javascript:alert(1)',
  [],
  {},
  [null],
  [[]],
  [{}, {}],
  { constructor: { prototype: 1 } },
  JSON.parse('{"__proto__": {"polluted": true}}'),
  nested(60),
  DEEP,
]
export const nasty = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...nasties) },
  { weight: 1, arbitrary: fc.jsonValue({ maxDepth: 3 }) },
)

/** Where to strike, and with what. */
export type Blow = { at: number; how: 'replace' | 'remove' | 'add' | 'double'; value: unknown; name: string }

export const blows = fc.array(
  fc.record({
    at: fc.nat(1_000),
    how: fc.constantFrom<Blow['how']>('replace', 'replace', 'replace', 'remove', 'add', 'double'),
    value: nasty,
    name: fc.constantFrom('type', 'id', 'text', 'limit', 'fields', 'after', 'status', '__proto__', 'x'),
  }),
  { maxLength: 3 },
)

/** A copy of a good value with a few things in it gone wrong. */
export function spoil(good: unknown, how: readonly Blow[]): unknown {
  let value: unknown = structuredClone(good)
  for (const { ...blow } of how) {
    blow.value = structuredClone(blow.value)
    const places = placesIn(value)
    const place = places[blow.at % (places.length + 1)]
    if (!place) {
      if (blow.how === 'replace') value = blow.value
      continue
    }
    strike(place.holder, place.key, blow)
  }
  return value
}

type Holder = Record<string, unknown>
function strike(holder: Holder, key: string, { how, value, name }: Blow): void {
  if (how === 'replace') holder[key] = value
  else if (how === 'add') Object.defineProperty(holder, name, { value, enumerable: true, configurable: true, writable: true })
  else if (how === 'double') holder[key] = [holder[key], structuredClone(holder[key])]
  else if (Array.isArray(holder)) holder.splice(Number(key), 1)
  else delete holder[key]
}

function placesIn(value: unknown, found: { holder: Holder; key: string }[] = []): { holder: Holder; key: string }[] {
  if (found.length > 500 || !(isRecord(value) || Array.isArray(value))) return found
  for (const key of Object.keys(value)) {
    found.push({ holder: value as Holder, key })
    placesIn((value as Holder)[key], found)
  }
  return found
}

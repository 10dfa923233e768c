import { expect, test } from 'vitest'
import { findPatterns, type Sent, type Shared } from './find-patterns.ts'

const GONE = 131026
const shared = (trait: Shared['trait'], value: string, messages: number, code = GONE): Shared => ({
  code,
  trait,
  value,
  messages,
})
const sent = (trait: Sent['trait'], value: string, messages: number): Sent => ({ trait, value, messages })
const commonOf = (messages: number, traits: Shared[], all: Sent[] = []) =>
  findPatterns([{ code: GONE, messages }], traits, all, 1_000)[0]?.common

test.each([
  [
    'most of them came from one import',
    [shared('import', 'fair', 60), shared('import', '', 40)],
    [],
    { trait: 'import', value: 'fair', share: 0.6 },
  ],
  ['one less is no pattern', [shared('import', 'fair', 59), shared('import', '', 41)], [], null],
  ['people of no import are no import', [shared('import', '', 90), shared('import', 'fair', 10)], [], null],
  [
    'a template that most of all was sent with says nothing',
    [shared('template', 'hello', 90), shared('template', 'sofa', 10)],
    [sent('template', 'hello', 900)],
    null,
  ],
  [
    'one that little was sent with says much',
    [shared('template', 'hello', 90), shared('template', 'sofa', 10)],
    [sent('template', 'hello', 600)],
    { trait: 'template', value: 'hello', share: 0.9, shareOfSent: 0.6 },
  ],
  [
    'an operator among several',
    [shared('prefix', '447700', 70), shared('prefix', '491512', 30)],
    [],
    { trait: 'prefix', value: '447700' },
  ],
  ['the only operator there is says nothing', [shared('prefix', '447700', 100)], [], null],
  [
    'one country, many operators',
    [shared('prefix', '447700', 40), shared('prefix', '447800', 40), shared('prefix', '491512', 20)],
    [],
    { trait: 'country', value: 'GB', share: 0.8 },
  ],
  [
    'four hours of the day',
    [shared('hour', '14', 30), shared('hour', '15', 30), shared('hour', '17', 30), shared('hour', '3', 10)],
    [sent('hour', '15', 300), sent('hour', '9', 700)],
    { trait: 'hour', value: '14', share: 0.9, shareOfSent: 0.3 },
  ],
  [
    'hours in which most of all was sent say nothing',
    [shared('hour', '14', 100)],
    [sent('hour', '15', 700), sent('hour', '9', 300)],
    null,
  ],
] as [string, Shared[], Sent[], object | null][])('%s', (_label, traits, all, common) => {
  if (common === null) expect(commonOf(100, traits, all)).toBeNull()
  else expect(commonOf(100, traits, all)).toMatchObject(common)
})

test('four failures have nothing in common but chance', () => {
  const traits = (n: number) => [shared('import', 'fair', n)]
  const all = [sent('import', 'fair', 10)]
  expect([commonOf(4, traits(4), all), commonOf(5, traits(5), all)?.value]).toEqual([null, 'fair'])
})

test.each([
  [131026, { kind: 'none' }],
  [131050, { kind: 'none' }],
  [131049, { kind: 'settings' }],
  [132015, { kind: 'template', template: 'sofa' }],
  [190, { kind: 'accounts' }],
  [131000, { kind: 'list' }],
])('on %i the one thing to do', (code, action) => {
  const [pattern] = findPatterns([{ code, messages: 9 }], [shared('template', 'sofa', 9, code)], [], 100)
  expect(pattern?.action).toEqual(action)
})

test('most failures first, each with its share of all', () => {
  const found = findPatterns(
    [
      { code: 1, messages: 25 },
      { code: GONE, messages: 75 },
    ],
    [],
    [],
    100,
  )
  expect(found.map(({ code, share }) => [code, share])).toEqual([
    [GONE, 0.75],
    [1, 0.25],
  ])
})

import { expect, test } from 'vitest'
import { paceOf } from './jobs.ts'
import { guessTarget, mapOf, readColumns } from './read-columns.ts'

test.each([
  ['commas', 'phone,name\n+44,Ada\n', { header: ['phone', 'name'], rows: [['+44', 'Ada']] }],
  [
    'semicolons and a mark at the beginning',
    '\uFEFFphone;name\r\n1;"A; B"',
    { header: ['phone', 'name'], rows: [['1', 'A; B']] },
  ],
  ['quotes in quotes', 'a,b\n"say ""hi""","two\nlines"\n', { header: ['a', 'b'], rows: [['say "hi"', 'two\nlines']] }],
  ['only a header', 'phone', { header: ['phone'], rows: [] }],
  ['nothing', '\n\n', null],
])('%s', (_label, text, read) => {
  expect(readColumns(text)).toEqual(read)
})

test('columns are guessed by their names and told to the hub', () => {
  const header = ['Mobile number', 'Full name', 'City', 'Opt-in', '']
  const targets = header.map(guessTarget)
  expect(targets).toEqual(['phone', 'name', 'attribute', 'consent.marketing', 'ignore'])
  expect(mapOf(header, targets)).toEqual([
    'Mobile number=phone',
    'Full name=name',
    'City=attribute.City',
    'Opt-in=consent.marketing',
  ])
})

test('how fast it goes is known from the second look on', () => {
  expect(paceOf({ at: 0, done: 100 }, { at: 0, done: 100 }, 1_000)).toBeNull()
  expect(paceOf({ at: 0, done: 100 }, { at: 2_000, done: 300 }, 1_000)).toEqual({ perSecond: 100, leftMs: 7_000 })
})

import { describe, expect, test } from 'vitest'
import { filterOfLines, type Line, linesOf, newLine } from './filter-lines.ts'
import { type Filter, placeOfBlock } from './people.ts'

const one = (line: Line) => filterOfLines({ join: 'all', lines: [line] })

describe('a line', () => {
  test.each<[string, Line, Filter | null]>([
    ['a tag', { kind: 'tag', text: ' vip ' }, { tag: 'vip' }],
    ['a tag not written yet', { kind: 'tag', text: ' ' }, null],
    ['no tag', { kind: 'tag', text: 'vip', not: true }, { not: { tag: 'vip' } }],
    ['countries', { kind: 'country', text: 'gb, NO' }, { country: ['GB', 'NO'] }],
    ['half a country', { kind: 'country', text: 'G' }, null],
    ['days', { kind: 'wroteWithin', text: '0' }, { wroteWithin: 0 }],
    ['no days', { kind: 'wroteWithin', text: '' }, null],
    ['days that are none', { kind: 'silentFor', text: 'x' }, null],
    ['consent', newLine('consent'), { consent: 'marketing', is: 'in' }],
    ['an attribute above', { kind: 'attribute', key: 'orders', how: 'above', text: '3' }, { attribute: 'orders', above: 3 }],
    ['an attribute above a word', { kind: 'attribute', key: 'orders', how: 'above', text: 'many' }, null],
    [
      'an attribute that is there',
      { kind: 'attribute', key: 'city', how: 'exists', text: '' },
      { attribute: 'city', exists: true },
    ],
    ['an attribute without a name', { kind: 'attribute', key: '', how: 'is', text: 'Oslo' }, null],
  ])('%s', (_label, line, filter) => {
    expect(one(line)).toEqual(filter)
    if (filter) expect(filterOfLines(linesOf(filter) ?? { join: 'all', lines: [] })).toEqual(filter)
  })

  test('several hold together, or any of them', () => {
    const lines: Line[] = [
      { kind: 'tag', text: 'a' },
      { kind: 'name', text: 'b' },
    ]
    expect(filterOfLines({ join: 'all', lines })).toEqual({ all: [{ tag: 'a' }, { name: 'b' }] })
    expect(filterOfLines({ join: 'any', lines })).toEqual({ any: [{ tag: 'a' }, { name: 'b' }] })
    expect(linesOf({ any: [{ tag: 'a' }, { all: [{ tag: 'b' }] }] }), 'a group inside is more than lines can say').toBeNull()
    expect(filterOfLines({ join: 'all', lines: [] })).toBeNull()
  })
})

test('a block of rows begins at the landmark before it', () => {
  const landmarks = { people: 2_050, every: 1_000, ids: ['a', 'b', 'c'] }
  expect(placeOfBlock(0, landmarks)).toEqual({ from: 'a', skip: 0 })
  expect(placeOfBlock(9, landmarks)).toEqual({ from: 'a', skip: 900 })
  expect(placeOfBlock(10, landmarks)).toEqual({ from: 'b', skip: 0 })
  expect(placeOfBlock(20, landmarks)).toEqual({ from: 'c', skip: 0 })
  expect(placeOfBlock(30, landmarks)).toBeNull()
})

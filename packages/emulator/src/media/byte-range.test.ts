import { expect, test } from 'vitest'
import { byteRange } from './byte-range.ts'

/** Of a file of ten bytes: header → what is sent. */
test.each([
  [undefined, null],
  ['bytes=0-', { from: 0, to: 9 }],
  ['bytes=0-0', { from: 0, to: 0 }],
  ['bytes=3-5', { from: 3, to: 5 }],
  ['bytes=9-', { from: 9, to: 9 }],
  ['bytes=10-', 'outside'],
  ['bytes=5-99', { from: 5, to: 9 }],
  ['bytes=-4', { from: 6, to: 9 }],
  ['bytes=-99', { from: 0, to: 9 }],
  ['bytes=-0', 'outside'],
  ['bytes=5-3', null],
  ['bytes=-', null],
  ['bytes=0-1,3-4', null],
  ['lines=1-2', null],
])('%s', (header, expected) => {
  expect(byteRange(header, 10)).toEqual(expected)
})

test('a file of nothing has no part', () => {
  expect(byteRange('bytes=0-', 0)).toBe('outside')
  expect(byteRange('bytes=-5', 0)).toBe('outside')
})

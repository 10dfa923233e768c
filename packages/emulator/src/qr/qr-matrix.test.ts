import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { LONGEST_QR_TEXT, qrMatrix } from './qr-matrix.ts'

const drawn = (text: string): string[] => qrMatrix(text).map((row) => row.map((dark) => (dark ? '#' : '.')).join(''))

test('a link becomes the squares that a reader read it from', () => {
  const rows = drawn('https://wa.me/message/4O4YGZEG3RIVE1')
  expect(rows.slice(0, 7).map((row) => row.slice(0, 7))).toEqual([
    '#######',
    '#.....#',
    '#.###.#',
    '#.###.#',
    '#.###.#',
    '#.....#',
    '#######',
  ])
  expect(createHash('sha256').update(rows.join('\n')).digest('hex')).toBe(
    '46ca35615ecc3a327e69a90cd60a511dfb6f3711fffb44c9493ed0a49d8f2153',
  )
})

test('42 bytes fit, 43 do not', () => {
  expect(drawn('x'.repeat(LONGEST_QR_TEXT))).toHaveLength(29)
  expect(() => drawn('x'.repeat(LONGEST_QR_TEXT + 1))).toThrow('43 bytes')
})

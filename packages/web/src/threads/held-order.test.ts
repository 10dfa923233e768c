import { expect, it } from 'vitest'
import { heldOrder } from './held-order.ts'

it.each([
  ['nothing changed', 'abc', 'abc', 'abc', 0],
  ['one arrived', 'abc', 'xabc', 'abc', 1],
  ['one left', 'abc', 'ac', 'ac', 0],
  ['the last jumps to the front', 'abcd', 'dabc', 'abcd', 1],
  ['two jump', 'abcd', 'dcab', 'abcd', 2],
  ['one arrives while another jumps', 'abc', 'xcab', 'abc', 2],
  ['everything is new', 'ab', 'xy', '', 2],
])('%s', (_story, shown, wanted, ids, waiting) => {
  expect(heldOrder([...shown], [...wanted])).toEqual({ ids: [...ids], waiting })
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compareShares, discoveries } from './compare-shares.ts'

test.each([
  ['nobody got either', { yes: 0, of: 0 }, { yes: 0, of: 0 }, false],
  ['a difference in ten people', { yes: 4, of: 10 }, { yes: 8, of: 10 }, false],
  ['the same difference in a hundred', { yes: 40, of: 100 }, { yes: 80, of: 100 }, true],
  ['just too little for a thousand', { yes: 300, of: 1_000 }, { yes: 340, of: 1_000 }, false],
  ['just enough for a thousand', { yes: 300, of: 1_000 }, { yes: 341, of: 1_000 }, true],
  ['the first is the better', { yes: 80, of: 100 }, { yes: 40, of: 100 }, true],
  ['no difference', { yes: 500, of: 1_000 }, { yes: 500, of: 1_000 }, false],
  ['hardly anybody', { yes: 1, of: 1_000 }, { yes: 7, of: 1_000 }, false],
])('%s', (_label, first, second, significant) => {
  expect(compareShares(first, second).significant).toBe(significant)
})

test('says by how much the second is better, and the same the other way round', () => {
  expect(compareShares({ yes: 40, of: 100 }, { yes: 80, of: 100 }).difference).toBeCloseTo(0.4)
  expect(compareShares({ yes: 80, of: 100 }, { yes: 40, of: 100 }).difference).toBeCloseTo(-0.4)
})

test.each([
  [0, 0, 1],
  [300, 341, 0.0494679],
  [300, 360, 0.0043273],
  [300, 400, 0.0000027],
])('%i and %i of a thousand: chance does it in about %f cases', (first, second, chance) => {
  expect(compareShares({ yes: first, of: 1_000 }, { yes: second, of: 1_000 }).chance).toBeCloseTo(chance, 6)
})

test('the span of a difference holds it, and leaves nothing out when it is none of chance', () => {
  const { low, high, difference } = compareShares({ yes: 300, of: 1_000 }, { yes: 360, of: 1_000 })
  expect([low, difference, high]).toEqual([expect.closeTo(0.0188, 3), expect.closeTo(0.06, 5), expect.closeTo(0.1012, 3)])
})

describe('of many comparisons, those that stand', () => {
  test.each([
    ['nothing was asked', [], []],
    ['one, as sure as needed', [0.05], [0]],
    ['one, not quite', [0.051], []],
    ['twenty by chance: the best of them is no discovery', [0.04, ...Array.from({ length: 19 }, () => 0.5)], []],
    ['one of twenty that is none of chance', [0.5, 0.002, ...Array.from({ length: 18 }, () => 0.5)], [1]],
    ['a weak one stands beside strong ones', [0.001, 0.9, 0.03, 0.002], [0, 2, 3]],
  ])('%s', (_label, chances, standing) => {
    expect(discoveries(chances)).toEqual(standing)
  })

  test('hardly ever finds something where there is nothing', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0.0501, max: 1, noNaN: true }), { maxLength: 50 }), (chances) => {
        expect(discoveries(chances)).toEqual([])
      }),
    )
  })
})

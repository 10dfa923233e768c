import { expect, test } from 'vitest'
import { compareShares } from './compare-shares.ts'

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

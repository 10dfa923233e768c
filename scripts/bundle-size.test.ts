import { expect, test } from 'vitest'
import { measureBundle } from './measure-bundle.ts'

/** In a browser, gzipped, without the rate data. `node scripts/measure-bundle.ts` shows where the bytes are. */
const LIMIT = 91_500

const size = await measureBundle()

test('both pure packages stay light', () => {
  expect(size.gzipped).toBeLessThan(LIMIT)
  // Less than a tenth of it would mean that the bundler dropped what nobody calls, and nothing was measured.
  expect(size.gzipped).toBeGreaterThan(LIMIT / 10)
})

test('they bring nothing along but the schema library', () => {
  expect(size.foreign).toEqual([])
})

import { expect, test } from 'vitest'
import { measureBundle } from './measure-bundle.ts'

/** Bytes, gzipped, without the rate data. `node scripts/measure-bundle.ts` shows where they are. */
const limits = { everything: 92_000, dashboard: 60_000 } as const

const [everything, dashboard] = [await measureBundle('everything'), await measureBundle('dashboard')]

test('both pure packages stay light', () => {
  expect(everything.gzipped).toBeLessThan(limits.everything)
  // Far less would mean that the bundler dropped what nobody calls, and nothing was measured.
  expect(everything.gzipped).toBeGreaterThan(limits.everything / 2)
})

test('the dashboard loads less than 60 KB of them', () => {
  expect(dashboard.gzipped).toBeLessThan(limits.dashboard)
  expect(dashboard.gzipped).toBeGreaterThan(limits.dashboard / 10)
})

test('they bring nothing along but the schema library', () => {
  expect(everything.foreign).toEqual([])
})

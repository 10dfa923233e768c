import { expect, test } from 'vitest'
import { measureBundle, measureEntries, measureEverything } from './measure-bundle.ts'

/**
 * Bytes, gzipped, without the rate data: of the main entries of `platform` and `rules` together, and what each further entry adds.
 * `node scripts/measure-bundle.ts` shows where they are.
 */
const limits = {
  main: 60_000,
  everything: 105_000,
  dashboard: 72_000,
  inbox: 30_000,
} as const
const limitsOfFurther: Readonly<Record<string, number>> = {
  '@casement/platform/import': 3_500,
  '@casement/platform/reference': 8_000,
  '@casement/platform/wire': 15_000,
  '@casement/rules/authoring': 14_000,
  '@casement/rules/automation': 8_000,
  '@casement/rules/confirmations': 2_500,
  '@casement/rules/rates': 500,
  '@casement/rules/reference': 6_000,
}

const { main, further } = await measureEntries()
const everything = await measureEverything()
const isZod = (module: string) => module.startsWith('node_modules/zod/')

test('the main entries of both pure packages stay under 60 KB together', () => {
  expect(main.gzipped).toBeLessThan(limits.main)
  // Far less would mean that the bundler dropped what nobody calls, and nothing was measured.
  expect(main.gzipped).toBeGreaterThan(limits.main / 2)
})

test('what only some need has an entry and a limit of its own', () => {
  expect(further.map(({ name }) => name).sort()).toEqual(Object.keys(limitsOfFurther).sort())
})

test.each(further)('$name stays light', ({ name, added }) => {
  const limit = limitsOfFurther[name] ?? 0
  expect(added.gzipped).toBeLessThan(limit)
  expect(added.gzipped).toBeGreaterThan(limit / 2)
})

test('all entries together stay light', () => {
  expect(everything.gzipped).toBeLessThan(limits.everything)
})

test('only who validates loads the schema library', () => {
  expect(main.modules.map(({ name }) => name).filter(isZod)).toEqual([])
  expect(further.filter(({ modules }) => modules.some(isZod)).map(({ name }) => name)).toEqual(['@casement/platform/wire'])
})

test.each(['dashboard', 'inbox'] as const)('the %s loads its share of them', async (what) => {
  const { gzipped, modules } = await measureBundle(what)
  expect(gzipped).toBeLessThan(limits[what])
  expect(gzipped).toBeGreaterThan(limits[what] / 2)
  expect(modules.map(({ name }) => name).filter(isZod)).toEqual([])
})

test('they bring nothing along but the schema library', () => {
  expect(everything.foreign).toEqual([])
})

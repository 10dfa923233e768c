import { expect, test } from 'vitest'
import { northAmerica } from './north-america.ts'

const { canada, islands } = northAmerica

test('each area code is one that can be dialled, and listed once', () => {
  const all = [...canada, ...islands]
  expect(new Set(all).size).toBe(all.length)
  for (const code of all) expect(code).toMatch(/^[2-9]\d\d$/)
})

test.each([
  ['Toronto', '416', canada],
  ['Vancouver', '604', canada],
  ['Montreal', '514', canada],
  ['the northern territories', '867', canada],
  ['Jamaica', '876', islands],
  ['the Dominican Republic', '809', islands],
  ['Puerto Rico', '787', islands],
])('%s (%s) is listed', (_place, code, codes) => {
  expect(codes).toContain(code)
})

test.each(['212', '415', '907', '808', '202'])('%s, of the United States, is not', (code) => {
  expect([...canada, ...islands]).not.toContain(code)
})

import { describe, expect, test } from 'vitest'
import { errorByCode, errorCatalogue } from './catalogue.ts'
import { codesBy8x8 } from './from-8x8.ts'

test.each(errorCatalogue.map((entry) => [entry.code, entry] as const))('%i says everything a person needs', (_, entry) => {
  for (const text of [entry.title, entry.happened, entry.remedy, entry.source]) expect(text.trim()).not.toBe('')
  expect(entry.happened).toMatch(/[.]$/)
  expect(entry.remedy).toMatch(/[.]$/)
  expect(entry.http === 200 || entry.http === 206 || (entry.http >= 400 && entry.http < 600)).toBe(true)
  if (entry.class === 'wait') expect(entry.scope, 'a wait says how far it reaches').toBeDefined()
})

test('no code is described twice', () => {
  const codes = errorCatalogue.map((entry) => entry.code)
  expect(codes.filter((code, index) => codes.indexOf(code) !== index)).toEqual([])
})

describe('what a sender does', () => {
  test.each([
    [130429, 'wait', 'number'],
    [131056, 'wait', 'pair'],
    [80007, 'wait', 'account'],
    [132015, 'wait', 'template'],
    [131049, 'wait', 'user'],
    [131000, 'retry', undefined],
    [2, 'retry', undefined],
    [190, 'fix', 'account'],
    [131047, 'fix', 'pair'],
    [132001, 'fix', 'template'],
    [131026, 'never', 'user'],
    [131050, 'never', 'user'],
    [130472, 'never', 'user'],
    [134103, 'unclear', undefined],
  ])('on %i: %s, %s', (code, kind, scope) => {
    expect(errorByCode(code)).toMatchObject({ class: kind, ...(scope && { scope }) })
  })
})

test('ranges answer by their first code, strangers not at all', () => {
  expect(errorByCode(199)).toBeUndefined()
  expect(errorByCode(200)?.code).toBe(200)
  expect(errorByCode(299)?.code).toBe(200)
  expect(errorByCode(300)).toBeUndefined()
  expect(errorByCode(2494179)?.code).toBe(2494164)
  expect(errorByCode(2494180)).toBeUndefined()
})

// Every code the platform's error page and the pages of its features list.
const documented = [
  0, 1, 2, 3, 4, 10, 17, 33, 100, 104, 190, 200, 368, 613, 2500, 80007, 130403, 130429, 130472, 130497, 131000, 131005, 131008,
  131009, 131016, 131020, 131021, 131026, 131030, 131031, 131035, 131036, 131037, 131041, 131042, 131044, 131045, 131047, 131048,
  131049, 131050, 131051, 131052, 131053, 131055, 131056, 131057, 131059, 131060, 131061, 131062, 131063, 131064, 131201, 131202,
  131203, 131204, 131207, 131208, 131209, 131210, 131211, 131212, 131213, 131214, 131215, 132000, 132001, 132005, 132007, 132012,
  132015, 132016, 132018, 132068, 132069, 133000, 133004, 133005, 133006, 133008, 133009, 133010, 133015, 133016, 134011, 134100,
  134101, 134102, 134103, 135000, 136024, 137000, 138000, 138001, 138002, 138003, 138004, 138005, 138006, 138007, 138009, 138012,
  138013, 138014, 138015, 138017, 138018, 138019, 138020, 138021, 138022, 138023, 138024, 138025, 139000, 139001, 139002, 139003,
  139004, 139006, 139100, 139101, 139102, 139103, 139200, 141002, 141006, 141010, 141014, 147001, 147002, 147003, 147004, 147005,
  200005, 200006, 200007, 1752041, 2388001, 2388012, 2388019, 2388023, 2388024, 2388039, 2388040, 2388043, 2388046, 2388047,
  2388072, 2388073, 2388091, 2388093, 2388103, 2388155, 2388293, 2388299, 2388318, 2388330, 2494100, 2494164, 2593002, 2593079,
  2593085, 2593107, 2593108, 2593109,
]
test.each(documented)('%i is known', (code) => expect(errorByCode(code)).toBeDefined())

test('each code of 8x8 leads to one of ours', () => {
  for (const code of Object.values(codesBy8x8)) expect(errorByCode(code), String(code)).toBeDefined()
})

import { expect, test } from 'vitest'
import { countryOf } from './country-of.ts'

test.each([
  ['447700', 'GB'],
  ['491512', 'DE'],
  ['551199', 'BR'],
  ['919812', 'IN'],
  ['12125', 'US'],
  ['141655', 'CA'],
  ['187655', ''],
  ['971501', 'AE'],
  ['', ''],
  ['999999', ''],
])('%s is in %s', (prefix, country) => {
  expect(countryOf(prefix)).toBe(country)
})

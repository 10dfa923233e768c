import { expect, test } from 'vitest'
import { countryOf } from '../customers/country.ts'
import { crowdCountries, digitsOf, personWith, populate, roomIn } from './numbering.ts'

test.each(crowdCountries)('in %s each of a million people has one number, found again without a table', (country) => {
  const people = populate(1_000_000, [{ country, share: 1 }])
  const seen = new Set<string>()
  for (let person = 0; person < 1_000_000; person += 9_973) {
    const digits = digitsOf(people, person)
    seen.add(digits)
    expect(countryOf(digits)).toBe(country)
    expect(personWith(people, digits)).toBe(person)
  }
  expect(seen.size).toBe(101)
  expect(roomIn(country)).toBeGreaterThanOrEqual(1_000_000)
})

test('the last person is a member, and the one after is a stranger', () => {
  const larger = populate(101, [{ country: 'GB', share: 1 }])
  const crowd = populate(100, [{ country: 'GB', share: 1 }])
  expect(personWith(crowd, digitsOf(larger, 99))).toBe(99)
  expect(personWith(crowd, digitsOf(larger, 100))).toBeNull()
  expect(() => digitsOf(crowd, 100)).toThrow('nobody')
})

test.each([
  ['a number by hand', '447700900456'],
  ['a digit short', '44712000000'],
  ['a digit long', '4471200000000'],
  ['another country', '4915112345678'],
  ['nothing', ''],
])('%s belongs to nobody of a British crowd', (_what, digits) => {
  expect(personWith(populate(1_000_000, [{ country: 'GB', share: 1 }]), digits)).toBeNull()
})

test('countries share a crowd by weight, and nobody is lost in rounding', () => {
  const shares = [
    { country: 'GB', share: 1 },
    { country: 'DE', share: 1 },
    { country: 'BR', share: 1 },
  ]
  expect(populate(100, shares)).toEqual([
    { country: 'GB', first: 0, count: 34 },
    { country: 'DE', first: 34, count: 33 },
    { country: 'BR', first: 67, count: 33 },
  ])
  const people = populate(100, shares)
  expect([0, 33, 34, 66, 67, 99].map((person) => countryOf(digitsOf(people, person)))).toEqual([
    'GB',
    'GB',
    'DE',
    'DE',
    'BR',
    'BR',
  ])
})

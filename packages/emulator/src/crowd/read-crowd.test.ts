import { platformTime } from '@casement/platform'
import { expect, test } from 'vitest'
import { crowdCountries } from './numbering.ts'
import { changeCrowd, readCrowd } from './read-crowd.ts'

const now = platformTime('2026-11-20T09:00:00Z')
const read = (given: Record<string, unknown>) => readCrowd(given, now, 7)

test.each([
  [{}, '"customers" is how many'],
  [{ customers: 0 }, '"customers" is how many'],
  [{ customers: 1_000_001 }, 'from 1 to 1000000'],
  [{ customers: 1.5 }, '"customers" is how many'],
  [{ customers: '10' }, '"customers" is how many'],
  [{ customers: 10, rates: 'many' }, '"rates" is an object of read, reply'],
  [{ customers: 10, rates: { reed: 0.5 } }, 'There is no rate "reed"'],
  [{ customers: 10, rates: { read: 70 } }, '"rates.read" is the share of delivered messages'],
  [{ customers: 10, rates: { read: -0.1 } }, 'from 0 to 1'],
  [{ customers: 10, rates: { ad: 101 } }, '"rates.ad" is how often one customer does it in a day'],
  [{ customers: 10, countries: [] }, '"countries" is a list such as'],
  [{ customers: 10, countries: ['XX'] }, '"XX" is no country a crowd can live in'],
  [{ customers: 10, countries: { GB: 0 } }, 'The weight of GB'],
  [{ customers: 10, countries: ['GB', 'GB'] }, 'each of the "countries" once'],
  [{ customers: 10, seed: 'x' }, '"seed" must be a number'],
  [{ customers: 10, segments: {} }, '"segments" is a list'],
  [{ customers: 10, segments: [{ share: 0 }] }, '"segments[0].share"'],
  [{ customers: 10, segments: [{ share: 0.2, rates: { read: 2 } }] }, '"segments[0].rates.read"'],
  [{ customers: 10, segments: [{ share: 0.6 }, { share: 0.5 }] }, 'together are more than the whole crowd'],
])('%j is refused with a sentence', (given, sentence) => {
  expect(() => read(given)).toThrow(sentence)
})

test('what is not said about rates is nothing, and without any rates a crowd behaves as most do', () => {
  expect(read({ customers: 10, rates: { read: 0.5 } }).rates).toMatchObject({ read: 0.5, reply: 0, ad: 0, block: 0 })
  expect(read({ customers: 10 }).rates.read).toBeGreaterThan(0.5)
})

test('a segment differs from the crowd only where it says so', () => {
  const crowd = read({
    customers: 10,
    rates: { read: 0.5, reply: 0.1 },
    segments: [{ name: 'fans', share: 0.2, rates: { reply: 0.9 } }],
  })
  expect(crowd.segments).toEqual([{ name: 'fans', share: 0.2, rates: { ...crowd.rates, reply: 0.9 } }])
})

test('the seed of the world is the seed of a crowd that names none', () => {
  expect([read({ customers: 10 }).seed, read({ customers: 10, seed: 3 }).seed]).toEqual([7, 3])
})

test('a change keeps what it does not name, and cannot make other people of the members', () => {
  const crowd = read({ customers: 10, rates: { read: 0.5, reply: 0.1 } })
  const changed = changeCrowd(crowd, { rates: { reply: 0.2 }, customers: 20 }, now)
  expect(changed).toMatchObject({ customers: 20, seed: 7, rates: { read: 0.5, reply: 0.2 } })
  expect(() => changeCrowd(crowd, { seed: 8 }, now)).toThrow('POST a new crowd')
  expect(() => changeCrowd(read({ customers: 10, countries: ['GB', 'DE'] }), { customers: 20 }, now)).toThrow('several countries')
})

test('a million people fit into any one country', () => {
  for (const country of crowdCountries) expect(read({ customers: 1_000_000, countries: [country] }).customers).toBe(1_000_000)
})

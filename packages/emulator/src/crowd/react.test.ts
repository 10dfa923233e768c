import { platformTime } from '@casement/platform'
import { expect, test } from 'vitest'
import type { OutboundMessage } from '../world/records.ts'
import type { Crowd, Deed } from './crowd.ts'
import { segmentOf } from './crowd.ts'
import { reactionsTo } from './react.ts'
import { readCrowd } from './read-crowd.ts'

const now = platformTime('2026-11-20T09:00:00Z')
const MINUTE = 60_000
const MANY = 20_000

const crowdWith = (rates: Record<string, number>, more: Record<string, unknown> = {}): Crowd =>
  readCrowd({ customers: MANY, rates, seed: 5, ...more }, now, 1)
const message = (n: number, category = 'marketing') => ({ id: `wamid.${n}`, category }) as OutboundMessage
const reactions = (crowd: Crowd, category?: string) =>
  Array.from({ length: MANY }, (_, n) => reactionsTo(crowd, n, message(n, category)))
const shareOf = (all: { deed: Deed }[][], deed: Deed) => all.filter((one) => one.some((done) => done.deed === deed)).length / MANY

test('each deed follows as often as its rate says', () => {
  const rates = { read: 0.7, reply: 0.1, click: 0.05, stop: 0.02, report: 0.01, block: 0.005 }
  const all = reactions(crowdWith(rates))
  for (const [deed, rate] of Object.entries(rates)) {
    const error = 4 * Math.sqrt((rate * (1 - rate)) / MANY)
    expect(Math.abs(shareOf(all, deed as Deed) - rate), deed).toBeLessThan(error)
  }
})

test('a rate of 0 never happens and a rate of 1 always does', () => {
  const all = reactions(crowdWith({ read: 1, reply: 0 }))
  expect(all.every((one) => one.length === 1 && one[0]?.deed === 'read')).toBe(true)
  expect(reactions(crowdWith({})).every((one) => one.length === 0)).toBe(true)
})

test('people read before they act, and whoever blocks does nothing afterwards', () => {
  for (const done of reactions(crowdWith({ read: 1, reply: 1, click: 1, stop: 1, report: 1, block: 1 })).slice(0, 2_000)) {
    const times = done.map((one) => one.afterMs)
    expect(done.map((one) => one.deed)).toEqual(['read', 'reply', 'click', 'stop', 'report', 'block'])
    expect(Math.min(...times)).toBe(times[0])
    expect(Math.max(...times)).toBe(times.at(-1))
  }
})

test.each([
  ['service', 1 * MINUTE],
  ['marketing', 15 * MINUTE],
])('half of all %s messages are read within about %i ms, the rest trickle in for hours', (category, about) => {
  const times = reactions(crowdWith({ read: 1 }), category)
    .map((one) => one[0]?.afterMs ?? 0)
    .sort((a, b) => a - b)
  const median = times[MANY / 2] as number
  expect(median).toBeGreaterThan(about * 0.6)
  expect(median).toBeLessThan(about * 1.2)
  expect(times[0]).toBeGreaterThan(1_000)
  expect(times.at(-1)).toBeGreaterThan(median * 20)
})

test('segments have the size and the habits they were given', () => {
  const crowd = crowdWith({ read: 0.2 }, { segments: [{ name: 'fans', share: 0.1, rates: { read: 0.9 } }] })
  const people = Array.from({ length: MANY }, (_, n) => n)
  const fans = people.filter((person) => segmentOf(crowd, person)?.name === 'fans')
  expect(Math.abs(fans.length / MANY - 0.1)).toBeLessThan(0.01)
  const share = (group: number[]) => group.filter((n) => reactionsTo(crowd, n, message(n)).length > 0).length / group.length
  expect(Math.abs(share(fans) - 0.9)).toBeLessThan(0.03)
  expect(Math.abs(share(people.filter((person) => !fans.includes(person))) - 0.2)).toBeLessThan(0.02)
})

test('the same seed and message give the same reaction, another seed another', () => {
  const rates = { read: 0.5, reply: 0.5 }
  expect(reactions(crowdWith(rates))).toEqual(reactions(crowdWith(rates)))
  expect(reactions(crowdWith(rates, { seed: 6 }))).not.toEqual(reactions(crowdWith(rates)))
})

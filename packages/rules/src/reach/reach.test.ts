import { type PlatformTime, platformTime, policyAt } from '@casement/platform'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { planReach } from './plan.ts'
import { leftAt, type Reached, reachAt } from './reach.ts'
import { climbFrom, type Standing, usersOfTier } from './tiers.ts'

const now = platformTime('2026-11-20T12:00:00Z')
const policy = policyAt(now)
const ago = (hours: number): PlatformTime => platformTime(now - hours * 3_600_000)
const ahead = (hours: number): PlatformTime => platformTime(now + hours * 3_600_000)
const DAY = 24 * 3_600_000

describe('the rolling count', () => {
  test.each<[string, Reached[], number, PlatformTime | null]>([
    ['nobody yet', [], 0, null],
    ['somebody a moment less than 24 hours ago', [{ user: 'ada', at: platformTime(now - DAY + 1) }], 1, platformTime(now + 1)],
    ['somebody exactly 24 hours ago', [{ user: 'ada', at: ago(24) }], 0, null],
    [
      'the same person twice',
      [
        { user: 'ada', at: ago(20) },
        { user: 'ada', at: ago(2) },
      ],
      1,
      ahead(22),
    ],
    [
      'two people',
      [
        { user: 'ada', at: ago(20) },
        { user: 'bob', at: ago(2) },
      ],
      2,
      ahead(4),
    ],
  ])('%s', (_label, history, used, freesAt) => {
    expect(reachAt(history, 250, now, policy)).toMatchObject({ used, left: 250 - used, freesAt })
  })

  test('is unlimited without a limit, and never negative over it', () => {
    const history = [
      { user: 'ada', at: ago(1) },
      { user: 'bob', at: ago(1) },
    ]
    expect(reachAt(history, null, now, policy).left).toBeNull()
    expect(reachAt(history, 1, now, policy).left).toBe(0)
  })

  test('tells how much frees up, when', () => {
    const reach = reachAt(
      ['ada', 'bob', 'eve'].map((user, i) => ({ user, at: ago([20, 20, 5][i] ?? 0) })),
      3,
      now,
      policy,
    )
    expect(reach.frees).toEqual([
      { at: ahead(4), count: 2 },
      { at: ahead(19), count: 1 },
    ])
    expect([now, ahead(4), ahead(19)].map((at) => leftAt(reach, at))).toEqual([0, 2, 3])
  })

  const history = fc.array(
    fc.record({
      user: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g'),
      at: fc.integer({ min: 0, max: 60 }).map((h) => ago(h - 5)),
    }),
    { maxLength: 80 },
  )

  test('equals a brute-force count on random histories, now and at every later hour', () => {
    fc.assert(
      fc.property(history, (reached) => {
        const reach = reachAt(reached, 5, now, policy)
        const past = reached.filter((one) => one.at <= now)
        for (let hour = 0; hour <= 25; hour++) {
          const then = ahead(hour)
          const users = new Set(past.filter((one) => one.at > then - DAY).map((one) => one.user))
          if (hour === 0) expect(reach.used).toBe(users.size)
          expect(leftAt(reach, then)).toBe(Math.max(0, 5 - users.size))
        }
        expect(reach.frees.reduce((sum, one) => sum + one.count, 0)).toBe(reach.used)
      }),
    )
  })

  test('does not depend on the order of the history', () => {
    fc.assert(
      fc.property(
        history.chain((one) => fc.tuple(fc.constant(one), fc.shuffledSubarray(one, { minLength: one.length }))),
        ([one, other]) => {
          expect(reachAt(other, 5, now, policy)).toEqual(reachAt(one, 5, now, policy))
        },
      ),
    )
  })
})

describe('spreading recipients over days', () => {
  const fresh = reachAt([], 250, now, policy)

  test.each([
    [0, []],
    [250, [250]],
    [251, [250, 1]],
    [600, [250, 250, 100]],
  ])('%i recipients at a limit of 250', (recipients, counts) => {
    expect(planReach(recipients, fresh, now, policy).days.map((day) => day.count)).toEqual(counts)
  })

  test('uses what is left now, the rest as it frees up', () => {
    const used = Array.from({ length: 200 }, (_, i) => ({ user: `u${i}`, at: ago(i < 150 ? 20 : 2) }))
    const plan = planReach(300, reachAt(used, 250, now, policy), now, policy)
    expect([0, 49, 50, 199, 200, 249, 250, 299].map((n) => (plan.at(n) - now) / 3_600_000)).toEqual([0, 0, 4, 4, 22, 22, 24, 24])
    expect(plan.endsAt).toBe(ahead(24))
  })

  test('without a limit all go at once', () => {
    expect(planReach(5_000_000, reachAt([], null, now, policy), now, policy)).toMatchObject({
      endsAt: now,
      days: [{ count: 5_000_000 }],
    })
  })

  test('a limit of nobody is said plainly', () => {
    expect(() => planReach(1, reachAt([], 0, now, policy), now, policy)).toThrow('reaches nobody')
  })

  test('never exceeds the limit, wastes nothing, and goes in order', () => {
    const past = fc.array(fc.record({ user: fc.nat(40).map(String), at: fc.integer({ min: 0, max: 30 }).map(ago) }), {
      maxLength: 60,
    })
    fc.assert(
      fc.property(past, fc.integer({ min: 1, max: 12 }), fc.nat(60), (reached, limit, recipients) => {
        const plan = planReach(recipients, reachAt(reached, limit, now, policy), now, policy)
        const sent: Reached[] = []
        let previous: number = now
        for (let n = 0; n < recipients; n++) {
          const at = plan.at(n)
          expect(at).toBeGreaterThanOrEqual(previous)
          previous = at
          const left = (when: PlatformTime) => reachAt([...reached, ...sent], limit, when, policy).left as number
          expect(left(at)).toBeGreaterThan(0)
          if (at > now) expect(left(platformTime(at - 1))).toBe(0)
          sent.push({ user: `new${n}`, at })
        }
        expect(plan.days.reduce((sum, day) => sum + day.count, 0)).toBe(recipients)
      }),
      { numRuns: 200 },
    )
  })
})

describe('the ladder', () => {
  const standing = (change: Partial<Standing>): Standing => ({
    limit: 2000,
    verified: true,
    deliveredIn30Days: 0,
    mostUsedIn7Days: 0,
    goodQuality: true,
    ...change,
  })

  test.each<[string, Partial<Standing>, number | null | undefined, number]>([
    ['a new portfolio, verified', { limit: 250 }, 2000, 0],
    ['a new portfolio, neither verified nor busy', { limit: 250, verified: false }, 2000, 1],
    [
      'a new portfolio, not verified, one person short of 2,000',
      { limit: 250, verified: false, deliveredIn30Days: 1999 },
      2000,
      1,
    ],
    ['a new portfolio, not verified, with 2,000 reached', { limit: 250, verified: false, deliveredIn30Days: 2000 }, 2000, 0],
    ['just under half of 2,000 used', { mostUsedIn7Days: 999 }, 10_000, 1],
    ['half of 2,000 used', { mostUsedIn7Days: 1000 }, 10_000, 0],
    ['half used, quality low', { mostUsedIn7Days: 1000, goodQuality: false }, 10_000, 1],
    ['half of 10,000 used', { limit: 10_000, mostUsedIn7Days: 5000 }, 100_000, 0],
    ['half of 100,000 used', { limit: 100_000, mostUsedIn7Days: 50_000 }, null, 0],
    ['at the top', { limit: null }, undefined, 0],
    ['at an old level between two of today', { limit: 1000, mostUsedIn7Days: 500 }, 2000, 0],
  ])('%s', (_label, change, next, missing) => {
    const climb = climbFrom(standing(change), policy)
    expect([climb.next, climb.missing.length]).toEqual([next, missing])
  })

  test('says what is missing in a sentence', () => {
    expect(climbFrom(standing({ mostUsedIn7Days: 412 }), policy).missing).toEqual([
      'Reach 1,000 people within 24 hours once in 7 days (412 at most so far).',
    ])
  })

  test('has the levels and the six hours of today', () => {
    expect(climbFrom(standing({}), policy)).toMatchObject({ levels: [250, 2000, 10_000, 100_000, null], withinHours: 6 })
  })

  test.each([
    ['TIER_250', 250],
    ['TIER_2K', 2000],
    ['tier_10k', 10_000],
    ['TIER_UNLIMITED', null],
    ['TIER_1K', 1000],
    [2000, 2000],
    ['2000', 2000],
    [-1, null],
    ['TIER_GOLD', undefined],
    [1.5, undefined],
  ])('%s is %s users', (value, users) => {
    expect(usersOfTier(value)).toBe(users)
  })
})

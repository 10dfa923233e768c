import { platformTime, policyAt } from '@casement/platform'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type FeedbackSample, numberQuality } from './number-quality.ts'
import { nextPause, templateHealth } from './template-health.ts'

const now = platformTime('2026-11-20T12:00:00Z')
const policy = policyAt(now)
const daysAgo = (days: number) => platformTime(now - days * 86_400_000)
const fed = (days: number, delivered: number, negative: number): FeedbackSample => ({ at: daysAgo(days), delivered, negative })

describe('the quality of a number', () => {
  test.each<[string, FeedbackSample[], string]>([
    ['nothing sent', [], 'UNKNOWN'],
    ['one delivery too few to judge', [fed(0, 99, 50)], 'UNKNOWN'],
    ['just enough', [fed(0, 100, 0)], 'GREEN'],
    ['just under one in a hundred', [fed(0, 10_000, 99)], 'GREEN'],
    ['one in a hundred', [fed(0, 10_000, 100)], 'YELLOW'],
    ['just under three in a hundred', [fed(0, 10_000, 299)], 'YELLOW'],
    ['three in a hundred', [fed(0, 10_000, 300)], 'RED'],
    ['feedback of the last moment of the seventh day counts', [fed(6.999, 10_000, 300)], 'RED'],
    ['feedback of seven days ago does not', [fed(7, 10_000, 300)], 'UNKNOWN'],
    ['bad days ago, good today', [fed(6, 1000, 30), fed(0, 1000, 0)], 'GREEN'],
    ['good days ago, bad today', [fed(6, 1000, 0), fed(0, 1000, 30)], 'YELLOW'],
  ])('%s', (_label, samples, rating) => {
    expect(numberQuality(samples, now).rating).toBe(rating)
  })

  test.each<[string, FeedbackSample[], boolean, string]>([
    ['far from yellow', [fed(2, 1000, 1), fed(0, 1000, 1)], false, 'steady'],
    ['more than half of the way', [fed(2, 1000, 6), fed(0, 1000, 6)], true, 'steady'],
    ['rising fast enough to be there tomorrow', [fed(1.5, 1000, 0), fed(0, 600, 8)], true, 'worse'],
    ['already yellow is not soon', [fed(0, 1000, 20)], false, 'unknown'],
  ])('yellow before yellow: %s', (_label, samples, yellowSoon, trend) => {
    expect(numberQuality(samples, now)).toMatchObject({ yellowSoon, trend })
  })

  test('the share lies between 0 and 1 and advice comes with every rating but a quiet green', () => {
    const samples = fc.array(
      fc.record({ at: fc.double({ min: 0, max: 9, noNaN: true }).map(daysAgo), delivered: fc.nat(5000), negative: fc.nat(9000) }),
    )
    fc.assert(
      fc.property(samples, (all) => {
        const { share, rating, yellowSoon, advice } = numberQuality(all, now)
        if (share !== null) expect(share >= 0 && share <= 1).toBe(true)
        expect(advice !== null).toBe(rating === 'YELLOW' || rating === 'RED' || yellowSoon)
      }),
    )
  })
})

describe('a template', () => {
  test.each([
    [0, { kind: 'pause', hours: 3, until: platformTime('2026-11-20T15:00:00Z') }],
    [1, { kind: 'pause', hours: 6, until: platformTime('2026-11-20T18:00:00Z') }],
    [2, { kind: 'disable' }],
    [3, { kind: 'disable' }],
  ])('paused %i times before', (before, step) => {
    expect(nextPause(before, now, policy)).toEqual(step)
  })

  test.each([
    ['APPROVED', 'GREEN', 0, 'good', 'Rated high.'],
    ['APPROVED', 'UNKNOWN', 0, 'unrated', 'Not rated yet: the first recipients decide, so begin with those who know you.'],
    ['APPROVED', 'RED', 0, 'at-risk', 'Rated low; the next low rating pauses it for 3 hours.'],
    ['APPROVED', 'RED', 2, 'at-risk', 'Rated low; the next low rating disables it for good.'],
    ['PAUSED', 'RED', 1, 'paused', 'Paused until it is lifted by hand; the next low rating pauses it for 6 hours.'],
    ['DISABLED', 'RED', 2, 'lost', 'Disabled for good: write a new template under another name.'],
    ['PENDING', 'UNKNOWN', 0, 'not-approved', 'Only an approved template can be sent.'],
  ])('%s and %s after %i pauses', (status, quality, pausesBefore, health, outlook) => {
    expect(templateHealth({ status, quality, pausesBefore }, policy)).toEqual({ health, outlook })
  })
})

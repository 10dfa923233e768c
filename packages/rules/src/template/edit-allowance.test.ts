import { DAY, HOUR, later, type PlatformTime, platformTime, policyAt } from '@casement/platform'
import { describe, expect, test } from 'vitest'
import { editAllowance } from './edit-allowance.ts'

const now = platformTime('2026-11-20T12:00:00Z')
const policy = policyAt(now)
const ago = (ms: number): PlatformTime => later(now, -ms)

describe('how often an approved template may be edited', () => {
  test.each([
    ['never edited', [], true, null, 10],
    ['edited a moment less than a day ago', [ago(DAY - 1)], false, later(now, 1), 9],
    ['edited a day ago to the moment', [ago(DAY)], true, null, 9],
    ['nine edits in the month', days(9), true, null, 1],
    ['ten edits in the month, the oldest 29 days ago', [...days(9), ago(29 * DAY)], false, later(now, DAY), 0],
    ['ten edits, the oldest of which has just left', [...days(9), ago(30 * DAY)], true, null, 1],
  ])('%s', (_situation, edits, allowed, nextAt, left) => {
    expect(editAllowance({ status: 'APPROVED', edits }, now, policy)).toMatchObject({ allowed, nextAt, left })
  })

  test('the longer wait counts when both spans are full', () => {
    const edits = [ago(HOUR), ...days(8), ago(20 * DAY)]
    expect(editAllowance({ status: 'APPROVED', edits }, now, policy).nextAt).toBe(later(now, 10 * DAY))
  })
})

test.each([
  ['REJECTED', true],
  ['PAUSED', true],
  ['PENDING', false],
  ['IN_APPEAL', false],
  ['DISABLED', false],
])('%s: %s, however often it was edited', (status, allowed) => {
  expect(editAllowance({ status, edits: [ago(1)] }, now, policy)).toMatchObject({ allowed, nextAt: null })
})

/** So many edits, two days apart, the last two days ago. */
function days(count: number): PlatformTime[] {
  return Array.from({ length: count }, (_, at) => ago((at + 1) * 2 * DAY))
}

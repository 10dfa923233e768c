import { MINUTE, platformTime } from '@casement/platform'
import { expect, test } from 'vitest'
import { ABSENT_AFTER_MS, type AbsenceFacts, judgeAbsence, LATER_ANSWERED } from './judge-absence.ts'

const now = platformTime('2026-11-20T12:00:00Z')
const ago = (ms: number) => platformTime(now - ms)
const silent: AbsenceFacts = {
  category: 'utility',
  postedAt: ago(ABSENT_AFTER_MS),
  laterAnswered: LATER_ANSWERED,
  unansweredSince: null,
  webhooksUnapplied: 0,
  leaseLapsed: true,
}

test('fifteen minutes, fifty later ones, no gap and a lapsed lease: silence is an answer', () => {
  expect(judgeAbsence(silent, now)).toEqual({ kind: 'absent' })
})

test.each<[string, Partial<AbsenceFacts>, string]>([
  ['a millisecond is missing', { postedAt: ago(ABSENT_AFTER_MS - 1) }, 'time'],
  ['49 later ones were answered for', { laterAnswered: LATER_ANSWERED - 1 }, 'sends'],
  ['another send of that time was not told of either', { unansweredSince: ago(10 * MINUTE) }, 'webhooks'],
  ['a webhook is not applied', { webhooksUnapplied: 1 }, 'webhooks'],
  ['its holder still has the number', { leaseLapsed: false }, 'lease'],
  ['it is a code', { category: 'authentication' }, 'person'],
  ['it is a code, a day old', { category: 'authentication', postedAt: ago(1_440 * MINUTE) }, 'person'],
])('%s: it waits', (_what, facts, waitsFor) => {
  expect(judgeAbsence({ ...silent, ...facts }, now)).toMatchObject({ kind: 'waits', for: waitsFor })
})

test('a lease is only given up for it when nothing else is missing', () => {
  expect(judgeAbsence({ ...silent, leaseLapsed: false, laterAnswered: 0 }, now)).toMatchObject({ for: 'sends' })
})

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { isFinal, mergeStatus, messageStatuses } from './merge-status.ts'

test.each([
  ['queued', 'accepted', 'accepted'],
  ['sending', 'sent', 'sent'],
  ['accepted', 'sent', 'sent'],
  ['sent', 'delivered', 'delivered'],
  ['delivered', 'read', 'read'],
  ['read', 'played', 'played'],
  // A read without a delivered is a delivery too; a delivered that comes later takes nothing back.
  ['sent', 'read', 'read'],
  ['read', 'delivered', 'read'],
  ['delivered', 'sent', 'delivered'],
  ['sent', 'accepted', 'sent'],
  // Failed ends what was only accepted or sent …
  ['accepted', 'failed', 'failed'],
  ['sent', 'failed', 'failed'],
  ['failed', 'sent', 'failed'],
  // … and is not believed of what arrived, in whichever order the two come.
  ['delivered', 'failed', 'delivered'],
  ['read', 'failed', 'read'],
  ['failed', 'delivered', 'delivered'],
  // The resolver's question is answered by any webhook.
  ['unclear', 'accepted', 'accepted'],
  ['unclear', 'sent', 'sent'],
  ['accepted', 'unclear', 'accepted'],
  // What reached the platform beats what we had decided.
  ['cancelled', 'delivered', 'delivered'],
  ['expired', 'sent', 'sent'],
  // What nobody knows yet changes nothing.
  ['sent', 'deleted', 'sent'],
  ['sent', 'teleported', 'sent'],
  ['sent', 'constructor', 'sent'],
] as const)('%s, then %s: %s', (current, incoming, merged) => {
  expect(mergeStatus(current, incoming)).toBe(merged)
})

const status = fc.constantFrom(...messageStatuses)

test('order and repetition never change the outcome', () => {
  const mixed = fc
    .array(status, { minLength: 1 })
    .chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray([...all, ...all], { minLength: all.length * 2 })))
  const merge = (all: readonly (typeof messageStatuses)[number][]) => all.reduce((a, b) => mergeStatus(a, b))
  fc.assert(
    fc.property(mixed, ([all, shuffled]) => {
      expect(merge(shuffled)).toBe(merge(all))
    }),
  )
})

test('a status only moves forward', () => {
  fc.assert(
    fc.property(status, fc.array(fc.oneof(status, fc.string())), (first, news) => {
      let current = first
      for (const one of news) {
        const next = mergeStatus(current, one)
        expect(messageStatuses.indexOf(next)).toBeGreaterThanOrEqual(messageStatuses.indexOf(current))
        current = next
      }
    }),
  )
})

test.each([
  ['queued', false],
  ['held', false],
  ['sending', false],
  ['unclear', false],
  ['accepted', false],
  ['sent', false],
  ['delivered', true],
  ['read', true],
  ['failed', true],
  ['refused', true],
  ['expired', true],
  ['cancelled', true],
] as const)('%s is final: %s', (one, final) => {
  expect(isFinal(one)).toBe(final)
})

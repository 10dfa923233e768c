import { type PlatformTime, platformTime, policyAt } from '@casement/platform'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { windowOf } from '../testing/example-situation.ts'
import type { WindowEvent } from './events.ts'
import { foldWindow } from './fold.ts'
import { REPLIES_KEPT } from './state.ts'
import { windowAt } from './view.ts'

const monday = Date.parse('2026-11-09T00:00:00Z')
/** Whole minutes of ten days: close enough together to touch every boundary, far enough apart for two free entry points. */
const time = fc.integer({ min: 0, max: 10 * 24 * 60 }).map((minute) => platformTime(monday + minute * 60_000))
const policy = policyAt(platformTime(monday))

const event: fc.Arbitrary<WindowEvent> = fc.oneof(
  fc.record({
    type: fc.constant('user-message' as const),
    at: time,
    messageType: fc.constantFrom('text', 'reaction', 'system', 'unsupported'),
    fromAd: fc.boolean(),
  }),
  fc.record({ type: fc.constant('user-call' as const), at: time }),
  fc.record({ type: fc.constant('business-call-accepted' as const), at: time }),
  fc
    .tuple(time, fc.integer({ min: 0, max: 3_000 }))
    .map(
      ([sentAt, minutes]): WindowEvent => ({ type: 'business-delivered', sentAt, at: platformTime(sentAt + minutes * 60_000) }),
    ),
  fc.record({
    type: fc.constant('business-priced' as const),
    sentAt: time,
    pricing: fc.constantFrom(
      { type: 'free_entry_point' },
      { type: 'regular', category: 'utility' },
      { category: 'referral_conversion' },
    ),
    expiresAt: fc.option(time, { nil: null }),
  }),
)

/** As many replies as a late ad click may find before it. */
const history = fc
  .array(event, { maxLength: 40 })
  .filter((events) => events.filter((one) => one.type === 'business-delivered').length < REPLIES_KEPT)
  .filter((events) => events.filter((one) => one.type === 'user-message' && one.fromAd).length <= 8)

test('order and repetition of events never change the windows', () => {
  const shuffledAndRepeated = history.chain((events) =>
    fc.tuple(
      fc.constant(events),
      fc.shuffledSubarray([...events, ...events], { minLength: events.length * 2, maxLength: events.length * 2 }),
      fc.array(time, { minLength: 8, maxLength: 8 }),
    ),
  )
  fc.assert(
    fc.property(shuffledAndRepeated, ([events, mixed, moments]) => {
      const inOrder = windowOf(...events)
      const otherwise = windowOf(...mixed)
      expect(otherwise).toEqual(inOrder)
      for (const now of moments) expect(windowAt(otherwise, now, policy)).toEqual(windowAt(inOrder, now, policy))
    }),
    { numRuns: 2_000 },
  )
})

test('a later now never reopens a window', () => {
  fc.assert(
    fc.property(history, time, time, (events, one, other) => {
      const [sooner, later] = one < other ? [one, other] : [other, one]
      const state = windowOf(...events)
      const [early, late] = [windowAt(state, sooner, policy), windowAt(state, later, policy)]
      if (!early.csw.open) expect(late.csw.open).toBe(false)
      if (early.fep.state === 'none') expect(late.fep.state).toBe('none')
    }),
    { numRuns: 2_000 },
  )
})

test('the customer service window is open exactly within 24 hours of the last message or call', () => {
  const opens = (one: WindowEvent) =>
    one.type === 'user-call' ||
    one.type === 'business-call-accepted' ||
    (one.type === 'user-message' && (one.messageType === 'text' || one.messageType === 'unsupported'))
  fc.assert(
    fc.property(history, time, (events, now) => {
      const lasts = events.filter(opens).map((one) => (one as { at: PlatformTime }).at)
      const open = lasts.length > 0 && now < Math.max(...lasts) + 24 * 3_600_000
      expect(windowAt(windowOf(...events), now, policy).csw.open).toBe(open)
    }),
  )
})

test('the state stays small and is plain JSON', () => {
  fc.assert(
    fc.property(fc.array(event, { maxLength: 400 }), (events) => {
      const state = windowOf(...events)
      const json = JSON.stringify(state)
      expect(json.length).toBeLessThan(2_000)
      expect(JSON.parse(json)).toEqual(state)
    }),
    { numRuns: 50 },
  )
})

test('with more replies than are kept, a late ad click is estimated too short, never too long', () => {
  const replies = Array.from({ length: 30 }, (_, i): WindowEvent => {
    const sentAt = platformTime(monday + (60 + i * 10) * 60_000)
    return { type: 'business-delivered', sentAt, at: platformTime(sentAt + 60_000) }
  })
  const click: WindowEvent = { type: 'user-message', at: platformTime(monday), messageType: 'text', fromAd: true }
  const now = platformTime(monday + 20 * 3_600_000)
  const onTime = windowAt(windowOf(click, ...replies), now, policy).fep
  const late = windowAt(windowOf(...replies, click), now, policy).fep
  expect([onTime.state, late.state]).toEqual(['estimated', 'estimated'])
  expect(late.until).toBeLessThanOrEqual(onTime.until as number)
  expect(late.until).toBeGreaterThanOrEqual(monday + 72 * 3_600_000)
})

test('an event told again returns the same object, so that nothing is written', () => {
  fc.assert(
    fc.property(history, (events) => {
      const state = windowOf(...events)
      for (const one of events) expect(foldWindow(state, one, policy)).toBe(state)
    }),
  )
})

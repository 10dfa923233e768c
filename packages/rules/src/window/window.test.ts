import { type PlatformTime, platformTime, policies, policyAt, policyById, withOverrides } from '@casement/platform'
import { describe, expect, test } from 'vitest'
import { cameByAd, pricedFree, replyDelivered, windowOf, wrote } from '../testing/example-situation.ts'
import { cameFromAd, opensWindow, type WindowEvent } from './events.ts'
import { foldWindow } from './fold.ts'
import { newWindow } from './state.ts'
import { windowAt } from './view.ts'

/** Days of one November week: `at('Mon 10:00')`. */
const days = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']
function at(text: string): PlatformTime {
  const [day = '', time = ''] = text.split(' ')
  return platformTime(`2026-11-${String(9 + days.indexOf(day)).padStart(2, '0')}T${time.length === 5 ? `${time}:00` : time}Z`)
}
const policy = policyAt(at('Mon 00:00'))
const view = (events: readonly WindowEvent[], now: string) => windowAt(windowOf(...events), at(now), policy)
const called: (when: string) => WindowEvent = (when) => ({ type: 'user-call', at: at(when) })
const tookOurCall = (when: string): WindowEvent => ({ type: 'business-call-accepted', at: at(when) })
const inbound = (when: string, messageType: string): WindowEvent => ({ type: 'user-message', at: at(when), messageType })
const pricedRegular = (when: string): WindowEvent => ({
  type: 'business-priced',
  sentAt: at(when),
  pricing: { type: 'regular', category: 'utility' },
})

describe('the customer service window', () => {
  test.each<[string, WindowEvent[], string, boolean]>([
    ['nobody ever wrote', [], 'Mon 10:00', false],
    ['a message a second ago', [wrote(at('Mon 10:00'))], 'Mon 10:00:01', true],
    ['the last second of the 24 hours', [wrote(at('Mon 10:00'))], 'Tue 09:59:59', true],
    ['exactly 24 hours', [wrote(at('Mon 10:00'))], 'Tue 10:00', false],
    ['a second message starts the 24 hours anew', [wrote(at('Mon 10:00')), wrote(at('Tue 09:00'))], 'Wed 08:59:59', true],
    ['and they end too', [wrote(at('Mon 10:00')), wrote(at('Tue 09:00'))], 'Wed 09:00', false],
    [
      'an older message that arrives late changes nothing',
      [wrote(at('Tue 09:00')), wrote(at('Mon 10:00'))],
      'Wed 08:59:59',
      true,
    ],
    ['a call opens it', [called('Mon 10:00')], 'Tue 09:59:59', true],
    ['so does taking our call', [tookOurCall('Mon 10:00')], 'Tue 09:59:59', true],
    ['what we send does not', [replyDelivered(at('Mon 09:00'), at('Mon 10:00'))], 'Mon 10:01', false],
    ['nor does it prolong', [wrote(at('Mon 10:00')), replyDelivered(at('Tue 09:00'), at('Tue 09:00'))], 'Tue 10:00', false],
  ])('%s', (_label, events, now, open) => {
    expect(view(events, now).csw.open).toBe(open)
  })

  test('has a true end and a safe one, five minutes earlier, that closes nothing', () => {
    const { csw } = view([wrote(at('Mon 10:00'))], 'Tue 09:58')
    expect(csw).toEqual({ open: true, until: at('Tue 10:00'), safeUntil: at('Tue 09:55') })
  })

  test.each([
    ['text', true],
    ['image', true],
    ['video', true],
    ['audio', true],
    ['document', true],
    ['sticker', true],
    ['location', true],
    ['contacts', true],
    ['interactive', true],
    ['button', true],
    ['order', true],
    ['unsupported', true],
    ['a type of next year', true],
    ['reaction', false],
    ['system', false],
    ['edit', false],
    ['revoke', false],
  ])('an inbound %s: %s', (type, opens) => {
    expect(opensWindow(type, policy)).toBe(opens)
    expect(view([inbound('Mon 10:00', type)], 'Mon 11:00').csw.open).toBe(opens)
  })

  test('what Meta leaves open follows the policy', () => {
    const [other] = withOverrides([policy], { 'csw.reaction-opens': true, 'csw.unsupported-opens': false })
    expect(other && opensWindow('reaction', other)).toBe(true)
    expect(other && opensWindow('unsupported', other)).toBe(false)
  })
})

describe('the free entry point', () => {
  const ad = cameByAd(at('Mon 10:00'))
  const reply = replyDelivered(at('Mon 22:00'), at('Mon 22:00'))

  test.each<[string, WindowEvent[], string, string, string | null]>([
    ['a message that no ad brought', [wrote(at('Mon 10:00'))], 'Mon 11:00', 'none', null],
    ['a message from an ad', [ad], 'Mon 11:00', 'candidate', 'Tue 10:00'],
    ['the last second in which a reply counts', [ad], 'Tue 09:59:59', 'candidate', 'Tue 10:00'],
    ['no reply in 24 hours: the chance is gone', [ad], 'Tue 10:00', 'none', null],
    ['a later reply does not bring it back', [ad, replyDelivered(at('Tue 10:00'), at('Tue 10:00'))], 'Tue 11:00', 'none', null],
    ['a reply delivered at 22:00 opens 72 hours', [ad, reply], 'Mon 22:00', 'estimated', 'Thu 22:00'],
    ['their last second', [ad, reply], 'Thu 21:59:59', 'estimated', 'Thu 22:00'],
    ['their end', [ad, reply], 'Thu 22:00', 'none', null],
    [
      'a reply sent in time and delivered after it',
      [ad, replyDelivered(at('Tue 09:59:59'), at('Tue 18:00'))],
      'Tue 18:00',
      'estimated',
      'Fri 18:00',
    ],
    [
      'a message of ours from before the ad is no reply',
      [ad, replyDelivered(at('Mon 09:59'), at('Mon 10:01'))],
      'Mon 11:00',
      'candidate',
      'Tue 10:00',
    ],
    [
      'a second reply changes nothing',
      [ad, reply, replyDelivered(at('Mon 23:00'), at('Mon 23:00'))],
      'Tue 01:00',
      'estimated',
      'Thu 22:00',
    ],
    ['messages of the customer do not prolong it', [ad, reply, wrote(at('Thu 21:00'))], 'Thu 22:00', 'none', null],
    [
      'another ad click inside it starts nothing',
      [ad, reply, cameByAd(at('Thu 21:00')), replyDelivered(at('Thu 21:30'), at('Thu 21:30'))],
      'Thu 22:00',
      'none',
      null,
    ],
    ['another ad click after it does', [ad, reply, cameByAd(at('Thu 22:00'))], 'Thu 22:01', 'candidate', 'Fri 22:00'],
    [
      'a status priced by it confirms',
      [ad, reply, pricedFree(at('Mon 22:00'), at('Thu 22:07'))],
      'Mon 23:00',
      'confirmed',
      'Thu 22:07',
    ],
    ['its end wins over a later estimate', [ad, reply, pricedFree(at('Mon 22:00'), at('Thu 20:00'))], 'Thu 20:00', 'none', null],
    [
      'its end wins over an earlier estimate',
      [ad, reply, pricedFree(at('Mon 22:00'), at('Fri 20:00'))],
      'Fri 19:59',
      'confirmed',
      'Fri 20:00',
    ],
    ['it confirms a candidate', [ad, pricedFree(at('Mon 12:00'), at('Thu 12:00'))], 'Mon 13:00', 'confirmed', 'Thu 12:00'],
    [
      'it confirms what no referral announced, as from a Page button',
      [wrote(at('Mon 10:00')), pricedFree(at('Mon 12:00'), at('Thu 12:00'))],
      'Tue 13:00',
      'confirmed',
      'Thu 12:00',
    ],
    [
      'without an end it counts 72 hours from the first message so priced',
      [pricedFree(at('Mon 12:00')), pricedFree(at('Tue 12:00'))],
      'Thu 11:59',
      'confirmed',
      'Thu 12:00',
    ],
    [
      'without an end, of a reply that took two hours to arrive: 72 hours from its delivery',
      [ad, pricedFree(at('Mon 20:00')), replyDelivered(at('Mon 20:00'), at('Mon 22:00'))],
      'Thu 21:59:59',
      'confirmed',
      'Thu 22:00',
    ],
    [
      'and ends then too',
      [ad, pricedFree(at('Mon 20:00')), replyDelivered(at('Mon 20:00'), at('Mon 22:00'))],
      'Thu 22:00',
      'none',
      null,
    ],
    [
      'the end a later status names wins over it',
      [
        ad,
        pricedFree(at('Mon 20:00')),
        replyDelivered(at('Mon 20:00'), at('Mon 22:00')),
        pricedFree(at('Mon 23:00'), at('Thu 22:00')),
      ],
      'Thu 21:59:59',
      'confirmed',
      'Thu 22:00',
    ],
    ['and ends then', [pricedFree(at('Mon 12:00')), pricedFree(at('Tue 12:00'))], 'Thu 12:00', 'none', null],
    [
      'a status that charges inside the estimate ends it: a desktop client has none',
      [ad, reply, pricedRegular('Tue 08:00')],
      'Tue 09:00',
      'none',
      null,
    ],
    [
      'and a later click may begin one',
      [ad, reply, pricedRegular('Tue 08:00'), cameByAd(at('Tue 09:00'))],
      'Tue 10:00',
      'candidate',
      'Wed 09:00',
    ],
    [
      'a charge from before it began says nothing',
      [ad, reply, pricedRegular('Mon 21:00')],
      'Tue 09:00',
      'estimated',
      'Thu 22:00',
    ],
    [
      'the first reply itself says nothing, whole seconds apart',
      [ad, reply, pricedRegular('Mon 22:00')],
      'Tue 09:00',
      'estimated',
      'Thu 22:00',
    ],
  ])('%s', (_label, events, now, state, until) => {
    expect(view(events, now).fep).toMatchObject({ state, until: until === null ? null : at(until) })
  })

  test('the end counted from the reply is the safe one', () => {
    const events = [ad, replyDelivered(at('Mon 21:00'), at('Mon 22:00'))]
    expect(view(events, 'Mon 23:00').fep).toMatchObject({ until: at('Thu 22:00'), safeUntil: at('Thu 21:00') })
    expect(view([...events, pricedFree(at('Mon 21:00'))], 'Mon 23:00').fep).toMatchObject({
      state: 'confirmed',
      until: at('Thu 22:00'),
      safeUntil: at('Thu 21:00'),
    })
  })

  test('runs beside the service window: that closes at ten, this goes on', () => {
    const { csw, fep } = view([ad, reply], 'Tue 12:00')
    expect([csw.open, fep.state]).toEqual([false, 'estimated'])
  })

  test.each([
    ['ad', true],
    ['post', false],
    ['something new', false],
    [undefined, false],
  ])('a referral of source type %s is an entry: %s', (source_type, entry) => {
    expect(cameFromAd({ source_type })).toBe(entry)
    expect(cameFromAd(undefined)).toBe(false)
  })

  test('in the other reading of September 2026 messages extend it by 24 hours, to seven days in all', () => {
    const [week] = withOverrides(
      policies.filter((one) => one.id === 'PMP_V2'),
      {
        'fep.extend-on-inbound-hours': 24,
        'fep.max-hours': 168,
      },
    )
    if (!week) throw new Error('PMP_V2 is gone.')
    const until = (...events: WindowEvent[]) =>
      windowAt(
        events.reduce((state, event) => foldWindow(state, event, week), newWindow),
        at('Tue 00:00'),
        week,
      ).fep.until
    const entry = [ad, replyDelivered(at('Mon 10:00'), at('Mon 10:00'))]
    expect(until(...entry)).toBe(at('Thu 10:00'))
    expect(until(...entry, wrote(at('Wed 08:00')))).toBe(at('Thu 10:00'))
    expect(until(...entry, wrote(at('Thu 09:00')))).toBe(at('Fri 09:00'))
    expect(until(...entry, wrote(at('Fri 08:00')), wrote(at('Thu 09:00')))).toBe(at('Sat 08:00'))
    expect(until(...entry, wrote(at('Thu 10:00')))).toBe(at('Thu 10:00'))
    const always = ['Wed 09:00', 'Thu 09:00', 'Fri 08:00', 'Sat 07:00', 'Sun 06:00'].map((when) => wrote(at(when)))
    expect(until(...entry, ...always)).toBe(platformTime('2026-11-16T06:00:00Z'))
    expect(until(...entry, ...always, wrote(platformTime('2026-11-16T05:00:00Z')))).toBe(platformTime('2026-11-16T10:00:00Z'))
  })
})

test('the three policies agree on both windows', () => {
  for (const id of ['CBP', 'PMP_V1', 'PMP_V2'] as const) {
    expect(policyById(id)).toMatchObject({
      csw: { hours: 24 },
      fep: { baseHours: 72, extendOnInboundHours: 0, replyWithinHours: 24 },
    })
  }
})

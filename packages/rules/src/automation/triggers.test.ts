import { platformTime } from '@casement/platform'
import { describe, expect, test } from 'vitest'
import type { BusinessHours, Trigger } from './graph.ts'
import { type Happening, startsOn } from './triggers.ts'

const message = (text: string, more: Partial<Extract<Happening, { kind: 'message' }>> = {}): Happening => ({
  kind: 'message',
  at: platformTime('2026-11-20T12:00:00Z'),
  text,
  isStop: false,
  isFirst: false,
  tapped: null,
  ad: null,
  ...more,
})
const at = (time: string) => message('Hi', { at: platformTime(time) })
const office: BusinessHours = {
  timeZone: 'Europe/Berlin',
  open: [{ days: [1, 2, 3, 4, 5], from: '09:00', to: '17:00' }],
  holidays: ['2026-12-25'],
}
const word = (words: string[], match: 'whole' | 'contains' = 'whole'): Trigger => ({ kind: 'keyword', words, match })
const tap = (id: string | null, title: string) => message(title, { tapped: { id, title } })

describe.each<[string, Trigger, readonly [string, Happening, boolean][]]>([
  [
    'a word',
    word(['menu', 'what’s on?']),
    [
      ['is all of it', message('menu'), true],
      ['in another case, with accents and signs', message('  MENÚ!! '), true],
      ['of several words', message('Whats on'), false],
      ['of several words, as written', message('what’s on'), true],
      ['among others', message('the menu please'), false],
      ['said by a button', tap('b', 'menu'), false],
    ],
  ],
  [
    'a word anywhere',
    word(['menu'], 'contains'),
    [
      ['among others', message('the menu, please'), true],
      ['as part of another', message('menus'), false],
    ],
  ],
  [
    'a sign',
    word(['👍']),
    [
      ['is all of it', message('👍'), true],
      ['is another', message('👎'), false],
    ],
  ],
  [
    'a first message',
    { kind: 'first-message' },
    [
      ['of somebody new', message('Hi', { isFirst: true }), true],
      ['of somebody known', message('Hi'), false],
      ['that is a STOP', message('STOP', { isFirst: true, isStop: true }), false],
    ],
  ],
  [
    'hours away (Berlin is an hour ahead in winter)',
    { kind: 'away', hours: office },
    [
      ['a minute before they open', at('2026-11-20T07:59:00Z'), true],
      ['when they open', at('2026-11-20T08:00:00Z'), false],
      ['a minute before they close', at('2026-11-20T15:59:00Z'), false],
      ['when they close', at('2026-11-20T16:00:00Z'), true],
      ['on a Saturday', at('2026-11-21T10:00:00Z'), true],
      ['on a holiday', at('2026-12-25T10:00:00Z'), true],
      ['in summer, an hour earlier by UTC', at('2026-07-20T07:00:00Z'), false],
    ],
  ],
  [
    'a tap',
    { kind: 'answer', ids: ['yes', 'No, thanks'] },
    [
      ['by its id', tap('yes', 'Of course'), true],
      ['by its label', tap('b2', 'no thanks!'), true],
      ['on another', tap('b3', 'Later'), false],
      ['that was only written', message('yes'), false],
    ],
  ],
  ['any tap', { kind: 'answer', ids: [] }, [['on anything', tap(null, 'Later'), true]]],
  [
    'an ad',
    { kind: 'ad', sources: ['ad-1'] },
    [
      ['that was named', message('Hi', { ad: { source: 'ad-1' } }), true],
      ['another', message('Hi', { ad: { source: 'ad-2' } }), false],
      ['one without an id', message('Hi', { ad: { source: null } }), false],
      ['none', message('Hi'), false],
    ],
  ],
  ['any ad', { kind: 'ad', sources: [] }, [['one without an id', message('Hi', { ad: { source: null } }), true]]],
  [
    'a window that closes',
    { kind: 'window', event: 'closing', minutesBefore: 60 },
    [
      ['so early', { kind: 'window', event: 'closing', minutesBefore: 240 }, false],
      ['then', { kind: 'window', event: 'closing', minutesBefore: 60 }, true],
      ['or is closed', { kind: 'window', event: 'closed' }, false],
    ],
  ],
  ['a window that opened', { kind: 'window', event: 'opened' }, [['yes', { kind: 'window', event: 'opened' }, true]]],
  [
    'a template that was read',
    { kind: 'template', status: 'read', names: ['hello_world'] },
    [
      ['it was', { kind: 'template', status: 'read', name: 'hello_world' }, true],
      ['it only got there', { kind: 'template', status: 'delivered', name: 'hello_world' }, false],
      ['another was', { kind: 'template', status: 'read', name: 'winter_sale' }, false],
    ],
  ],
  [
    'an attribute with a value',
    { kind: 'attribute', key: 'seats', is: 2 },
    [
      ['became it', { kind: 'attributes', changed: { seats: 2 } }, true],
      ['became it as a text', { kind: 'attributes', changed: { seats: '2' } }, true],
      ['became another', { kind: 'attributes', changed: { seats: 3 } }, false],
      ['was taken away', { kind: 'attributes', changed: { seats: null } }, false],
      ['another attribute did', { kind: 'attributes', changed: { size: 2 } }, false],
    ],
  ],
  [
    'an attribute',
    { kind: 'attribute', key: 'seats' },
    [['was taken away', { kind: 'attributes', changed: { seats: null } }, true]],
  ],
  [
    'an event',
    { kind: 'event', name: 'order.paid' },
    [
      ['of this name', { kind: 'event', name: 'order.paid' }, true],
      ['of another', { kind: 'event', name: 'order.sent' }, false],
    ],
  ],
  [
    'a schedule',
    { kind: 'schedule', hour: '09:00', weekdays: [5], timeZone: 'UTC', people: {} },
    [['begins by the clock alone', at('2026-11-20T09:00:00Z'), false]],
  ],
])('%s', (_name, trigger, cases) => {
  test.each(cases)('%s', (_situation, happening, expected) => {
    expect(startsOn(trigger, happening)).toBe(expected)
  })
})

import { platformTime } from '@casement/platform'
import { describe, expect, test } from 'vitest'
import { type Facts, holds } from './conditions.ts'
import { fillAddress, fillMessage } from './fill-message.ts'
import type { Condition } from './graph.ts'

const now = platformTime('2026-11-20T12:00:00Z')
const facts: Facts = {
  now,
  contact: {
    name: 'Ada Byrne',
    phone: '447700900123',
    country: 'GB',
    attributes: { city: 'Oslo', seats: '4', member: true },
    tags: ['vip'],
    consent: (purpose) => (purpose === 'marketing' ? 'in' : 'unsaid'),
  },
  thread: { state: 'open', assigned: false, tags: ['order'] },
  window: {
    csw: { open: true, until: platformTime('2026-11-20T12:30:00Z'), safeUntil: null },
    fep: { state: 'none', until: null },
  },
  priceOf: (category) => (category === 'marketing' ? '0.0529' : category === 'service' ? '0' : null),
  text: 'I want the blue one',
  answer: { text: 'Large', id: 'size-l' },
  data: { event: { total: 42 }, http: { status: 200, body: { open: 'yes' } } },
}

test.each<[Condition, boolean]>([
  [{ attribute: 'city', is: 'Oslo' }, true],
  [{ attribute: 'city', is: 'Bergen' }, false],
  [{ attribute: 'city', isNot: 'Bergen' }, true],
  [{ attribute: 'country', isNot: 'Norway' }, true],
  [{ attribute: 'city', contains: 'sl' }, true],
  [{ attribute: 'seats', above: 3 }, true],
  [{ attribute: 'seats', above: 4 }, false],
  [{ attribute: 'seats', below: 5 }, true],
  [{ attribute: 'city', above: 1 }, false],
  [{ attribute: 'member', is: true }, true],
  [{ attribute: 'nothing', exists: false }, true],
  [{ attribute: 'city', exists: false }, false],
  [{ data: 'event.total', above: 41 }, true],
  [{ data: 'http.body.open', is: 'yes' }, true],
  [{ data: 'http.body.open.more', exists: true }, false],
  [{ data: 'constructor', exists: true }, false],
  [{ tag: 'vip' }, true],
  [{ not: { tag: 'vip' } }, false],
  [{ consent: 'marketing', is: 'in' }, true],
  [{ consent: 'utility', is: 'in' }, false],
  [{ country: ['NO', 'GB'] }, true],
  [{ window: 'open' }, true],
  [{ windowLeft: 30 }, true],
  [{ windowLeft: 31 }, false],
  [{ entryPoint: 'open' }, false],
  [{ thread: 'open' }, true],
  [{ assigned: false }, true],
  [{ threadTag: 'order' }, true],
  [{ price: 'marketing', most: '0.0529' }, true],
  [{ price: 'marketing', most: '0.0528' }, false],
  [{ price: 'utility', most: '10' }, false],
  [{ hours: { timeZone: 'UTC', open: [{ days: [5], from: '12:00', to: '13:00' }], holidays: [] } }, true],
  [{ hours: { timeZone: 'UTC', open: [{ days: [5], from: '11:00', to: '12:00' }], holidays: [] } }, false],
  [{ text: { words: ['blue'], match: 'contains' } }, true],
  [{ answer: { words: ['large'], match: 'whole' } }, true],
  [{ answer: { words: ['size-l'], match: 'whole' } }, true],
  [{ all: [{ tag: 'vip' }, { country: ['NO'] }] }, false],
  [{ any: [{ tag: 'vip' }, { country: ['NO'] }] }, true],
  [{ all: [] }, true],
  [{ any: [] }, false],
])('%j is %s', (condition, expected) => {
  expect(holds(condition, facts)).toBe(expected)
})

describe('the values of a message', () => {
  test.each([
    ['Dear {{contact.first_name}}', 'Dear Ada'],
    ['{{ contact.name | friend }}', 'Ada Byrne'],
    ['{{contact.attributes.town|your town}}', 'your town'],
    ['{{contact.attributes.town}}', ''],
    ['{{contact.phone}}', '+447700900123'],
    ['{{event.total}} {{http.body.open}} {{answer}}', '42 yes Large'],
    ['{{http.body}}', ''],
    ['{{1}} {contact.name}', ' {contact.name}'],
  ])('%s', (written, filled) => {
    expect(fillMessage({ type: 'text', text: { body: written } }, facts)).toEqual({ type: 'text', text: { body: filled } })
  })

  test('what a person wrote is never read as a placeholder', () => {
    const sly = { ...facts, answer: { text: '{{contact.phone}}', id: null } }
    expect(fillMessage('You wrote {{answer}}', sly)).toBe('You wrote {{contact.phone}}')
  })
})

describe('the address of a call', () => {
  test.each([
    ['https://shop.example/people/{{contact.phone}}', 'https://shop.example/people/%2B447700900123'],
    ['https://shop.example/?q={{answer}}&key=1', 'https://shop.example/?q=a%26key%3D2%2F..%23&key=1'],
    ['https://shop.example/{{text}}/orders', 'https://shop.example//orders'],
    ['https://shop.example/{{contact.attributes.town|any where}}', 'https://shop.example/any%20where'],
    ['https://{{text}}.example/a', 'https://{{text}}.example/a'],
    ['https://shop.example{{text}}/a', 'https://shop.example{{text}}/a'],
  ])('%s', (written, called) => {
    expect(fillAddress(written, { ...facts, text: '..', answer: { text: 'a&key=2/..#', id: null } })).toBe(called)
  })
})

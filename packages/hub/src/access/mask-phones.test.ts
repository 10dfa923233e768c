import { describe, expect, test } from 'vitest'
import { maskPhones } from './mask-phones.ts'

describe('a masked answer', () => {
  test.each([
    [
      { contact: { id: 'c', name: 'Maja', phone: '+447700900482' } },
      { contact: { id: 'c', name: 'Maja', phone: '+44••••••••82' } },
    ],
    [{ data: [{ wa_id: '447700900482' }] }, { data: [{ wa_id: '44••••••••82' }] }],
    [{ aliases: [{ kind: 'e164', value: '447700900482' }] }, { aliases: [{ kind: 'e164', value: '44••••••••82' }] }],
    [{ name: '+447700900482' }, { name: '+44••••••••82' }],
    [
      { content: { from: '447700900482', text: { body: 'call me' } } },
      { content: { from: '44••••••••82', text: { body: 'call me' } } },
    ],
  ])('%j', (answer, masked) => expect(maskPhones(answer)).toEqual(masked))

  test.each([
    ['our own number', { number: { id: '463208330063799', displayPhoneNumber: '+44 7700 900123' } }],
    ['the id of a number in `from`', { from: '463208330063799' }],
    ['an id of Meta’s', { aliases: [{ kind: 'bsuid', value: 'US.1234567890' }] }],
    ['what somebody wrote', { text: 'my number is +447700900482' }],
    ['times and counts', { at: new Date(0), count: 447700900482, to: null }],
  ])('%s stays, and nothing is copied', (_what, answer) => expect(maskPhones(answer)).toBe(answer))
})

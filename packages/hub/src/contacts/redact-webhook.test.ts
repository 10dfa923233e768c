import { expect, test } from 'vitest'
import { redactWebhook } from './redact-webhook.ts'

const names = new Set(['447700900456', 'GB.1', 'wamid.theirs'])
const erased = { erased: true }
const value = (inside: Record<string, unknown>) => ({
  entry: [{ id: '1', changes: [{ field: 'messages', value: { metadata: { id: '9' }, ...inside } }] }],
})

test.each([
  [
    'their message, beside another’s',
    { messages: [{ from: '447700900456', text: { body: 'Hi' } }, { from: '447700900457' }] },
    { messages: [erased, { from: '447700900457' }] },
  ],
  ['their name', { contacts: [{ wa_id: '447700900456', profile: { name: 'Ada' } }] }, { contacts: [erased] }],
  ['known by a business-scoped id alone', { messages: [{ from_user_id: 'GB.1' }] }, { messages: [erased] }],
  ['a status of a message to them', { statuses: [{ id: 'wamid.a', recipient_id: '447700900456' }] }, { statuses: [erased] }],
  ['a status that names only the message', { statuses: [{ id: 'wamid.theirs' }] }, { statuses: [erased] }],
  ['with lists inside', { messages: [{ from: '447700900456', order: { items: [{ id: '1' }] } }] }, { messages: [erased] }],
  [
    'a card with their number in somebody else’s message',
    { messages: [{ from: '1', contacts: [{ name: 'A', phones: [{ phone: '+447700900456' }] }] }] },
    { messages: [{ from: '1', contacts: [{ name: 'A', phones: [erased] }] }] },
  ],
  ['a plain text outside any list', { user: { wa_id: '447700900456' }, event: 'X' }, undefined],
])('%s', (_what, inside, left) => {
  const whole = redactWebhook(value(inside), names)
  expect(JSON.stringify(whole)).not.toMatch(/447700900456|GB\.1|wamid\.theirs/)
  if (left) expect(whole).toEqual(value(left))
  else expect(whole).toEqual({ entry: [{ id: '1', changes: [erased] }] })
})

test('what says nothing about them stays the very same', () => {
  const other = value({ messages: [{ from: '447700900457', text: { body: 'call 4477009004567' } }] })
  expect(redactWebhook(other, names)).toBe(other)
})

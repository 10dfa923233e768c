import { expect, it } from 'vitest'
import { fillQuickReply, type Known } from './quick-reply-text.ts'

const known: Known = {
  contact: { name: 'Hannah Whitlock', phone: '447700900482', attributes: { city: 'Bristol', seats: 0 } },
  agent: { name: 'Maja Lindqvist' },
  number: { name: 'UK Sales' },
}

it.each([
  ['a first name', 'Hi {{contact.first_name}}', 'Hi Hannah', []],
  ['spaces inside', 'Hi {{ contact.name | you }}', 'Hi Hannah Whitlock', []],
  ['who writes, and from where', '{{agent.first_name}} of {{number.name}}', 'Maja of UK Sales', []],
  ['an attribute, zero too', '{{contact.attributes.city}} {{contact.attributes.seats}}', 'Bristol 0', []],
  ['a word for what is not known', 'to {{contact.attributes.street|your door}}', 'to your door', []],
  [
    'what is not known stays, and is named',
    'to {{contact.attributes.street}}',
    'to {{contact.attributes.street}}',
    ['{{contact.attributes.street}}'],
  ],
])('%s', (_story, text, filled, unfilled) => expect(fillQuickReply(text, known)).toEqual({ text: filled, unfilled }))

it('greets somebody without a name by the word kept for that', () =>
  expect(fillQuickReply('Hi {{contact.first_name|there}}', { ...known, contact: { ...known.contact, name: null } }).text).toBe(
    'Hi there',
  ))

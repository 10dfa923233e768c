import { expect, test } from 'vitest'
import { headlineOf } from './headline.ts'

const body = (field: string, ...values: Record<string, unknown>[]) =>
  JSON.stringify({
    object: 'whatsapp_business_account',
    entry: [{ id: '1', changes: values.map((value) => ({ field, value })) }],
  })
const contacts = [{ profile: { name: 'Maja Lindqvist' }, wa_id: '447700900456', user_id: 'GB.1' }]
const from = '447700900456'
const status = (name: string, more: Record<string, unknown> = {}) => ({
  id: 'wamid.1',
  status: name,
  recipient_id: from,
  ...more,
})

test.each([
  ['a text', body('messages', { contacts, messages: [{ from, type: 'text', text: { body: 'Hi' } }] }), 'Maja Lindqvist: “Hi”'],
  [
    'a text from an ad',
    body('messages', { contacts, messages: [{ from, type: 'text', text: { body: 'Hi' }, referral: {} }] }),
    'Maja Lindqvist: “Hi” (from an ad)',
  ],
  ['a stranger', body('messages', { messages: [{ from, type: 'image', image: {} }] }), '+447700900456: image'],
  [
    'a chosen row',
    body('messages', {
      contacts,
      messages: [{ from, type: 'interactive', interactive: { type: 'list_reply', list_reply: { title: 'Tuesday' } } }],
    }),
    'Maja Lindqvist: “Tuesday”',
  ],
  [
    'a pressed button',
    body('messages', { contacts, messages: [{ from, type: 'button', button: { text: 'Stop' } }] }),
    'Maja Lindqvist: “Stop”',
  ],
  ['one status', body('messages', { contacts, statuses: [status('delivered')] }), 'Delivered to Maja Lindqvist'],
  [
    'a free one',
    body('messages', { contacts, statuses: [status('sent', { pricing: { type: 'free_entry_point' } })] }),
    'Sent to Maja Lindqvist, free entry point',
  ],
  [
    'a failure',
    body('messages', { statuses: [status('failed', { errors: [{ code: 131047 }] })] }),
    'Failed to +447700900456, 131047',
  ],
  ['a batch', body('messages', { contacts, statuses: [status('sent'), status('read'), status('sent')] }), '2 sent, 1 read'],
  ['a batch over two numbers', body('messages', { statuses: [status('sent')] }, { statuses: [status('sent')] }), '2 sent'],
  [
    'a paused template',
    body('message_template_status_update', { message_template_name: 'winter_sale', event: 'PAUSED' }),
    'winter_sale: paused',
  ],
  [
    'a rating',
    body('message_template_quality_update', { message_template_name: 'winter_sale', new_quality_score: 'YELLOW' }),
    'winter_sale: quality yellow',
  ],
  [
    'a preference',
    body('user_preferences', { user_preferences: [{ wa_id: from, value: 'stop' }] }),
    '+447700900456 stopped marketing',
  ],
  ['a call', body('calls', { calls: [{ from, event: 'terminate', status: 'COMPLETED' }] }), '+447700900456: terminate completed'],
  [
    'a message in a group',
    body('messages', { contacts, messages: [{ from, group_id: 'Y2Fw', type: 'text', text: { body: 'Hi' } }] }),
    'Maja Lindqvist: “Hi”, in a group',
  ],
  [
    'a status of a group',
    body('messages', { statuses: [status('sent', { recipient_id: 'Y2Fw', recipient_type: 'group' })] }),
    'Sent to a group',
  ],
  [
    'a status of somebody in a group',
    body('messages', {
      contacts,
      statuses: [status('read', { recipient_id: 'Y2Fw', recipient_type: 'group', recipient_participant_id: from })],
    }),
    'Read by Maja Lindqvist, in a group',
  ],
  ['a payment', body('messages', { contacts, statuses: [status('captured', { type: 'payment' })] }), 'Maja Lindqvist: captured'],
  [
    'a group',
    body('group_lifecycle_update', { groups: [{ type: 'group_create', group_id: 'Y2Fw', subject: 'Friday' }] }),
    '“Friday”: made',
  ],
  [
    'a group that was not made',
    body('group_lifecycle_update', { groups: [{ type: 'group_create', subject: 'Friday', errors: [{ code: 131215 }] }] }),
    '“Friday”: not made',
  ],
  [
    'people who join',
    body('group_participants_update', {
      groups: [{ type: 'group_participants_add', group_id: 'Y2Fw', added_participants: [{ wa_id: from }, { wa_id: '1' }] }],
    }),
    '+447700900456 and 1 more: joined',
  ],
  ['a suspension', body('group_status_update', { groups: [{ type: 'group_suspend', group_id: 'Y2Fw' }] }), 'Group: suspended'],
  [
    'what the owner wrote',
    body('smb_message_echoes', { message_echoes: [{ to: from, type: 'text', text: { body: 'On my way' } }] }),
    'Owner to +447700900456: “On my way”',
  ],
  ['a contact', body('smb_app_state_sync', { state_sync: [{ type: 'contact' }] }), 'A contact of the owner’s'],
  ['a chunk of history', body('history', { history: [{ metadata: { progress: 55 } }] }), 'History: 55 %'],
  ['history that is kept', body('history', { history: [{ errors: [{ code: 2593109 }] }] }), 'History is not shared'],
  [
    'a sign-up',
    body('user_preferences', { user_preferences: [{ wa_id: from, value: 'signup' }] }),
    '+447700900456 signed up for marketing',
  ],
  ['something else', body('account_update', { event: 'ACCOUNT_RESTRICTION' }), 'account update: account restriction'],
  ['no changes', '{"entry":[]}', 'A body without changes'],
  ['no JSON', 'ok', 'A body without changes'],
])('%s', (_what, given, line) => {
  expect(headlineOf(given).line).toBe(line)
})

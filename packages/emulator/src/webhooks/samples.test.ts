import { webhookFields } from '@casement/platform'
import { accountEvents, readWire, type WebhookField, webhookBodySchema, webhookFieldSchemas } from '@casement/platform/wire'
import { expect, test } from 'vitest'
import { TestEmulator } from '../testing/start-emulator.ts'

test('every field has samples, and every event of an account', async () => {
  const emulator = await TestEmulator.start({ quiet: true })
  const { data } = (await emulator.control('GET', '/webhooks/samples')) as { data: { field: string; variants: string[] }[] }
  expect(data.map((one) => one.field).sort()).toEqual(Object.keys(webhookFieldSchemas).sort())
  expect(data.filter((one) => one.variants.length === 0)).toEqual([])
  expect(data.find((one) => one.field === 'account_update')?.variants).toEqual(accountEvents)
})

test('every sample is told, and read back by the schema of its field', async () => {
  const emulator = await TestEmulator.start()
  const { data } = (await emulator.control('GET', '/webhooks/samples')) as { data: { field: WebhookField; variants: string[] }[] }
  for (const { field, variants } of data) {
    for (const variant of variants) {
      const sample = await emulator.control('GET', `/webhooks/samples/${field}?variant=${variant}`)
      expect(sample).toMatchObject({ field, variant })
      const told = emulator.received.length
      await emulator.control('POST', '/webhooks', { field, value: sample.value })
      await emulator.advance(0)
      expect(emulator.received).toHaveLength(told + 1)
      const body = readWire(webhookBodySchema, JSON.parse(emulator.received[told]?.body ?? ''))
      if (!body.ok) throw new Error(`${field} ${variant}: ${JSON.stringify(body)}`)
      const change = body.value.entry[0]?.changes[0]
      expect(change).toEqual({ field, value: sample.value })
      const read = readWire(webhookFieldSchemas[field], change?.value)
      expect({ field, variant, ok: read.ok }).toEqual({ field, variant, ok: true })
    }
  }
})

/** Which id and time the entry carries, and what is filled in. */
test.each([
  ['messages', { statuses: [] }, 'waba', false, true],
  ['group_status_update', { groups: [] }, 'waba', false, true],
  ['history', { history: [] }, 'waba', false, true],
  ['user_id_update', { user_id_update: [] }, 'waba', false, true],
  ['automatic_events', { automatic_events: [] }, 'waba', false, true],
  ['messaging_handovers', { type: 'control_taken' }, 'waba', false, false],
  ['security', { event: 'PIN_CHANGED' }, 'waba', true, false],
  ['flows', { event: 'FLOW_STATUS_CHANGE' }, 'waba', true, false],
  ['account_update', { event: 'VERIFIED_ACCOUNT' }, 'waba', true, false],
  ['account_update', { event: 'PARTNER_ADDED' }, 'portfolio', true, false],
  ['partner_solutions', { event: 'SOLUTION_CREATED' }, 'portfolio', true, false],
] as const)('%s %j comes under the %s', async (field, value, under, timed, metadata) => {
  const emulator = await TestEmulator.start()
  await emulator.control('POST', '/webhooks', { field, value })
  await emulator.advance(0)
  const entry = emulator.received[0]?.json.entry[0]
  expect(entry?.id).toBe(under === 'waba' ? emulator.about.wabaId : emulator.about.businessId)
  expect(entry?.time !== undefined).toBe(timed)
  const told = entry?.changes[0]?.value as { metadata?: { phone_number_id: string }; recipient?: object }
  expect(told).toMatchObject(value)
  expect(told.metadata?.phone_number_id).toBe(metadata ? emulator.about.phoneNumberId : undefined)
  expect(told.recipient !== undefined).toBe(field === 'messaging_handovers')
})

/** A number's own callback goes before the account's, for fields of a number. */
test.each(webhookFields)('%s goes to the callback it belongs to', async (field) => {
  const emulator = await TestEmulator.start()
  const own = `${emulator.callbackUrl}?own`
  await emulator.graph('POST', `/${emulator.about.phoneNumberId}`, {
    webhook_configuration: { override_callback_uri: own, verify_token: 't' },
  })
  const { time } = await emulator.control('POST', '/webhooks', { field })
  await emulator.advance(0)
  expect((await emulator.control('GET', '/webhooks')).at(-1)).toMatchObject({
    field,
    url: time === null ? own : emulator.callbackUrl,
    state: 'delivered',
  })
})

test.each([
  [
    { field: 'group_update' },
    'There is no webhook field "group_update"; the fields are messages, message_template_status_update,',
  ],
  [{}, 'Say which field with "field"; the fields are messages,'],
  [{ field: 'messages', value: [] }, '"value" must be a JSON object.'],
  [{ field: 'flows', variant: 'NONE' }, 'flows has no sample "NONE"; its samples are FLOW_STATUS_CHANGE,'],
  [{ field: 'flows', wabaId: '1' }, 'There is no account 1.'],
  [{ field: 'calls', phoneNumberId: '1' }, 'There is no phone number 1.'],
])('%j is refused', async (body, sentence) => {
  const emulator = await TestEmulator.start({ quiet: true })
  await expect(emulator.control('POST', '/webhooks', body)).rejects.toThrow(sentence)
})

import { expect, test } from 'vitest'
import { CUSTOMER, MINUTE, TestEmulator } from '../testing/start-emulator.ts'

const text = { type: 'text', text: { body: 'Your balance is 12 pounds.' } }

async function start(checks = true) {
  const emulator = await TestEmulator.start()
  await emulator.graph('POST', `/v25.0/${emulator.about.phoneNumberId}/settings`, {
    user_identity_change: { enable_identity_key_check: checks },
  })
  await emulator.write('hi')
  await emulator.advance(0)
  const [change] = emulator.changes('messages')
  const [contact] = (change?.value.contacts ?? []) as { identity_key_hash?: string }[]
  return { emulator, hash: contact?.identity_key_hash }
}

test.each([
  ['the keys it knows', false, (hash: string) => hash, undefined],
  ['none', true, () => undefined, undefined],
  ['keys of nobody', false, () => 'AAAAAAAAAAA=', 137000],
  ['the keys from before a new phone', true, (hash: string) => hash, 137000],
])('a message for %s', async (_label, changed, expected, code) => {
  const { emulator, hash } = await start()
  expect(hash).toMatch(/^[A-Za-z0-9+/]{11}=$/)
  if (changed) await emulator.control('POST', `/customers/${CUSTOMER}/identity`, {})
  const sent = await emulator.send({ ...text, recipient_identity_key_hash: expected(String(hash)) })
  await emulator.advance(MINUTE)
  expect((await emulator.outcome(sent)).error?.code).toBe(code)
})

test('a new phone is announced with its keys, and statuses carry them', async () => {
  const { emulator, hash } = await start()
  const { identityKeyHash } = await emulator.control('POST', `/customers/${CUSTOMER}/identity`, {})
  expect(identityKeyHash).not.toBe(hash)
  await emulator.send({ ...text, recipient_identity_key_hash: identityKeyHash })
  await emulator.advance(MINUTE)
  expect(emulator.inbound().at(-1)).toMatchObject({
    type: 'system',
    system: { type: 'customer_identity_changed' },
    identity: { acknowledged: false, hash: identityKeyHash },
  })
  expect(emulator.statuses().map((one) => one.recipient_identity_key_hash)).toEqual([identityKeyHash, identityKeyHash])
})

test('who did not ask for the check is told nothing, and no message is held against it', async () => {
  const { emulator, hash } = await start(false)
  expect(hash).toBeUndefined()
  const told = emulator.received.length
  await emulator.control('POST', `/customers/${CUSTOMER}/identity`, {})
  expect(emulator.received).toHaveLength(told)
  const sent = await emulator.send({ ...text, recipient_identity_key_hash: 'AAAAAAAAAAA=' })
  await emulator.advance(MINUTE)
  expect((await emulator.outcome(sent)).status).toBe('delivered')
})

import { expect, test } from 'vitest'
import { CUSTOMER, DAY, MINUTE, TestEmulator } from '../testing/start-emulator.ts'

type Happened =
  | 'username'
  | 'username dropped'
  | 'we wrote to the number'
  | 'we wrote to the id'
  | 'we called the number'
  | 'they wrote'
  | 'they left the book'
  | number

async function start(happened: readonly Happened[], contactBook = false) {
  const emulator = await TestEmulator.start()
  await emulator.control('PATCH', '/settings', { contactBook })
  const bsuid = (await emulator.control('GET', `/customers/${CUSTOMER}`)).bsuid as string
  const text = { type: 'template', template: { name: 'hello_world', language: { code: 'en_US' } } }
  for (const one of happened) {
    if (typeof one === 'number') await emulator.advance(one)
    else if (one === 'username') await emulator.control('PATCH', `/customers/${CUSTOMER}`, { username: 'maja.l' })
    else if (one === 'username dropped') await emulator.control('PATCH', `/customers/${CUSTOMER}`, { username: null })
    else if (one === 'they wrote') await emulator.write('hi')
    else if (one === 'they left the book') {
      const path = `/v25.0/${emulator.about.phoneNumberId}/contact_book?messaging_product=whatsapp&bsuid=${bsuid}`
      expect((await emulator.graph('DELETE', path)).body).toEqual({ success: true, deleted: true })
    } else if (one === 'we wrote to the number') await emulator.send(text)
    else if (one === 'we wrote to the id') await emulator.send({ ...text, to: undefined, recipient: bsuid })
    else {
      const { phoneNumberId } = emulator.about
      const settings = { calling: { status: 'ENABLED', callback_permission_status: 'ENABLED' } }
      await emulator.graph('POST', `/${phoneNumberId}/settings`, settings)
      await emulator.control('POST', `/customers/${CUSTOMER}/calls`, { accepted: false })
      const session = { sdp_type: 'offer', sdp: 'v=0\r\n' }
      const call = { messaging_product: 'whatsapp', action: 'connect', to: CUSTOMER, session }
      const answer = await emulator.graph('POST', `/v25.0/${phoneNumberId}/calls`, call)
      if (answer.status !== 200) throw new Error(JSON.stringify(answer.body))
    }
  }
  await emulator.advance(MINUTE)
  await emulator.control('POST', `/customers/${CUSTOMER}/reads`, {})
  await emulator.advance(MINUTE)
  emulator.received.splice(0)
  return { emulator, bsuid, text }
}

/** Whether the webhooks that follow tell the number. */
const situations: [readonly Happened[], boolean][] = [
  [[], true],
  [['username'], false],
  [['username', 'username dropped'], true],
  [['we wrote to the number', 'username'], true],
  [['username', 'we wrote to the number'], true],
  [['we wrote to the number', 'username', 29 * DAY], true],
  [['we wrote to the number', 'username', 30 * DAY], false],
  [['we wrote to the id', 'username'], false],
  [['we called the number', 'username'], true],
  [['we called the number', 'username', 30 * DAY], false],
  [['they wrote', 'username', 29 * DAY], true],
  [['they wrote', 'username', 30 * DAY], false],
]

test.each<[readonly Happened[], boolean]>([
  [['username', 40 * DAY], false],
  [['we wrote to the number', 'username', 40 * DAY], true],
  [['we wrote to the id', 'username', 40 * DAY], false],
  [['we called the number', 'username', 40 * DAY], true],
  [['they wrote', 'username', 40 * DAY], true],
  [['username', 'they wrote', 40 * DAY], false],
  [['we wrote to the number', 'username', 40 * DAY, 'they left the book'], false],
])('with a contact book, after %j the number is told: %s', async (happened, told) => {
  const { emulator } = await start(happened, true)
  await emulator.write('hi')
  expect(emulator.inbound()[0]?.from).toBe(told ? CUSTOMER : undefined)
})

test('a contact book that is switched off is empty when it is switched on again', async () => {
  const { emulator } = await start(['we wrote to the number', 'username', 40 * DAY], true)
  await emulator.control('PATCH', '/settings', { contactBook: false })
  await emulator.control('PATCH', '/settings', { contactBook: true })
  await emulator.write('hi')
  expect(emulator.inbound()[0]?.from).toBeUndefined()
})

test.each(situations)('after %j the number is told: %s', async (happened, told) => {
  const { emulator, bsuid, text } = await start(happened)
  await emulator.write('hi')
  await emulator.control('POST', `/customers/${CUSTOMER}/calls`, { accepted: true })
  await emulator.control('POST', `/customers/${CUSTOMER}/preferences`, { marketing: 'stop' })
  const answer = await emulator.send({ ...text, to: undefined, recipient: bsuid })
  expect(answer.body).toMatchObject({ contacts: [{ input: bsuid, user_id: bsuid }] })
  await emulator.advance(MINUTE)
  const all = emulator.received.map((one) => one.body).join()
  expect(all.includes(CUSTOMER)).toBe(told)
  expect(all.includes(Buffer.from(CUSTOMER).toString('base64').slice(0, 15))).toBe(told)
  const of = (number: string) => (told ? number : undefined)
  const [message] = emulator.inbound()
  expect([message?.from, message?.from_user_id]).toEqual([of(CUSTOMER), bsuid])
  for (const status of emulator.statuses()) {
    expect([status.recipient_id, status.recipient_user_id]).toEqual([of(CUSTOMER), bsuid])
  }
  expect(emulator.statuses().map((status) => status.status)).toEqual(['sent', 'delivered'])
  const username = happened.includes('username') && !happened.includes('username dropped') ? 'maja.l' : undefined
  for (const field of ['messages', 'calls', 'user_preferences']) {
    expect(emulator.changes(field)).not.toEqual([])
    for (const { value } of emulator.changes(field)) {
      const [contact] = value.contacts as { profile: { username?: string }; wa_id?: string; user_id: string }[]
      expect([contact?.wa_id, contact?.user_id, contact?.profile.username]).toEqual([of(CUSTOMER), bsuid, username])
    }
  }
})

test.each([
  [[], 'user_changed_number', '447700900789'],
  [['username'], 'user_changed_user_id', undefined],
  [['we wrote to the number', 'username'], 'user_changed_user_id', undefined],
] as [readonly Happened[], string, string | undefined][])(
  'who moves after %j is announced by %s',
  async (happened, type, waId) => {
    const { emulator, bsuid } = await start(happened)
    await emulator.write('hi')
    const moved = await emulator.control('POST', `/customers/${CUSTOMER}/moves`, { to: '+44 7700 900789' })
    await emulator.advance(0)
    expect(moved.bsuid).not.toBe(bsuid)
    const notice = emulator.inbound().at(-1) as { from_user_id: string; system: Record<string, unknown> }
    expect(notice.from_user_id).toBe(bsuid)
    expect([notice.system.type, notice.system.wa_id, notice.system.user_id]).toEqual([type, waId, moved.bsuid])
    const [update] = emulator.changes('user_id_update')
    expect(update?.value.user_id_update).toMatchObject([{ user_id: { previous: bsuid, current: moved.bsuid } }])
    expect(
      emulator.received
        .map((one) => one.body)
        .join()
        .includes('447700900789'),
    ).toBe(waId !== undefined)
  },
)

test('statuses of two people without a number keep both contacts in one batch', async () => {
  const emulator = await TestEmulator.start({ webhookBatch: 100 })
  const ids: string[] = []
  for (const digits of [CUSTOMER, '447700900457']) {
    await emulator.control('PATCH', `/customers/${digits}`, { username: `u${digits}` })
    ids.push((await emulator.control('GET', `/customers/${digits}`)).bsuid)
    await emulator.send({
      to: undefined,
      recipient: ids.at(-1),
      type: 'template',
      template: { name: 'hello_world', language: { code: 'en_US' } },
    })
  }
  await emulator.advance(MINUTE)
  const named = emulator.changes('messages').flatMap((one) => one.value.contacts as { user_id: string }[])
  expect(new Set(named.map((contact) => contact.user_id))).toEqual(new Set(ids))
  for (const { value } of emulator.changes('messages')) {
    const people = new Set((value.statuses ?? []).map((status) => status.recipient_user_id))
    expect((value.contacts as unknown[]).length).toBe(people.size)
  }
})

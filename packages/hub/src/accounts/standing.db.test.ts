import { HOUR } from '@casement/platform'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type ConnectedHub, connectHub } from '../testing/connected-hub.ts'

let hub: ConnectedHub
let wabaId: string

beforeAll(async () => {
  hub = await connectHub()
  wabaId = (await hub.api('GET', '/v1/accounts')).body.data[0].wabas[0].id
  await hub.write('Hello')
})
afterAll(() => hub.stop())

const customer = () => hub.world.testRecipient.replace(/\D/g, '')
const send = (message: object, to: unknown = hub.world.testRecipient) =>
  hub.api('POST', '/v1/messages', { from: hub.world.phoneNumberId, to, message })
const text = { type: 'text', text: { body: 'Yes' } }
const receipt = { type: 'template', template: { name: 'hello_world', language: { code: 'en_US' } } }
const offer = {
  type: 'template',
  template: {
    name: 'clearance_last_call',
    language: { code: 'en_GB' },
    components: [{ type: 'body', parameters: [{ type: 'text', text: 'Ada' }] }],
  },
}
const stranger = '+447700900501'
const ruleOf = async (answer: ReturnType<typeof send>) => {
  const { status, body } = await answer
  return [status, body.rule ?? body.decision.rule]
}
const contactOf = async (digits: string) => (await hub.api('GET', `/v1/contacts?q=${digits}`)).body.data[0]

describe('what Meta does to an account', () => {
  test.each([
    ['RESTRICTED_BIZ_INITIATED_MESSAGING', [422, 'account.restricted'], [202, 'window.open']],
    ['RESTRICTED_CUSTOMER_INITIATED_MESSAGING', [202, 'template.allowed'], [422, 'account.restricted']],
    ['RESTRICTED_ADD_PHONE_NUMBER_ACTION', [202, 'template.allowed'], [202, 'window.open']],
  ])('%s, without an end', async (type, toStranger, answer) => {
    await hub.control('POST', `/wabas/${wabaId}/restrictions`, { type })
    await hub.settle()
    expect(await ruleOf(send(receipt, stranger))).toEqual(toStranger)
    expect(await ruleOf(send(text))).toEqual(answer)
    await hub.control('DELETE', `/wabas/${wabaId}/restrictions`)
    await hub.database.pool.query('delete from account_restrictions')
  })

  test('one with an end holds, and what was held goes when it ends', async () => {
    await hub.control('POST', `/wabas/${wabaId}/restrictions`, { type: 'RESTRICTED_BIZ_INITIATED_MESSAGING', hours: 2 })
    await hub.settle()
    const held = await send(receipt, '+447700900502')
    expect([held.status, held.body.decision.rule]).toEqual([202, 'account.suspended'])
    await hub.advance(2 * HOUR - 60_000)
    expect((await hub.api('GET', `/v1/messages/${held.body.message.id}`)).body.status).toBe('held')
    await hub.advance(60_000)
    expect((await hub.api('GET', `/v1/messages/${held.body.message.id}`)).body.status).toMatch(/accepted|sent|delivered/)
  })

  test('a ban refuses everything and names the remedy; its end is heard', async () => {
    await hub.control('PATCH', `/wabas/${wabaId}`, { locked: true })
    await hub.settle()
    const { status, body } = await send(text)
    expect([status, body.rule]).toEqual([422, 'account.restricted'])
    expect(body.remedy).toMatch(/appeal/)
    await hub.advance(1_000)
    await hub.control('PATCH', `/wabas/${wabaId}`, { locked: false })
    await hub.settle()
    expect(await ruleOf(send(text))).toEqual([202, 'window.open'])
  })

  test('a number that is not connected refuses', async () => {
    await hub.control('PATCH', `/numbers/${hub.world.phoneNumberId}`, { status: 'BANNED' })
    await hub.api('POST', '/v1/accounts/refresh')
    expect(await ruleOf(send(text))).toEqual([422, 'number.status'])
    await hub.control('PATCH', `/numbers/${hub.world.phoneNumberId}`, { status: 'CONNECTED' })
    await hub.api('POST', '/v1/accounts/refresh')
    expect(await ruleOf(send(text))).toEqual([202, 'window.open'])
  })

  test('without a way to pay, the first charged message fails, the next is refused, and free ones go on', async () => {
    await hub.control('PATCH', `/wabas/${wabaId}`, { unpaid: true })
    const first = await send(receipt, '+447700900503')
    await hub.advance(10_000)
    expect((await hub.api('GET', `/v1/messages/${first.body.message.id}`)).body).toMatchObject({
      status: 'failed',
      error: { code: 131042 },
    })
    expect(await ruleOf(send(receipt, '+447700900504'))).toEqual([422, 'payment.missing'])
    expect(await ruleOf(send(text))).toEqual([202, 'window.open'])
  })

  test('and goes on once the account is found to be in order again', async () => {
    await hub.control('PATCH', `/wabas/${wabaId}`, { unpaid: false })
    await hub.api('POST', '/v1/accounts/refresh')
    expect(await ruleOf(send(receipt, '+447700900504'))).toEqual([202, 'template.allowed'])
  })
})

describe('people', () => {
  const gone = '+447700900511'

  test('who could not be reached get no more offers, but may be tried by hand, until they write again', async () => {
    await hub.control('PATCH', `/customers/447700900511`, { onWhatsApp: false })
    await send(receipt, gone)
    await hub.advance(60_000)
    expect(await contactOf('447700900511')).toHaveProperty('undeliverableSince')
    expect(await ruleOf(send(offer, gone))).toEqual([422, 'recipient.undeliverable'])
    expect(await ruleOf(send(receipt, gone))).toEqual([202, 'template.allowed'])
    await hub.control('PATCH', `/customers/447700900511`, { onWhatsApp: true })
    await hub.advance(60_000)
    await hub.control('POST', '/customers/447700900511/messages', {
      to: hub.world.phoneNumberId,
      type: 'text',
      text: { body: 'New phone' },
    })
    await hub.settle()
    expect((await ruleOf(send(offer, gone)))[0]).toBe(202)
  })

  test('whom a message reached since then count as reachable', async () => {
    const digits = '447700900512'
    await hub.control('PATCH', `/customers/${digits}`, { onWhatsApp: false })
    await send(receipt, `+${digits}`)
    await hub.advance(60_000)
    expect(await ruleOf(send(offer, `+${digits}`))).toEqual([422, 'recipient.undeliverable'])
    await hub.control('PATCH', `/customers/${digits}`, { onWhatsApp: true })
    await send(receipt, `+${digits}`)
    await hub.advance(120_000)
    expect((await ruleOf(send(offer, `+${digits}`)))[0]).toBe(202)
  })

  test('whom we blocked get nothing, and may be let back in', async () => {
    const { id } = await contactOf(customer())
    const blocked = await hub.api('POST', `/v1/contacts/${id}/block`, {})
    expect([blocked.status, blocked.body.blockedBy]).toEqual([200, [hub.world.phoneNumberId]])
    expect(await ruleOf(send(text))).toEqual([422, 'recipient.blocked-by-us'])
    const freed = await hub.api('DELETE', `/v1/contacts/${id}/block`)
    expect(freed.body).not.toHaveProperty('blockedBy')
    expect(await ruleOf(send(text))).toEqual([202, 'window.open'])
  })

  test('who did not write for a day cannot be blocked, and nothing is kept', async () => {
    const { id } = await contactOf('447700900512')
    const { status, body } = await hub.api('POST', `/v1/contacts/${id}/block`, {})
    expect([status, body.code]).toEqual([422, 131047])
    expect(body.remedy).toMatch(/24 hours/)
    expect(await contactOf('447700900512')).not.toHaveProperty('blockedBy')
  })

  test.each([
    ['POST', '/v1/contacts/019a0000-0000-7000-8000-00000000dead/block', {}, 404],
    ['POST', '/v1/contacts/no-uuid/block', {}, 400],
    ['POST', '/v1/contacts/{id}/block', { from: '1' }, 404],
    ['POST', '/v1/contacts/{id}/merge', {}, 422],
    ['POST', '/v1/contacts/{id}/merge', { contactId: '{id}' }, 409],
    ['POST', '/v1/contacts/{id}/split', { aliases: [] }, 422],
    ['POST', '/v1/contacts/{id}/split', { aliases: [{ kind: 'e164', value: '+15550001' }] }, 404],
    ['POST', '/v1/contacts/{id}/split', { aliases: [{ kind: 'e164', value: '{phone}' }] }, 409],
  ])('%s %s %j is %i', async (method, path, body, status) => {
    const { id, phone } = await contactOf('447700900512')
    const filled = JSON.stringify(body).replaceAll('{id}', id).replaceAll('{phone}', phone)
    // Their business-scoped id would be left over otherwise.
    await hub.database.pool.query(`delete from contact_aliases where contact_id = $1 and kind = 'bsuid'`, [id])
    expect((await hub.api(method, path.replace('{id}', id), JSON.parse(filled))).status).toBe(status)
  })

  test('who are one are joined, and who are two parted again, each with what they wrote', async () => {
    const writes = async (digits: string, body: string) => {
      await hub.control('POST', `/customers/${digits}/messages`, { to: hub.world.phoneNumberId, type: 'text', text: { body } })
      await hub.advance(1_000)
    }
    await writes('447700900521', 'From my phone')
    await writes('447700900522', 'STOP')
    const [a, b] = [await contactOf('447700900521'), await contactOf('447700900522')]
    const joined = await hub.api('POST', `/v1/contacts/${a.id}/merge`, { contactId: b.id })
    expect(joined.body).toMatchObject({ id: a.id, consent: { marketing: { choice: 'out' } } })
    expect((await hub.api('GET', `/v1/contacts/${b.id}`)).body.id).toBe(a.id)
    const threadsOf = async (name: string) =>
      (await hub.api('GET', `/v1/threads?q=${name}`)).body.data as { id: string; contact: { id: string }; window: unknown }[]
    const [thread, ...others] = await threadsOf('447700900521')
    expect(others).toEqual([])
    const texts = async (id?: string) =>
      (await hub.api('GET', `/v1/threads/${id}/messages`)).body.data.map((message: { text: string }) => message.text)
    expect(await texts(thread?.id)).toEqual(['STOP', 'From my phone'])

    const parted = await hub.api('POST', `/v1/contacts/${a.id}/split`, {
      name: 'Ben',
      aliases: [
        { kind: 'e164', value: '+447700900522' },
        ...joined.body.aliases.filter(
          ({ kind, value }: { kind: string; value: string }) =>
            kind === 'bsuid' && b.aliases.some((alias: { value: string }) => alias.value === value),
        ),
      ],
    })
    expect([parted.status, parted.body.name]).toEqual([201, 'Ben'])
    expect(parted.body.consent.marketing.choice, 'a no stays with both').toBe('out')
    const [own] = await threadsOf('447700900522')
    expect(await texts(own?.id)).toEqual(['STOP'])
    expect(await texts(thread?.id)).toEqual(['From my phone'])
    expect(own?.window).toMatchObject({ csw: { open: true } })
  })
})

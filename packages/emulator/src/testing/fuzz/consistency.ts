import { expect } from 'vitest'
import type { World } from '../../world/world.ts'
import { CUSTOMER, DAY, type TestEmulator } from '../start-emulator.ts'

/** Whatever happened to it, the world hangs together, can be put away and taken out again, lives on, and begins anew on demand. */
export async function expectConsistent(test: TestEmulator): Promise<void> {
  await test.control('DELETE', '/faults')
  await test.control('POST', '/clock', { scale: 0 })
  await test.advance(1_000)
  expect(dangling(test.emulator.world)).toEqual([])

  const before = await test.control('GET', '/snapshot')
  await test.control('PUT', '/snapshot', before)
  const after = await test.control('GET', '/snapshot')
  expect(after).toEqual(before)

  await test.control('DELETE', '/crowd')
  await test.advance(2 * DAY)
  const { accepted } = await test.control('GET', '/stats')
  const toGroups = [...test.emulator.world.things.values()].filter((thing) => thing.kind === 'group-message')
  expect(accepted).toBe(test.emulator.world.messages.size + toGroups.length)

  await test.control('PATCH', '/settings', { relax: 'all', allowedRecipients: null, policy: 'auto' })
  await test.control('POST', '/reset', {})
  const fresh = await test.control('GET', '')
  const sent = await test.graph(
    'POST',
    `/v25.0/${fresh.phoneNumberId}/messages`,
    { messaging_product: 'whatsapp', to: CUSTOMER, type: 'text', text: { body: 'Are you well?' } },
    { authorization: `Bearer ${fresh.accessToken}` },
  )
  expect(sent).toMatchObject({ status: 200, body: { messages: [{ id: expect.stringMatching(/^wamid\./) }] } })
}

/** Rows that name rows which are not there. */
function dangling(world: World): string[] {
  const found: string[] = []
  const must = (there: boolean, sentence: string) => there || found.push(sentence)
  for (const waba of world.wabas.values()) must(world.portfolios.has(waba.portfolioId), `account ${waba.id} has no portfolio`)
  for (const number of world.numbers.values()) must(world.wabas.has(number.wabaId), `number ${number.id} has no account`)
  for (const template of world.templates.values())
    must(world.wabas.has(template.wabaId), `template ${template.id} has no account`)
  for (const message of world.messages.values()) {
    must(world.numbers.has(message.from), `message ${message.id} has no sender`)
    must(world.customers.has(message.to), `message ${message.id} has no recipient`)
    must(
      message.timeline.at(-1)?.status === message.status || message.status === 'held',
      `message ${message.id} is ${message.status}`,
    )
  }
  for (const thread of world.threads.values()) must(world.customers.has(thread.waId), `a thread has no customer ${thread.waId}`)
  for (const item of world.dueItems.values())
    must(Number.isFinite(item.at) && world.happenings[item.kind] !== undefined, `${item.id} can never happen`)
  const { pending } = world.meta.stats.webhooks
  must(pending >= 0, `${pending} webhooks are pending`)
  return found
}

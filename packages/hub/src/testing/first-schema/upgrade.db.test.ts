import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { HOUR } from '@casement/platform'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readBackup } from '../../backup/backup-file.ts'
import { restoreBackup } from '../../backup/restore-backup.ts'
import { describeSchema } from '../../database/describe-schema.ts'
import { type ConnectedHub, connectHub, SECRET_KEY } from '../connected-hub.ts'
import { strayNumbers } from '../stray-numbers.ts'
import { createTestDatabase, type TestDatabase } from '../test-database.ts'

/**
 * `first-schema.sql` was written by the first version (migrations 0001 to 0005) in the midst of its work: a conversation, contacts by
 * hand and by import, consent, keys and people, a post whose answer was lost, and two messages that wait for the evening, one of them
 * in the hand of a sender that was killed.
 */
const WRITTEN = { at: '2026-11-20T12:04:00Z', unclear: '01a1fe09-2f2d-7000-aae7-a65f6bda283f' }
const WAITING = ['01a1fe09-351d-7000-861f-145b315b01b8', '01a1fe09-353e-7000-88a4-1906c865490b']
const KEY_OF_A_PROGRAM = 'csk_UvTJfhCoxrOpKwEt-v2Izg1_mQ77197c_p64vXN53H4'

let hub: ConnectedHub
let database: TestDatabase
let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'casement-upgrade-'))
  const file = join(folder, 'first-schema.gz')
  await writeFile(file, gzipSync(await readFile(join(import.meta.dirname, 'first-schema.sql'))))
  expect((await readBackup(file)).migrations.at(-1)).toBe('0005_forwarding.sql')
  database = await createTestDatabase({ migrated: false })
  await restoreBackup({ url: database.url, file, secretKey: Buffer.from(SECRET_KEY, 'base64'), moved: true, withoutKey: false })
  hub = await connectHub({ now: WRITTEN.at, database })
})
afterAll(async () => {
  await hub?.stop()
  await rm(folder, { recursive: true, force: true })
})

const threads = async () => (await hub.api('GET', '/v1/threads')).body.data
const named = async (name: string) =>
  (await threads()).find((thread: { contact: { name: string } }) => thread.contact.name === name)

test('the first schema becomes the newest, column by column', async () => {
  const fresh = await createTestDatabase()
  try {
    expect(await describeSchema(database.pool)).toEqual(await describeSchema(fresh.pool))
  } finally {
    await fresh.drop()
  }
})

test('what was said, known and agreed is still there', async () => {
  const { id } = await named('Maja Lindqvist')
  const said = (await hub.api('GET', `/v1/threads/${id}/messages`)).body.data
  expect(said.map((message: { text: string }) => message.text)).toEqual(
    expect.arrayContaining([
      'Is my order there?',
      'It arrived this morning.',
      'Lovely, thank you! 📦 A second line, a tab and a back\\slash.',
    ]),
  )
  const people = (await hub.api('GET', '/v1/contacts')).body.data
  const ada = people.find((contact: { name: string }) => contact.name === 'Ada Byrne')
  expect((await hub.api('GET', `/v1/contacts/${ada.id}`)).body).toMatchObject({
    attributes: { city: 'Oslo', orders: 3 },
    consent: { marketing: { choice: 'in' } },
  })
  const asProgram = await hub.api('GET', '/v1/threads', undefined, { authorization: `Bearer ${KEY_OF_A_PROGRAM}` })
  expect(asProgram.status).toBe(200)
  expect(await strayNumbers(database.pool)).toEqual([])
})

test('the conversation goes on in its thread', async () => {
  const before = await named('Maja Lindqvist')
  // The emulator begins anew from the same seed: its first message has an id that this history knows already.
  await hub.write('Known already')
  await hub.write('And the lamp?')
  const after = await named('Maja Lindqvist')
  expect(after).toMatchObject({ id: before.id, lastMessage: { text: 'And the lamp?' }, window: { csw: { open: true } } })
  const answer = await hub.api('POST', '/v1/messages', {
    from: hub.world.phoneNumberId,
    to: hub.world.testRecipient,
    message: { type: 'text', text: { body: 'Tomorrow.' } },
  })
  expect(answer.status).toBe(202)
  await hub.advance(60_000)
  expect((await hub.api('GET', `/v1/messages/${answer.body.message.id}`)).body.status).toBe('delivered')
})

test('what waited is sent once, and what is unclear is not sent again', async () => {
  const took = async (id: string) => (await hub.control('GET', `/messages?opaque=${id}`)).length
  expect(await Promise.all(WAITING.map(took))).toEqual([0, 0])
  await hub.advance(8 * HOUR)
  expect(await Promise.all(WAITING.map(took))).toEqual([1, 1])
  expect(await took(WRITTEN.unclear)).toBe(0)
  expect((await hub.api('GET', `/v1/messages/${WRITTEN.unclear}`)).body.status).toBe('unclear')
})

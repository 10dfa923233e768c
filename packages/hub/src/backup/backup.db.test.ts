import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { HOUR } from '@casement/platform'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { row } from '../database/database.ts'
import { type ConnectedHub, connectHub, KEY, SECRET_KEY } from '../testing/connected-hub.ts'
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts'
import { listTables } from './list-tables.ts'
import { restoreBackup } from './restore-backup.ts'
import { writeBackup } from './write-backup.ts'

const secretKey = Buffer.from(SECRET_KEY, 'base64')
let hub: ConnectedHub
let folder: string
let file: string
let restored: TestDatabase
let customer: string
const queued: Record<'soon' | 'later', string> = { soon: '', later: '' }

beforeAll(async () => {
  hub = await connectHub()
  folder = await mkdtemp(join(tmpdir(), 'casement-backup-'))
  file = join(folder, 'one.casement.gz')
  restored = await createTestDatabase({ migrated: false })
  customer = hub.world.testRecipient
})
afterAll(async () => {
  await hub.stop()
  await restored.drop()
  await rm(folder, { recursive: true, force: true })
})

const template = { type: 'template', template: { name: 'hello_world', language: { code: 'en_US' } } }
const submit = async (url: string, sendAt?: string): Promise<string> => {
  const answer = await fetch(`${url}/v1/messages`, {
    method: 'POST',
    headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
    body: JSON.stringify({ from: hub.world.phoneNumberId, to: customer, message: template, ...(sendAt ? { sendAt } : {}) }),
  })
  const { message } = (await answer.json()) as { message: { id: string } }
  return message.id
}
const inAnHour = () => new Date(Date.parse(hub.world.now) + HOUR).toISOString()
/** What the platform took under this send's id: the truth, whatever any database believes. */
const accepted = async (id: string): Promise<number> => (await hub.control('GET', `/messages?opaque=${id}`)).length
const take = (name: string) => writeBackup({ url: hub.database.url, file: join(folder, name), secretKey })
const bringBack = (from: string, more: Partial<Parameters<typeof restoreBackup>[0]> = {}) =>
  restoreBackup({ url: restored.url, file: from, secretKey, moved: false, withoutKey: false, ...more })
const contents = async ({ pool }: TestDatabase) => {
  const found: Record<string, unknown> = {}
  for (const { name, columns } of await listTables(pool))
    found[name] = (
      await row<{ sum: string }>(
        pool,
        `select md5(string_agg(t::text, ';' order by t::text)) as sum from (select ${columns} from ${name}) t`,
      )
    )?.sum
  return found
}

test('taken while the hub works, a backup holds all of it', async () => {
  await hub.write('Is my order there? \\. Tab\tand\nlines, \u{1f4e6}')
  await hub.api('POST', '/v1/messages', {
    from: hub.world.phoneNumberId,
    to: customer,
    message: { type: 'text', text: { body: 'It is.' } },
  })
  await hub.settle()
  queued.soon = await submit(hub.url, inAnHour())
  queued.later = await submit(hub.url, new Date(Date.parse(hub.world.now) + 8 * HOUR).toISOString())
  await hub.database.pool.query(
    `insert into campaigns (workspace_id, id, name, state, phone_number_id, definition, created_by, created_at, starts_at)
     select id, gen_random_uuid(), 'Autumn', 'scheduled', $1, '{}', '{}', now(), '2030-09-01' from workspaces`,
    [hub.world.phoneNumberId],
  )
  const done = await take('one.casement.gz')
  expect(done.rows).toBeGreaterThan(20)
  expect(done.sending).toBe(true)
  const text = gunzipSync(await readFile(file)).toString()
  expect(text).toContain('\ncopy public.messages (workspace_id, id,')
  expect(text, 'tokens stay sealed').not.toContain((await hub.control('GET', '')).accessToken)
})

test('it never overwrites a file', async () => {
  await expect(take('one.casement.gz')).rejects.toThrow('exists already')
})

describe('what cannot be restored is refused with a reason, and leaves the database empty', () => {
  const broken = async (name: string, change: (bytes: Buffer) => Buffer) => {
    await writeFile(join(folder, name), change(await readFile(file)))
    return join(folder, name)
  }
  const rewritten = (change: (text: string) => string) => (bytes: Buffer) => gzipSync(change(gunzipSync(bytes).toString()))
  const cases: [string, () => Promise<string>, Partial<Parameters<typeof restoreBackup>[0]>, RegExp][] = [
    ['no file', async () => join(folder, 'none'), {}, /There is no file/],
    ['a file of something else', () => broken('else', () => gzipSync('hello\n')), {}, /not a backup/],
    ['a text that is not packed', () => broken('plain', () => Buffer.from('hello')), {}, /damaged, or no backup/],
    ['half a file', () => broken('half', (bytes) => bytes.subarray(0, bytes.length / 2)), {}, /damaged|cut off/],
    [
      'a packed half',
      () =>
        broken(
          'cut',
          rewritten((text) => text.slice(0, text.length / 2)),
        ),
      {},
      /cut off/,
    ],
    [
      'one line less',
      () =>
        broken(
          'less',
          rewritten((text) => text.replace(/(copy public\.messages .*\n).*\n/, '$1')),
        ),
      {},
      /holds \d+ of \d+ rows of public\.messages/,
    ],
    [
      'a byte that is another',
      () => broken('flipped', (bytes) => Buffer.from(bytes.map((byte, at) => (at === 600 ? byte ^ 64 : byte)))),
      {},
      /damaged|not part of a backup|rows of|not a backup/,
    ],
    [
      'a backup of a later version',
      () =>
        broken(
          'newer',
          rewritten((text) => text.replace('"migrations":[', '"migrations":["9999_later.sql",')),
        ),
      {},
      /newer Casement/,
    ],
    ['another key', async () => file, { secretKey: Buffer.alloc(32, 7) }, /sealed with the key .* CASEMENT_SECRET_KEY/],
    ['no key', async () => file, { secretKey: null }, /one\.casement\.gz\.key/],
    ['as moved, though somebody was sending', async () => file, { moved: true }, /stop every process first/],
  ]
  test.each(cases)('%s', async (_label, make, more, says) => {
    await expect(bringBack(await make(), more)).rejects.toThrow(says)
    expect(await listTables(restored.pool)).toEqual([])
  })

  test('a database that is in use', async () => {
    await expect(bringBack(file, { url: hub.database.url })).rejects.toThrow('is not empty')
  })
})

test('restored, it holds the same, and nothing that may have left since is sent again', async () => {
  const before = await contents(hub.database)
  // The hub goes on after the backup, and what was queued in it is sent.
  await hub.advance(HOUR)
  expect(await accepted(queued.soon)).toBe(1)

  expect(await bringBack(file)).toMatchObject({ unclear: 2, pausedCampaigns: 1 })
  const after = await contents(restored)
  // What the hub itself goes on with meanwhile (alerts, leases, sends) is left out.
  const still = [
    'contacts',
    'contact_aliases',
    'threads',
    'templates',
    'wabas',
    'apps',
    'api_keys',
    'memberships',
    'journal',
    'wamids',
  ]
  for (const table of still.map((name) => `public.${name}`)) expect(after[table], table).toEqual(before[table])
  expect(after['auth."user"']).toEqual(before['auth."user"'])

  await hub.close()
  const second = await hub.startAnother(undefined, restored.url)
  await hub.control('POST', '/webhook', { url: `${second.url}/webhooks/whatsapp`, verifyToken: hub.world.verifyToken })
  await hub.advance(30 * 60_000)
  const fresh = await submit(second.url)
  await hub.advance(12 * HOUR)
  expect(await accepted(queued.soon), 'sent once, after the backup').toBe(1)
  expect(await accepted(queued.later), 'nobody knows here that it never left: a person decides').toBe(0)
  expect(await accepted(fresh), 'new messages go').toBe(1)
  const statusOf = async (id: string) =>
    (await row<{ status: string }>(restored.pool, 'select status from messages where id = $1', [id]))?.status
  expect(await statusOf(queued.soon), 'a webhook that still came has settled it').toBe('delivered')
  expect(await statusOf(queued.later)).toBe('unclear')
  await second.close()
})

test('moved: stopped, backed up and restored elsewhere, everything queued goes out once', async () => {
  await hub.close()
  const third = await hub.startAnother()
  const id = await submit(third.url, new Date(Date.parse((await hub.control('GET', '/clock')).now) + HOUR).toISOString())
  await third.close()
  const { sending } = await take('moved.casement.gz')
  expect(sending).toBe(false)
  const elsewhere = await createTestDatabase({ migrated: false })
  try {
    await restoreBackup({
      url: elsewhere.url,
      file: join(folder, 'moved.casement.gz'),
      secretKey,
      moved: true,
      withoutKey: false,
    })
    const there = await hub.startAnother(undefined, elsewhere.url)
    await hub.control('POST', '/webhook', { url: `${there.url}/webhooks/whatsapp`, verifyToken: hub.world.verifyToken })
    await hub.advance(2 * HOUR)
    expect(await accepted(id)).toBe(1)
    await there.close()
  } finally {
    await elsewhere.drop()
  }
})

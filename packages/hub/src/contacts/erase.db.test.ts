import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { rows } from '../database/database.ts'
import { type ConnectedHub, connectHub } from '../testing/connected-hub.ts'

let hub: ConnectedHub
beforeAll(async () => {
  hub = await connectHub()
})
afterAll(() => hub.stop())

const PERSON = { number: '447700900961', name: 'Wilhelmina Quill', bsuid: 'GB.961961961961' }
const OTHER = { number: '447700900962', name: 'Ottoline Marsh' }

const message = (id: string, from: string, name: string, more: Record<string, unknown> = {}) => ({
  field: 'messages',
  value: {
    messaging_product: 'whatsapp',
    metadata: { phone_number_id: hub.world.phoneNumberId },
    contacts: [{ wa_id: from, profile: { name }, ...(from === PERSON.number ? { user_id: PERSON.bsuid } : {}) }],
    messages: [{ id, from, timestamp: '1795176000', type: 'text', text: { body: `I am ${name}` }, ...more }],
  },
})

async function post(body: unknown) {
  const bytes = typeof body === 'string' ? body : JSON.stringify(body)
  const signature = `sha256=${createHmac('sha256', hub.world.appSecret).update(bytes).digest('hex')}`
  await fetch(`${hub.url}/webhooks/whatsapp`, { method: 'POST', body: bytes, headers: { 'x-hub-signature-256': signature } })
  await hub.settle()
}
const bodyOf = (...changes: unknown[]) => ({ object: 'whatsapp_business_account', entry: [{ id: '1', changes }] })

/** Every place in the database that holds one of these words. */
async function found(...words: string[]): Promise<string[]> {
  const { pool } = hub.database
  const tables = await rows<{ name: string }>(
    pool,
    `select format('%I.%I', n.nspname, c.relname) as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname in ('public', 'auth') and c.relkind in ('r', 'p') and not c.relispartition`,
  )
  const places: string[] = []
  for (const { name } of tables) {
    const said = await rows<{ text: string }>(pool, `select to_jsonb(t)::text as text from ${name} t`)
    for (const { text } of said) {
      // Bytes are written as hex.
      const plain = `${text} ${[...text.matchAll(/\\\\x([0-9a-f]+)/g)].map(([, hex]) => Buffer.from(hex as string, 'hex').toString('utf8')).join(' ')}`
      for (const word of words) if (plain.includes(word)) places.push(`${name}: ${word}`)
    }
  }
  return places
}

async function jobsDone() {
  await expect
    .poll(() => rows(hub.database.pool, `select kind from jobs where state in ('waiting', 'running')`), { timeout: 15_000 })
    .toEqual([])
}

test('an erased person is nowhere in the database, others are, and no replay brings anybody back', async () => {
  const theirs = Object.values(PERSON)
  await post(bodyOf(message('wamid.theirs1', PERSON.number, PERSON.name), message('wamid.others1', OTHER.number, OTHER.name)))
  await post(bodyOf(message('wamid.theirs2', PERSON.number, PERSON.name, { timestamp: 'soon' })))
  await post(bodyOf(message('wamid.theirs3', PERSON.number, PERSON.name, { text: { body: 'STOP' } })))
  await post(`{"entry": "of ${PERSON.number}`)
  const sent = await hub.api('POST', '/v1/messages', {
    from: hub.world.phoneNumberId,
    to: `+${PERSON.number}`,
    message: { type: 'text', text: { body: `Hello ${PERSON.name}` } },
  })
  expect(sent.status).toBe(202)
  await hub.advance(120_000)
  await hub.api('POST', '/v1/contacts/import?map=phone=phone', `phone,name\n+44 7700 900961,${PERSON.name},odd\n`, {
    'content-type': 'text/csv',
  })
  await jobsDone()
  const [contact] = (await hub.api('GET', `/v1/contacts?q=${PERSON.number}`)).body.data
  const { body: sequence } = await hub.api('POST', '/v1/sequences', {
    name: 'Partners',
    from: hub.world.phoneNumberId,
    definition: { start: { on: 'attribute', key: 'partner' }, steps: [{ afterMinutes: 1_440, send: { text: 'Hello' } }] },
  })
  expect((await hub.api('POST', `/v1/sequences/${sequence.id}/on`, {})).status).toBe(200)
  await hub.api('PATCH', `/v1/contacts/${contact.id}`, { attributes: { partner: PERSON.name } })
  await hub.settle()
  expect((await hub.api('GET', `/v1/sequences/${sequence.id}`)).body.results).toMatchObject({ began: 1, waiting: 1 })
  // Addresses of campaigns, as variables make them; Ottoline's is shared.
  const links = {
    '01': `https://nordlys.example/for/${PERSON.number}?name=Wilhelmina%20Quill`,
    '02': 'https://nordlys.example/for/447700900962?name=Wilhelmina',
    '03': 'https://nordlys.example/quills',
  }
  await hub.database.pool.query(
    `insert into tracked_links (workspace_id, key, url, campaign_id) select w.id, decode(key, 'hex'), url, gen_random_uuid()
     from workspaces w, unnest($1::text[], $2::text[]) as l (key, url)`,
    [Object.keys(links), Object.values(links)],
  )
  expect(new Set((await found(...theirs)).map((place) => place.split(':')[0])).size).toBeGreaterThan(7)

  expect((await hub.api('DELETE', `/v1/contacts/${contact.id}`)).status).toBe(204)
  await jobsDone()
  // Answers that are kept for a day against a repeated request are sealed, and go with the day.
  expect(await found(...theirs)).toEqual([])
  expect(await found('Wilhelmina%20Quill')).toEqual([])
  expect(await rows(hub.database.pool, `select url from tracked_links where campaign_id is not null order by key`)).toEqual(
    ['https://nordlys.example/for/erased?name=erased', links['02'], links['03']].map((url) => ({ url })),
  )
  expect(await found(OTHER.number)).not.toEqual([])
  expect((await hub.api('GET', `/v1/sequences/${sequence.id}`)).body.results).toMatchObject({ began: 1, waiting: 0 })
  const journal = (await hub.api('GET', '/v1/journal')).body.data
  expect(journal.map((entry: { state: string }) => entry.state)).toContain('applied')
  expect(journal.some((entry: { body: string }) => entry.body.includes(OTHER.name))).toBe(true)

  await hub.api('POST', '/v1/journal/replay', { from: '2000-01-01T00:00:00Z', to: '2100-01-01T00:00:00Z' })
  await jobsDone()
  expect(await found(...theirs)).toEqual([])
  // The platform tells a message again when it did not hear our answer in time.
  await post(bodyOf(message('wamid.theirs1', PERSON.number, PERSON.name)))
  expect((await hub.api('GET', `/v1/contacts?q=${PERSON.number}`)).body.data).toEqual([])
})

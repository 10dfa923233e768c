import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { createKey } from '../access/api-keys.ts'
import { rows } from '../database/database.ts'
import { uuid7 } from '../database/uuid7.ts'
import { type ConnectedHub, connectHub } from '../testing/connected-hub.ts'

let hub: ConnectedHub
let workspaceId: string
beforeAll(async () => {
  hub = await connectHub()
  workspaceId = (await rows<{ id: string }>(hub.database.pool, 'select id from workspaces'))[0]?.id as string
})
afterAll(() => hub.stop())
beforeEach(() => hub.database.pool.query('truncate dead_letters, journal'))

const customer = '447700900456'
const message = (id: string, timestamp: string, from = customer) => ({
  field: 'messages',
  value: {
    messaging_product: 'whatsapp',
    metadata: { phone_number_id: hub.world.phoneNumberId },
    contacts: [{ wa_id: from, profile: { name: 'Ada Byrne' } }],
    messages: [{ id, from, timestamp, type: 'text', text: { body: `This is ${id}` } }],
  },
})
const bodyOf = (...changes: unknown[]) => ({ object: 'whatsapp_business_account', entry: [{ id: '1', changes }] })
const NOW = '1795176000'

/** Posts what the platform would, signed, and waits until it is applied. */
async function post(body: unknown) {
  const bytes = typeof body === 'string' ? body : JSON.stringify(body)
  const signature = `sha256=${createHmac('sha256', hub.world.appSecret).update(bytes).digest('hex')}`
  const answer = await fetch(`${hub.url}/webhooks/whatsapp`, {
    method: 'POST',
    body: bytes,
    headers: { 'x-hub-signature-256': signature },
  })
  expect(answer.status).toBe(200)
  await hub.settle()
}
const letters = async (query = '') => (await hub.api('GET', `/v1/dead-letters${query}`)).body.data
/** A number that was connected in the meantime: what came before named nobody. */
async function connectLater(numberId: string) {
  await hub.database.pool.query(`insert into routes (kind, external_id, workspace_id) values ('number', $1, $2)`, [
    numberId,
    workspaceId,
  ])
  await hub.database.pool.query(
    `insert into phone_numbers (workspace_id, id, waba_id, display_phone_number, phone, name, throughput_mps)
     select workspace_id, $2, waba_id, '+44 7700 900777', '447700900777', name, 80 from phone_numbers where workspace_id = $1 and id = $3`,
    [workspaceId, numberId, hub.world.phoneNumberId],
  )
}
const jobDone = (id: string) =>
  expect.poll(async () => (await hub.api('GET', `/v1/jobs/${id}`)).body.state, { timeout: 10_000 }).toBe('done')

describe('dead letters', () => {
  test('are shown with their reasons, found by field and reason, and page by cursor', async () => {
    await post(
      bodyOf(message('wamid.1', 'soon'), message('wamid.2', NOW), message('wamid.3', 'later'), message('wamid.4', 'never')),
    )
    expect(await letters()).toMatchObject([
      { path: 'entry[0].changes[3].value.messages[0]', state: 'waiting', field: 'messages' },
      { path: 'entry[0].changes[2].value.messages[0]' },
      { path: 'entry[0].changes[0].value.messages[0]', reason: 'The message has no id or no timestamp.' },
    ])
    expect(await letters('?reason=NO%20TIMESTAMP&field=messages')).toHaveLength(3)
    expect(await letters('?field=calls')).toEqual([])
    const first = await hub.api('GET', '/v1/dead-letters?limit=2')
    const second = await hub.api('GET', `/v1/dead-letters?limit=2&cursor=${first.body.cursor}`)
    expect([...first.body.data, ...second.body.data].map((letter) => letter.id)).toEqual(
      (await letters()).map((letter: { id: number }) => letter.id),
    )
    const [one] = await letters()
    expect((await hub.api('GET', `/v1/dead-letters/${one.id}`)).body.item).toMatchObject({ id: 'wamid.4', timestamp: 'never' })
  })

  test('one that still cannot be applied stays, whatever is tried; one that can is applied once', async () => {
    await post(bodyOf(message('wamid.10', 'soon'), message('wamid.11', NOW)))
    const [stays] = await letters()
    expect((await hub.api('POST', `/v1/dead-letters/${stays.id}/replay`, {})).body).toMatchObject({ state: 'waiting' })

    // As if an older version had stumbled over it.
    await hub.database.pool.query(
      `insert into dead_letters (workspace_id, journal_id, received_at, field, path, reason, item)
       select $1, id, received_at, 'messages', 'entry[0].changes[1].value.messages[0]', 'An older version could not.', '{}' from journal`,
      [workspaceId],
    )
    await hub.database.pool.query(`delete from wamids where wamid = 'wamid.11'`)
    expect((await hub.api('POST', '/v1/dead-letters/replay', {})).body).toEqual({ applied: 1, waiting: 1 })
    expect((await hub.api('POST', '/v1/dead-letters/replay', {})).body).toEqual({ applied: 0, waiting: 1 })
    expect(await letters('?state=applied')).toMatchObject([{ reason: 'An older version could not.' }])
  })

  test('whose webhook is gone say so', async () => {
    await post(bodyOf(message('wamid.20', 'soon')))
    await hub.database.pool.query('delete from journal')
    const [one] = await letters()
    expect((await hub.api('POST', `/v1/dead-letters/${one.id}/replay`, {})).status).toBe(410)
  })

  test('belong to their workspace alone, and to its admins', async () => {
    await post(bodyOf(message('wamid.30', 'soon')))
    const [one] = await letters()
    const stranger = await anotherWorkspace('owner')
    expect((await hub.api('GET', '/v1/dead-letters', undefined, stranger)).body.data).toEqual([])
    expect((await hub.api('GET', `/v1/dead-letters/${one.id}`, undefined, stranger)).status).toBe(404)
    expect((await hub.api('POST', `/v1/dead-letters/${one.id}/replay`, {}, stranger)).status).toBe(404)
    const manager = await keyIn(workspaceId, 'manager')
    for (const path of ['/v1/dead-letters', '/v1/journal'])
      expect((await hub.api('GET', path, undefined, manager)).status).toBe(403)
  })

  test.each([
    ['GET', '/v1/dead-letters/0', undefined, 400],
    ['GET', '/v1/dead-letters/999999999', undefined, 404],
    ['GET', '/v1/dead-letters?limit=0', undefined, 400],
    ['GET', '/v1/dead-letters?cursor=none', undefined, 400],
    ['POST', '/v1/dead-letters/replay', { ids: ['one'] }, 422],
    ['GET', '/v1/journal?state=lost', undefined, 400],
    ['POST', '/v1/journal/replay', {}, 422],
    ['POST', '/v1/journal/replay', { from: '2026-11-21T00:00:00Z', to: '2026-11-20T00:00:00Z' }, 400],
  ])('%s %s is answered in one sentence', async (method, path, body, status) => {
    const answer = await hub.api(method, path, body)
    expect(answer.status).toBe(status)
    expect(answer.body.detail).toMatch(/\.$/)
  })
})

describe('the journal', () => {
  test('shows each workspace what concerns it, and what names nobody to the first', async () => {
    const second = await anotherWorkspace('admin')
    const theirs = (
      await rows<{ id: string }>(hub.database.pool, 'select id from workspaces order by created_at desc limit 1')
    )[0]
    await hub.database.pool.query(`insert into routes (kind, external_id, workspace_id) values ('number', $1, $2)`, [
      '8',
      theirs?.id,
    ])
    const other = {
      ...message('wamid.40', NOW),
      value: { ...message('wamid.40', NOW).value, metadata: { phone_number_id: '8' } },
    }
    await post(bodyOf(message('wamid.41', NOW), other))
    await post('{"entry":')
    await post(bodyOf({ field: 'messages', value: { metadata: { phone_number_id: '9' } } }))

    const seen = (await hub.api('GET', '/v1/journal')).body.data
    expect(seen.map((entry: { state: string }) => entry.state)).toEqual(['unrouted', 'unreadable', 'applied'])
    expect(seen[1].body).toBe('{"entry":')
    expect(seen[2].body).toContain('wamid.41')
    expect(seen[2].body).not.toContain('wamid.40')
    const theirView = (await hub.api('GET', '/v1/journal', undefined, second)).body.data
    expect(theirView).toHaveLength(1)
    expect(theirView[0].body).toContain('wamid.40')
    expect(theirView[0].body).not.toContain('wamid.41')
    expect((await hub.api('GET', '/v1/journal?state=unreadable&limit=1')).body.data).toMatchObject([{ bytes: 9 }])
  })

  const replayAll = async () => {
    const { body } = await hub.api('POST', '/v1/journal/replay', { from: '2000-01-01T00:00:00Z', to: '2100-01-01T00:00:00Z' })
    await jobDone(body.job.id)
    return (await hub.api('GET', `/v1/jobs/${body.job.id}`)).body
  }

  test('replayed, what was applied before changes nothing', async () => {
    await post(bodyOf(message('wamid.50', NOW), message('wamid.51', NOW, '447700900457')))
    await post('no webhook')
    const before = await stateOf()
    expect(await replayAll()).toMatchObject({ kind: 'journal.replay', done: 2, total: 2, rejected: 0, counts: { applied: 2 } })
    expect(await stateOf()).toEqual(before)
  })

  test('replayed, what named nobody then has its effect now', async () => {
    const early = message('wamid.60', NOW, '447700900458')
    await post(bodyOf({ ...early, value: { ...early.value, metadata: { phone_number_id: '777' } } }))
    expect((await hub.api('GET', '/v1/journal?state=unrouted')).body.data).toHaveLength(1)
    await connectLater('777')
    await replayAll()
    expect((await hub.api('GET', '/v1/threads')).body.data).toContainEqual(
      expect.objectContaining({ lastMessage: expect.objectContaining({ text: 'This is wamid.60' }) }),
    )
    expect((await hub.api('GET', '/v1/journal?state=unrouted')).body.data).toEqual([])
  })
})

const stateOf = () =>
  Promise.all(
    ['threads', 'messages', 'sends', 'consents', 'reach_uses', 'service_usage', 'contacts', 'events'].map((table) =>
      rows(hub.database.pool, `select * from ${table} order by 1, 2`),
    ),
  )

async function keyIn(workspace: string, role: 'owner' | 'admin' | 'manager') {
  const { key } = await createKey(hub.database.pool, { workspaceId: workspace, name: role, role })
  return { authorization: `Bearer ${key}` }
}

async function anotherWorkspace(role: 'owner' | 'admin') {
  const id = uuid7()
  await hub.database.pool.query('insert into workspaces (id, name) values ($1, $2)', [id, 'Another'])
  return keyIn(id, role)
}

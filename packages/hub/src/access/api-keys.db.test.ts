import { describe, expect, test } from 'vitest'
import { uuid7 } from '../database/uuid7.ts'
import { createKey } from './api-keys.ts'
import { ensureFirstRun } from './first-run.ts'
import { OWNER_KEY, testDoor, withKey } from './test-door.ts'

type Door = Awaited<ReturnType<typeof testDoor>>
const makeKey = (door: Door, payload: object, headers: Record<string, string> = withKey()) =>
  door.app.inject({ method: 'POST', url: '/v1/keys', headers, payload })

describe('an API key', () => {
  test('is told once, works, and only its hash is kept', async () => {
    const door = await testDoor()
    const made = (await makeKey(door, { name: 'Shop', role: 'agent' })).json()
    expect(made).toMatchObject({
      key: expect.stringMatching(/^csk_[\w-]{43}$/),
      apiKey: { name: 'Shop', role: 'agent', revokedAt: null },
    })
    expect((await door.app.inject({ url: '/v1/session', headers: withKey(made.key) })).json()).toMatchObject({ role: 'agent' })
    const { rows } = await door.pool.query('select row_to_json(api_keys)::text as text from api_keys')
    expect(rows).toHaveLength(2)
    expect(rows.map((row) => row.text).join()).not.toContain(made.key)
    expect(made.key.startsWith(made.apiKey.prefix)).toBe(true)
  })

  test('that was revoked opens nothing from then on, and stays in the list', async () => {
    const door = await testDoor()
    const { key, apiKey } = (await makeKey(door, { name: 'Shop' })).json()
    const revoke = () => door.app.inject({ method: 'DELETE', url: `/v1/keys/${apiKey.id}`, headers: withKey() })
    const revoked = (await revoke()).json()
    expect(revoked.revokedAt).toMatch(/^\d{4}-/)
    expect((await revoke()).json().revokedAt).toBe(revoked.revokedAt)
    expect((await door.app.inject({ url: '/v1/session', headers: withKey(key) })).statusCode).toBe(401)
    const list = (await door.app.inject({ url: '/v1/keys', headers: withKey() })).json()
    expect(list.data.map((one: { name: string }) => one.name)).toEqual(['Shop', 'CASEMENT_API_KEY'])
    expect(list.cursor).toBeNull()
  })

  test('can be given another name', async () => {
    const door = await testDoor()
    const { apiKey } = (await makeKey(door, { name: 'Shop' })).json()
    const renamed = await door.app.inject({
      method: 'PATCH',
      url: `/v1/keys/${apiKey.id}`,
      headers: withKey(),
      payload: { name: 'Web shop' },
    })
    expect(renamed.json()).toMatchObject({ id: apiKey.id, name: 'Web shop' })
  })

  test('nobody makes one stronger than themselves, and agents make none', async () => {
    const door = await testDoor()
    const admin = (await makeKey(door, { name: 'Admin', role: 'admin' })).json().key
    const agent = (await makeKey(door, { name: 'Agent', role: 'agent' })).json().key
    expect((await makeKey(door, { name: 'X', role: 'owner' }, withKey(admin))).statusCode).toBe(403)
    expect((await makeKey(door, { name: 'X', role: 'admin' }, withKey(admin))).statusCode).toBe(201)
    expect((await makeKey(door, { name: 'X', role: 'viewer' }, withKey(agent))).statusCode).toBe(403)
  })

  test('with scopes opens what they name, at most what its role may, and makes no freer key', async () => {
    const door = await testDoor()
    const made = (await makeKey(door, { name: 'Reports', role: 'admin', scopes: ['settings:write'] })).json()
    expect(made.apiKey.scopes).toEqual(['settings:write'])
    const ask = (url: string) => door.app.inject({ url, headers: withKey(made.key) })
    expect((await ask('/v1/keys')).statusCode).toBe(200)
    expect((await ask('/v1/session')).statusCode).toBe(200)
    for (const scopes of [undefined, null, ['contacts:read']])
      expect((await makeKey(door, { name: 'Freer', role: 'agent', scopes }, withKey(made.key))).statusCode).toBe(403)
    expect(
      (await makeKey(door, { name: 'Narrower', role: 'agent', scopes: ['settings:read'] }, withKey(made.key))).statusCode,
    ).toBe(201)
    const reading = (await makeKey(door, { name: 'Looks', role: 'admin', scopes: ['settings:read'] })).json().key
    expect((await makeKey(door, { name: 'X', role: 'viewer', scopes: ['settings:read'] }, withKey(reading))).statusCode).toBe(403)
    const other = (await makeKey(door, { name: 'Contacts', role: 'owner', scopes: ['contacts:write'] })).json().key
    const refused = await door.app.inject({ url: '/v1/keys', headers: withKey(other) })
    expect([refused.statusCode, refused.json().detail]).toEqual([403, expect.stringContaining('settings:read')])
    expect((await makeKey(door, { name: 'X', scopes: ['everything'] })).statusCode).toBe(422)
  })

  test('of one workspace sees nothing of another', async () => {
    const door = await testDoor()
    const workspaceId = uuid7()
    await door.pool.query(`insert into workspaces (id, name) values ($1, 'Second')`, [workspaceId])
    const { key } = await createKey(door.pool, { workspaceId, name: 'Theirs', role: 'owner' })
    const [ours] = (await door.app.inject({ url: '/v1/keys', headers: withKey() })).json().data
    expect((await door.app.inject({ url: '/v1/keys', headers: withKey(key) })).json().data).toHaveLength(1)
    expect((await door.app.inject({ method: 'DELETE', url: `/v1/keys/${ours.id}`, headers: withKey(key) })).statusCode).toBe(404)
    const crossed = { ...withKey(key), 'casement-workspace': door.first.workspaceId }
    expect((await door.app.inject({ url: '/v1/keys', headers: crossed })).statusCode).toBe(403)
    const named = { ...withKey(key), 'casement-workspace': workspaceId }
    expect((await door.app.inject({ url: '/v1/keys', headers: named })).statusCode).toBe(200)
  })

  test('notes its use, at most once a minute', async () => {
    const door = await testDoor()
    const use = () => door.app.inject({ url: '/v1/session', headers: withKey() })
    const used = async () => (await door.pool.query('select last_used_at from api_keys')).rows[0].last_used_at
    await use()
    const first = await used()
    await use()
    expect(await used()).toEqual(first)
    await door.pool.query(`update api_keys set last_used_at = last_used_at - interval '61 seconds'`)
    await use()
    expect((await used()).getTime()).toBeGreaterThan(first.getTime())
  })

  test.each([
    'Bearer',
    'Bearer ',
    'Basic abc',
    'csk_the-first-owner-key',
    'Bearer csk_the-first-owner-key-and-more',
    `Bearer ${'x'.repeat(5_000)}`,
  ])('is not what "%.40s" is', async (authorization) => {
    const door = await testDoor()
    expect((await door.app.inject({ url: '/v1/session', headers: { authorization } })).statusCode).toBe(401)
  })
})

describe('the first run', () => {
  test('of processes that start together makes one workspace, one owner and one key', async () => {
    const door = await testDoor()
    await door.pool.query('truncate workspaces, memberships, api_keys, auth."user" cascade')
    const runs = await Promise.all([1, 2, 3, 4].map(() => ensureFirstRun({ pool: door.pool, firstApiKey: OWNER_KEY })))
    expect(runs.filter((run) => run.created)).toHaveLength(1)
    expect(new Set(runs.map((run) => run.workspaceId)).size).toBe(1)
    const { rows } = await door.pool.query(
      `select (select count(*)::int from workspaces) as workspaces, (select count(*)::int from auth."user") as people, (select count(*)::int from api_keys) as keys`,
    )
    expect(rows).toEqual([{ workspaces: 1, people: 1, keys: 1 }])
  })

  test('a key that comes when the database is not empty opens nothing, and that is said', async () => {
    const door = await testDoor()
    expect(await ensureFirstRun({ pool: door.pool, firstApiKey: 'came-too-late' })).toMatchObject({
      created: false,
      firstApiKeyIgnored: true,
    })
    expect(await ensureFirstRun({ pool: door.pool, firstApiKey: OWNER_KEY })).toMatchObject({
      created: false,
      firstApiKeyIgnored: false,
    })
    expect((await door.app.inject({ url: '/v1/session', headers: withKey('came-too-late') })).statusCode).toBe(401)
  })

  test('a short key of one’s own choice is not given away by its beginning', async () => {
    const door = await testDoor()
    const { apiKey } = await createKey(door.pool, {
      workspaceId: door.first.workspaceId,
      name: 'Short',
      role: 'agent',
      key: 'secret12',
    })
    expect(apiKey.prefix).toBe('se')
  })
})

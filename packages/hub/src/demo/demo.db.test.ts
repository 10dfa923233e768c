import { afterAll, beforeAll, expect, test } from 'vitest'
import { uuid7 } from '../database/uuid7.ts'
import { type ConnectedHub, connectHub } from '../testing/connected-hub.ts'
import { emptyDemoCompany, findDemoCompany, findUnlivedDemo, saveDemoCompany, wantAnew } from './company.ts'

let hub: ConnectedHub
let workspaceId: string
const pool = () => hub.database.pool
const countOf = async (table: string) =>
  (await pool().query(`select count(*)::int as n from ${table} where workspace_id = $1`, [workspaceId])).rows[0].n

beforeAll(async () => {
  hub = await connectHub()
  workspaceId = (await pool().query('select id from workspaces')).rows[0].id
  await hub.write('Is my order there?')
})
afterAll(() => hub.stop())

test('a workspace that is no demo company is never emptied, whoever asks', async () => {
  expect((await hub.api('GET', '/v1/demo')).body).toMatchObject({ state: 'none' })
  expect((await hub.api('POST', '/v1/demo/start-over', {})).status).toBe(404)
  await expect(emptyDemoCompany(pool(), workspaceId)).rejects.toThrow('holds no demo company')
  expect(await countOf('threads')).toBe(1)
})

test('a company whose days were cut short is found at the next start, one that lived them is not', async () => {
  await saveDemoCompany(pool(), workspaceId, { state: 'living', until: null })
  expect(await findUnlivedDemo(pool())).toEqual({ workspaceId, until: null })
  await saveDemoCompany(pool(), workspaceId, { state: 'lived', until: null })
  expect(await findUnlivedDemo(pool())).toBeNull()
})

test('of two who want it to start over in the same moment one is heard, and nobody while it lives', async () => {
  const heard = await Promise.all([1, 2, 3].map(() => wantAnew(pool(), workspaceId, null)))
  expect(heard.sort()).toEqual([false, false, true])
  expect(await findUnlivedDemo(pool())).toEqual({ workspaceId, until: null })
  await saveDemoCompany(pool(), workspaceId, { state: 'living', until: null })
  expect(await wantAnew(pool(), workspaceId, null)).toBe(false)
  await saveDemoCompany(pool(), workspaceId, { state: 'lived', until: null })
})

test('it is not emptied while another workspace has accounts at the same emulator', async () => {
  const other = uuid7()
  await pool().query(`insert into workspaces (id, name, time_zone) values ($1, 'Other', 'UTC')`, [other])
  await pool().query(
    `insert into wabas (workspace_id, id, portfolio_id, app_id, name, token_sealed)
     select $1, id || '1', portfolio_id, app_id, name, '' from wabas where workspace_id = $2`,
    [other, workspaceId],
  )
  await expect(emptyDemoCompany(pool(), workspaceId)).rejects.toThrow('Other workspaces')
  await pool().query('delete from wabas where workspace_id = $1', [other])
  expect(await countOf('threads')).toBe(1)
})

test('emptied, it has its people and keys, and nothing of what it lived; a world can be met anew', async () => {
  await hub.close()
  await emptyDemoCompany(pool(), workspaceId)
  for (const table of ['threads', 'messages', 'contacts', 'sends', 'events', 'templates', 'phone_numbers', 'leases'])
    expect([table, await countOf(table)]).toEqual([table, 0])
  expect(await countOf('memberships')).toBe(1)
  expect(await countOf('api_keys')).toBe(1)
  expect((await pool().query('select count(*)::int as n from journal')).rows[0].n).toBe(0)
  expect((await pool().query('select world_id from platform_connection')).rows[0].world_id).toBeNull()
  expect(await findDemoCompany(pool(), workspaceId)).toEqual({ state: 'lived', until: null })
})

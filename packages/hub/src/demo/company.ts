import { isoTime, type PlatformTime, platformTime } from '@casement/platform'
import type pg from 'pg'
import { type Db, row, rows, transact } from '../database/database.ts'

/** What a workspace's demo company is up to, and until when its days are lived; null: the machine's own time. */
export type DemoCompany = { state: 'wanted' | 'living' | 'lived'; until: PlatformTime | null }

/** The demo company of a workspace; null when the workspace is a real one. */
export async function findDemoCompany(db: Db, workspaceId: string): Promise<DemoCompany | null> {
  const found = await row<{ state: DemoCompany['state']; lives_until: Date | null }>(
    db,
    'select state, lives_until from demo_companies where workspace_id = $1',
    [workspaceId],
  )
  return found ? { state: found.state, until: found.lives_until && platformTime(found.lives_until) } : null
}

/** The demo company whose days are still to be lived, or were not lived to their end; null too in a database without any table. */
export async function findUnlivedDemo(db: Db): Promise<{ workspaceId: string; until: PlatformTime | null } | null> {
  const table = await row<{ there: boolean }>(db, `select to_regclass('public.demo_companies') is not null as there`)
  if (!table?.there) return null
  const found = await row<{ workspace_id: string; lives_until: Date | null }>(
    db,
    `select workspace_id, lives_until from demo_companies where state <> 'lived' limit 1 /* all workspaces: asked at a start */`,
  )
  return found ? { workspaceId: found.workspace_id, until: found.lives_until && platformTime(found.lives_until) } : null
}

export async function saveDemoCompany(db: Db, workspaceId: string, { state, until }: DemoCompany): Promise<void> {
  await db.query(
    `insert into demo_companies (workspace_id, state, lives_until) values ($1, $2, $3)
     on conflict (workspace_id) do update set state = excluded.state, lives_until = excluded.lives_until`,
    [workspaceId, state, until === null ? null : isoTime(until)],
  )
}

/** Wants its days to be lived anew, once it has lived them; false for whoever comes second, in the same moment too. */
export async function wantAnew(db: Db, workspaceId: string, until: PlatformTime | null): Promise<boolean> {
  const { rowCount } = await db.query(
    `update demo_companies set state = 'wanted', lives_until = $2 where workspace_id = $1 and state = 'lived'`,
    [workspaceId, until === null ? null : isoTime(until)],
  )
  return rowCount === 1
}

/** Who may come in stays, and so does the count of events, so that no reader takes new ones for old. */
const KEPT = ['workspaces', 'memberships', 'api_keys', 'audit_log', 'workspace_counters', 'demo_companies', 'idempotency_keys']

/**
 * Takes everything a demo company lived through out of its workspace, and what the platform told of it. No hub may be running over
 * the database. Throws when other workspaces have accounts there: the emulator that is reset with it is theirs too.
 */
export async function emptyDemoCompany(pool: pg.Pool, workspaceId: string): Promise<void> {
  const tables = await rows<{ name: string }>(
    pool,
    `select quote_ident(c.relname) as name from pg_class c
     join pg_namespace n on n.oid = c.relnamespace
     join pg_attribute a on a.attrelid = c.oid and a.attname = 'workspace_id' and not a.attisdropped
     where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition and c.relname <> all ($1::text[])`,
    [KEPT],
  )
  await transact(pool, async (tx) => {
    if ((await findDemoCompany(tx, workspaceId)) === null) throw new Error('This workspace holds no demo company.')
    if (await hasOtherAccounts(tx, workspaceId))
      throw new Error('Other workspaces of this database have accounts, which starting over would take from them.')
    for (const { name } of tables) await tx.query(`delete from ${name} where workspace_id = $1`, [workspaceId])
    await tx.query('delete from journal')
    await tx.query('update platform_connection set world_id = null')
  })
}

/** Whether other workspaces have accounts at the same platform. */
export const hasOtherAccounts = async (db: Db, workspaceId: string): Promise<boolean> =>
  (
    await rows(
      db,
      'select 1 from wabas where workspace_id <> $1 limit 1 /* all workspaces: an emulator is reset for all of them */',
      [workspaceId],
    )
  ).length > 0

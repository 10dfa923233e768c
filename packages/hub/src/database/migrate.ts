import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type pg from 'pg'
import { type Db, rows, transact } from './database.ts'
import { ensurePartitions } from './retention.ts'

const folder = fileURLToPath(new URL('../../migrations/', import.meta.url))

const migrationFiles = async (): Promise<string[]> =>
  (await readdir(folder)).filter((name) => /^\d{4}_.+\.sql$/.test(name)).sort()

/** What this version has and the database has not, and the first that it is the other way round with. Changes nothing. */
export async function pendingMigrations(db: Db): Promise<{ pending: string[]; unknown: string | null }> {
  const files = await migrationFiles()
  const [table] = await rows<{ there: boolean }>(db, `select to_regclass('schema_migrations') is not null as there`)
  const done = table?.there ? await rows<{ name: string }>(db, 'select name from schema_migrations order by name') : []
  const names = new Set(done.map(({ name }) => name))
  return {
    pending: files.filter((name) => !names.has(name)),
    unknown: [...names].find((name) => !files.includes(name)) ?? null,
  }
}

/**
 * Brings the database to this version's schema: numbered files, each once, in order, all in one transaction. A database that is
 * newer than this version is refused, because an older program would write what the newer one no longer understands.
 */
export const migrate = (pool: pg.Pool): Promise<{ applied: string[] }> =>
  transact(pool, async (tx) => {
    await tx.query(`select pg_advisory_xact_lock(hashtext('casement.migrations'))`)
    return migrateWithin(tx)
  })

/** The same inside a transaction that holds the lock; with `wanted`, only those files, for a restore. */
export async function migrateWithin(tx: Db, wanted?: readonly string[]): Promise<{ applied: string[] }> {
  await tx.query(
    'create table if not exists schema_migrations (name text primary key, applied_at timestamptz not null default now())',
  )
  const { pending, unknown } = await pendingMigrations(tx)
  if (unknown) {
    throw new Error(
      `The database has migration ${unknown}, which this version of Casement does not know. Start the version that wrote it, or a later one.`,
    )
  }
  const applied = pending.filter((name) => wanted?.includes(name) ?? true)
  for (const file of applied) {
    await tx.query(await readFile(folder + file, 'utf8'))
    await tx.query('insert into schema_migrations (name) values ($1)', [file])
  }
  // A restore stops at the schema of its backup, which may know less.
  if (wanted === undefined) await ensurePartitions(tx)
  else await tx.query(`select ensure_partitions((now() at time zone 'UTC')::date - 1, (now() at time zone 'UTC')::date + 40)`)
  return { applied }
}

import { createHash, randomBytes } from 'node:crypto'
import { readdir, readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { inject } from 'vitest'
import { openDatabase } from '../database/database.ts'
import { migrate } from '../database/migrate.ts'

export type TestDatabase = {
  readonly url: string
  readonly pool: pg.Pool
  /** Ends the pool and removes the database, whoever is still connected to it. */
  drop(): Promise<void>
}

/**
 * A fresh database with this version's schema, for one test file or one test. Copied from a template that the first caller of the
 * run migrates, so that each costs a few tens of milliseconds.
 */
export async function createTestDatabase({ migrated = true }: { migrated?: boolean } = {}): Promise<TestDatabase> {
  const server = new URL(inject('postgresUrl'))
  const name = `test_${randomBytes(6).toString('hex')}`
  const template = migrated ? await ensureTemplate(server) : 'template1'
  await onServer(server, (client) => client.query(`create database ${name} template ${template} strategy file_copy`))

  const url = at(server, name)
  const pool = openDatabase(url)
  return {
    url,
    pool,
    async drop() {
      if (!pool.ended) await pool.end()
      await onServer(server, (client) => client.query(`drop database if exists ${name} with (force)`))
    },
  }
}

/** Takes every row of ours out of a database, for the next story. */
export async function emptyTables(pool: pg.Pool): Promise<void> {
  const { rows } = await pool.query<{ name: string }>(
    `select relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where n.nspname = 'public' and relkind in ('r', 'p') and not relispartition and relname <> 'schema_migrations'`,
  )
  await pool.query(`truncate ${rows.map(({ name }) => name).join(', ')} cascade`)
}

let template: Promise<string> | undefined

/** One template for each state of the migrations; test files run in parallel, so its making is guarded by a lock. */
function ensureTemplate(server: URL): Promise<string> {
  template ??= onServer(server, async (client) => {
    const name = `template_${await migrationsHash()}`
    await client.query(`select pg_advisory_lock(hashtext('casement.test-template'))`)
    const { rows } = await client.query('select 1 from pg_database where datname = $1 and datistemplate', [name])
    if (rows.length > 0) return name
    await client.query(`drop database if exists ${name} with (force)`)
    await client.query(`create database ${name}`)
    const pool = openDatabase(at(server, name), { max: 2 })
    try {
      await migrate(pool)
    } finally {
      await pool.end()
    }
    await client.query(`alter database ${name} is_template true`)
    return name
  })
  return template
}

async function migrationsHash(): Promise<string> {
  const folder = fileURLToPath(new URL('../../migrations/', import.meta.url))
  const hash = createHash('sha256')
  for (const file of (await readdir(folder)).sort()) hash.update(file).update(await readFile(folder + file))
  return hash.digest('hex').slice(0, 12)
}

async function onServer<T>(server: URL, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: at(server, 'postgres') })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

const at = (server: URL, database: string): string => new URL(`/${database}`, server).href

import { createWriteStream } from 'node:fs'
import { access, link, open, rm } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGzip } from 'node:zlib'
import pg from 'pg'
import { to } from 'pg-copy-streams'
import { keyId } from '../access/secrets.ts'
import { row, rows } from '../database/database.ts'
import { type BackupHeader, commentLine, copyLine, END_OF_ROWS, readBackup } from './backup-file.ts'
import { listTables } from './list-tables.ts'

export type BackupSummary = { readonly rows: number; readonly tables: number; readonly sending: boolean }

/**
 * Writes everything the database holds at one moment into a file, while the hub goes on, and reads the file back before it gets its
 * name. `url` must lead to the database without a pooler. Never overwrites. Throws an Error that says what to do.
 */
export async function writeBackup({
  url,
  file,
  secretKey,
}: {
  url: string
  file: string
  secretKey: Buffer | null
}): Promise<BackupSummary> {
  if (await exists(file)) throw new Error(`${file} exists already: name a file that does not.`)
  const unfinished = `${file}.unfinished`
  const client = new pg.Client({ connectionString: url, application_name: 'casement backup' })
  client.on('error', () => {})
  await client.connect()
  try {
    await client.query('begin isolation level repeatable read read only')
    const header = await describe(client, secretKey)
    await pipeline(
      Readable.from(contents(client, header)),
      createGzip(),
      createWriteStream(unfinished, { flags: 'wx', mode: 0o600 }),
    ).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'EEXIST')
        throw new Error(`Another backup is being written to ${unfinished}: wait for it, or delete that file.`)
      throw error
    })
    const read = await readBackup(unfinished)
    await flush(unfinished)
    await link(unfinished, file).catch((error: NodeJS.ErrnoException) => {
      throw error.code === 'EEXIST' ? new Error(`${file} exists already: name a file that does not.`) : error
    })
    await rm(unfinished)
    const counts = Object.values(read.rows)
    return { rows: counts.reduce((sum, count) => sum + count, 0), tables: counts.length, sending: header.sending }
  } catch (error) {
    if (!/being written/.test((error as Error).message)) await rm(unfinished, { force: true })
    throw error
  } finally {
    await client.end().catch(() => {})
  }
}

async function describe(client: pg.Client, secretKey: Buffer | null): Promise<BackupHeader> {
  const there = await row<{ there: boolean }>(client, `select to_regclass('public.schema_migrations') is not null as there`)
  if (!there?.there) throw new Error('This database holds no Casement: there is nothing to back up.')
  const about = await row<{ taken_at: Date; version: string; sending: boolean }>(
    client,
    `select now() as taken_at, current_setting('server_version') as version,
       exists (select 1 from leases where expires_at > now()) as sending /* all workspaces: a backup is of all */`,
  )
  return {
    casementBackup: 1,
    takenAt: (about?.taken_at ?? new Date()).toISOString(),
    postgres: about?.version ?? '',
    migrations: (await rows<{ name: string }>(client, 'select name from schema_migrations order by name')).map(
      ({ name }) => name,
    ),
    partitions: await rows(
      client,
      `select p.oid::regclass::text as parent, c.relname as name, pg_get_expr(c.relpartbound, c.oid) as bound
       from pg_class c join pg_inherits i on i.inhrelid = c.oid join pg_class p on p.oid = i.inhparent
       where c.relispartition and c.relkind = 'r' and p.relkind = 'p' order by 1, 2`,
    ),
    sequences: await rows(
      client,
      `select quote_ident(schemaname) || '.' || quote_ident(sequencename) as name, last_value::text as "lastValue"
       from pg_sequences where schemaname in ('public', 'auth') and last_value is not null order by 1`,
    ),
    keyId: secretKey && keyId(secretKey),
    sending: about?.sending ?? true,
  }
}

async function* contents(client: pg.Client, header: BackupHeader): AsyncGenerator<string | Buffer> {
  yield commentLine(header)
  const counts: Record<string, number> = {}
  for (const { name, columns } of await listTables(client)) {
    yield copyLine(name, columns)
    // Through a query, because a partitioned table cannot be copied itself.
    const stream = client.query(to(`copy (select ${columns} from ${name}) to stdout`))
    for await (const chunk of stream) yield chunk as Buffer
    counts[name] = stream.rowCount
    yield END_OF_ROWS
  }
  yield commentLine({ complete: true, rows: counts })
}

async function flush(file: string): Promise<void> {
  const handle = await open(file, 'r+')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  )

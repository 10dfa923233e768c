import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type pg from 'pg'
import { from } from 'pg-copy-streams'
import { keyId } from '../access/secrets.ts'
import { openDatabase, row, rows, transact } from '../database/database.ts'
import { migrateWithin, pendingMigrations } from '../database/migrate.ts'
import { type BackupHeader, readBackup } from './backup-file.ts'
import { type Restored, settleRestored } from './settle-restored.ts'

export type RestoreOptions = {
  readonly url: string
  readonly file: string
  readonly secretKey: Buffer | null
  /** The hub was stopped before the backup was taken and has not run since: everything queued goes on. */
  readonly moved: boolean
  /** Go on without the key: tokens and app secrets are entered again afterwards. */
  readonly withoutKey: boolean
}

/**
 * Brings a backup into an empty database: the schema it was taken under, its rows, then this version's migrations, and last what a
 * restored hub must not do again. All in one transaction, so that a restore that fails leaves the database as empty as it was.
 */
export async function restoreBackup(options: RestoreOptions): Promise<Restored & { rows: number; takenAt: string }> {
  const { url, file } = options
  const header = await readBackup(file)
  const pool = openDatabase(url, { max: 1, name: 'casement restore' })
  try {
    await refuseForeign(pool, header, options)
    return await transact(pool, async (tx) => {
      await tx.query(`select pg_advisory_xact_lock(hashtext('casement.migrations'))`)
      await refuseUnlessEmpty(tx)
      await migrateWithin(tx, header.migrations)
      await makePartitions(tx, header)
      await withoutTriggers(tx, () => load(tx, file))
      for (const { name, lastValue } of header.sequences) await tx.query('select setval($1::regclass, $2)', [name, lastValue])
      await compareCounts(tx, header.rows)
      await migrateWithin(tx)
      const settled = await settleRestored(tx, header, options)
      return { ...settled, rows: Object.values(header.rows).reduce((sum, count) => sum + count, 0), takenAt: header.takenAt }
    })
  } finally {
    await pool.end()
  }
}

async function refuseForeign(pool: pg.Pool, header: BackupHeader, { file, secretKey, moved, withoutKey }: RestoreOptions) {
  const { pending } = await pendingMigrations(pool)
  const newer = header.migrations.find((name) => !pending.includes(name))
  if (newer && (await isEmpty(pool)))
    throw new Error(`${file} was written by a newer Casement (migration ${newer}): restore it with that version or a later one.`)
  if (header.keyId !== null && !withoutKey && (secretKey === null || keyId(secretKey) !== header.keyId)) {
    throw new Error(
      `The secrets in ${file} were sealed with the key ${header.keyId}, which is not here: set CASEMENT_SECRET_KEY to it, or put the file ${file}.key beside it. With --without-key, tokens and app secrets have to be entered again.`,
    )
  }
  if (moved && header.sending) {
    throw new Error(
      `${file} was taken while a process held the right to send, so messages may have left after it: restore without --moved. To move without doubt, stop every process first, then take the backup.`,
    )
  }
}

const isEmpty = async (db: pg.Pool | pg.PoolClient): Promise<boolean> =>
  (
    await row<{ empty: boolean }>(
      db,
      `select not exists (select 1 from pg_class c join pg_namespace n on n.oid = c.relnamespace
       where c.relkind in ('r', 'p', 'v', 'S') and n.nspname in ('public', 'auth')) as empty`,
    )
  )?.empty ?? false

async function refuseUnlessEmpty(tx: pg.PoolClient): Promise<void> {
  if (!(await isEmpty(tx)))
    throw new Error('The database is not empty: restore into one that is (createdb), so that nothing of yours is mixed or lost.')
}

const NAME = /^[a-z_][a-z0-9_]*$/

async function makePartitions(tx: pg.PoolClient, { partitions }: BackupHeader): Promise<void> {
  for (const { parent, name, bound } of partitions) {
    const plain = NAME.test(parent) && NAME.test(name) && /^(DEFAULT|FOR VALUES FROM \('[^']+'\) TO \('[^']+'\))$/.test(bound)
    if (!plain) throw new Error(`The backup names a partition that none of ours could be: ${name}.`)
    await tx.query(`create table if not exists ${name} partition of ${parent} ${bound}`)
  }
}

/** The rows hold already what the triggers once made of them. */
async function withoutTriggers(tx: pg.PoolClient, work: () => Promise<void>): Promise<void> {
  const tables = await rows<{ name: string }>(
    tx,
    `select distinct t.tgrelid::regclass::text as name from pg_trigger t join pg_class c on c.oid = t.tgrelid
     join pg_namespace n on n.oid = c.relnamespace where not t.tgisinternal and n.nspname in ('public', 'auth')`,
  )
  for (const { name } of tables) await tx.query(`alter table ${name} disable trigger user`)
  await work()
  for (const { name } of tables) await tx.query(`alter table ${name} enable trigger user`)
}

async function load(tx: pg.PoolClient, file: string): Promise<void> {
  await readBackup(file, {
    onTable: async ({ name, columns, rows: bytes }) => {
      await pipeline(Readable.from(bytes), tx.query(from(`copy ${name} (${columns}) from stdin`)))
    },
  })
}

async function compareCounts(tx: pg.PoolClient, wanted: Readonly<Record<string, number>>): Promise<void> {
  for (const [table, count] of Object.entries(wanted)) {
    const found = await row<{ count: number }>(tx, `select count(*) as count from ${table}`)
    if (found?.count !== count)
      throw new Error(`${table} has ${found?.count} rows after the restore instead of ${count}: nothing was kept.`)
  }
}

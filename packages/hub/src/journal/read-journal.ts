import { type Db, rows } from '../database/database.ts'

/** One POST of the platform, as it came. `received_at` is text, because it names the row to the microsecond. */
export type JournalEntry = { id: number; received_at: string; platform_at: number; body: Buffer }

/** How much of the journal is folded in one transaction: enough to spare the database, little enough to be seen soon. */
const MOST_ENTRIES = 1_000
const MOST_BYTES = 2_000_000

/**
 * The oldest entries that are not applied yet, in their order; more than the bytes only when the first alone has more. The bytes
 * travel as base64: the driver reads results as text, and PostgreSQL's own way of writing bytes takes two signs for each.
 */
export async function readNewEntries(tx: Db): Promise<JournalEntry[]> {
  const found = await rows<Omit<JournalEntry, 'body'> & { body: string }>(
    tx,
    `select id, received_at::text, extract(epoch from platform_at)::float8 * 1000 as platform_at, encode(body, 'base64') as body
     from (
       select *, sum(octet_length(body)) over (order by id rows unbounded preceding) - octet_length(body) as before
       from (select id, received_at, platform_at, body from journal where state = 'new' order by id limit $1) as oldest
     ) as counted
     where before < $2 order by id`,
    [MOST_ENTRIES, MOST_BYTES],
  )
  return found.map((entry) => ({ ...entry, body: Buffer.from(entry.body, 'base64') }))
}

/** Says of each entry what became of it. */
export async function markEntries(
  tx: Db,
  entries: readonly { id: number; received_at: string; state: 'applied' | 'unreadable'; note: string | null }[],
): Promise<void> {
  if (entries.length === 0) return
  const times = entries.map((entry) => entry.received_at)
  await tx.query(
    `update journal j set state = done.state, note = done.note
     from unnest($1::timestamptz[], $2::bigint[], $3::text[], $4::text[]) as done (received_at, id, state, note)
     where j.received_at = done.received_at and j.id = done.id and j.received_at = any ($1::timestamptz[])`,
    [times, entries.map((entry) => entry.id), entries.map((entry) => entry.state), entries.map((entry) => entry.note)],
  )
}

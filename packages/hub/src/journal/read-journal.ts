import { type Db, preparedRows, rows } from '../database/database.ts'

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
  const found = await preparedRows<Encoded<JournalEntry>>(
    tx,
    'journal.read-new',
    `select id, received_at::text, extract(epoch from platform_at)::float8 * 1000 as platform_at, encode(body, 'base64') as body
     from (
       select *, sum(octet_length(body)) over (order by id rows unbounded preceding) - octet_length(body) as before
       from (select id, received_at, platform_at, body from journal where state = 'new' order by id limit $1) as oldest
     ) as counted
     where before < $2 order by id`,
    [MOST_ENTRIES, MOST_BYTES],
  )
  return found.map(decoded)
}

/** Whether anything waits to be applied, in whoever's hands. Planned once: each of the journal's partitions is looked into. */
export const hasNewEntries = async (db: Db): Promise<boolean> =>
  (await preparedRows(db, 'journal.has-new', `select 1 from journal where state = 'new' limit 1`)).length > 0

/** Says of each entry what became of it. */
export async function markEntries(
  tx: Db,
  entries: readonly { id: number; received_at: string; state: EntryState; note: string | null }[],
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

export type StoredEntry = JournalEntry & { state: EntryState; note: string | null }
export type EntryState = 'new' | 'applied' | 'unreadable' | 'unrouted'
/** Where a walk through the journal stands: after this entry. */
export type Place = { receivedAt: string; id: number }

/** The newest entries before a place, at most as many as fit into the bytes. */
export const entriesBefore = async (
  db: Db,
  { states, before, limit }: { states: readonly EntryState[]; before: Place | null; limit: number },
): Promise<StoredEntry[]> =>
  (
    await rows<Encoded<StoredEntry>>(
      db,
      `select id, received_at::text, extract(epoch from platform_at)::float8 * 1000 as platform_at, state, note, encode(body, 'base64') as body
     from (
       select *, sum(octet_length(body)) over (order by received_at desc, id desc rows unbounded preceding) - octet_length(body) as before
       from (
         select id, received_at, platform_at, state, note, body from journal
         where state = any ($1::text[]) and ($2::timestamptz is null or (received_at, id) < ($2::timestamptz, $3::bigint))
         order by received_at desc, id desc limit $4
       ) as next
     ) as counted
     where before < $5 order by received_at desc, id desc`,
      [states, before?.receivedAt ?? null, before?.id ?? null, limit, MOST_BYTES],
    )
  ).map(decoded)

/** The oldest entries of a span of arrival after a place, at most as many as fit into the bytes. */
export const entriesBetween = async (
  db: Db,
  { from, to, after, limit }: { from: string; to: string; after: Place | null; limit: number },
): Promise<StoredEntry[]> =>
  (
    await rows<Encoded<StoredEntry>>(
      db,
      `select id, received_at::text, extract(epoch from platform_at)::float8 * 1000 as platform_at, state, note, encode(body, 'base64') as body
     from (
       select *, sum(octet_length(body)) over (order by received_at, id rows unbounded preceding) - octet_length(body) as before
       from (
         select id, received_at, platform_at, state, note, body from journal
         where received_at >= $1::timestamptz and received_at < $2::timestamptz
           and ($3::timestamptz is null or (received_at, id) > ($3::timestamptz, $4::bigint))
         order by received_at, id limit $5
       ) as next
     ) as counted
     where before < $6 order by received_at, id`,
      [from, to, after?.receivedAt ?? null, after?.id ?? null, limit, MOST_BYTES],
    )
  ).map(decoded)

/** The entries of these places that still exist. */
export async function readEntries(db: Db, places: readonly Place[]): Promise<StoredEntry[]> {
  const found = await rows<Encoded<StoredEntry>>(
    db,
    `select j.id, j.received_at::text, extract(epoch from j.platform_at)::float8 * 1000 as platform_at, j.state, j.note,
       encode(j.body, 'base64') as body
     from unnest($1::timestamptz[], $2::bigint[]) as place (received_at, id)
     join journal j on j.received_at = place.received_at and j.id = place.id and j.received_at = any ($1::timestamptz[])
     order by j.id`,
    [places.map((place) => place.receivedAt), places.map((place) => place.id)],
  )
  return found.map(decoded)
}

type Encoded<T extends JournalEntry> = Omit<T, 'body'> & { body: string }
const decoded = <T extends JournalEntry>(entry: Encoded<T>): T =>
  ({ ...entry, body: Buffer.from(entry.body, 'base64') }) as unknown as T

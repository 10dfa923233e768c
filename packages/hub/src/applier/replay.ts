import type pg from 'pg'
import type { Logger } from 'pino'
import { type Db, rows, transactAgain } from '../database/database.ts'
import { appendEvents } from '../events/append-events.ts'
import { type JournalEntry, markEntries, readEntries, type StoredEntry } from '../journal/read-journal.ts'
import { takeTurn } from './applier.ts'
import { applyEntries } from './apply-entries.ts'
import { type DeadLetter, settleDeadLetters } from './dead-letters.ts'
import type { ItemSource } from './set-aside.ts'

export type Replayed = { applied: number; setAside: number }

/**
 * Applies once more what journal entries tell one workspace, `wanted` of it: what was applied before changes nothing, what was set
 * aside or named nobody then may have its effect now. Nothing is forwarded a second time. Part of a transaction whose turn it is.
 */
export async function replayEntries(
  tx: Db,
  workspaceId: string,
  entries: readonly (JournalEntry & Partial<Pick<StoredEntry, 'state'>>)[],
  { log, wanted = () => true }: { log: Logger; wanted?: (source: ItemSource) => boolean },
): Promise<Replayed> {
  // What is new comes in its turn.
  const older = entries.filter((entry) => entry.state !== 'new')
  const tried: ItemSource[] = []
  const only = (theirs: string, source: ItemSource) => {
    const chosen = theirs === workspaceId && wanted(source)
    if (chosen) tried.push(source)
    return chosen
  }
  const { entries: marks, events, dead } = await applyEntries(tx, older, log, only)
  const placeOf = ({ journalId, path }: { journalId: number; path: string }) => `${journalId} ${path}`
  const failed = new Set(dead.map(placeOf))
  const applied = tried.filter((source) => !failed.has(placeOf(source)))
  await settleDeadLetters(tx, workspaceId, applied)
  await markEntries(tx, marks)
  await appendEvents(tx, workspaceId, events.get(workspaceId) ?? [])
  return { applied: applied.length, setAside: dead.length }
}

/** Tries dead letters again. Those whose journal entry is gone stay as they are. */
export async function replayDeadLetters(
  pool: pg.Pool,
  log: Logger,
  workspaceId: string,
  letters: readonly DeadLetter[],
): Promise<Replayed> {
  return transactAgain(pool, async (tx) => {
    await takeTurn(tx)
    const chosen = new Set(letters.map((letter) => `${letter.journal_id} ${letter.path}`))
    const places = letters.flatMap(({ received_at, journal_id }) =>
      received_at === null ? [] : [{ receivedAt: received_at, id: journal_id }],
    )
    const entries = new Map((await readEntries(tx, places)).map((entry) => [entry.id, entry]))
    return replayEntries(tx, workspaceId, [...entries.values()], {
      log,
      wanted: ({ journalId, path }) => chosen.has(`${journalId} ${path}`),
    })
  })
}

/** Up to `limit` dead letters that wait, oldest first. */
export const waitingDeadLetters = (
  db: Db,
  workspaceId: string,
  {
    ids,
    field,
    reason,
    limit,
  }: { ids?: readonly number[] | undefined; field?: string | undefined; reason?: string | undefined; limit: number },
): Promise<DeadLetter[]> =>
  rows<DeadLetter>(
    db,
    `select id, journal_id, received_at::text, field, path, reason, state, at, settled_at from dead_letters
     where workspace_id = $1 and state = 'waiting' and ($2::bigint[] is null or id = any ($2)) and ($3::text is null or field = $3)
       and ($4::text is null or strpos(lower(reason), lower($4)) > 0)
     order by id limit $5`,
    [workspaceId, ids ?? null, field ?? null, reason ?? null, limit],
  )

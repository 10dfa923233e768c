import { platformTime } from '@casement/platform'
import type pg from 'pg'
import type { Logger } from 'pino'
import { type Db, row, rows, transactAgain } from '../database/database.ts'
import { appendEvents, type DomainEvent } from '../events/append-events.ts'
import { type Change, hasEffect, itemsOf } from './apply-change.ts'
import { type AppliedNumber, type Applying, CannotApply } from './change.ts'

type JournalEntry = { id: number; received_at: string; platform_at: Date; body: Buffer }
type Account = { id?: string; changes?: unknown }
type WebhookBody = { entry?: unknown }

const BATCH = 50

export type Applier = {
  /** There is news in the journal. */
  wake(): void
  /** Resolves once the journal holds nothing new. */
  drain(): Promise<void>
  stop(): Promise<void>
}

/**
 * Folds journal entries into state, in their order. A batch is one transaction; when an item in it fails, the batch is undone and
 * done again carefully, each item behind a savepoint, so that the bad one is set aside with its reason and its neighbours go on.
 */
export function createApplier({
  pool,
  log,
  onApplied,
  onEntry = async () => {},
  spend,
}: {
  pool: pg.Pool
  log: Logger
  /** Takes part in the transaction of an entry: what it writes is kept exactly when the entry is. */
  onEntry?: (tx: Db, entry: { id: number; received_at: string }, workspaceIds: readonly string[]) => Promise<void>
  onApplied: (workspaceIds: readonly string[]) => void
  spend: (phoneNumberId: string, count: number) => void
}): Applier {
  let running: Promise<void> | null = null
  let again = false
  let stopped = false

  const run = async () => {
    do {
      again = false
      while (!stopped && (await applyBatch()) > 0) {}
    } while (again && !stopped)
    running = null
  }

  const applyBatch = async (): Promise<number> => {
    try {
      return await oneBatch(false)
    } catch (error) {
      log.debug({ error }, 'a batch of webhooks failed and is applied item by item')
      return oneBatch(true)
    }
  }

  const oneBatch = async (careful: boolean): Promise<number> => {
    const touched = new Set<string>()
    const spent = new Map<string, number>()
    const count = await transactAgain(pool, async (tx) => {
      touched.clear()
      spent.clear()
      const entries = await rows<JournalEntry>(
        tx,
        `select id, received_at::text, platform_at, body from journal where state = 'new' order by id limit $1 for update skip locked`,
        [BATCH],
      )
      const events = new Map<string, DomainEvent[]>()
      for (const entry of entries) await onEntry(tx, entry, await applyEntry(tx, entry, { careful, log, events, spent }))
      for (const [workspaceId, list] of [...events].sort(([a], [b]) => (a < b ? -1 : 1))) {
        await appendEvents(tx, workspaceId, list)
        touched.add(workspaceId)
      }
      return entries.length
    })
    for (const [number, used] of spent) spend(number, used)
    if (touched.size > 0) onApplied([...touched])
    return count
  }

  return {
    wake() {
      again = true
      if (!stopped) running ??= run().catch(stumble)
    },
    async drain() {
      this.wake()
      while (running) await running
    },
    async stop() {
      stopped = true
      await running
    },
  }

  function stumble(error: unknown) {
    running = null
    log.error({ error }, 'the journal could not be applied; trying again in a second')
    if (!stopped) setTimeout(() => (running ??= run().catch(stumble)), 1_000)
  }
}

type Batch = { careful: boolean; log: Logger; events: Map<string, DomainEvent[]>; spent: Map<string, number> }

/** Answers with the workspaces the entry is about. */
async function applyEntry(tx: Db, entry: JournalEntry, batch: Batch): Promise<string[]> {
  const whose = new Set<string>()
  const body = readBody(entry.body)
  const notes = new Set<string>()
  for (const [entryIndex, account] of objects<Account>(body?.entry).entries()) {
    for (const [changeIndex, change] of objects<Change>(account.changes).entries()) {
      if (!hasEffect(change.field)) notes.add(`${change.field} has no effect yet`)
      const applying = await routeChange(tx, account.id ?? '', change, entry, batch)
      if (!applying) {
        notes.add('Nobody here has this number or account')
        continue
      }
      whose.add(applying.workspaceId)
      for (const { path, item, apply } of itemsOf(change)) {
        await applyItem(tx, applying, apply, {
          journalId: entry.id,
          path: `entry[${entryIndex}].changes[${changeIndex}].${path}`,
          item,
          batch,
        })
      }
    }
  }
  await tx.query('update journal set state = $3, note = $4 where received_at = $1 and id = $2', [
    entry.received_at,
    entry.id,
    body ? 'applied' : 'unreadable',
    [...notes].join('; ') || null,
  ])
  return [...whose]
}

type Place = { journalId: number; path: string; item: unknown; batch: Batch }

async function applyItem(tx: Db, applying: Applying, apply: (applying: Applying) => Promise<void>, place: Place): Promise<void> {
  const emitted: DomainEvent[] = []
  const spent: string[] = []
  const alone: Applying = { ...applying, emit: (event) => emitted.push(event), spend: (number) => spent.push(number) }
  if (!place.batch.careful) {
    await apply(alone)
  } else {
    await tx.query('savepoint item')
    try {
      await apply(alone)
      await tx.query('release savepoint item')
    } catch (error) {
      // A lost connection or a deadlock is nobody's fault: the whole batch comes again.
      if (!(error instanceof CannotApply) && /^(40|08|57)/.test((error as { code?: string }).code ?? '')) throw error
      await tx.query('rollback to savepoint item')
      if (!(error instanceof CannotApply))
        place.batch.log.error({ err: error, path: place.path, journalId: place.journalId }, 'an item could not be applied')
      await tx.query('insert into dead_letters (workspace_id, journal_id, path, reason, item) values ($1, $2, $3, $4, $5)', [
        applying.workspaceId,
        place.journalId,
        place.path,
        (error as Error).message,
        JSON.stringify(place.item ?? null),
      ])
      return
    }
  }
  for (const event of emitted) applying.emit(event)
  for (const number of spent) applying.spend(number)
}

/** Whose change is it? By the number it names, else by the account. Null when nobody here has either. */
async function routeChange(
  tx: Db,
  wabaId: string,
  change: Change,
  entry: JournalEntry,
  { events, spent }: Batch,
): Promise<Applying | null> {
  const phoneNumberId = (change.value?.metadata as { phone_number_id?: string } | undefined)?.phone_number_id ?? null
  const route = await row<{ workspace_id: string }>(
    tx,
    `select workspace_id from routes where (kind = 'number' and external_id = $1) or (kind = 'waba' and external_id = $2)
     order by kind limit 1`,
    [phoneNumberId, wabaId],
  )
  if (!route) return null
  const workspaceId = route.workspace_id
  const number = phoneNumberId
    ? ((await row<AppliedNumber>(
        tx,
        `select n.id, n.phone, w.portfolio_id, w.currency, w.time_zone from phone_numbers n
         join wabas w on w.workspace_id = n.workspace_id and w.id = n.waba_id where n.workspace_id = $1 and n.id = $2`,
        [workspaceId, phoneNumberId],
      )) ?? null)
    : null
  const own = events.get(workspaceId) ?? []
  events.set(workspaceId, own)
  return {
    tx,
    workspaceId,
    now: platformTime(entry.platform_at),
    number,
    wabaId,
    emit: (event) => own.push(event),
    spend: (id) => spent.set(id, (spent.get(id) ?? 0) + 1),
  }
}

/** Whatever else a body holds, only lists of objects can be walked. */
const objects = <T>(value: unknown): T[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === 'object' && item !== null) : []

function readBody(body: Buffer): WebhookBody | null {
  try {
    const value = JSON.parse(body.toString('utf8')) as unknown
    return typeof value === 'object' && value !== null && Array.isArray((value as WebhookBody).entry)
      ? (value as WebhookBody)
      : null
  } catch {
    return null
  }
}

import type pg from 'pg'
import type { Logger } from 'pino'
import { type Db, transactAgain } from '../database/database.ts'
import { appendEvents } from '../events/append-events.ts'
import { hasNewEntries, markEntries, readNewEntries } from '../journal/read-journal.ts'
import { hearWebhooks } from '../journal/webhook-pulse.ts'
import { type AppliedEntries, type AppliedEntry, applyEntries } from './apply-entries.ts'

/** While news keeps coming, a batch begins this long after the last: company costs nothing, and a batch of one costs as much as of ten. */
const GATHER_MS = 25

export type Applier = {
  /** There is news in the journal. */
  wake(): void
  /** Resolves once the journal holds nothing new, whichever process applied it. */
  drain(): Promise<void>
  stop(): Promise<void>
}

/**
 * Folds the journal into state, a batch of entries in one transaction. However many processes there are, one batch at a time is
 * applied: so entries keep their order, and who asks for the journal to be drained waits for another's batch too.
 */
export function createApplier({
  pool,
  log,
  onApplied,
  onEntries = async () => {},
  spend,
}: {
  pool: pg.Pool
  log: Logger
  /** Takes part in the transaction of entries: what it writes is kept exactly when they are. */
  onEntries?: (tx: Db, entries: readonly AppliedEntry[]) => Promise<void>
  onApplied: (workspaceIds: readonly string[]) => void
  spend: (phoneNumberId: string, count: number) => void
}): Applier {
  let running: Promise<void> | null = null
  let again = false
  let stopped = false
  let draining = 0
  let begun = Number.NEGATIVE_INFINITY
  let hurry = () => {}

  /** Waits for company, unless somebody waits for us. */
  const gather = () =>
    new Promise<void>((resolve) => {
      const left = begun + GATHER_MS - performance.now()
      if (draining > 0 || stopped || left <= 0) return resolve()
      const timer = setTimeout(resolve, left)
      hurry = () => {
        clearTimeout(timer)
        resolve()
      }
    })

  const run = async () => {
    do {
      again = false
      // Who waits for us mostly waits for nothing. What another process has in hand is still new to our eyes.
      while (!stopped && (draining === 0 || (await hasNewEntries(pool))) && (await applyBatch()) > 0) {}
    } while (again && !stopped)
    running = null
  }

  const applyBatch = async (): Promise<number> => {
    await gather()
    begun = performance.now()
    const { entries, events, spent } = await transactAgain(pool, async (tx): Promise<AppliedEntries> => {
      await takeTurn(tx)
      const batch = await readNewEntries(tx)
      const applied = await applyEntries(tx, batch, log)
      await markEntries(tx, applied.entries)
      if (batch.length > 0) await onEntries(tx, applied.entries)
      for (const [workspaceId, { numbers, now }] of applied.heard) {
        const over = await hearWebhooks(tx, workspaceId, [...numbers].sort(), now)
        if (over.length > 0) applied.events.set(workspaceId, [...(applied.events.get(workspaceId) ?? []), ...over])
      }
      for (const [workspaceId, list] of applied.events) await appendEvents(tx, workspaceId, list)
      return applied
    })
    for (const [number, used] of spent) spend(number, used)
    if (events.size > 0) onApplied([...events.keys()])
    return entries.length
  }

  return {
    wake() {
      again = true
      if (!stopped) running ??= run().catch(stumble)
    },
    async drain() {
      draining++
      hurry()
      this.wake()
      while (running) await running
      draining--
    },
    async stop() {
      stopped = true
      hurry()
      await running
    },
  }

  function stumble(error: unknown) {
    running = null
    log.error({ err: error }, 'the journal could not be applied; trying again in a second')
    if (!stopped) setTimeout(() => (running ??= run().catch(stumble)), 1_000)
  }
}

/**
 * Waits until no other process applies. A process that is stopped in the middle of a batch loses its turn, and with it the batch,
 * after half a minute.
 */
export const takeTurn = (tx: Db) =>
  tx.query(
    `select set_config('idle_in_transaction_session_timeout', '30s', true), pg_advisory_xact_lock(hashtext('casement.applier'))`,
  )

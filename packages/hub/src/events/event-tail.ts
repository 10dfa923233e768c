import { type PlatformTime, platformTime } from '@casement/platform'
import { type Db, preparedRows, rows } from '../database/database.ts'

export type RecordedEvent = { seq: number; type: string; at: PlatformTime; data: Record<string, unknown> }

const BATCH = 500

/** Events of one workspace after `seq`, oldest first, at most a batch of them. */
export async function eventsAfter(db: Db, workspaceId: string, seq: number, limit = BATCH): Promise<RecordedEvent[]> {
  const found = await preparedRows<{ seq: number; type: string; at: Date; data: Record<string, unknown> }>(
    db,
    'events-after',
    'select seq, type, at, data from events where workspace_id = $1 and seq > $2 order by seq limit $3',
    [workspaceId, seq, limit],
  )
  return found.map((event) => ({ ...event, at: platformTime(event.at) }))
}

/** The events with these numbers, as far as they are kept. */
export async function findEvents(db: Db, workspaceId: string, seqs: readonly number[]): Promise<RecordedEvent[]> {
  const found = await rows<{ seq: number; type: string; at: Date; data: Record<string, unknown> }>(
    db,
    'select seq, type, at, data from events where workspace_id = $1 and seq = any ($2::bigint[])',
    [workspaceId, seqs],
  )
  return found.map((event) => ({ ...event, at: platformTime(event.at) }))
}

/** The number of the newest event, 0 when there is none. */
export async function lastSeq(db: Db, workspaceId: string): Promise<number> {
  const [found] = await rows<{ event_seq: number }>(db, 'select event_seq from workspace_counters where workspace_id = $1', [
    workspaceId,
  ])
  return found?.event_seq ?? 0
}

/** Wakes everyone who waits for news of a workspace: by hint, by what this process did itself, and by a slow look of its own. */
export type EventBell = {
  ring(workspaceId: string): void
  /** Resolves at the next ring, after `lookAfterMs` at the latest, or when the signal aborts. */
  wait(workspaceId: string, lookAfterMs: number, signal: AbortSignal): Promise<void>
}

export function createEventBell(): EventBell {
  const waiting = new Map<string, Set<() => void>>()
  return {
    ring(workspaceId) {
      const wakers = waiting.get(workspaceId)
      waiting.delete(workspaceId)
      for (const wake of wakers ?? []) wake()
    },
    wait(workspaceId, lookAfterMs, signal) {
      if (signal.aborted) return Promise.resolve()
      return new Promise((resolve) => {
        const wakers = waiting.get(workspaceId) ?? new Set()
        waiting.set(workspaceId, wakers)
        const wake = () => {
          clearTimeout(timer)
          signal.removeEventListener('abort', wake)
          wakers.delete(wake)
          resolve()
        }
        const timer = setTimeout(wake, lookAfterMs)
        signal.addEventListener('abort', wake, { once: true })
        wakers.add(wake)
      })
    },
  }
}

import { type Db, rows } from '../database/database.ts'
import type { EventBell } from '../events/event-tail.ts'

export type SendState = { id: string; state: string; wamid: string | null }
type Waiter = { wanted: (state: string) => boolean; resolve: (found: SendState | null) => void }

export type OutcomeWatch = {
  /** Resolves with the send once its state is a wanted one; with null when the signal aborts first. */
  watch(workspaceId: string, id: string, wanted: (state: string) => boolean, signal: AbortSignal): Promise<SendState | null>
  stop(): void
}

const LOOK_AGAIN_MS = 1_000

/**
 * Waits for what becomes of sends. However many wait, a workspace is read by one query at a time, after each ring of the bell and
 * once a second in case a ring was lost.
 */
export function createOutcomeWatch({
  db,
  bell,
  onTrouble,
}: {
  db: Db
  bell: EventBell
  onTrouble: (error: unknown) => void
}): OutcomeWatch {
  const rooms = new Map<string, { waiters: Map<string, Set<Waiter>>; lookNow: () => void }>()
  const stopping = new AbortController()

  const follow = async (workspaceId: string) => {
    const waiters = new Map<string, Set<Waiter>>()
    const room = { waiters, lookNow: () => {} }
    rooms.set(workspaceId, room)
    // Everyone who comes in the same breath shares the first look.
    await Promise.resolve()
    while (waiters.size > 0 && !stopping.signal.aborted) {
      const joined = new AbortController()
      room.lookNow = () => joined.abort()
      const rung = bell.wait(workspaceId, LOOK_AGAIN_MS, AbortSignal.any([stopping.signal, joined.signal]))
      const found = await statesOf(db, workspaceId, [...waiters.keys()]).catch((error: unknown) => {
        onTrouble(error)
        return []
      })
      for (const send of found) {
        const those = waiters.get(send.id)
        for (const waiter of those ?? []) if (waiter.wanted(send.state)) waiter.resolve(send)
      }
      if (waiters.size > 0) await rung
      else joined.abort()
    }
    rooms.delete(workspaceId)
    for (const those of waiters.values()) for (const { resolve } of those) resolve(null)
  }

  return {
    watch(workspaceId, id, wanted, signal) {
      if (signal.aborted || stopping.signal.aborted) return Promise.resolve(null)
      if (!rooms.has(workspaceId)) void follow(workspaceId)
      const room = rooms.get(workspaceId) as NonNullable<ReturnType<typeof rooms.get>>
      return new Promise((resolve) => {
        const leave = (found: SendState | null) => {
          signal.removeEventListener('abort', giveUp)
          const those = room.waiters.get(id)
          those?.delete(waiter)
          if (those?.size === 0) room.waiters.delete(id)
          resolve(found)
        }
        const giveUp = () => leave(null)
        const waiter: Waiter = { wanted, resolve: leave }
        signal.addEventListener('abort', giveUp, { once: true })
        const those = room.waiters.get(id) ?? new Set()
        room.waiters.set(id, those.add(waiter))
        room.lookNow()
      })
    },
    stop: () => stopping.abort(),
  }
}

const statesOf = (db: Db, workspaceId: string, ids: readonly string[]): Promise<SendState[]> =>
  rows<SendState>(db, 'select id, state, wamid from sends where workspace_id = $1 and id = any ($2::uuid[])', [workspaceId, ids])

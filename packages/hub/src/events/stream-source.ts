import { isoTime, policyAt } from '@casement/platform'
import type { PlatformClock } from '../clock/platform-clock.ts'
import type { Db } from '../database/database.ts'
import type { StreamEvent, StreamSource } from '../http/stream.ts'
import type { Presence, PresenceBoard } from '../presence/presence.ts'
import { type EventBell, eventsAfter, lastSeq } from './event-tail.ts'

const LOOK_AGAIN_MS = 1_000
const BATCH = 500

/**
 * What the dashboard follows: the workspace's recorded events from where the reader was, and the moves of the platform's clock as
 * they happen. Numbers become visible in order, so a reader who names the last one it saw misses nothing.
 */
export const createStreamSource = ({
  db,
  bell,
  clock,
  presence,
}: {
  db: Db
  bell: EventBell
  clock: PlatformClock
  presence: PresenceBoard
}): StreamSource =>
  async function* follow({ actor, after, signal }) {
    const moves: StreamEvent[] = []
    /** Who is where: one word for each place, the last one said. */
    const presences = new Map<string, Presence>()
    for (const there of presence.of(actor.workspaceId)) presences.set(placeOf(there), there)
    const offPresence = presence.onNote((told) => {
      if (told.workspaceId !== actor.workspaceId || told.personId === actor.id) return
      presences.set(placeOf(told), told)
      bell.ring(actor.workspaceId)
    })
    const off = clock.onSet(({ now, scale }) => {
      moves.splice(0, moves.length, {
        type: 'clock.moved',
        at: isoTime(now),
        data: { now: isoTime(now), scale, policy: policyAt(now).id },
      })
      bell.ring(actor.workspaceId)
    })
    try {
      const last = await lastSeq(db, actor.workspaceId)
      // A number that nothing has here comes from elsewhere, such as a database that was emptied: waiting for it would hear nothing.
      let seq = after === null || after > last ? last : after
      while (!signal.aborted) {
        const waiting = new AbortController()
        const rung = bell.wait(actor.workspaceId, LOOK_AGAIN_MS, AbortSignal.any([signal, waiting.signal]))
        const batch = await eventsAfter(db, actor.workspaceId, seq, BATCH)
        for (const event of batch) {
          seq = event.seq
          yield { seq, type: event.type, at: isoTime(event.at), data: event.data }
        }
        yield* moves.splice(0)
        const said = [...presences.values()]
        presences.clear()
        for (const { threadId, personId, name, doing } of said) {
          if (personId === actor.id) continue
          yield { type: 'presence.changed', at: isoTime(clock.now()), data: { threadId, personId, name, doing } }
        }
        if (batch.length < BATCH) await rung
        else waiting.abort()
      }
    } finally {
      offPresence()
      off()
    }
  }

const placeOf = ({ threadId, personId }: Presence) => `${threadId} ${personId}`

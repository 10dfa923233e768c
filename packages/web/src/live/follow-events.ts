import type { QueryClient } from '@tanstack/react-query'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect } from 'react'
import { clockQuery } from '../clock/clock.ts'
import { setPlatformClock } from '../clock/platform-clock.ts'
import { sessionQuery } from '../session/session.ts'
import { batched } from './batched.ts'
import { setConnection } from './connection.ts'
import type { StreamEvent } from './event-stream-parser.ts'
import { openStream } from './stream.ts'

/** A difference this large is a jump of the clock, not the drift between two machines. */
const JUMP = 30_000

/** Keeps every query true while the shell is mounted: each event says which of them it made stale. */
export function useFollowEvents(): void {
  const client = useQueryClient()
  useEffect(() => {
    const refresh = refresher(client)
    const stream = openStream('/v1/stream', {
      event: (event) => refresh(event),
      state: (state) => {
        if (state === 'signed-out') void client.invalidateQueries({ queryKey: sessionQuery.queryKey })
        setConnection(state !== 'lost')
      },
      resumed: () => void client.invalidateQueries({ predicate: (query) => query.queryKey[0] !== 'session' }),
    })
    return () => stream.close()
  }, [client])
}

function refresher(client: QueryClient): (event: StreamEvent) => void {
  const stale = new Set<string>()
  const flush = batched(120, () => {
    const keys = [...stale]
    stale.clear()
    for (const key of keys) void client.invalidateQueries({ queryKey: JSON.parse(key) as unknown[] })
  })
  const spoil = (...keys: unknown[][]) => {
    for (const key of keys) stale.add(JSON.stringify(key))
    flush()
  }
  /** Windows, prices and verdicts all read the clock, so a jump spoils everything but who is signed in. */
  const spoilAll = batched(400, () => void client.invalidateQueries({ predicate: (query) => query.queryKey[0] !== 'session' }))

  return (event) => {
    const data = dataOf(event)
    switch (event.type) {
      case 'clock.moved': {
        const moved = setPlatformClock(String(data.now), Number(data.scale))
        client.setQueryData(clockQuery.queryKey, (clock) =>
          clock
            ? { ...clock, now: String(data.now), scale: Number(data.scale), policy: String(data.policy ?? clock.policy) }
            : clock,
        )
        if (Math.abs(moved) > JUMP) spoilAll()
        return
      }
      case 'template.changed':
        return spoil(['templates'])
      case 'number.changed':
        return spoil(['accounts'])
      default: {
        const threadId = typeof data.threadId === 'string' ? data.threadId : undefined
        spoil(['threads'], ['thread-counts'], ['emulator'])
        if (threadId) spoil(['thread', threadId], ['messages', threadId], ['prices', threadId], ['check', threadId])
      }
    }
  }
}

/** `data` of the envelope `{seq, type, at, data}`, or the object itself where an event carries no envelope. */
function dataOf(event: StreamEvent): Record<string, unknown> {
  try {
    const body = JSON.parse(event.data) as Record<string, unknown>
    return typeof body.data === 'object' && body.data !== null ? (body.data as Record<string, unknown>) : body
  } catch {
    return {}
  }
}

import type { QueryClient } from '@tanstack/react-query'
import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { clockQuery } from '../clock/clock.ts'
import { clockScale, setPlatformClock } from '../clock/platform-clock.ts'
import { sessionQuery, useSession } from '../session/session.ts'
import { batched } from './batched.ts'
import { setConnection } from './connection.ts'
import type { StreamEvent } from './event-stream-parser.ts'
import { hearPresence } from './presence.ts'
import { shareStream } from './shared-stream.ts'
import { openStream } from './stream.ts'

/** A difference this large is a jump of the clock, not the drift between two machines. A fast clock drifts by its speed. */
const JUMP = 30_000
const DRIFT = 2_000
const isJump = (moved: number, scale: number): boolean => Math.abs(moved) > Math.max(JUMP, DRIFT * scale)

/** Keeps every query true while the shell is mounted: each event says which of them it made stale. */
export function useFollowEvents(): void {
  const client = useQueryClient()
  const { lastEvent, person, workspace } = useSession()
  // What a person may see is theirs: nobody else's tab hears of it.
  const shared = `casement events ${workspace.id} ${person.id}`
  const from = useRef(lastEvent)
  useEffect(() => {
    const refresh = refresher(client)
    const stream = shareStream(shared, (after, on) => openStream('/v1/stream', after, on), from.current, {
      event: (event) => refresh(event),
      state: (state) => {
        if (state === 'signed-out') void client.invalidateQueries({ queryKey: sessionQuery.queryKey })
        setConnection(state !== 'lost')
      },
      resumed: () => void client.invalidateQueries({ predicate: (query) => query.queryKey[0] !== 'session' }),
    })
    return () => stream.close()
  }, [client, shared])
}

/** One thread's own queries follow at once; lists, which every event touches, a little slower. */
const THREAD_EVERY = 120
const LISTS_EVERY = 400

function refresher(client: QueryClient): (event: StreamEvent) => void {
  const threads = new Set<string>()
  const spoilThreads = batched(THREAD_EVERY, () => {
    const ids = [...threads]
    threads.clear()
    for (const id of ids)
      for (const about of ['thread', 'messages', 'notes', 'prices', 'check', 'contact-facts'])
        void client.invalidateQueries({ queryKey: [about, id] })
  })
  const spoilLists = batched(LISTS_EVERY, () => {
    for (const list of ['threads', 'thread-counts', 'scheduled', 'emulator']) void client.invalidateQueries({ queryKey: [list] })
  })
  const contacts = new Set<string>()
  const spoilContacts = batched(LISTS_EVERY, () => {
    for (const id of contacts) void client.invalidateQueries({ queryKey: ['contact', id] })
    contacts.clear()
    for (const part of ['rows', 'newest']) void client.invalidateQueries({ queryKey: ['contacts', part] })
  })
  const spoilAutomations = batched(LISTS_EVERY, () => void client.invalidateQueries({ queryKey: ['automations'] }))
  const spoilSequences = batched(LISTS_EVERY, () => void client.invalidateQueries({ queryKey: ['sequences'] }))
  /** Sums are figured by the hub, so they follow at leisure. */
  const spoilFigures = batched(10_000, () => void client.invalidateQueries({ queryKey: ['figures'] }))
  /** Windows, prices and verdicts all read the clock, so a jump spoils everything but who is signed in. */
  const spoilAll = batched(400, () => void client.invalidateQueries({ predicate: (query) => query.queryKey[0] !== 'session' }))

  return (event) => {
    const data = dataOf(event)
    switch (event.type) {
      case 'clock.moved': {
        const { now, scale, policy } = data as { now: string; scale: number; policy?: string }
        const moved = setPlatformClock(now, scale)
        const before = client.getQueryData(clockQuery.queryKey)
        if (before) client.setQueryData(clockQuery.queryKey, { ...before, now, scale, policy: policy ?? before.policy })
        if (isJump(moved, clockScale()) || (policy !== undefined && policy !== before?.policy)) spoilAll()
        return
      }
      case 'presence.changed':
        return hearPresence(data as Parameters<typeof hearPresence>[0])
      case 'template.changed':
        return void client.invalidateQueries({ queryKey: ['templates'] })
      case 'template.draft.changed':
        return void client.invalidateQueries({ queryKey: ['template-drafts'] })
      case 'campaign.launched':
      case 'campaign.progress':
      case 'campaign.warned':
      case 'campaign.paused':
      case 'campaign.resumed':
      case 'campaign.cancelled':
      case 'campaign.finished':
        return void client.invalidateQueries({ queryKey: ['campaigns'] })
      case 'number.changed':
        return void client.invalidateQueries({ queryKey: ['accounts'] })
      case 'sequence.changed':
      case 'sequence.began':
      case 'sequence.ended':
        return spoilSequences()
      case 'alert.opened':
        void import('../today/desk-notifications.ts').then(({ tellOnDesk }) => tellOnDesk(data))
        return void client.invalidateQueries({ queryKey: ['alerts'] })
      case 'alert.changed':
      case 'alert.ended':
        return void client.invalidateQueries({ queryKey: ['alerts'] })
      default: {
        spoilLists()
        spoilFigures()
        if (typeof data.contactId === 'string') contacts.add(data.contactId)
        if (/^(contacts?|consent)\./.test(event.type)) spoilContacts()
        if (event.type.startsWith('automation.')) spoilAutomations()
        if (typeof data.threadId !== 'string') return
        threads.add(data.threadId)
        spoilThreads()
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

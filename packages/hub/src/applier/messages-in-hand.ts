import type { Charge, MessageStatus } from '@casement/rules'
import { type Db, Overtaken, rows } from '../database/database.ts'
import type { SendError } from '../sender/outcome.ts'

export type TimelineEntry = { status: string; at: string; late?: true; error?: SendError }

/** A message of ours, to be changed in memory and written once. */
export type MessageInHand = {
  readonly id: string
  readonly threadId: string
  readonly contactId: string
  readonly phone: string | null
  /** The month whose free service messages it was counted with, when it was. */
  readonly serviceMonth: string | null
  readonly acceptedAt: string | null
  /** Whether its thread came from an ad, so that deliveries and prices may move its window. */
  readonly threadAwaits: boolean
  readonly before: MessageStatus
  status: MessageStatus
  timeline: TimelineEntry[]
  /** What was added to the timeline since it was taken in hand. */
  added: TimelineEntry[]
  hasCharge: boolean
  charge: Charge | null
  /** Undefined: as it was. */
  error: SendError | null | undefined
}

/** The messages we sent under these ids of the platform; what somebody else sent through our numbers is not among them. */
export async function takeMessages(tx: Db, workspaceId: string, wamids: readonly string[]): Promise<Map<string, MessageInHand>> {
  if (wamids.length === 0) return new Map()
  const found = await rows<{
    wamid: string
    id: string
    thread_id: string
    contact_id: string
    phone: string | null
    service_month: string | null
    awaits: boolean
    status: MessageStatus
    timeline: TimelineEntry[]
    charged: boolean
  }>(
    tx,
    `select w.wamid, m.id, m.thread_id, t.contact_id, s.recipient->>'phone' as phone, s.service_month, t.window_state ? 'entries' as awaits,
       m.status, m.timeline, m.charged is not null as charged
     from wamids w
     join messages m on m.workspace_id = w.workspace_id and m.id = w.message_id and m.direction = 'out'
     join threads t on t.workspace_id = m.workspace_id and t.id = m.thread_id
     left join sends s on s.workspace_id = m.workspace_id and s.id = m.id
     where w.workspace_id = $1 and w.wamid = any ($2::text[])`,
    [workspaceId, wamids],
  )
  const messages = new Map<string, MessageInHand>()
  const byWamid = new Map<string, MessageInHand>()
  for (const message of found) {
    // A message that the platform took twice has two ids, and is one all the same.
    const held = messages.get(message.id) ?? {
      id: message.id,
      threadId: message.thread_id,
      contactId: message.contact_id,
      phone: message.phone,
      serviceMonth: message.service_month,
      acceptedAt: message.timeline.find((entry) => entry.status === 'accepted')?.at ?? null,
      threadAwaits: message.awaits,
      before: message.status,
      status: message.status,
      timeline: message.timeline,
      added: [],
      hasCharge: message.charged,
      charge: null,
      error: undefined,
    }
    messages.set(message.id, held)
    byWamid.set(message.wamid, held)
  }
  return byWamid
}

export function note(message: MessageInHand, entry: TimelineEntry): void {
  message.timeline.push(entry)
  message.added.push(entry)
}

/**
 * Writes what changed. Nothing was locked on the way, because hardly anybody else touches a message that the platform has taken; one
 * that did move meanwhile is noticed by its status, and all is done again.
 */
export async function saveMessages(tx: Db, workspaceId: string, messages: Iterable<MessageInHand>): Promise<void> {
  const changed = [...new Set(messages)].filter((message) => message.added.length > 0)
  if (changed.length === 0) return
  const { rowCount } = await tx.query(
    `update messages m set status = news.status, timeline = m.timeline || news.added, charged = coalesce(m.charged, news.charge),
       error = case when news.keeps_error then m.error else news.error end
     from unnest($2::uuid[], $3::text[], $4::text[], $5::jsonb[], $6::jsonb[], $7::bool[], $8::jsonb[])
       as news (id, before, status, added, charge, keeps_error, error)
     where m.workspace_id = $1 and m.id = news.id and m.id = any ($2::uuid[]) and m.status = news.before`,
    [
      workspaceId,
      changed.map((message) => message.id),
      changed.map((message) => message.before),
      changed.map((message) => message.status),
      changed.map((message) => JSON.stringify(message.added)),
      changed.map((message) => message.charge && JSON.stringify(message.charge)),
      changed.map((message) => message.error === undefined),
      changed.map((message) => message.error && JSON.stringify(message.error)),
    ],
  )
  if (rowCount !== changed.length) throw new Overtaken('somebody else moved one of these messages')
}

import { platformTime } from '@casement/platform'
import { consentWord } from '@casement/rules'
import type { Happening } from '@casement/rules/automation'
import { type Db, rows } from '../database/database.ts'
import type { RecordedEvent } from '../events/event-tail.ts'

/** Something that happened to one person, and to which of our threads it belongs. */
export type Happened = {
  readonly seq: number
  readonly at: RecordedEvent['at']
  readonly happening: Happening
  readonly contactId: string
  readonly threadId: string | null
  readonly phoneNumberId: string | null
  /** The automation that did it itself. */
  readonly by: string | null
  /** What the event brought along. */
  readonly data: Readonly<Record<string, unknown>>
}

type MessageFacts = {
  id: string
  thread_id: string
  contact_id: string
  phone_number_id: string
  direction: 'in' | 'out'
  content: InboundContent
  text: string
  at: Date
  sent_by: { kind: string; id: string } | null
  template: string | null
  is_first: boolean
}

type InboundContent = {
  type?: string
  button?: { payload?: string; text?: string }
  interactive?: { button_reply?: Tapped; list_reply?: Tapped }
  referral?: { source_id?: string }
}
type Tapped = { id?: string; title?: string }

/** What events tell of people, in their order; those that begin nothing are left out. */
export async function happeningsOf(db: Db, workspaceId: string, events: readonly RecordedEvent[]): Promise<Happened[]> {
  const messages = await messagesOf(db, workspaceId, events)
  const attributes = await attributesOf(db, workspaceId, events)
  const told = await toldOf(db, workspaceId, events)
  return events.flatMap((event): Happened[] => {
    const { seq, at, data } = event
    const threadId = textIn(data, 'threadId')
    const contactId = textIn(data, 'contactId')
    const by = textIn(data, 'automationId')
    const base = { seq, at, threadId, phoneNumberId: textIn(data, 'phoneNumberId'), by, data: {} }
    const message = messages.get(textIn(data, 'messageId') ?? '')
    if (event.type === 'message.received' || event.type === 'message.status') {
      const happening = message && happeningOfMessage(event, message)
      if (!message || !happening) return []
      return [
        {
          ...base,
          at: happening.kind === 'message' ? happening.at : at,
          happening,
          contactId: message.contact_id,
          threadId: message.thread_id,
          phoneNumberId: message.phone_number_id,
          by: message.sent_by?.kind === 'automation' ? message.sent_by.id : null,
        },
      ]
    }
    if (!contactId) return []
    if (event.type === 'contact.changed') {
      const keys = Array.isArray(data.attributes) ? data.attributes.map(String) : []
      const now = attributes.get(contactId)
      if (keys.length === 0 || !now) return []
      const changed = Object.fromEntries(keys.map((key) => [key, (now[key] ?? null) as string | null]))
      return [{ ...base, contactId, happening: { kind: 'attributes', changed } }]
    }
    if (event.type === 'contact.event') {
      const event = told.get(textIn(data, 'eventId') ?? '')
      return event ? [{ ...base, contactId, happening: { kind: 'event', name: event.name }, data: { event: event.data } }] : []
    }
    const happening = windowHappening(event)
    return happening ? [{ ...base, contactId, happening }] : []
  })
}

function happeningOfMessage({ type, data }: RecordedEvent, message: MessageFacts): Happening | null {
  if (type === 'message.status') {
    return message.direction === 'out' && message.template !== null
      ? { kind: 'template', status: String(data.status), name: message.template }
      : null
  }
  if (message.direction !== 'in') return null
  const { content, text } = message
  const reply = content.interactive?.button_reply ?? content.interactive?.list_reply
  const tapped = reply
    ? { id: reply.id ?? null, title: reply.title ?? '' }
    : content.button
      ? { id: content.button.payload ?? null, title: content.button.text ?? '' }
      : null
  return {
    kind: 'message',
    at: platformTime(message.at),
    text,
    isStop: [text, tapped?.id, tapped?.title].some((said) => said && consentWord(said) === 'stop'),
    isFirst: message.is_first,
    tapped,
    ad: content.referral ? { source: content.referral.source_id ?? null } : null,
  }
}

function windowHappening({ type, data }: RecordedEvent): Happening | null {
  if (type === 'window.opened') return { kind: 'window', event: 'opened' }
  if (type === 'window.closed') return { kind: 'window', event: 'closed' }
  if (type === 'window.closing') return { kind: 'window', event: 'closing', minutesBefore: Number(data.minutesBefore) }
  return null
}

async function messagesOf(db: Db, workspaceId: string, events: readonly RecordedEvent[]): Promise<Map<string, MessageFacts>> {
  const ids = events.flatMap(({ type, data }) =>
    type === 'message.received' || (type === 'message.status' && /^(delivered|read|failed)$/.test(String(data.status)))
      ? (textIn(data, 'messageId') ?? [])
      : [],
  )
  if (ids.length === 0) return new Map()
  const found = await rows<MessageFacts>(
    db,
    `select m.id, m.thread_id, t.contact_id, t.phone_number_id, m.direction, m.text, m.at, m.sent_by, m.template->>'name' as template,
       case when m.direction = 'in' then m.content else '{}' end as content,
       m.direction = 'in' and not exists (
         select 1 from messages before where before.workspace_id = $1 and before.thread_id = m.thread_id and before.direction = 'in'
           and (before.at, before.id) < (m.at, m.id)) as is_first
     from messages m join threads t on t.workspace_id = $1 and t.id = m.thread_id
     where m.workspace_id = $1 and m.id = any ($2::uuid[]) and (m.direction = 'in' or m.template is not null)`,
    [workspaceId, [...new Set(ids)]],
  )
  return new Map(found.map((message) => [message.id, message]))
}

async function attributesOf(db: Db, workspaceId: string, events: readonly RecordedEvent[]) {
  const ids = events.flatMap(({ type, data }) =>
    type === 'contact.changed' && Array.isArray(data.attributes) ? (textIn(data, 'contactId') ?? []) : [],
  )
  if (ids.length === 0) return new Map<string, Record<string, unknown>>()
  const found = await rows<{ id: string; attributes: Record<string, unknown> }>(
    db,
    'select id, attributes from contacts where workspace_id = $1 and id = any ($2::uuid[])',
    [workspaceId, ids],
  )
  return new Map(found.map(({ id, attributes }) => [id, attributes]))
}

async function toldOf(db: Db, workspaceId: string, events: readonly RecordedEvent[]) {
  const ids = events.flatMap(({ type, data }) => (type === 'contact.event' ? (textIn(data, 'eventId') ?? []) : []))
  if (ids.length === 0) return new Map<string, { name: string; data: Record<string, unknown> }>()
  const found = await rows<{ id: string; name: string; data: Record<string, unknown> }>(
    db,
    'select id, name, data from contact_events where workspace_id = $1 and id = any ($2::uuid[])',
    [workspaceId, ids],
  )
  return new Map(found.map((event) => [event.id, event]))
}

const textIn = (data: Readonly<Record<string, unknown>>, key: string): string | null => {
  const value = data[key]
  return typeof value === 'string' ? value : null
}

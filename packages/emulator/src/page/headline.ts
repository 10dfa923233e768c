import { isRecord } from '../graph/request.ts'

export type Headline = { kind: string; tone: 'plain' | 'accent' | 'warn' | 'bad'; line: string }

type Part = Record<string, unknown>
const part = (value: unknown): Part => (isRecord(value) ? value : {})
const parts = (value: unknown): Part[] => (Array.isArray(value) ? value.filter(isRecord) : [])
const text = (value: unknown): string => (typeof value === 'string' || typeof value === 'number' ? String(value) : '')

/** What the body of one webhook says, in one line: "Delivered to Maja Lindqvist", "48 read", "winter_sale: paused". */
export function headlineOf(body: string): Headline {
  const changes = parts(part(readJson(body)).entry).flatMap((entry) => parts(entry.changes))
  const [first] = changes
  if (!first) return { kind: 'empty', tone: 'warn', line: 'A body without changes' }
  const field = text(first.field)
  if (field === 'messages') return ofMessages(changes.map((change) => part(change.value)))
  return ofField(field, part(first.value))
}

function readJson(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return null
  }
}

function ofMessages(values: Part[]): Headline {
  const messages = values.flatMap((value) => parts(value.messages))
  const statuses = values.flatMap((value) => parts(value.statuses))
  const names = new Map<string, string>()
  for (const contact of values.flatMap((value) => parts(value.contacts))) {
    const name = text(part(contact.profile).name)
    for (const id of [contact.wa_id, contact.user_id]) if (text(id) !== '') names.set(text(id), name)
  }
  const nameOf = (id: unknown) => names.get(text(id)) ?? `+${text(id)}`
  const [message] = messages
  if (message) {
    const more = messages.length > 1 ? ` and ${messages.length - 1} more` : ''
    return {
      kind: 'messages',
      tone: 'accent',
      line: `${nameOf(message.from ?? message.from_user_id)}: ${saidIn(message)}${more}`,
    }
  }
  const [status] = statuses
  if (!status) return { kind: 'messages', tone: 'plain', line: text(parts(values[0]?.errors)[0]?.title) || 'No messages' }
  const failed = statuses.filter((one) => one.status === 'failed')
  const tone = failed.length > 0 ? 'bad' : 'plain'
  if (statuses.length > 1) return { kind: 'statuses', tone, line: countsOf(statuses) }
  const code = text(parts(status.errors)[0]?.code)
  const price = text(part(status.pricing).type)
  const how = code !== '' ? `, ${code}` : price === '' || price === 'regular' ? '' : `, ${price.replace(/_/g, ' ')}`
  return {
    kind: 'statuses',
    tone,
    line: `${verbOf(text(status.status))} ${nameOf(status.recipient_id ?? status.recipient_user_id)}${how}`,
  }
}

function countsOf(statuses: Part[]): string {
  const counts = new Map<string, number>()
  for (const { status } of statuses) counts.set(text(status), (counts.get(text(status)) ?? 0) + 1)
  return [...counts].map(([status, count]) => `${count} ${status}`).join(', ')
}

const verbs: Record<string, string> = {
  sent: 'Sent to',
  delivered: 'Delivered to',
  read: 'Read by',
  failed: 'Failed to',
  played: 'Played by',
}
const verbOf = (status: string): string => verbs[status] ?? status

function saidIn(message: Part): string {
  const type = text(message.type)
  const inner = part(message[type])
  const answer = part(inner[text(inner.type)])
  const words =
    text(inner.body) || text(inner.text) || text(answer.title) || text(answer.body) || text(inner.emoji) || text(inner.caption)
  const ad = message.referral === undefined ? '' : ' (from an ad)'
  return (words === '' ? type.replace(/_/g, ' ') : `“${words}”`) + ad
}

function ofField(field: string, value: Part): Headline {
  const kind = field.replace(/^message_template_|^phone_number_|_updates?$/g, '').replace(/_/g, ' ')
  switch (field) {
    case 'message_template_status_update': {
      const event = text(value.event).toLowerCase()
      const bad = ['rejected', 'paused', 'disabled', 'flagged'].includes(event)
      return { kind: 'template', tone: bad ? 'warn' : 'plain', line: `${text(value.message_template_name)}: ${event}` }
    }
    case 'message_template_quality_update':
      return {
        kind: 'template',
        tone: 'plain',
        line: `${text(value.message_template_name)}: quality ${text(value.new_quality_score).toLowerCase()}`,
      }
    case 'user_preferences': {
      const [first] = parts(value.user_preferences)
      const did = first?.value === 'resume' ? 'resumed' : 'stopped'
      return { kind: 'preferences', tone: 'warn', line: `+${text(first?.wa_id)} ${did} marketing` }
    }
    case 'calls': {
      const [call] = parts(value.calls)
      return {
        kind: 'calls',
        tone: 'accent',
        line: `+${text(call?.from)}: ${text(call?.event)} ${text(call?.status).toLowerCase()}`.trim(),
      }
    }
    default: {
      const told =
        text(value.event) || text(value.decision) || text(value.current_limit) || text(value.max_daily_conversation_per_phone)
      return {
        kind,
        tone: 'plain',
        line: told === '' ? field : `${field.replace(/_/g, ' ')}: ${told.toLowerCase().replace(/_/g, ' ')}`,
      }
    }
  }
}

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
  const nameOf = (id: unknown) => names.get(text(id)) ?? called(text(id))
  const [message] = messages
  if (message) {
    const more = messages.length > 1 ? ` and ${messages.length - 1} more` : ''
    return {
      kind: 'messages',
      tone: 'accent',
      line: `${nameOf(message.from ?? message.from_user_id)}: ${saidIn(message)}${message.group_id === undefined ? '' : ', in a group'}${more}`,
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
  if (status.type === 'payment')
    return { kind: 'payment', tone, line: `${nameOf(status.recipient_id ?? status.recipient_user_id)}: ${text(status.status)}` }
  const reader = text(status.recipient_participant_id) || text(status.recipient_participant_user_id)
  const who =
    status.recipient_type !== 'group'
      ? nameOf(status.recipient_id ?? status.recipient_user_id)
      : reader === ''
        ? 'a group'
        : `${nameOf(reader)}, in a group`
  return { kind: 'statuses', tone, line: `${verbOf(text(status.status))} ${who}${how}` }
}

/** A number as people read it, or the id of whom no number is known. */
const called = (id: string): string => (/^\d+$/.test(id) ? `+${id}` : id)

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

const groupWords: Record<string, string> = {
  group_create: 'made',
  group_delete: 'deleted',
  group_settings_update: 'changed',
  group_participants_add: 'joined',
  group_participants_remove: 'gone',
  group_join_request_created: 'asks to join',
  group_join_request_revoked: 'no longer asks to join',
  group_suspend: 'suspended',
  group_suspend_cleared: 'no longer suspended',
}

/** "“Delivery on Friday”: made", "+447700900456: joined". */
function ofGroup(value: Part): Headline {
  const [group] = parts(value.groups)
  const type = text(group?.type)
  const bad = parts(group?.errors)[0] !== undefined && group?.group_id === undefined
  const people = [...parts(group?.added_participants), ...parts(group?.removed_participants)]
  const [first] = people
  const name = text(first?.wa_id ?? group?.wa_id ?? first?.input ?? first?.user_id ?? group?.user_id)
  const subject = text(group?.subject) || text(part(group?.group_subject).text)
  const more = people.length > 1 ? ` and ${people.length - 1} more` : ''
  const who = name !== '' ? called(name) + more : subject !== '' ? `“${subject}”` : 'Group'
  const tone = bad ? 'bad' : type === 'group_suspend' ? 'warn' : 'plain'
  return { kind: 'group', tone, line: `${who}: ${bad ? 'not made' : (groupWords[type] ?? type.replace(/_/g, ' '))}` }
}

/** What the owner of a number did in the Business app, and what it told when the number came. */
function ofApp(field: string, value: Part): Headline {
  const [echo] = parts(value.message_echoes)
  if (echo)
    return { kind: 'app', tone: 'accent', line: `Owner to ${called(text(echo.to) || text(echo.to_user_id))}: ${saidIn(echo)}` }
  if (field === 'smb_app_state_sync') {
    const states = parts(value.state_sync)
    return {
      kind: 'app',
      tone: 'plain',
      line: states.length === 1 ? 'A contact of the owner’s' : `${states.length} contacts of the owner’s`,
    }
  }
  const [history] = parts(value.history)
  const told = text(part(history?.metadata).progress)
  if (told !== '') return { kind: 'app', tone: 'plain', line: `History: ${told} %` }
  return { kind: 'app', tone: 'warn', line: parts(value.messages).length > 0 ? 'A file of the history' : 'History is not shared' }
}

function ofField(field: string, value: Part): Headline {
  if (field.startsWith('group_')) return ofGroup(value)
  if (field.startsWith('smb_') || field === 'history') return ofApp(field, value)
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
      const did = first?.value === 'resume' ? 'resumed' : first?.value === 'stop' ? 'stopped' : 'signed up for'
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

import { isoTime, type PlatformTime, platformTime, policyAt } from '@casement/platform'
import { type ConsentState, consentFor, type Evidence, type WindowState, windowAt } from '@casement/rules'
import { type Db, row, rows } from '../database/database.ts'
import { problem } from '../http/problems.ts'
import { presentWindow } from '../messages/present.ts'

export type ThreadRow = {
  id: string
  window_state: WindowState
  from_ad: boolean
  left_draft: { text: string; because: string; by: string; at: string } | null
  unread: number
  state: 'open' | 'resolved'
  owner_id: string | null
  owner_name: string | null
  last_message: { id: string; text: string; at: string; direction: 'in' | 'out' } | null
  last_status: string | null
  last_message_at: Date
  csw_until: Date | null
  snoozed_until: Date | null
  tags: string[]
  contact_id: string
  contact_name: string
  consent: ConsentState | null
  phone: string | null
  bsuid: string | null
  number_id: string
  display_phone_number: string
  number_name: string
  time_zone: string
}

const SELECT = `select t.id, t.window_state, t.from_ad, t.unread, t.state, t.owner_id, t.last_message, t.last_message_at, t.csw_until, t.snoozed_until, t.tags,
    case when t.left_draft is not null and not exists (
      select 1 from messages m where m.workspace_id = t.workspace_id and m.thread_id = t.id and m.direction = 'out'
        and m.at >= (t.left_draft->>'at')::timestamptz and coalesce(m.sent_by->>'kind', '') not in ('automation', 'campaign')
        and m.status not in ('failed', 'refused', 'expired', 'cancelled')) then t.left_draft end as left_draft,
    (select m.status from messages m where m.workspace_id = t.workspace_id and m.id = (t.last_message->>'id')::uuid and m.direction = 'out') as last_status,
    (select person.name from auth."user" person where person.id::text = t.owner_id) as owner_name,
    (select state from consents s where s.workspace_id = t.workspace_id and s.contact_id = t.contact_id) as consent,
    c.id as contact_id, c.name as contact_name,
    (select a.value from contact_aliases a where a.workspace_id = t.workspace_id and a.contact_id = t.contact_id and a.kind = 'e164' limit 1) as phone,
    (select a.value from contact_aliases a where a.workspace_id = t.workspace_id and a.contact_id = t.contact_id and a.kind = 'bsuid' limit 1) as bsuid,
    n.id as number_id, n.display_phone_number, n.name as number_name, w.time_zone
  from threads t
  join contacts c on c.workspace_id = t.workspace_id and c.id = t.contact_id
  join phone_numbers n on n.workspace_id = t.workspace_id and n.id = t.phone_number_id
  join wabas w on w.workspace_id = n.workspace_id and w.id = n.waba_id`

/** What rows of these threads show, in the order of their ids. */
export const findThreads = (db: Db, workspaceId: string, ids: readonly string[]): Promise<ThreadRow[]> =>
  ids.length === 0
    ? Promise.resolve([])
    : rows<ThreadRow>(
        db,
        `${SELECT} where t.workspace_id = $1 and t.id = any ($2::uuid[]) order by array_position($2::uuid[], t.id)`,
        [workspaceId, ids],
      )

export const findThread = (db: Db, workspaceId: string, id: string): Promise<ThreadRow | undefined> =>
  row<ThreadRow>(db, `${SELECT} where t.workspace_id = $1 and t.id = $2`, [workspaceId, id])

export async function requireThread(db: Db, workspaceId: string, id: string): Promise<ThreadRow> {
  const thread = await findThread(db, workspaceId, id)
  if (!thread) throw problem('not-found', `This workspace has no thread with the id ${id}.`)
  return thread
}

/** A thread as the API shows it: its windows are those of now, whatever was stored last. */
export function presentThread(thread: ThreadRow, now: PlatformTime) {
  const window = windowAt(thread.window_state, now, policyAt(now, thread.time_zone))
  return {
    id: thread.id,
    contact: {
      id: thread.contact_id,
      name: thread.contact_name || (thread.phone ? `+${thread.phone}` : 'Unknown'),
      phone: thread.phone,
      bsuid: thread.bsuid,
      consent: presentConsent(thread.consent),
    },
    number: { id: thread.number_id, displayPhoneNumber: thread.display_phone_number, name: thread.number_name },
    window: presentWindow(window),
    lastMessage: thread.last_message
      ? { ...thread.last_message, ...(thread.last_status ? { status: thread.last_status } : {}) }
      : null,
    unread: thread.unread,
    state: thread.state,
    ...(snoozed(thread, now) ? { snoozedUntil: thread.snoozed_until?.toISOString() } : {}),
    tags: thread.tags,
    owner: thread.owner_id ? { id: thread.owner_id, name: thread.owner_name ?? thread.owner_id } : null,
    fromAd: thread.from_ad,
    ...(thread.left_draft ? { leftDraft: shownDraft(thread.left_draft) } : {}),
  }
}

const shownDraft = ({ text, because, by, at }: NonNullable<ThreadRow['left_draft']>) => ({ text, because, by, at })

const snoozed = ({ snoozed_until: until }: ThreadRow, now: PlatformTime) => until !== null && platformTime(until) > now

/** What holds for marketing, since when and by which evidence. */
function presentConsent(state: ConsentState | null) {
  const { choice, said } = consentFor(state ?? {}, 'marketing')
  if (!said) return { marketing: choice }
  const { how, wording } = said.evidence
  return { marketing: choice, at: isoTime(said.at), evidence: wording ? `“${wording}”, by ${HOW[how]}` : `by ${HOW[how]}` }
}

const HOW: Readonly<Record<Evidence['how'], string>> = {
  keyword: 'message',
  button: 'button',
  'platform-preference': 'a setting in WhatsApp',
  'platform-error': 'a refusal of WhatsApp',
  form: 'form',
  ad: 'an ad',
  'double-opt-in': 'answering our question',
  'suppression-list': 'a suppression list',
  person: 'one of us',
  import: 'import',
  api: 'the API',
}

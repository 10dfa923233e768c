import { isoTime, type PlatformTime, policyAt } from '@casement/platform'
import { type ConsentState, consentFor, type Evidence, type WindowState, windowAt } from '@casement/rules'
import { type Db, row, rows } from '../database/database.ts'
import { writeCursor } from '../http/cursor.ts'
import { presentWindow } from '../messages/present.ts'

export type ThreadRow = {
  id: string
  window_state: WindowState
  from_ad: boolean
  unread: number
  state: 'open' | 'resolved'
  owner_id: string | null
  owner_name: string | null
  last_message: { id: string; text: string; at: string; direction: 'in' | 'out' } | null
  last_status: string | null
  last_message_at: Date
  csw_until: Date | null
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

export type View = 'all' | 'mine' | 'unassigned' | 'closing' | 'closed' | 'failed' | 'ads'

/** A window closes soon in its last four hours. */
const SOON = `interval '4 hours'`

/** What each saved view shows: `asked` holds the platform's now and the person who asks. */
const views: Record<View, string> = {
  all: 'true',
  mine: 't.owner_id = asked.person',
  unassigned: `t.owner_id is null and t.state = 'open'`,
  closing: `t.csw_until > asked.now and t.csw_until <= asked.now + ${SOON}`,
  closed: `(t.csw_until is null or t.csw_until <= asked.now)`,
  failed: 't.last_failed',
  ads: 't.from_ad',
}

/** Open windows first, the one that closes next on top; then the closed ones, newest first. */
const byTimeLeft = (thread: string) =>
  `case when ${thread}.csw_until > asked.now then ${thread}.csw_until else 'infinity'::timestamptz end,
   -extract(epoch from ${thread}.last_message_at), ${thread}.id`

const ASKED = '(select $2::timestamptz as now, $3::text as person) as asked'

const SELECT = `select t.id, t.window_state, t.from_ad, t.unread, t.state, t.owner_id, t.last_message, t.last_message_at, t.csw_until,
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

export type ThreadQuestion = {
  workspaceId: string
  view: View
  sort: 'newest' | 'time-left'
  search: string | null
  personId: string | null
  now: PlatformTime
  cursor: { key: string | null; id: string } | null
  limit: number
}

/** One page of threads. Sorted by time left, open windows come first, the one that closes next on top; then the closed ones, newest first. */
export function listThreads(db: Db, question: ThreadQuestion): Promise<ThreadRow[]> {
  const { workspaceId, view, sort, search, personId, now, cursor, limit } = question
  const after =
    cursor === null
      ? 'true'
      : sort === 'newest'
        ? '(t.last_message_at, t.id) < ($6::timestamptz, $5::uuid)'
        : `(${byTimeLeft('t')}) > (select ${byTimeLeft('o')} from threads o where o.workspace_id = $1 and o.id = $5::uuid)`
  return rows<ThreadRow>(
    db,
    `${SELECT} cross join ${ASKED}
     where t.workspace_id = $1 and ${views[view]}
       and ($4::text is null or c.name ilike '%' || $4 || '%' or t.last_message->>'text' ilike '%' || $4 || '%' or exists (
         select 1 from contact_aliases a where a.workspace_id = $1 and a.contact_id = t.contact_id and a.value like '%' || $8 || '%'))
       and ($5::text is null or ($6::text is not null and ${after}))
     order by ${sort === 'newest' ? 't.last_message_at desc, t.id desc' : byTimeLeft('t')}
     limit $7`,
    [
      workspaceId,
      isoTime(now),
      personId,
      escapeLike(search),
      cursor?.id ?? null,
      cursor?.key ?? null,
      limit,
      phoneDigits(search),
    ],
  )
}

/** What looks like a number, or a part of one, is also looked for as one: three digits or more, however they are written. */
const phoneDigits = (search: string | null): string | null => {
  const digits = search !== null && /^[\d\s+().-]+$/.test(search) ? search.replace(/\D/g, '') : ''
  return digits.length >= 3 ? digits : null
}

const escapeLike = (search: string | null) => (search ? search.replace(/[\\%_]/g, (sign) => `\\${sign}`) : null)

export const findThread = (db: Db, workspaceId: string, id: string): Promise<ThreadRow | undefined> =>
  row<ThreadRow>(db, `${SELECT} where t.workspace_id = $1 and t.id = $2`, [workspaceId, id])

export const findThreads = (db: Db, workspaceId: string, ids: readonly string[]): Promise<ThreadRow[]> =>
  rows<ThreadRow>(db, `${SELECT} where t.workspace_id = $1 and t.id = any ($2::uuid[])`, [workspaceId, ids])

/** How many threads each saved view holds. */
export async function countThreads(
  db: Db,
  workspaceId: string,
  personId: string | null,
  now: PlatformTime,
): Promise<Record<View, number>> {
  const counts = Object.entries(views).map(([view, condition]) => `count(*) filter (where ${condition}) as "${view}"`)
  const found = await row<Record<View, number>>(
    db,
    `select ${counts.join(', ')} from threads t cross join ${ASKED} where t.workspace_id = $1`,
    [workspaceId, isoTime(now), personId],
  )
  return found as Record<View, number>
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
    owner: thread.owner_id ? { id: thread.owner_id, name: thread.owner_name ?? thread.owner_id } : null,
    fromAd: thread.from_ad,
  }
}

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
  person: 'one of us',
  import: 'import',
  api: 'the API',
}

/** Where the next page begins. */
export const threadCursor = (thread: ThreadRow): string =>
  writeCursor({ key: thread.last_message_at.toISOString(), id: thread.id })

import { messageStatuses } from '@casement/rules'
import type pg from 'pg'
import { csvField } from '../contacts/csv.ts'
import { type Db, rows } from '../database/database.ts'
import type { CampaignRow } from './campaign-row.ts'
import type { AnswerKind } from './follow-answers.ts'

/** States people of a campaign may be asked for by: what became of their message, or that they wait or were left out. */
export const recipientStates = ['waiting', 'excluded', ...messageStatuses] as const
export type RecipientState = (typeof recipientStates)[number]

export type Recipient = {
  position: number
  contactId: string | null
  name: string | null
  phone: string | null
  state: RecipientState
  reason: string | null
  because: string | null
  template: number
  messageId: string | null
  threadId: string | null
  price: { amount: string; currency: string } | null
  at: Date | null
  error: { code: number | null; title: string; detail: string } | null
  /** What they did: replied, clicked, stopped. */
  did: string[]
}

export type RecipientQuestion = {
  state: RecipientState | null
  reason: string | null
  /** Of those that failed, those with this code of the platform; 0: without one. */
  code?: number | null
  did?: AnswerKind | null
  after: number
  limit: number
}

const answersOf = `select a.kind from campaign_answers a
  where a.workspace_id = $1 and a.campaign_id = $2 and a.kind in ('replied', 'clicked', 'stopped') and a.message_id = r.message_id`

/** One page of a campaign's people in their order. */
export function listRecipients(
  db: Db,
  { workspace_id, id, state: campaignState }: Pick<CampaignRow, 'workspace_id' | 'id' | 'state'>,
  { state, reason, code = null, did = null, after, limit }: RecipientQuestion,
): Promise<Recipient[]> {
  const values: unknown[] = [workspace_id, id, after, limit]
  const bind = (value: unknown) => `$${values.push(value)}`
  const own: Partial<Record<RecipientState, string>> = {
    waiting: `r.state = 'waiting'`,
    excluded: `r.state = 'excluded'`,
    refused: `(r.state = 'refused' or m.status = 'refused')`,
  }
  // Whom a cancelled campaign never came to is counted as cancelled.
  if (campaignState === 'cancelled') own.cancelled = `(r.state = 'waiting' or m.status = 'cancelled')`
  const conditions = [
    state === null ? 'true' : (own[state] ?? `r.state = 'fed' and m.status = ${bind(state)}`),
    reason === null ? 'true' : `r.rule = ${bind(reason)}`,
    code === null ? 'true' : `failure_code(m.status, m.error) = ${bind(code)}::int and m.status = 'failed'`,
    did === null ? 'true' : `exists (${answersOf} and a.kind = ${bind(did)})`,
  ]
  return rows<Recipient>(
    db,
    `select r.position, r.contact_id as "contactId", c.name,
       (select min(p.value) filter (where p.kind = 'e164') from contact_aliases p where p.workspace_id = $1 and p.contact_id = c.id) as phone,
       coalesce(m.status, r.state) as state, coalesce(r.rule, m.rule) as reason, coalesce(r.because, m.because) as because,
       greatest(r.variant, 0) as template, r.message_id as "messageId", m.thread_id as "threadId", coalesce(m.charged, m.price) as price,
       m.at, m.error, array(${answersOf} order by a.at) as did
     from campaign_recipients r
     left join contacts c on c.workspace_id = $1 and c.id = r.contact_id
     left join messages m on m.workspace_id = $1 and m.id = r.message_id
     where r.workspace_id = $1 and r.campaign_id = $2 and r.position > $3 and ${conditions.join(' and ')}
     order by r.position limit $4`,
    values,
  )
}

const PAGE = 2_000
const COLUMNS = [
  'position',
  'contact_id',
  'phone',
  'name',
  'state',
  'reason',
  'because',
  'template',
  'message_id',
  'at',
  'amount',
  'currency',
  'error_code',
  'error',
  'did',
]

/** All of them as CSV, a page at a time. A cell that a spreadsheet would take for a formula is marked as text. */
export async function* writeRecipients(
  pool: pg.Pool,
  campaign: CampaignRow,
  question: Omit<RecipientQuestion, 'after' | 'limit'>,
): AsyncGenerator<string> {
  yield `${COLUMNS.join(',')}\n`
  for (let after = 0; ; ) {
    const page = await listRecipients(pool, campaign, { ...question, after, limit: PAGE })
    yield page.map(line).join('')
    const last = page.at(-1)
    if (!last || page.length < PAGE) return
    after = last.position
  }
}

function line(one: Recipient): string {
  const { position, contactId, phone, name, state, reason, because, template, messageId, at, price, error } = one
  const cells = [
    position,
    contactId,
    phone ? `+${phone}` : null,
    name,
    state,
    reason,
    because,
    template,
    messageId,
    at?.toISOString(),
    price?.amount,
    price?.currency,
    error?.code,
    error?.title,
    one.did.join(' '),
  ]
  return `${cells.map((cell) => csvField(asText(cell === null || cell === undefined ? '' : String(cell)))).join(',')}\n`
}

/** A phone number begins with a plus and is none; what else begins like a formula was written by somebody else. */
const asText = (cell: string) => (/^[=@\t\r]|^[+-](?!\d+$)/.test(cell) ? `'${cell}` : cell)

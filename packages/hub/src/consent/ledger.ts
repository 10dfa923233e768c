import { isoTime } from '@casement/platform'
import type { ConsentEvent, Evidence } from '@casement/rules'
import { type Db, rows } from '../database/database.ts'
import { uuid7 } from '../database/uuid7.ts'

export type Statement = { contactId: string; said: ConsentEvent }

/** Keeps what was said, each statement once, however often it is told. */
export async function writeStatements(tx: Db, workspaceId: string, statements: readonly Statement[]): Promise<void> {
  if (statements.length === 0) return
  await tx.query(
    `insert into consent_statements (workspace_id, id, contact_id, purpose, choice, at, evidence)
     select $1, id, contact, purpose, choice, at::timestamptz, evidence
     from unnest($2::uuid[], $3::uuid[], $4::text[], $5::text[], $6::text[], $7::jsonb[]) as said (id, contact, purpose, choice, at, evidence)
     on conflict do nothing`,
    [
      workspaceId,
      statements.map(() => uuid7()),
      statements.map(({ contactId }) => contactId),
      statements.map(({ said }) => said.purpose),
      statements.map(({ said }) => said.choice),
      statements.map(({ said }) => isoTime(said.at)),
      statements.map(({ said }) => JSON.stringify(said.evidence)),
    ],
  )
}

/** Two people turned out to be one: the receipts of both are kept. */
export async function moveStatements(tx: Db, workspaceId: string, from: string, into: string): Promise<void> {
  await tx.query(
    `insert into consent_statements (workspace_id, id, contact_id, purpose, choice, at, evidence, recorded_at)
     select workspace_id, gen_random_uuid(), $3, purpose, choice, at, evidence, recorded_at from consent_statements
     where workspace_id = $1 and contact_id = $2 on conflict do nothing`,
    [workspaceId, from, into],
  )
  await tx.query('delete from consent_statements where workspace_id = $1 and contact_id = $2', [workspaceId, from])
  await tx.query('update opt_in_asks set contact_id = $3 where workspace_id = $1 and contact_id = $2', [workspaceId, from, into])
  await tx.query('update consent_replies set contact_id = $3 where workspace_id = $1 and contact_id = $2', [
    workspaceId,
    from,
    into,
  ])
}

export type StatementRow = {
  id: string
  contact_id: string
  purpose: string
  choice: ConsentEvent['choice']
  at: Date
  evidence: Evidence
  recorded_at: Date
  name: string
  phone: string | null
  thread_id: string | null
  message_id: string | null
}

export type StatementsAsked = {
  contactId: string | null
  purpose: string | null
  choice: string | null
  how: string | null
  before: string | null
  limit: number
}

/** Receipts, the newest first; each with the message that shows it, where there is one. */
export const listStatements = (
  db: Db,
  workspaceId: string,
  { contactId, purpose, choice, how, before, limit }: StatementsAsked,
): Promise<StatementRow[]> =>
  rows<StatementRow>(
    db,
    `select s.id, s.contact_id, s.purpose, s.choice, s.at, s.evidence, s.recorded_at, c.name,
       (select min(a.value) from contact_aliases a where a.workspace_id = $1 and a.contact_id = s.contact_id and a.kind = 'e164') as phone,
       w.message_id, m.thread_id
     from consent_statements s
     join contacts c on c.workspace_id = $1 and c.id = s.contact_id
     left join wamids w on w.workspace_id = $1 and w.wamid = s.evidence ->> 'reference'
     left join messages m on m.workspace_id = $1 and m.id = w.message_id
     where s.workspace_id = $1 and ($2::uuid is null or s.contact_id = $2) and ($3::text is null or s.purpose = $3)
       and ($4::text is null or s.choice = $4) and ($5::text is null or s.evidence ->> 'how' = $5) and ($6::uuid is null or s.id < $6)
     order by s.id desc limit $7`,
    [workspaceId, contactId, purpose, choice, how, before, limit],
  )

/** A receipt as the API shows it. */
export const presentStatement = (row: StatementRow) => ({
  id: row.id,
  contact: { id: row.contact_id, name: row.name, phone: row.phone && `+${row.phone}` },
  purpose: row.purpose,
  choice: row.choice,
  at: row.at.toISOString(),
  evidence: row.evidence,
  recordedAt: row.recorded_at.toISOString(),
  ...(row.message_id ? { message: { id: row.message_id, threadId: row.thread_id } } : {}),
})

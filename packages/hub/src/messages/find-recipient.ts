import type { PlatformTime } from '@casement/platform'
import { findOrCreateContact } from '../contacts/find-contact.ts'
import { type Db, preparedRows, row, rows } from '../database/database.ts'
import { problem } from '../http/problems.ts'
import type { Recipient } from '../sender/ledger.ts'
import type { SendingNumber } from './load-situations.ts'

export type To = string | { bsuid: string } | { contactId: string }

/** Whom a message is for: a contact of ours with its thread, or only how the platform would find them. */
export type FoundRecipient = { contactId: string | null; threadId: string | null; recipient: Recipient }

/** Whom the request means, as far as we know them: E.164 with or without plus and spaces, a business-scoped id, or a contact of ours. */
export async function findRecipient(db: Db, workspaceId: string, number: SendingNumber, to: To): Promise<FoundRecipient> {
  if (typeof to === 'object' && 'contactId' in to) {
    const [contact] = await rows<{ id: string }>(
      db,
      'select coalesce(merged_into, id) as id from contacts where workspace_id = $1 and id = $2',
      [workspaceId, to.contactId],
    )
    if (!contact) throw problem('not-found', `This workspace has no contact with the id ${to.contactId}.`)
    return describe(db, workspaceId, number, contact.id)
  }
  const wanted =
    typeof to === 'string'
      ? { kind: 'e164', portfolio: '', value: digitsOf(to) }
      : { kind: 'bsuid', portfolio: number.portfolio_id, value: to.bsuid }
  const known = await row<{ contact_id: string }>(
    db,
    'select contact_id from contact_aliases where workspace_id = $1 and kind = $2 and portfolio_id = $3 and value = $4',
    [workspaceId, wanted.kind, wanted.portfolio, wanted.value],
  )
  if (known) return describe(db, workspaceId, number, known.contact_id)
  const recipient = wanted.kind === 'e164' ? { phone: wanted.value, bsuid: null } : { phone: null, bsuid: wanted.value }
  return { contactId: null, threadId: null, recipient }
}

function digitsOf(to: string): string {
  const digits = to.replace(/[\s()+.-]/g, '')
  if (!/^[1-9]\d{6,14}$/.test(digits)) {
    throw problem(
      'content-invalid',
      `"${to}" is not a phone number that can be written to. Give it with its country code, such as +447700900123.`,
      {
        findings: [
          {
            rule: 'recipient.number',
            severity: 'error',
            path: 'to',
            actual: to,
            fix: 'Write the number in E.164, such as +447700900123.',
          },
        ],
      },
    )
  }
  return digits
}

async function describe(db: Db, workspaceId: string, number: SendingNumber, contactId: string): Promise<FoundRecipient> {
  const aliases = await preparedRows<{ kind: string; value: string }>(
    db,
    'recipient-aliases',
    `select kind, value from contact_aliases where workspace_id = $1 and contact_id = $2 and portfolio_id in ('', $3)`,
    [workspaceId, contactId, number.portfolio_id],
  )
  const [thread] = await preparedRows<{ id: string }>(
    db,
    'recipient-thread',
    'select id from threads where workspace_id = $1 and phone_number_id = $2 and contact_id = $3',
    [workspaceId, number.id, contactId],
  )
  const aliasOf = (kind: string) => aliases.find((alias) => alias.kind === kind)?.value ?? null
  return { contactId, threadId: thread?.id ?? null, recipient: { phone: aliasOf('e164'), bsuid: aliasOf('bsuid') } }
}

/** Somebody we have never met becomes a contact when something is really sent to them. */
export async function makeRecipient(
  tx: Db,
  workspaceId: string,
  number: SendingNumber,
  to: FoundRecipient,
  now: PlatformTime,
): Promise<FoundRecipient> {
  const { phone, bsuid } = to.recipient
  const contact = await findOrCreateContact(
    tx,
    workspaceId,
    { portfolioId: number.portfolio_id, phone: phone ?? undefined, bsuid: bsuid ?? undefined },
    { at: now },
  )
  return { ...to, contactId: contact.id }
}

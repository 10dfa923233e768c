import type { PlatformTime } from '@casement/platform'
import { findOrCreateContact } from '../contacts/find-contact.ts'
import { type Db, preparedRows, row } from '../database/database.ts'
import { problem } from '../http/problems.ts'
import type { Recipient } from '../sender/ledger.ts'
import type { SendingNumber } from './load-situations.ts'

export type To = string | { bsuid: string } | { contactId: string }

/** Whom a message is for: a contact of ours with its thread, or only how the platform would find them. */
export type FoundRecipient = { contactId: string | null; threadId: string | null; recipient: Recipient }
export type KnownRecipient = FoundRecipient & { contactId: string }

/** Whom the request means, as far as we know them: E.164 with or without plus and spaces, a business-scoped id, or a contact of ours. */
export async function findRecipient(db: Db, workspaceId: string, number: SendingNumber, to: To): Promise<FoundRecipient> {
  if (typeof to === 'object' && 'contactId' in to) return requireContact(db, workspaceId, number, to.contactId)
  const wanted =
    typeof to === 'string'
      ? { kind: 'e164', portfolio: '', value: digitsOf(to) }
      : { kind: 'bsuid', portfolio: number.portfolio_id, value: to.bsuid }
  const known = await row<{ contact_id: string }>(
    db,
    'select contact_id from contact_aliases where workspace_id = $1 and kind = $2 and portfolio_id = $3 and value = $4',
    [workspaceId, wanted.kind, wanted.portfolio, wanted.value],
  )
  if (known) return requireContact(db, workspaceId, number, known.contact_id)
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

async function requireContact(db: Db, workspaceId: string, number: SendingNumber, contactId: string): Promise<KnownRecipient> {
  const found = (await findContacts(db, workspaceId, number, [contactId])).get(contactId)
  if (!found) throw noContact(contactId)
  return found
}

export const noContact = (contactId: string) => problem('not-found', `This workspace has no contact with the id ${contactId}.`)

/** Contacts of ours as messages from one number find them, by the ids asked for; one that was merged is who they became. */
export async function findContacts(
  db: Db,
  workspaceId: string,
  number: SendingNumber,
  contactIds: readonly string[],
): Promise<Map<string, KnownRecipient>> {
  if (contactIds.length === 0) return new Map()
  // Kinds and portfolios are told apart after the look-up, so that a table nobody has analysed yet is not searched by them.
  const found = await preparedRows<{
    asked: string
    id: string
    phone: string | null
    bsuid: string | null
    thread_id: string | null
  }>(
    db,
    'find-recipients',
    `select asked.id as asked, c.id, names.phone, names.bsuid, t.id as thread_id
     from contacts asked
     join contacts c on c.workspace_id = $1 and c.id = coalesce(asked.merged_into, asked.id)
     left join lateral (
       select min(a.value) filter (where a.kind = 'e164' and a.portfolio_id in ('', $3)) as phone,
         min(a.value) filter (where a.kind = 'bsuid' and a.portfolio_id in ('', $3)) as bsuid
       from contact_aliases a where a.workspace_id = $1 and a.contact_id = c.id
     ) names on true
     left join threads t on t.workspace_id = $1 and t.phone_number_id = $4 and t.contact_id = c.id
     where asked.workspace_id = $1 and asked.id = any ($2::uuid[])`,
    [workspaceId, contactIds, number.portfolio_id, number.id],
  )
  return new Map(
    found.map(({ asked, id, phone, bsuid, thread_id }) => [
      asked,
      { contactId: id, threadId: thread_id, recipient: { phone, bsuid } },
    ]),
  )
}

/** Somebody we have never met becomes a contact when something is really sent to them. */
export async function makeRecipient(
  tx: Db,
  workspaceId: string,
  number: SendingNumber,
  to: FoundRecipient,
  now: PlatformTime,
): Promise<KnownRecipient> {
  const { phone, bsuid } = to.recipient
  const contact = await findOrCreateContact(
    tx,
    workspaceId,
    { portfolioId: number.portfolio_id, phone: phone ?? undefined, bsuid: bsuid ?? undefined },
    { at: now },
  )
  return { ...to, contactId: contact.id }
}

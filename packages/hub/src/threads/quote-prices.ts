import type { Category, PlatformTime } from '@casement/platform'
import { type Quotes, quotesFor, type Situation } from '@casement/rules'
import type { Db } from '../database/database.ts'
import { problem } from '../http/problems.ts'
import { findNumber, loadSituations, type Proposal } from '../messages/load-situations.ts'
import { findThread } from './queries.ts'

const kinds = [
  { what: 'free-form', kind: 'free-form', category: 'service' },
  { what: 'utility', kind: 'template', category: 'utility' },
  { what: 'marketing', kind: 'template', category: 'marketing' },
  { what: 'authentication', kind: 'template', category: 'authentication' },
] as const satisfies readonly { what: string; kind: 'free-form' | 'template'; category: Category }[]

export type QuoteRow = { what: (typeof kinds)[number]['what'] } & Quotes

/** The window in money: each kind of message now, once the service window has closed, and once the free entry point is over. */
export async function quotePrices(db: Db, workspaceId: string, threadId: string, now: PlatformTime): Promise<QuoteRow[]> {
  const thread = await findThread(db, workspaceId, threadId)
  if (!thread) throw problem('not-found', `This workspace has no thread with the id ${threadId}.`)
  const number = await findNumber(db, workspaceId, thread.number_id)
  if (!number) throw problem('not-found', `This workspace has no number with the id ${thread.number_id}.`)
  const proposals = kinds.map(
    ({ kind, category }): Proposal => ({
      threadId,
      contactId: thread.contact_id,
      recipient: { phone: thread.phone, bsuid: thread.bsuid },
      kind,
      type: kind === 'template' ? 'template' : 'text',
      category,
      initiator: 'person',
      findings: [],
      template: null,
    }),
  )
  const { situations } = await loadSituations(db, workspaceId, number, proposals, now)
  return kinds.map(({ what }, index) => ({ what, ...quotesFor(situations[index] as Situation) }))
}

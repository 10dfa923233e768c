import type { Category, PlatformTime } from '@casement/platform'
import { type Decision, decide, type Finding, type Initiator, type Situation } from '@casement/rules'
import type { Db } from '../database/database.ts'
import { problem } from '../http/problems.ts'
import { knownMedia } from '../media/place-media.ts'
import { findingsOf } from './find-findings.ts'
import { type FoundRecipient, findRecipient, type To } from './find-recipient.ts'
import {
  findNumber,
  findTemplates,
  loadSituations,
  type Proposal,
  type SendingNumber,
  type StoredTemplate,
  templateKey,
} from './load-situations.ts'

export type MessageContent = { type: string } & Record<string, unknown>
export type SentBy = { kind: Initiator; id: string; name: string }
export type Verdict = { decision: Decision; findings: readonly Finding[] }
export type Asked = Verdict & { proposal: Proposal; template: StoredTemplate | undefined }

export type Question = { workspaceId: string; from: string; to: To; message: MessageContent; now: PlatformTime; sentBy: SentBy }

/** What would happen to this message now. Nothing is written. */
export async function checkMessage(db: Db, { workspaceId, from, to, message, now, sentBy }: Question): Promise<Verdict> {
  const number = await requireNumber(db, workspaceId, from)
  const recipient = await findRecipient(db, workspaceId, number, to)
  const { decision, findings } = await judgeMessage(db, { workspaceId, number, recipient, message, now, sentBy })
  return { decision, findings }
}

/** A message, and whom it is for. */
export type ToJudge = Pick<Question, 'message' | 'sentBy'> & { recipient: FoundRecipient }

/** Reads the situation of one message and asks the rules. */
export async function judgeMessage(
  db: Db,
  { workspaceId, number, now, ...one }: Omit<Question, 'from' | 'to'> & { number: SendingNumber; recipient: FoundRecipient },
): Promise<Asked> {
  const [asked] = await judgeMessages(db, { workspaceId, number, now }, [one])
  return asked as Asked
}

/** The same for messages from one number to different people: their situations are read in sets. Answers in their order. */
export async function judgeMessages(
  db: Db,
  { workspaceId, number, now }: { workspaceId: string; number: SendingNumber; now: PlatformTime },
  messages: readonly ToJudge[],
): Promise<Asked[]> {
  const wanted = messages.map(({ message }) => wantedTemplate(message))
  const templates = await findTemplates(
    db,
    workspaceId,
    number.waba_id,
    wanted.filter((template) => template !== null),
  )
  const media = await knownMedia(
    db,
    workspaceId,
    messages.map(({ message }) => message),
  )
  const items = messages.map(({ message, sentBy, recipient: to }, index) => {
    const named = wanted[index] ?? null
    const template = named ? templates.get(templateKey(named)) : undefined
    // One we do not know is refused as missing; its values have nothing to be measured by.
    const findings = named && !template ? [] : findingsOf(message, template, now, media)
    const proposal: Proposal = {
      threadId: to.threadId,
      contactId: to.contactId,
      recipient: to.recipient,
      kind: named ? 'template' : 'free-form',
      type: message.type,
      category: template ? categoryOf(template) : named ? 'utility' : 'service',
      initiator: sentBy.kind,
      findings,
      template: named,
    }
    return { proposal, template, findings }
  })
  const { situations } = await loadSituations(
    db,
    workspaceId,
    number,
    items.map(({ proposal }) => proposal),
    now,
  )
  return items.map((item, index) => ({ ...item, decision: decide(situations[index] as Situation) }))
}

/** Name and language of a template send; a malformed one is named like nothing, so that the rules refuse it as missing. */
function wantedTemplate(message: MessageContent): { name: string; language: string } | null {
  if (message.type !== 'template') return null
  const template = (message.template ?? {}) as { name?: unknown; language?: { code?: unknown } }
  return { name: String(template.name ?? ''), language: String(template.language?.code ?? '') }
}

export const categoryOf = (template: Pick<StoredTemplate, 'category'>): Category => {
  const category = template.category.toLowerCase()
  return category === 'marketing' || category === 'authentication' ? category : 'utility'
}

export async function requireNumber(db: Db, workspaceId: string, from: string): Promise<SendingNumber> {
  const number = await findNumber(db, workspaceId, from)
  if (!number) throw noNumber(from)
  return number
}

export const noNumber = (from: string) =>
  problem('not-found', `This workspace has no number with the id ${from}. GET /v1/accounts lists the ones it has.`)

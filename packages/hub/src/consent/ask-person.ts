import { DAY, isoTime, later, type PlatformTime } from '@casement/platform'
import type { Decision } from '@casement/rules'
import type pg from 'pg'
import { createFiller } from '../campaigns/fill-template.ts'
import type { ContactRow } from '../contacts/queries.ts'
import { uuid7 } from '../database/uuid7.ts'
import { problem } from '../http/problems.ts'
import { type MessageContent, requireNumber } from '../messages/judge-message.ts'
import { findTemplates } from '../messages/load-situations.ts'
import { textOf } from '../messages/sending-terms.ts'
import { submitMessage } from '../messages/submit-message.ts'
import { askingMessage, askingTemplate } from './question.ts'

const GOOD_FOR = 7 * DAY

type Asking = { workspaceId: string; now: PlatformTime; actor: { id: string; name: string; kind: string } }
type Question = { contact: ContactRow; from: string; purposes: readonly string[] }
type Put = { id: string; message: object; decision: Decision }

/** Asks in free form. Nothing is written down before the person taps Yes. */
export function askInWords(pool: pg.Pool, asking: Asking, question: Question & { wording: string }): Promise<Put> {
  const id = uuid7()
  const { wording } = question
  return put(pool, asking, question, {
    id,
    wording,
    source: `Asked by ${asking.actor.name}`,
    message: askingMessage(id, wording),
  })
}

/**
 * Asks by a template, filled with what is known of the person. What it says to them is the wording that they agree to. Throws a
 * problem that names what is not known of them.
 */
export async function askByTemplate(
  pool: pg.Pool,
  asking: Asking,
  question: Question & { template: { name: string; language: string; components: readonly Record<string, unknown>[] } },
): Promise<Put> {
  const { contact, from, template } = question
  const filler = createFiller({ ...template, parameters: template.components as never })
  const person = {
    name: contact.name,
    phone: contact.aliases.find(({ kind }) => kind === 'e164')?.value ?? null,
    attributes: contact.attributes,
    columns: {},
  }
  const lacks = filler.missing(person)
  if (lacks.length > 0)
    throw problem(
      'content-invalid',
      `Nothing is known of this person for ${lacks.join(' and ')}: fill it in, or give the words that stand there otherwise.`,
    )
  const { components } = filler.fill(person).template as { components?: readonly unknown[] }
  const id = uuid7()
  const message = askingTemplate(id, { name: template.name, language: template.language, components }) as MessageContent
  const number = await requireNumber(pool, asking.workspaceId, from)
  const [stored] = (await findTemplates(pool, asking.workspaceId, number.waba_id, [template])).values()
  return put(pool, asking, question, { id, wording: textOf(message, stored), source: `Template ${template.name}`, message })
}

async function put(
  pool: pg.Pool,
  { workspaceId, now, actor }: Asking,
  { contact, from, purposes }: Question,
  { id, wording, source, message }: { id: string; wording: string; source: string; message: MessageContent },
): Promise<Put> {
  await pool.query(
    `insert into opt_in_asks (workspace_id, id, contact_id, purposes, wording, source, how, asked_at, expires_at)
     values ($1, $2, $3, $4, $5, $6, 'double-opt-in', $7, $8)`,
    [workspaceId, id, contact.id, purposes, wording, source, isoTime(now), isoTime(later(now, GOOD_FOR))],
  )
  const submitted = await submitMessage(pool, {
    workspaceId,
    now,
    sentBy: { kind: actor.kind === 'person' ? 'person' : 'api', id: actor.id, name: actor.name },
    idempotencyKey: null,
    request: { from, to: { contactId: contact.id }, message },
  })
  const { decision } = submitted
  if (submitted.message) return { id, message: submitted.message, decision }
  await pool.query('delete from opt_in_asks where workspace_id = $1 and id = $2', [workspaceId, id])
  throw problem('refused', decision.because, {
    ...(decision.rule ? { rule: decision.rule } : {}),
    because: decision.because,
    ...('remedy' in decision && decision.remedy ? { remedy: decision.remedy } : {}),
    findings: [...submitted.findings],
  })
}

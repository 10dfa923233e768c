import { HOUR, isoTime, later, MINUTE, type PlatformTime, platformTime } from '@casement/platform'
import { type ConsentState, consentFor, newConsent } from '@casement/rules'
import type pg from 'pg'
import { createFiller, type PersonValues } from '../campaigns/fill-template.ts'
import { type Db, row, transactAgain } from '../database/database.ts'
import { appendEvents, type DomainEvent } from '../events/append-events.ts'
import { Problem } from '../http/problems.ts'
import type { LinkTracker } from '../links/track-links.ts'
import { categoryOf, type MessageContent } from '../messages/judge-message.ts'
import { findNumber, findTemplates, type SendingNumber } from '../messages/load-situations.ts'
import { submitWithin } from '../messages/submit-message.ts'
import { isConverted } from './conversion.ts'
import { createDaytimes } from './daytime.ts'
import type { Definition, Step } from './definition.ts'
import { endRuns } from './end-runs.ts'
import { fillText } from './fill-text.ts'
import type { Outcome } from './sequence-row.ts'

type Run = {
  id: string
  sequence_id: string
  contact_id: string
  step: number
  deadline: Date | null
  began_at: Date
  last_sent_at: Date | null
  name: string
  phone_number_id: string
  definition: Definition
}

type Person = PersonValues & {
  lastUserAt: PlatformTime | null
  wroteLast: 'in' | 'out' | null
  answeredBy: string | null
  consent: ConsentState
}

/** What becomes of a run now: it ends, waits, or a step was taken. */
type Move =
  | { end: Outcome; because: string; returnedAt?: PlatformTime | null }
  | { wait: PlatformTime }
  | { took: { messageId: string | null; rule: string | null; because: string | null }; events: readonly DomainEvent[] }

/**
 * Takes the step of one run that is due, through the gate, in one transaction with what it leaves behind: killed at any point, the
 * step was taken whole or not at all. Answers with the number that has something to send; null when nothing was due.
 */
export const takeStep = (
  pool: pg.Pool,
  workspaceId: string,
  runId: string,
  now: PlatformTime,
  links: LinkTracker | null = null,
): Promise<{ queued: string | null } | null> =>
  transactAgain(pool, async (tx) => {
    const run = await row<Run>(
      tx,
      `select r.id, r.sequence_id, r.contact_id, r.step, r.deadline, r.began_at, r.last_sent_at, s.name, s.phone_number_id, v.definition
       from sequence_runs r join sequences s on s.workspace_id = r.workspace_id and s.id = r.sequence_id
       join sequence_versions v on v.workspace_id = r.workspace_id and v.sequence_id = r.sequence_id and v.version = r.version
       where r.workspace_id = $1 and r.id = $2 and r.state = 'waiting' and r.due_at <= $3 and s.state = 'on' for update of r skip locked`,
      [workspaceId, runId, isoTime(now)],
    )
    if (!run) return null
    const number = await findNumber(tx, workspaceId, run.phone_number_id)
    const move: Move = number
      ? await decideMove(tx, workspaceId, { run, number, now, links })
      : { end: 'refused', because: 'Its number is no longer here.' }
    const events = await make(tx, workspaceId, { run, number, move, now })
    await appendEvents(tx, workspaceId, events)
    return { queued: 'took' in move && move.took.messageId ? run.phone_number_id : null }
  })

type Taking = { run: Run; number: SendingNumber; now: PlatformTime }

async function decideMove(
  tx: pg.PoolClient,
  workspaceId: string,
  { run, number, now, links }: Taking & { links: LinkTracker | null },
): Promise<Move> {
  const { definition } = run
  const step = definition.steps[run.step]
  if (!step) return { end: 'done', because: 'Every step was taken.' }
  const person = await findPerson(tx, workspaceId, run)
  if (!person) return { end: 'stopped', because: 'The contact is no longer here.' }
  const since = run.last_sent_at ?? run.began_at
  if (person.lastUserAt !== null && person.lastUserAt > since.getTime())
    return { end: 'replied', because: 'They wrote.', returnedAt: person.lastUserAt }
  if (isConverted(definition.converts, person.attributes))
    return { end: 'converted', because: 'What was hoped for had happened.', returnedAt: now }
  if (run.step === 0 && 'wroteLast' in definition.start && !wroteLast(definition.start.wroteLast, person))
    return { end: 'stopped', because: 'Somebody of yours has written since.' }
  if (person.answeredBy) return { end: 'stopped', because: `${person.answeredBy} took over the conversation.` }
  const day = createDaytimes({ daytime: definition.daytime, zone: number.time_zone })(person.phone).from(now)
  if (day > now) return waitUntil(run, day)
  const reason =
    'template' in step.send ? await whyNotWithoutAsking(tx, workspaceId, number, step.send, { definition, person }) : null
  if (reason) return { end: 'no-opt-in', because: reason }
  const message = messageOf(step, person)
  if (!message) return { end: 'refused', because: 'Something the message needs is not known of this person.' }
  return send(tx, workspaceId, { run, now, message, links })
}

const wroteLast = (wanted: 'customer' | 'us' | 'either', { wroteLast }: Person): boolean =>
  wanted === 'either' || wroteLast === (wanted === 'us' ? 'out' : 'in')

/** The gate decides. What it would hold is asked again when its time comes, so that an answer in between still stops it. */
async function send(
  tx: pg.PoolClient,
  workspaceId: string,
  { run, now, message, links }: { run: Run; now: PlatformTime; message: MessageContent; links: LinkTracker | null },
): Promise<Move> {
  await tx.query('savepoint step')
  try {
    const { submitted, events } = await submitWithin(tx, {
      workspaceId,
      request: { from: run.phone_number_id, to: { contactId: run.contact_id }, message, priority: 'utility' },
      now,
      sentBy: { kind: 'automation', id: run.sequence_id, name: run.name },
      idempotencyKey: `sequence ${run.id} ${run.step}`,
      ...(links ? { links } : {}),
    })
    const { decision, findings, message: sent } = submitted
    if (decision.kind === 'hold') {
      await tx.query('rollback to savepoint step')
      return waitUntil(run, decision.until && decision.until > now ? decision.until : later(now, HOUR))
    }
    if (sent) return { took: { messageId: sent.id, rule: null, because: null }, events }
    if (decision.kind !== 'refuse') throw new Error('The gate let something go and kept nothing of it.')
    const { rule } = decision
    const because = findings.find(({ severity }) => severity === 'error')?.fix ?? decision.because
    // Free form is over with the window; a template may still go.
    if (rule === 'window.closed' && run.definition.steps[run.step + 1])
      return { took: { messageId: null, rule, because }, events: [] }
    return { end: outcomeOf(rule), because }
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    await tx.query('rollback to savepoint step')
    return { end: 'refused', because: error.message }
  }
}

const outcomeOf = (rule: string): Outcome => {
  if (rule === 'consent.no-opt-in') return 'no-opt-in'
  if (rule.startsWith('consent.')) return 'opted-out'
  if (rule === 'frequency.cap') return 'capped'
  return rule === 'window.closed' ? 'too-late' : 'refused'
}

const waitUntil = (run: Run, at: PlatformTime): Move =>
  run.step === 0 && run.deadline !== null && at >= run.deadline.getTime()
    ? { end: 'too-late', because: 'It could not go before the window closed.' }
    : { wait: at }

/** Templates need a recorded yes, unless the sequence says otherwise. */
async function whyNotWithoutAsking(
  tx: Db,
  workspaceId: string,
  number: SendingNumber,
  { template }: { template: { name: string; language: string } },
  { definition, person }: { definition: Definition; person: Person },
): Promise<string | null> {
  if (definition.includeWithoutOptIn) return null
  const [found] = (await findTemplates(tx, workspaceId, number.waba_id, [template])).values()
  const category = found ? categoryOf(found) : 'marketing'
  const purposes = ['everything', 'marketing', ...(category === 'utility' ? (['utility'] as const) : [])] as const
  return purposes.some((purpose) => consentFor(person.consent, purpose).choice === 'in')
    ? null
    : 'No yes of theirs is recorded, so nothing goes to them that they did not ask for.'
}

function messageOf({ send }: Step, person: Person): MessageContent | null {
  if ('text' in send) {
    const body = fillText(send.text, person)
    return body === null ? null : { type: 'text', text: { body } }
  }
  const filler = createFiller(send.template)
  return filler.missing(person).length > 0 ? null : filler.fill(person)
}

async function findPerson(tx: Db, workspaceId: string, run: Run): Promise<Person | null> {
  const found = await row<{
    name: string
    attributes: Record<string, unknown>
    phone: string | null
    last_user_at: number | null
    wrote_last: 'in' | 'out' | null
    answered_by: string | null
    consent: ConsentState | null
  }>(
    tx,
    `select c.name, c.attributes,
       (select min(a.value) from contact_aliases a where a.workspace_id = $1 and a.contact_id = c.id and a.kind = 'e164') as phone,
       (select max((t.window_state->>'lastUserAt')::float8) from threads t where t.workspace_id = $1 and t.contact_id = c.id) as last_user_at,
       (select t.last_message->>'direction' from threads t
        where t.workspace_id = $1 and t.contact_id = c.id and t.phone_number_id = $3) as wrote_last,
       (select m.sent_by->>'name' from messages m join threads t on t.workspace_id = $1 and t.id = m.thread_id
        where m.workspace_id = $1 and t.contact_id = c.id and m.at > $4 and m.direction = 'out' and m.sent_by->>'kind' = 'person'
          and m.status not in ('refused', 'cancelled', 'expired', 'failed') order by m.at desc limit 1) as answered_by,
       (select s.state from consents s where s.workspace_id = $1 and s.contact_id = c.id) as consent
     from contacts c where c.workspace_id = $1 and c.id = $2 and c.merged_into is null`,
    [workspaceId, run.contact_id, run.phone_number_id, run.last_sent_at],
  )
  if (!found) return null
  const { name, attributes, phone } = found
  return {
    name,
    attributes,
    phone,
    columns: {},
    lastUserAt: found.last_user_at === null ? null : platformTime(found.last_user_at),
    wroteLast: found.wrote_last,
    answeredBy: found.answered_by,
    consent: found.consent ?? newConsent,
  }
}

/** Writes down what was decided, and answers with the events. */
async function make(
  tx: Db,
  workspaceId: string,
  { run, number, move, now }: { run: Run; number: SendingNumber | undefined; move: Move; now: PlatformTime },
): Promise<readonly DomainEvent[]> {
  if ('end' in move)
    return endRuns(
      tx,
      workspaceId,
      [{ id: run.id, outcome: move.end, because: move.because, returnedAt: move.returnedAt ?? null }],
      now,
    )
  if ('wait' in move) {
    await tx.query('update sequence_runs set due_at = $3 where workspace_id = $1 and id = $2', [
      workspaceId,
      run.id,
      isoTime(move.wait),
    ])
    return []
  }
  const { messageId, rule, because } = move.took
  await tx.query(
    `insert into sequence_steps (workspace_id, run_id, step, sequence_id, at, message_id, rule, because) values ($1, $2, $3, $4, $5, $6, $7, $8)`,
    [workspaceId, run.id, run.step, run.sequence_id, isoTime(now), messageId, rule, because],
  )
  const next = run.definition.steps[run.step + 1]
  const due = next && number ? await dueOf(tx, workspaceId, { run, number, now: later(now, next.afterMinutes * MINUTE) }) : now
  await tx.query(
    `update sequence_runs set step = step + 1, due_at = $3, message_id = coalesce($4, message_id),
       last_sent_at = case when $4::uuid is null then last_sent_at else $5 end where workspace_id = $1 and id = $2`,
    [workspaceId, run.id, isoTime(due), messageId, isoTime(now)],
  )
  if (next) return move.events
  const ended = await endRuns(tx, workspaceId, [{ id: run.id, outcome: 'done', because: 'Every step was taken.' }], now)
  return [...move.events, ...ended]
}

async function dueOf(tx: Db, workspaceId: string, { run, number, now }: Taking): Promise<PlatformTime> {
  const person = await findPerson(tx, workspaceId, run)
  return createDaytimes({ daytime: run.definition.daytime, zone: number.time_zone })(person?.phone ?? null).from(now)
}

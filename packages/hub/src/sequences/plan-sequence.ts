import { isoTime, later, MINUTE, type PlatformTime, platformTime, tierUsers } from '@casement/platform'
import { type ConsentState, consentFor, type Decision, decide, newConsent } from '@casement/rules'
import { createFiller } from '../campaigns/fill-template.ts'
import { type Db, rows } from '../database/database.ts'
import { findingsOf } from '../messages/find-findings.ts'
import { categoryOf, type MessageContent, requireNumber } from '../messages/judge-message.ts'
import { findTemplates, loadSituations, type Proposal } from '../messages/load-situations.ts'
import { pricedIn } from '../settings/own-rates.ts'
import { type Beginner, firstDue, notLately, paceOf } from './begin-runs.ts'
import type { Step } from './definition.ts'
import { fillText } from './fill-text.ts'
import { countByFilter, findByFilter, findByWindow } from './find-beginners.ts'
import type { SequenceRow } from './sequence-row.ts'

/** So many people are judged one by one; more are told by their share. */
const JUDGED = 5_000
const AT_ONCE = 500

export type PlannedStep = { step: number; people: number; cost: string; because: string | null }
export type Plan = {
  /** How many it would begin for now; null where only what happens will tell. */
  people: number | null
  judged: number
  reached: number
  /** Who is not reached by the first step, by reason; a rule of the rulebook, or `too-late`, `no-opt-in`, `missing-value`. */
  excluded: Record<string, { people: number; because: string }>
  steps: PlannedStep[]
  /** If everybody gets the first step, and if nobody answers before the last. */
  cost: { least: string; most: string; currency: string }
  first: string | null
  last: string | null
  perSecond: number
  /** People outside their windows whom the portfolio may write to in 24 hours; null is unlimited. */
  reachLimit: number | null
  sentence: string
}

/** Whom a sequence would reach if it were switched on now, when, at what cost, and whom it cannot reach and why. Nothing is written. */
export async function planSequence(db: Db, sequence: SequenceRow, now: PlatformTime): Promise<Plan> {
  const { definition } = sequence
  const { start } = definition
  const number = await requireNumber(db, sequence.workspace_id, sequence.phone_number_id)
  const found =
    start.on === 'window.closing' || start.on === 'window.closed'
      ? await findByWindow(db, sequence, start.wroteLast, now, JUDGED)
      : start.on === 'filter'
        ? await findAndCount(db, sequence, now)
        : { beginners: [], people: null }
  const beginners = await notLately(db, sequence, found.beginners, now)
  const currency = await pricedIn(db, sequence.workspace_id, number.currency)
  const planned = { perSecond: paceOf(number), reachLimit: tierUsers[number.tier] ?? null, currency }
  const due = firstDue(sequence, number, beginners, now)
  const excluded: Plan['excluded'] = {}
  const leaveOut = (reason: string, because: string) => {
    const known = excluded[reason] ?? { people: 0, because }
    known.people++
    excluded[reason] = known
  }
  const inTime = beginners.flatMap((one) => {
    const at = start.on === 'window.closed' && one.until !== null ? one.until : (due.get(one) ?? null)
    if (at !== null) return [{ ...one, at }]
    leaveOut('too-late', 'They cannot be reached in time: it is night for them, or too many others close with them.')
    return []
  })

  let left: (Beginner & { at: PlatformTime })[] = inTime
  const steps: PlannedStep[] = []
  let times: PlatformTime[] = []
  for (const [index, step] of definition.steps.entries()) {
    const judged = await judgeStep(db, sequence, { step, people: left, now })
    const go = judged.filter(({ decision }) => typeof decision !== 'string' && decision.kind !== 'refuse')
    if (index === 0) {
      times = go.map(({ person }) => person.at)
      for (const { decision } of judged)
        if (typeof decision === 'string') leaveOut(decision, REASONS[decision])
        else if (decision.kind === 'refuse') leaveOut(decision.rule, decision.because)
    }
    const cost = go.reduce(
      (sum, { decision }) =>
        sum + (typeof decision === 'string' || decision.kind === 'refuse' ? 0 : Number(decision.price?.amount ?? 0)),
      0,
    )
    const [refused] = judged.flatMap(({ decision }) =>
      typeof decision === 'string' ? REASONS[decision] : decision.kind === 'refuse' ? decision.because : [],
    )
    steps.push({
      step: index,
      people: go.length,
      cost: plain(cost),
      because: refused ?? null,
    })
    const next = definition.steps[index + 1]
    const goesOn = index === 0 ? go.map(({ person }) => person) : left
    left = goesOn.map((person) => ({ ...person, at: later(person.at, (next?.afterMinutes ?? 0) * MINUTE) }))
  }
  const reached = steps[0]?.people ?? 0
  const total = found.people
  const scale = total !== null && found.beginners.length > 0 ? Math.max(1, total / found.beginners.length) : 1
  const sums = steps.map(({ cost }) => Number(cost) * scale)
  return {
    people: total,
    judged: beginners.length,
    reached: Math.round(reached * scale),
    excluded: Object.fromEntries(
      Object.entries(excluded).map(([reason, { people, because }]) => [reason, { people: Math.round(people * scale), because }]),
    ),
    steps,
    cost: { least: plain(sums[0] ?? 0), most: plain(sums.reduce((a, b) => a + b, 0)), currency: planned.currency },
    first: times.length > 0 ? isoTime(platformTime(times.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY))) : null,
    last: times.length > 0 ? isoTime(platformTime(times.reduce((a, b) => Math.max(a, b), 0))) : null,
    perSecond: planned.perSecond,
    reachLimit: planned.reachLimit,
    sentence: sentenceOf(total, Math.round(reached * scale), excluded['too-late']?.people ?? 0),
  }
}

const REASONS = {
  'no-opt-in': 'No yes of theirs is recorded, so nothing goes to them that they did not ask for.',
  'missing-value': 'Something the message needs is not known of them.',
} as const

type Judged = { person: Beginner & { at: PlatformTime }; decision: Decision | keyof typeof REASONS }

/** What the rules would say of one step, for each person at their own time; windows and prices as they will be then. */
async function judgeStep(
  db: Db,
  sequence: SequenceRow,
  { step, people, now }: { step: Step; people: readonly (Beginner & { at: PlatformTime })[]; now: PlatformTime },
): Promise<Judged[]> {
  const { workspace_id: workspaceId, definition } = sequence
  const number = await requireNumber(db, workspaceId, sequence.phone_number_id)
  const wanted = 'template' in step.send ? { name: step.send.template.name, language: step.send.template.language } : null
  const template = wanted ? [...(await findTemplates(db, workspaceId, number.waba_id, [wanted])).values()][0] : undefined
  const filler = 'template' in step.send ? createFiller(step.send.template) : null
  const category = template ? categoryOf(template) : wanted ? ('utility' as const) : ('service' as const)
  const judged: Judged[] = []
  for (let from = 0; from < people.length; from += AT_ONCE) {
    const chunk = people.slice(from, from + AT_ONCE)
    const known = await rows<{
      id: string
      name: string
      attributes: Record<string, unknown>
      bsuid: string | null
      consent: ConsentState | null
    }>(
      db,
      `select c.id, c.name, c.attributes, s.state as consent,
         (select min(a.value) from contact_aliases a where a.workspace_id = $1 and a.contact_id = c.id and a.kind = 'bsuid') as bsuid
       from contacts c left join consents s on s.workspace_id = $1 and s.contact_id = c.id
       where c.workspace_id = $1 and c.id = any ($2::uuid[])`,
      [workspaceId, chunk.map(({ contactId }) => contactId)],
    )
    const personOf = new Map(known.map((person) => [person.id, person]))
    const asked: { person: (typeof chunk)[number]; proposal: Proposal }[] = []
    for (const person of chunk) {
      const of = personOf.get(person.contactId)
      const values = { name: of?.name ?? '', phone: person.phone, attributes: of?.attributes ?? {}, columns: {} }
      const said = of?.consent ?? newConsent
      const text = 'text' in step.send ? fillText(step.send.text, values) : null
      const message: MessageContent | null =
        text !== null
          ? { type: 'text', text: { body: text } }
          : filler && filler.missing(values).length === 0
            ? filler.fill(values)
            : null
      const purposes = ['everything', 'marketing', ...(category === 'utility' ? (['utility'] as const) : [])] as const
      if (wanted && !definition.includeWithoutOptIn && purposes.every((purpose) => consentFor(said, purpose).choice === 'unsaid'))
        judged.push({ person, decision: 'no-opt-in' })
      else if (!message) judged.push({ person, decision: 'missing-value' })
      else
        asked.push({
          person,
          proposal: {
            threadId: person.threadId,
            contactId: person.contactId,
            recipient: { phone: person.phone, bsuid: of?.bsuid ?? null },
            kind: wanted ? 'template' : 'free-form',
            type: message.type,
            category,
            initiator: 'automation',
            findings: wanted && !template ? [] : findingsOf(message, template, now),
            template: wanted,
          },
        })
    }
    const { situations } = await loadSituations(
      db,
      workspaceId,
      number,
      asked.map(({ proposal }) => proposal),
      chunk[0]?.at ?? now,
    )
    asked.forEach(({ person }, index) => {
      const situation = situations[index]
      if (situation) judged.push({ person, decision: decide({ ...situation, now: person.at }) })
    })
  }
  return judged
}

async function findAndCount(db: Db, sequence: SequenceRow, now: PlatformTime) {
  const { start } = sequence.definition
  if (start.on !== 'filter') return { beginners: [], people: 0 }
  const { beginners } = await findByFilter(db, sequence, start.filter, now, JUDGED)
  const people = beginners.length < JUDGED ? beginners.length : await countByFilter(db, sequence, start.filter, now)
  return { beginners, people }
}

function sentenceOf(people: number | null, reached: number, tooLate: number): string {
  if (people === null) return 'It begins as things happen: whom it reaches shows once it is on.'
  if (people === 0) return 'Nobody would be written to now.'
  const late = tooLate > 0 ? ` ${tooLate.toLocaleString('en')} cannot be reached in time.` : ''
  return `${reached.toLocaleString('en')} of ${people.toLocaleString('en')} people would be written to.${late}`
}

const plain = (amount: number): string => amount.toFixed(6).replace(/\.?0+$/, '') || '0'

import { type PlatformTime, policyAt } from '@casement/platform'
import {
  type ConsentState,
  consentFor,
  newConsent,
  newWindow,
  priceOf,
  type Situation,
  type WindowState,
  windowAt,
} from '@casement/rules'
import type { Condition, Facts, Graph } from '@casement/rules/automation'
import { type Db, preparedRows } from '../database/database.ts'
import { findNumber, loadSituations, type Proposal } from '../messages/load-situations.ts'
import { placeOf } from '../settings/place.ts'

/** Whom a run is about. */
export type About = { contactId: string; threadId: string | null; phoneNumberId: string }

export type Person = {
  contactId: string
  name: string
  phone: string | null
  attributes: Record<string, unknown>
  tags: string[]
  consent: ConsentState
  threadId: string | null
  threadState: 'open' | 'resolved'
  threadTags: string[]
  ownerId: string | null
  window: WindowState
  timeZone: string
}

type Row = {
  position: number
  contact_id: string | null
  name: string
  attributes: Record<string, unknown>
  tags: string[]
  consent: ConsentState | null
  phone: string | null
  thread_id: string | null
  state: 'open' | 'resolved' | null
  thread_tags: string[] | null
  owner_id: string | null
  window_state: WindowState | null
  time_zone: string | null
}

/** What is known now of these people and their threads, in the order asked for; null who was erased, or whose number is gone. */
export async function loadPersons(db: Db, workspaceId: string, about: readonly About[]): Promise<(Person | null)[]> {
  if (about.length === 0) return []
  const found = await preparedRows<Row>(
    db,
    'automation-persons',
    `select asked.position, c.id as contact_id, c.name, c.attributes, c.tags, said.state as consent, names.phone,
       t.id as thread_id, t.state, t.tags as thread_tags, t.owner_id, t.window_state, w.time_zone
     from unnest($2::uuid[], $3::text[]) with ordinality as asked (contact_id, number_id, position)
     join contacts c on c.workspace_id = $1 and c.id = asked.contact_id
     join phone_numbers n on n.workspace_id = $1 and n.id = asked.number_id
     join wabas w on w.workspace_id = $1 and w.id = n.waba_id
     left join consents said on said.workspace_id = $1 and said.contact_id = c.id
     left join threads t on t.workspace_id = $1 and t.phone_number_id = asked.number_id and t.contact_id = c.id
     left join lateral (
       select min(a.value) filter (where a.kind = 'e164') as phone from contact_aliases a
       where a.workspace_id = $1 and a.contact_id = c.id
     ) names on true`,
    [workspaceId, about.map(({ contactId }) => contactId), about.map(({ phoneNumberId }) => phoneNumberId)],
  )
  const persons: (Person | null)[] = about.map(() => null)
  for (const row of found) {
    persons[row.position - 1] = {
      contactId: row.contact_id as string,
      name: row.name,
      phone: row.phone,
      attributes: row.attributes,
      tags: row.tags,
      consent: row.consent ?? newConsent,
      threadId: row.thread_id,
      threadState: row.state ?? 'open',
      threadTags: row.thread_tags ?? [],
      ownerId: row.owner_id,
      window: row.window_state ?? newWindow,
      timeZone: row.time_zone ?? 'UTC',
    }
  }
  return persons
}

/** What a run remembers beside the person: what began it, what was answered, what was fetched. */
export type Memory = {
  text?: string
  answer?: { text: string; id: string | null } | null
  data?: Record<string, unknown>
  /** Who had the thread when the run began, or whom the run gave it to. */
  ownerId?: string | null
}

export type Prices = Partial<Record<'service' | 'utility' | 'marketing', string>>

export function factsOf(person: Person, memory: Memory, now: PlatformTime, prices: Prices = {}): Facts {
  return {
    now,
    contact: {
      name: person.name,
      phone: person.phone,
      country: placeOf(person.phone).slice(0, 2),
      attributes: person.attributes,
      tags: person.tags,
      consent: (purpose) => consentFor(person.consent, purpose).choice,
    },
    thread: { state: person.threadState, assigned: person.ownerId !== null, tags: person.threadTags },
    window: windowAt(person.window, now, policyAt(now, person.timeZone)),
    priceOf: (category) => prices[category] ?? null,
    text: memory.text ?? '',
    answer: memory.answer ?? null,
    data: memory.data ?? {},
  }
}

/** Whether anything in a drawing asks what a message would cost. */
export const asksForPrices = (graph: Graph): boolean =>
  [graph.if, ...graph.nodes.flatMap((node) => (node.kind === 'branch' ? node.cases.map((each) => each.if) : []))].some(
    (condition) => condition !== undefined && mentionsPrice(condition),
  )

function mentionsPrice(condition: Condition): boolean {
  if ('all' in condition) return condition.all.some(mentionsPrice)
  if ('any' in condition) return condition.any.some(mentionsPrice)
  return 'not' in condition ? mentionsPrice(condition.not) : 'price' in condition
}

/** What a message of each kind would cost these people now, by the same facts as the gate asks. Answers in the order asked. */
export async function loadPrices(
  db: Db,
  workspaceId: string,
  asked: readonly { person: Person; phoneNumberId: string }[],
  now: PlatformTime,
): Promise<Prices[]> {
  const prices: Prices[] = asked.map(() => ({}))
  for (const phoneNumberId of new Set(asked.map((one) => one.phoneNumberId))) {
    const number = await findNumber(db, workspaceId, phoneNumberId)
    if (!number) continue
    const wanted = asked.flatMap((one, index) =>
      one.phoneNumberId === phoneNumberId ? CATEGORIES.map((category) => ({ index, category, person: one.person })) : [],
    )
    const proposals = wanted.map(({ category, person }) => proposalOf(category, person))
    const { situations } = await loadSituations(db, workspaceId, number, proposals, now)
    for (const [position, { index, category }] of wanted.entries())
      (prices[index] as Prices)[category] = priceOf(situations[position] as Situation).amount
  }
  return prices
}

const CATEGORIES = ['service', 'utility', 'marketing'] as const

const proposalOf = (category: (typeof CATEGORIES)[number], person: Person): Proposal => ({
  threadId: person.threadId,
  contactId: person.contactId,
  recipient: { phone: person.phone, bsuid: null },
  kind: category === 'service' ? 'free-form' : 'template',
  type: category === 'service' ? 'text' : 'template',
  category,
  initiator: 'automation',
  findings: [],
  template: null,
})

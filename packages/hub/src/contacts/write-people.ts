import { isoTime, type PlatformTime } from '@casement/platform'
import { type ConsentEvent, type ConsentState, consentFor, type Evidence, foldConsent, newConsent } from '@casement/rules'
import { writeStatements } from '../consent/ledger.ts'
import { type Db, rows } from '../database/database.ts'
import { uuid7 } from '../database/uuid7.ts'
import type { Rejection } from '../jobs/queries.ts'
import { type Attributes, changeAttributes, tooMany } from './attributes.ts'
import type { Person } from './read-person.ts'

export type Writing = {
  workspaceId: string
  jobId: string
  now: PlatformTime
  evidence: Evidence
  /** Nobody of the people before was known: to be quick where these are new too. Wrong, it costs time and nothing else. */
  expectNew: boolean
}
export type Written = {
  created: number
  changed: number
  unchanged: number
  allNew: boolean
  /** Statements of the file that were not taken because the person had opted out since, or before. */
  optOutsKept: number
  /** `earlier`: the line that stands in place of this one. */
  rejected: (Omit<Rejection, 'text'> & { earlier?: number })[]
  /** Whose contact each number is now. */
  contactOf: Map<string, string>
  /** Which attributes became others, by contact. */
  attributesOf: Map<string, string[]>
}

type Known = { id: string; phone: string; name: string; attributes: Attributes; ours: boolean; import_line: number | null }

/**
 * Writes a batch of people, each number once: new ones are made, known ones get what the file says of them. A number that an
 * earlier line of the same job brought is rejected, and names that line.
 */
export async function writePeople(tx: Db, writing: Writing, people: readonly Person[]): Promise<Written> {
  const written: Written = {
    created: 0,
    changed: 0,
    unchanged: 0,
    allNew: false,
    optOutsKept: 0,
    rejected: [],
    contactOf: new Map(),
    attributesOf: new Map(),
  }
  const first = new Map<string, Person>()
  const again: Person[] = []
  for (const person of people) {
    if (first.has(person.phone)) again.push(person)
    else first.set(person.phone, person)
  }
  // One order in all transactions: two imports wait for each other instead of for ever.
  const wanted = [...first.values()].sort((a, b) => (a.phone < b.phone ? -1 : 1))
  const ids = new Map(wanted.map(({ phone }) => [phone, uuid7()]))
  const made = await takeNumbers(tx, writing, ids)
  const fresh = wanted.filter(({ phone }) => made.has(phone))
  await createPeople(tx, writing, fresh, ids)
  written.created = fresh.length
  written.allNew = fresh.length === wanted.length
  for (const { phone, attributes } of fresh) {
    const id = ids.get(phone) as string
    written.contactOf.set(phone, id)
    if (Object.keys(attributes).length > 0) written.attributesOf.set(id, Object.keys(attributes))
  }
  if (fresh.length < wanted.length)
    await changePeople(
      tx,
      writing,
      first,
      wanted.filter(({ phone }) => !made.has(phone)),
      written,
    )
  // The first of this batch may itself stand behind a line of an earlier one.
  const behind = new Map(written.rejected.map(({ line, earlier }) => [line, earlier]))
  for (const person of again) {
    const { line } = first.get(person.phone) as Person
    written.rejected.push(samePerson(person, behind.get(line) ?? line))
  }
  return written
}

/** Gives the numbers that are nobody's to the contacts to come, and answers with them. */
async function takeNumbers(
  tx: Db,
  { workspaceId, expectNew }: Writing,
  ids: ReadonlyMap<string, string>,
): Promise<ReadonlySet<string>> {
  const take = `insert into contact_aliases (workspace_id, kind, value, contact_id)
    select $1, 'e164', a.value, a.id from unnest($2::text[], $3::uuid[]) as a (value, id)`
  const taken = [workspaceId, [...ids.keys()], [...ids.values()]]
  if (expectNew) {
    // Asking whether each number is somebody's before it is written costs a seventh of the whole import.
    await tx.query('savepoint numbers')
    try {
      await tx.query(take, taken)
      return new Set(ids.keys())
    } catch (error) {
      if ((error as { code?: string }).code !== UNIQUE_VIOLATION) throw error
      await tx.query('rollback to savepoint numbers')
    }
  }
  const made = await rows<{ value: string }>(
    tx,
    `${take} on conflict (workspace_id, kind, portfolio_id, value) do nothing returning value`,
    taken,
  )
  return new Set(made.map(({ value }) => value))
}

const UNIQUE_VIOLATION = '23505'

async function createPeople(tx: Db, writing: Writing, fresh: readonly Person[], ids: ReadonlyMap<string, string>): Promise<void> {
  if (fresh.length === 0) return
  await tx.query(
    `insert into contacts (workspace_id, id, name, attributes, created_at, import_job, import_line, phone)
     select $1, c.id, c.name, c.attributes, $2, $3, c.line, c.phone
     from unnest($4::uuid[], $5::text[], $6::jsonb[], $7::int[], $8::text[]) as c (id, name, attributes, line, phone)`,
    [
      writing.workspaceId,
      isoTime(writing.now),
      writing.jobId,
      fresh.map(({ phone }) => ids.get(phone)),
      fresh.map(({ name }) => name),
      fresh.map(({ attributes }) => JSON.stringify(attributes)),
      fresh.map(({ line }) => line),
      fresh.map(({ phone }) => phone),
    ],
  )
  const saying = fresh.filter(({ consent }) => consent.length > 0)
  if (saying.length === 0) return
  const stated = saying.map((person) => ({ id: ids.get(person.phone) as string, ...statedBy(person, newConsent, writing) }))
  await tx.query(
    `insert into consents (workspace_id, contact_id, state)
     select $1, c.id, c.state from unnest($2::uuid[], $3::jsonb[]) as c (id, state)`,
    [writing.workspaceId, stated.map(({ id }) => id), stated.map(({ state }) => JSON.stringify(state))],
  )
  await writeStatements(
    tx,
    writing.workspaceId,
    stated.flatMap(({ id, said }) => said.map((one) => ({ contactId: id, said: one }))),
  )
}

async function changePeople(
  tx: Db,
  writing: Writing,
  people: ReadonlyMap<string, Person>,
  wanted: readonly Person[],
  written: Written,
): Promise<void> {
  const found = await rows<Known>(
    tx,
    `select c.id, a.value as phone, c.name, c.attributes, coalesce(c.import_job = $3, false) as ours, c.import_line
     from contact_aliases a join contacts c on c.workspace_id = a.workspace_id and c.id = a.contact_id
     where a.workspace_id = $1 and a.kind = 'e164' and a.portfolio_id = '' and a.value = any($2::text[])
     order by c.id for update of c`,
    [writing.workspaceId, wanted.map(({ phone }) => phone), writing.jobId],
  )
  const touched: { known: Known; person: Person; name: string; attributes: Attributes; differs: boolean }[] = []
  const lineOf = new Map<string, number>()
  const named = found.map((known) => ({ known, person: people.get(known.phone) as Person }))
  for (const { known, person } of named.sort((a, b) => a.person.line - b.person.line)) {
    written.contactOf.set(known.phone, known.id)
    // Two numbers of one person: the first line of this file that names either stands.
    const earlier = known.ours ? known.import_line : lineOf.get(known.id)
    if (earlier !== null && earlier !== undefined) {
      written.rejected.push(samePerson(person, earlier))
      continue
    }
    const attributes = changeAttributes(known.attributes, person.attributes)
    const crowd = tooMany(attributes)
    if (crowd) {
      written.rejected.push({ line: person.line, reason: crowd })
      continue
    }
    lineOf.set(known.id, person.line)
    const name = person.name || known.name
    const others = Object.keys(person.attributes).filter((key) => known.attributes[key] !== attributes[key])
    if (others.length > 0) written.attributesOf.set(known.id, others)
    const differs = name !== known.name || others.length > 0
    touched.push({ known, person, name, attributes, differs })
  }
  await tx.query(
    `update contacts c set name = t.name, attributes = t.attributes, import_job = $2, import_line = t.line
     from unnest($3::uuid[], $4::text[], $5::jsonb[], $6::int[]) as t (id, name, attributes, line)
     where c.workspace_id = $1 and c.id = t.id`,
    [
      writing.workspaceId,
      writing.jobId,
      touched.map(({ known }) => known.id),
      touched.map(({ name }) => name),
      touched.map(({ attributes }) => JSON.stringify(attributes)),
      touched.map(({ person }) => person.line),
    ],
  )
  const said = await changeConsents(tx, writing, touched, written)
  written.changed += touched.filter(({ known, differs }) => differs || said.has(known.id)).length
  written.unchanged += touched.filter(({ known, differs }) => !differs && !said.has(known.id)).length
}

/** Answers with those whose consent became another. */
async function changeConsents(
  tx: Db,
  writing: Writing,
  touched: readonly { known: Known; person: Person }[],
  written: Written,
): Promise<Set<string>> {
  const saying = new Map(touched.filter(({ person }) => person.consent.length > 0).map(({ known, person }) => [known.id, person]))
  if (saying.size === 0) return new Set()
  const ids = [...saying.keys()].sort()
  await tx.query(
    `insert into consents (workspace_id, contact_id, state) select $1, c.id, $3 from unnest($2::uuid[]) as c (id) on conflict do nothing`,
    [writing.workspaceId, ids, JSON.stringify(newConsent)],
  )
  const before = await rows<{ contact_id: string; state: ConsentState }>(
    tx,
    'select contact_id, state from consents where workspace_id = $1 and contact_id = any($2::uuid[]) order by contact_id for update',
    [writing.workspaceId, ids],
  )
  const after = before.map(({ contact_id, state }) => {
    const stated = statedBy(saying.get(contact_id) as Person, state, writing)
    written.optOutsKept += stated.optOutsKept
    return { id: contact_id, state: stated.state, said: stated.said, changed: stated.state !== state }
  })
  const changed = after.filter((one) => one.changed)
  await tx.query(
    `update consents c set state = s.state from unnest($2::uuid[], $3::jsonb[]) as s (id, state)
     where c.workspace_id = $1 and c.contact_id = s.id`,
    [writing.workspaceId, changed.map(({ id }) => id), changed.map(({ state }) => JSON.stringify(state))],
  )
  await writeStatements(
    tx,
    writing.workspaceId,
    changed.flatMap(({ id, said }) => said.map((one) => ({ contactId: id, said: one }))),
  )
  return new Set(changed.map(({ id }) => id))
}

/**
 * What a row makes of somebody's consent. What already holds is not said again, so that a file may come twice. A yes in a file never
 * takes back a no: files are older than they look, and the person's own word counts.
 */
function statedBy(person: Person, before: ConsentState, { now, evidence }: Writing) {
  let state = before
  let optOutsKept = 0
  const said: ConsentEvent[] = []
  for (const { purpose, choice } of person.consent) {
    const holds = consentFor(state, purpose).choice
    if (holds === choice) continue
    if (holds === 'out') optOutsKept++
    else {
      const event: ConsentEvent = { purpose, choice, at: now, evidence }
      said.push(event)
      state = foldConsent(state, event)
    }
  }
  return { state, said, optOutsKept }
}

const samePerson = ({ line }: Person, earlier: number) => ({
  line,
  earlier,
  reason: `The same person as in line ${earlier}, which was taken.`,
})

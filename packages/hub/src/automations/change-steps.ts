import type { PlatformTime } from '@casement/platform'
import type { Evidence } from '@casement/rules'
import { type Facts, fillMessage, type NodeOf } from '@casement/rules/automation'
import { findPerson } from '../access/people.ts'
import { changeAttributes, tooMany } from '../contacts/attributes.ts'
import { recordConsent } from '../contacts/record-consent.ts'
import { type Db, row } from '../database/database.ts'
import type { DomainEvent } from '../events/append-events.ts'
import { type By, writeNotes } from '../threads/notes.ts'
import type { Person } from './load-facts.ts'
import type { RunRow } from './run-walk.ts'
import type { Stepped } from './take-step.ts'

export type LocalNode = NodeOf<'assign' | 'tag' | 'note' | 'attribute' | 'consent' | 'hand-over'>

type Changing = {
  tx: Db
  workspaceId: string
  run: RunRow
  person: Person
  facts: Facts
  now: PlatformTime
  by: By
  events: DomainEvent[]
}
/** `ownerId`: whom the run itself gave the thread to. */
type Changed = { stepped: Stepped; events: readonly DomainEvent[]; ownerId?: string | null }

const MOST_TAGS = 50

/** What a step changes in our own tables. Nothing of it is sent. */
export async function changeByStep(
  tx: Db,
  { node, ...given }: Omit<Changing, 'tx' | 'by' | 'events'> & { node: LocalNode },
): Promise<Changed> {
  const by: By = { kind: 'automation', id: given.run.automation_id, name: given.run.name }
  const changing: Changing = { ...given, tx, by, events: [] }
  const changed = await change(changing, node)
  return { ...changed, events: changing.events }
}

function change(changing: Changing, node: LocalNode): Promise<Omit<Changed, 'events'>> {
  switch (node.kind) {
    case 'assign':
      return assign(changing, node.owner)
    case 'tag':
      return tag(changing, node)
    case 'note':
      return note(changing, fillMessage(node.text, changing.facts))
    case 'attribute':
      return setAttribute(changing, node)
    case 'consent':
      return consent(changing, node)
    case 'hand-over':
      return handOver(changing, node)
  }
}

const done = (says: string): { stepped: Stepped } => ({ stepped: { says, exit: 'done' } })

async function assign(changing: Changing, owner: string | null): Promise<Omit<Changed, 'events'>> {
  const { tx, workspaceId, run, now, by, events } = changing
  if (!run.thread_id) return done('Assigned to nobody: there is no conversation yet.')
  const person = owner === null ? null : await findPerson(tx, { workspaceId, id: owner })
  if (person === undefined) return done('Assigned to nobody: the person is no longer a member.')
  await tx.query(
    `update threads set owner_id = $3, state = 'open', unread = greatest(unread, 1), snoozed_until = null
     where workspace_id = $1 and id = $2`,
    [workspaceId, run.thread_id, person?.id ?? null],
  )
  const threadId = run.thread_id
  await writeNotes(tx, workspaceId, [
    person ? { threadId, at: now, by, kind: 'assigned', text: person.name } : { threadId, at: now, by, kind: 'unassigned' },
  ])
  events.push({ type: 'thread.changed', at: now, data: { threadId } })
  return { stepped: { says: null, exit: 'done' }, ownerId: person?.id ?? null }
}

async function tag({ tx, workspaceId, person, run, now, events }: Changing, { add, remove }: NodeOf<'tag'>) {
  // Another automation may tag the same person in the same moment.
  const held = await row<{ tags: string[] }>(tx, 'select tags from contacts where workspace_id = $1 and id = $2 for update', [
    workspaceId,
    person.contactId,
  ])
  const tags = [...new Set([...(held?.tags ?? []).filter((word) => !remove.includes(word)), ...add])]
  if (tags.length > MOST_TAGS) return done(`Not tagged: a contact holds at most ${MOST_TAGS} tags.`)
  const { rowCount } = await tx.query(
    'update contacts set tags = $3 where workspace_id = $1 and id = $2 and tags <> $3::text[]',
    [workspaceId, person.contactId, tags],
  )
  if (rowCount) events.push(contactChanged(run, person, now))
  return done(
    [add.length > 0 ? `Tagged ${add.join(', ')}.` : '', remove.length > 0 ? `Took the tag ${remove.join(', ')} away.` : '']
      .filter(Boolean)
      .join(' '),
  )
}

async function note({ tx, workspaceId, run, now, by, events }: Changing, text: string): Promise<{ stepped: Stepped }> {
  if (!run.thread_id) return done('No note: there is no conversation yet.')
  await writeNotes(tx, workspaceId, [{ threadId: run.thread_id, kind: 'note', at: now, by, text: text.slice(0, 4_000) }])
  events.push({ type: 'thread.changed', at: now, data: { threadId: run.thread_id } })
  return { stepped: { says: null, exit: 'done' } }
}

async function setAttribute({ tx, workspaceId, run, person, facts, now, events }: Changing, node: NodeOf<'attribute'>) {
  const value = typeof node.value === 'string' ? fillMessage(node.value, facts).slice(0, 500) : node.value
  const held = await row<{ attributes: Record<string, string | number | boolean> }>(
    tx,
    'select attributes from contacts where workspace_id = $1 and id = $2 for update',
    [workspaceId, person.contactId],
  )
  const before = held?.attributes ?? {}
  const after = changeAttributes(before, { [node.key]: value })
  const crowd = tooMany(after)
  if (crowd) return done(`Not set: ${crowd}`)
  if (before[node.key] !== after[node.key]) {
    await tx.query('update contacts set attributes = $3 where workspace_id = $1 and id = $2', [
      workspaceId,
      person.contactId,
      JSON.stringify(after),
    ])
    events.push(contactChanged(run, person, now, [node.key]))
  }
  return done(value === null ? `Forgot ${node.key}.` : `Set ${node.key} to ${String(value).slice(0, 100)}.`)
}

async function consent({ tx, workspaceId, person, run, now, events }: Changing, { purpose, choice }: NodeOf<'consent'>) {
  const said = run.memory.answer?.text || run.memory.text
  const evidence: Evidence = {
    how: run.memory.answer?.id ? 'button' : said ? 'keyword' : 'api',
    ...(said ? { wording: said.slice(0, 500) } : {}),
    reference: `automation ${run.name}`,
  }
  await recordConsent({ tx, workspaceId, emit: (event) => events.push(event) }, person.contactId, [
    { at: now, purpose, choice, evidence },
  ])
  return done(choice === 'in' ? `Noted a yes to ${purpose}.` : `Noted a no to ${purpose}.`)
}

async function handOver(changing: Changing, { owner, note: text }: NodeOf<'hand-over'>): Promise<Omit<Changed, 'events'>> {
  const { tx, workspaceId, run, facts, now } = changing
  const said = fillMessage(text, facts).trim()
  if (said !== '') await note(changing, said)
  if (run.thread_id) {
    if (owner) await assign(changing, owner)
    else {
      await tx.query(
        `update threads set state = 'open', unread = greatest(unread, 1), snoozed_until = null where workspace_id = $1 and id = $2`,
        [workspaceId, run.thread_id],
      )
      changing.events.push({ type: 'thread.changed', at: now, data: { threadId: run.thread_id } })
    }
  }
  return { stepped: { says: 'Handed to a person.', exit: null, ends: { state: 'handed-over', because: null } } }
}

/** Says who did it, so that an automation is not begun by itself. */
const contactChanged = (run: RunRow, { contactId }: Person, now: PlatformTime, attributes: string[] = []): DomainEvent => ({
  type: 'contact.changed',
  at: now,
  data: { contactId, automationId: run.automation_id, ...(attributes.length > 0 ? { attributes } : {}) },
})

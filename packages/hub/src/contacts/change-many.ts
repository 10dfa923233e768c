import type { PlatformTime } from '@casement/platform'
import { type ConsentEvent, consentFor, newConsent } from '@casement/rules'
import { z } from 'zod'
import type { PlatformClock } from '../clock/platform-clock.ts'
import { type Db, row, rows } from '../database/database.ts'
import { appendEvents, type DomainEvent } from '../events/append-events.ts'
import { saveRejections } from '../jobs/queries.ts'
import type { JobInHand } from '../jobs/run-jobs.ts'
import { Filter } from '../segments/filter.ts'
import { AttributeChanges, type Attributes, changeAttributes, tooMany } from './attributes.ts'
import { keysThatChanged } from './change-contact.ts'
import { matchSql } from './match-contacts.ts'
import { foldConsents, lockConsents, saveConsents } from './record-consent.ts'

const AT_ONCE = 500
const MOST_TAGS = 50
const Word = z.string().trim().min(1).max(64)

/** Whom it is about: some by their ids, those whom another change changed, or everybody who is found. */
export const Whom = z.union([
  z.strictObject({ ids: z.array(z.uuid()).min(1).max(10_000) }),
  z.strictObject({ changedBy: z.uuid().describe('The job of a change that could be undone') }),
  z.strictObject({ q: z.string().max(200).default(''), filter: Filter.nullable().default(null) }),
])
export type Whom = z.infer<typeof Whom>

export const ManyOptions = z.object({
  whom: Whom,
  addTags: z.array(Word).max(MOST_TAGS).default([]),
  removeTags: z.array(Word).max(MOST_TAGS).default([]),
  attributes: AttributeChanges.default({}),
  undoable: z.boolean().default(false).describe('Write down whom it changes, so that the same people can be changed back'),
  /** What they said, with its evidence; an event of the rules. */
  said: z.unknown().nullable().default(null),
})
export type ManyOptions = z.infer<typeof ManyOptions>

type Person = { id: string; tags: string[]; attributes: Attributes }

export function whomSql(whom: Whom, bind: (value: unknown) => string, now: PlatformTime): string {
  if ('ids' in whom) return `c.merged_into is null and c.id = any (${bind(whom.ids)}::uuid[])`
  if ('changedBy' in whom)
    return `c.merged_into is null and c.id in (
      select j.contact_id from job_changes j where j.workspace_id = $1 and j.job_id = ${bind(whom.changedBy)}::uuid)`
  return matchSql({ search: whom.q.trim() || null, filter: whom.filter, now }, bind)
}

export async function countWhom(db: Db, workspaceId: string, whom: Whom, now: PlatformTime): Promise<number> {
  const values: unknown[] = [workspaceId]
  const condition = whomSql(whom, (value) => `$${values.push(value)}`, now)
  const found = await row<{ people: number }>(
    db,
    `select count(*)::int as people from contacts c where c.workspace_id = $1 and ${condition}`,
    values,
  )
  return found?.people ?? 0
}

/** Changes many people, some hundreds in each step, from the newest to the oldest: nobody twice, whatever the change makes of the filter. */
export const changeMany =
  ({ clock, onDone }: { clock: PlatformClock; onDone: (workspaceId: string) => void }) =>
  async (hand: JobInHand): Promise<void> => {
    const { job } = hand
    const { workspace_id: workspaceId, id: jobId } = job
    const options = ManyOptions.parse(job.options)
    let { done, rejected } = job
    let before = (job.progress.before as string | undefined) ?? null
    let changed = (job.progress.changed as number | undefined) ?? 0
    let after: { done: number; rejected: number; progress: { before: string | null; changed: number } } | undefined
    for (let more = true; more && !hand.signal.aborted; ) {
      await hand.step(async (tx) => {
        const found = await nextPeople(tx, workspaceId, options.whom, before, clock.now())
        const result = await changePeople(tx, { workspaceId, jobId, options }, found, clock.now())
        if (result.refused.length > 0)
          await saveRejections(
            tx,
            workspaceId,
            jobId,
            result.refused.map(({ id, reason }, index) => ({ line: rejected + index + 1, reason, text: id })),
          )
        const advance = {
          done: done + found.length,
          rejected: rejected + result.refused.length,
          progress: { before: found.at(-1)?.id ?? before, changed: changed + result.changed },
        }
        after = advance
        more = found.length === AT_ONCE
        return advance
      })
      if (after) {
        done = after.done
        rejected = after.rejected
        before = after.progress.before
        changed = after.progress.changed
      }
    }
    if (hand.signal.aborted) return
    await hand.finish(async () => {})
    onDone(workspaceId)
  }

function nextPeople(tx: Db, workspaceId: string, whom: Whom, before: string | null, now: PlatformTime): Promise<Person[]> {
  const values: unknown[] = [workspaceId, AT_ONCE]
  const bind = (value: unknown) => `$${values.push(value)}`
  const found = whomSql(whom, bind, now)
  const condition = before ? `${found} and c.id < ${bind(before)}::uuid` : found
  return rows<Person>(
    tx,
    `select c.id, c.tags, c.attributes from contacts c where c.workspace_id = $1 and ${condition} order by c.id desc limit $2 for update of c`,
    values,
  )
}

async function changePeople(
  tx: Db,
  { workspaceId, jobId, options }: { workspaceId: string; jobId: string; options: ManyOptions },
  people: readonly Person[],
  now: PlatformTime,
) {
  const refused: { id: string; reason: string }[] = []
  const touched: (Person & { keys: string[] })[] = []
  for (const person of people) {
    const tags = [...new Set([...person.tags.filter((tag) => !options.removeTags.includes(tag)), ...options.addTags])]
    const attributes = changeAttributes(person.attributes, options.attributes)
    const crowd = tags.length > MOST_TAGS ? `A contact has at most ${MOST_TAGS} tags.` : tooMany(attributes)
    if (crowd) refused.push({ id: person.id, reason: crowd })
    else if (JSON.stringify([tags, attributes]) !== JSON.stringify([person.tags, person.attributes]))
      touched.push({ id: person.id, tags, attributes, keys: keysThatChanged(person.attributes, attributes) })
  }
  if (touched.length > 0)
    await tx.query(
      `update contacts c set attributes = t.attributes, tags = array(select jsonb_array_elements_text(t.tags))
       from unnest($2::uuid[], $3::jsonb[], $4::jsonb[]) as t (id, attributes, tags) where c.workspace_id = $1 and c.id = t.id`,
      [
        workspaceId,
        touched.map(({ id }) => id),
        touched.map(({ attributes }) => JSON.stringify(attributes)),
        touched.map(({ tags }) => JSON.stringify(tags)),
      ],
    )
  if (options.undoable && touched.length > 0)
    await tx.query(
      `insert into job_changes (workspace_id, job_id, contact_id) select $1, $2, unnest($3::uuid[]) on conflict do nothing`,
      [workspaceId, jobId, touched.map(({ id }) => id)],
    )
  const events: DomainEvent[] = touched.map(({ id, keys }) => ({
    type: 'contact.changed',
    at: now,
    data: { contactId: id, ...(keys.length > 0 ? { attributes: keys } : {}) },
  }))
  const changed = new Set(touched.map(({ id }) => id))
  if (options.said) {
    const said = options.said as ConsentEvent
    const consents = await lockConsents(
      tx,
      workspaceId,
      people.map(({ id }) => id),
    )
    for (const { id } of people) {
      // Their own no is not taken back by what we write down of many.
      const holds = consentFor(consents.get(id)?.state ?? newConsent, said.purpose).choice
      if (said.choice === 'in' && holds === 'out') {
        refused.push({ id, reason: 'They said no: only their own word takes it back.' })
        continue
      }
      for (const event of foldConsents(consents, id, [said])) {
        events.push(event)
        changed.add(id)
      }
    }
    await saveConsents(tx, workspaceId, consents)
  }
  await appendEvents(tx, workspaceId, events)
  return { changed: changed.size, refused }
}

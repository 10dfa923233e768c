import { isoTime, type PlatformTime, platformTime } from '@casement/platform'
import type pg from 'pg'
import type { Actor } from '../access/actor.ts'
import { findPerson } from '../access/people.ts'
import { type Db, row, transact } from '../database/database.ts'
import { appendEvents } from '../events/append-events.ts'
import { problem } from '../http/problems.ts'
import { byOf, type Deed, writeNotes } from './notes.ts'

export type ThreadChange = {
  /** A member’s id, `me`, or null for nobody. */
  owner?: string | null | undefined
  state?: 'open' | 'resolved' | undefined
  /** Out of sight until then, or until the customer writes; null wakes it. */
  snoozedUntil?: PlatformTime | null | undefined
  tags?: readonly string[] | undefined
  unread?: boolean | undefined
}

type Standing = {
  owner_id: string | null
  state: 'open' | 'resolved'
  snoozed_until: Date | null
  tags: string[]
  unread: number
}

/** Changes a thread, writes down who did what, and says so, unless nothing changed. */
export async function changeThread(
  pool: pg.Pool,
  { actor, threadId, now, change }: { actor: Actor; threadId: string; now: PlatformTime; change: ThreadChange },
): Promise<void> {
  const { workspaceId } = actor
  const { snoozedUntil } = change
  if (snoozedUntil && snoozedUntil <= now)
    throw problem('content-invalid', 'Put a thread off until a time that is still to come.')
  await transact(pool, async (tx) => {
    const before = await row<Standing>(
      tx,
      'select owner_id, state, snoozed_until, tags, unread from threads where workspace_id = $1 and id = $2 for update',
      [workspaceId, threadId],
    )
    if (!before) throw problem('not-found', `This workspace has no thread with the id ${threadId}.`)
    const owner = change.owner === undefined ? undefined : await ownerNamed(tx, actor, change.owner)
    const after = afterChange(before, { ...change, owner: owner === undefined ? before.owner_id : (owner?.id ?? null) })
    if (same(before, after)) return
    await tx.query(
      `update threads set owner_id = $3, state = $4, snoozed_until = $5, tags = $6, unread = $7 where workspace_id = $1 and id = $2`,
      [
        workspaceId,
        threadId,
        after.owner_id,
        after.state,
        after.snoozed_until === null ? null : after.snoozed_until.toISOString(),
        after.tags,
        after.unread,
      ],
    )
    await writeNotes(tx, workspaceId, deedsBetween(before, after, owner?.name ?? '', { threadId, at: now, by: byOf(actor) }))
    await appendEvents(tx, workspaceId, [{ type: 'thread.changed', at: now, data: { threadId } }])
  })
}

/** Who resolves a thread, or takes it up again, no longer waits for an hour to come. */
function afterChange(before: Standing, change: Omit<ThreadChange, 'owner'> & { owner: string | null }): Standing {
  const state = change.state ?? (change.snoozedUntil ? 'open' : before.state)
  const snoozed =
    change.snoozedUntil === undefined
      ? change.state === undefined
        ? before.snoozed_until
        : null
      : change.snoozedUntil === null
        ? null
        : new Date(isoTime(change.snoozedUntil))
  return {
    owner_id: change.owner,
    state,
    snoozed_until: snoozed,
    tags: change.tags ? [...new Set(change.tags)] : before.tags,
    unread: change.unread === undefined ? before.unread : change.unread ? Math.max(1, before.unread) : 0,
  }
}

const same = (before: Standing, after: Standing) =>
  before.owner_id === after.owner_id &&
  before.state === after.state &&
  before.snoozed_until?.getTime() === after.snoozed_until?.getTime() &&
  before.tags.join('\n') === after.tags.join('\n') &&
  before.unread === after.unread

function deedsBetween(
  before: Standing,
  after: Standing,
  ownerName: string,
  about: Pick<Deed, 'threadId' | 'at' | 'by'>,
): readonly Deed[] {
  const deeds: Deed[] = []
  if (before.owner_id !== after.owner_id)
    deeds.push(after.owner_id ? { ...about, kind: 'assigned', text: ownerName } : { ...about, kind: 'unassigned' })
  if (before.state !== after.state) deeds.push({ ...about, kind: after.state === 'resolved' ? 'resolved' : 'reopened' })
  if (before.snoozed_until?.getTime() !== after.snoozed_until?.getTime() && after.snoozed_until)
    deeds.push({ ...about, kind: 'snoozed', until: platformTime(after.snoozed_until) })
  return deeds
}

async function ownerNamed(tx: Db, actor: Actor, owner: string | null): Promise<{ id: string; name: string } | null> {
  if (owner === null) return null
  if (owner === 'me' || owner === actor.id) return { id: actor.id, name: actor.name }
  const person = await findPerson(tx, { workspaceId: actor.workspaceId, id: owner })
  if (!person) throw problem('content-invalid', `Nobody in this workspace has the id ${owner}: GET /v1/people lists its members.`)
  return { id: person.id, name: person.name }
}

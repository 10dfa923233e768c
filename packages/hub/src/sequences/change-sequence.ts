import { isDeepStrictEqual } from 'node:util'
import { isoTime, type PlatformTime } from '@casement/platform'
import type pg from 'pg'
import type { z } from 'zod'
import type { Actor } from '../access/actor.ts'
import { createFiller } from '../campaigns/fill-template.ts'
import { type Db, rows, transactAgain } from '../database/database.ts'
import { uuid7 } from '../database/uuid7.ts'
import { appendEvents, type DomainEvent } from '../events/append-events.ts'
import { listen } from '../events/read-by-cursor.ts'
import { problem } from '../http/problems.ts'
import { requireNumber } from '../messages/judge-message.ts'
import { findTemplates } from '../messages/load-situations.ts'
import { beginRuns } from './begin-runs.ts'
import { type Definition, type Sequence, whyImpossible } from './definition.ts'
import { endRuns } from './end-runs.ts'
import { findByWindow } from './find-beginners.ts'
import { requireSequence, type SequenceRow } from './sequence-row.ts'

export type Scope = { pool: pg.Pool; workspaceId: string; now: PlatformTime; by: Pick<Actor, 'kind' | 'id' | 'name'> }
type Wanted = z.infer<typeof Sequence>

const MOST_AT_ONCE = 20_000

export async function createSequence({ pool, workspaceId, now, by }: Scope, { name, from, definition }: Wanted): Promise<string> {
  const id = uuid7()
  check(definition)
  await requireNumber(pool, workspaceId, from)
  await transactAgain(pool, async (tx) => {
    await tx.query(
      `insert into sequences (workspace_id, id, name, phone_number_id, definition, created_at, changed_at, changed_by) values ($1, $2, $3, $4, $5, $6, $6, $7)`,
      [workspaceId, id, name, from, JSON.stringify(definition), isoTime(now), JSON.stringify(by)],
    )
    await addVersion(tx, workspaceId, { id, version: 1, definition, now, by })
    await appendEvents(tx, workspaceId, [changed(id, now)])
  })
  return id
}

/** What it does from now on; whoever is in the middle of it goes on by the version they began with. */
export async function changeSequence(
  { pool, workspaceId, now, by }: Scope,
  id: string,
  { name, from, definition }: { [member in keyof Wanted]?: Wanted[member] | undefined },
): Promise<void> {
  await transactAgain(pool, async (tx) => {
    const sequence = await requireSequence(tx, workspaceId, id, 'for update')
    if (sequence.state !== 'off' && from !== undefined && from !== sequence.phone_number_id)
      throw problem('conflict', 'Switch the sequence off before you change the number it writes from.')
    if (definition) check(definition)
    if (from) await requireNumber(tx, workspaceId, from)
    const isAnother = definition !== undefined && !isDeepStrictEqual(definition, sequence.definition)
    if (isAnother && sequence.state !== 'off') await checkTemplates(tx, { ...sequence, definition })
    const version = sequence.version + (isAnother ? 1 : 0)
    if (isAnother) await addVersion(tx, workspaceId, { id, version, definition, now, by })
    const startsOtherwise = isAnother && !isDeepStrictEqual(definition.start, sequence.definition.start)
    await tx.query(
      `update sequences set name = $3, phone_number_id = $4, definition = $5, changed_at = $6::timestamptz, changed_by = $7, version = $8,
         next_look_at = case when not $9::boolean then next_look_at when state = 'on' and $10::boolean then $6::timestamptz end
       where workspace_id = $1 and id = $2`,
      [
        workspaceId,
        id,
        name ?? sequence.name,
        from ?? sequence.phone_number_id,
        JSON.stringify(definition ?? sequence.definition),
        isoTime(now),
        JSON.stringify(by),
        version,
        startsOtherwise,
        definition?.start.on === 'filter',
      ],
    )
    await appendEvents(tx, workspaceId, [changed(id, now)])
  })
}

const addVersion = (
  tx: Db,
  workspaceId: string,
  {
    id,
    version,
    definition,
    now,
    by,
  }: { id: string; version: number; definition: Definition; now: PlatformTime; by: Scope['by'] },
) =>
  tx.query(
    'insert into sequence_versions (workspace_id, sequence_id, version, definition, at, by) values ($1, $2, $3, $4, $5, $6)',
    [workspaceId, id, version, JSON.stringify(definition), isoTime(now), JSON.stringify(by)],
  )

export async function deleteSequence({ pool, workspaceId, now }: Scope, id: string): Promise<void> {
  await transactAgain(pool, async (tx) => {
    const { state } = await requireSequence(tx, workspaceId, id, 'for update')
    if (state !== 'off') throw problem('conflict', 'Switch the sequence off before you delete it.')
    for (const table of ['sequence_steps', 'sequence_runs', 'sequence_versions'])
      await tx.query(`delete from ${table} where workspace_id = $1 and sequence_id = $2`, [workspaceId, id])
    await tx.query('delete from sequences where workspace_id = $1 and id = $2', [workspaceId, id])
    await appendEvents(tx, workspaceId, [changed(id, now)])
  })
}

/**
 * Switches on, or lets go on what was paused. `begin`: also for those whose window is open now and closes soon; without it only for
 * what happens from now on.
 */
export async function switchOn({ pool, workspaceId, now }: Scope, id: string, { begin }: { begin: boolean }): Promise<void> {
  await transactAgain(pool, async (tx) => {
    const sequence = await requireSequence(tx, workspaceId, id, 'for update')
    if (sequence.state === 'on') return
    await checkTemplates(tx, sequence)
    await listen(tx, workspaceId, 'sequences')
    const looks = sequence.definition.start.on === 'filter'
    await tx.query(
      `update sequences set state = 'on', on_since = $3::timestamptz, next_look_at = case when $4 then $3::timestamptz end
       where workspace_id = $1 and id = $2`,
      [workspaceId, id, isoTime(now), looks],
    )
    // What waited through the pause is asked anew, each in the person's daytime.
    await tx.query(
      `update sequence_runs set due_at = $3 where workspace_id = $1 and sequence_id = $2 and state = 'waiting' and due_at = 'infinity'`,
      [workspaceId, id, isoTime(now)],
    )
    const { start } = sequence.definition
    const events: DomainEvent[] = []
    if (begin && start.on === 'window.closing') {
      const { beginners } = await findByWindow(tx, sequence, start.wroteLast, now, MOST_AT_ONCE)
      events.push(...(await beginRuns(tx, sequence, beginners, now)))
    }
    await appendEvents(tx, workspaceId, [...events, changed(id, now)])
  })
}

/** Nothing of these sequences leaves until they go on. Answers with their names. */
export async function pauseSequences(
  tx: Db,
  workspaceId: string,
  ids: readonly string[],
  now: PlatformTime,
): Promise<{ names: string[]; events: DomainEvent[] }> {
  const paused = await rows<{ id: string; name: string }>(
    tx,
    `update sequences set state = 'paused', next_look_at = null where workspace_id = $1 and id = any ($2::uuid[]) and state = 'on' returning id, name`,
    [workspaceId, ids],
  )
  await tx.query(
    `update sequence_runs set due_at = 'infinity' where workspace_id = $1 and sequence_id = any ($2::uuid[]) and state = 'waiting'`,
    [workspaceId, paused.map(({ id }) => id)],
  )
  return { names: paused.map(({ name }) => name), events: paused.map(({ id }) => changed(id, now)) }
}

export async function pauseSequence({ pool, workspaceId, now }: Scope, id: string): Promise<void> {
  await transactAgain(pool, async (tx) => {
    await requireSequence(tx, workspaceId, id, 'for update')
    const { events } = await pauseSequences(tx, workspaceId, [id], now)
    await appendEvents(tx, workspaceId, events)
  })
}

/** Ends it for everybody in the middle of it. */
export async function switchOff({ pool, workspaceId, now }: Scope, id: string): Promise<void> {
  await transactAgain(pool, async (tx) => {
    await requireSequence(tx, workspaceId, id, 'for update')
    const running = await rows<{ id: string }>(
      tx,
      `select id from sequence_runs where workspace_id = $1 and sequence_id = $2 and state = 'waiting' order by id for update`,
      [workspaceId, id],
    )
    const because = 'The sequence was switched off.'
    const events = await endRuns(
      tx,
      workspaceId,
      running.map((run) => ({ id: run.id, outcome: 'stopped', because })),
      now,
    )
    await tx.query(
      `update sequences set state = 'off', on_since = null, next_look_at = null where workspace_id = $1 and id = $2`,
      [workspaceId, id],
    )
    await appendEvents(tx, workspaceId, [...events, changed(id, now)])
  })
}

function check(definition: Definition): void {
  const reason = whyImpossible(definition)
  if (reason) throw problem('content-invalid', reason)
  // Throws a problem that names a field nobody can have.
  for (const { send } of definition.steps) if ('template' in send) createFiller(send.template)
}

async function checkTemplates(db: Db, { workspace_id, phone_number_id, definition }: SequenceRow): Promise<void> {
  const number = await requireNumber(db, workspace_id, phone_number_id)
  const wanted = definition.steps.flatMap(({ send }) => ('template' in send ? [send.template] : []))
  const found = [...(await findTemplates(db, workspace_id, number.waba_id, wanted)).values()]
  const missing = wanted.find(
    ({ name, language }) => !found.some((one) => one.name === name && one.language === language && one.status === 'APPROVED'),
  )
  if (missing)
    throw problem(
      'conflict',
      missing.name === ''
        ? 'Choose a template for every step that goes after the window has closed.'
        : `There is no approved template ${missing.name} (${missing.language}): choose another one, or wait for its approval.`,
    )
}

const changed = (sequenceId: string, now: PlatformTime): DomainEvent => ({
  type: 'sequence.changed',
  at: now,
  data: { sequenceId },
})

import { isoTime, type PlatformTime } from '@casement/platform'
import type pg from 'pg'
import { type Db, rows, transactAgain } from '../database/database.ts'
import { uuid7 } from '../database/uuid7.ts'
import { appendEvents } from '../events/append-events.ts'
import { problem } from '../http/problems.ts'
import { createJob, makeReady } from '../jobs/queries.ts'
import { requireContact } from './change-contact.ts'
import type { Traces } from './erase-traces.ts'

/**
 * Erases a person: the contact with all that was merged into it, its aliases, consents and threads, and the content of every message
 * either side wrote. What counts stays without content: that a message was sent, when, what became of it and what it cost. Waiting
 * messages are withdrawn; one that is on its way right now is a conflict, to be tried again. What webhooks, dead letters and files say
 * about them goes a moment later, by a job: there may be a month of them.
 */
export async function eraseContact(
  { pool, workspaceId, now, by }: { pool: pg.Pool; workspaceId: string; now: PlatformTime; by: string },
  id: string,
): Promise<void> {
  await transactAgain(pool, async (tx) => {
    const { id: kept } = await requireContact(tx, workspaceId, id)
    const people = (
      await rows<{ id: string }>(
        tx,
        `with recursive merged as (
           select $2::uuid as id
           union select c.id from merged join contacts c on c.workspace_id = $1 and c.merged_into = merged.id
         ) select id from merged`,
        [workspaceId, kept],
      )
    ).map((person) => person.id)
    const them = [workspaceId, people]
    await tx.query('select 1 from contacts where workspace_id = $1 and id = any($2::uuid[]) order by id for update', them)
    const threads = (
      await rows<{ id: string }>(
        tx,
        'select id from threads where workspace_id = $1 and contact_id = any($2::uuid[]) order by id for update',
        them,
      )
    ).map((thread) => thread.id)

    const traces = await tracesOf(tx, workspaceId, people, threads)

    const { rowCount: underway } = await tx.query(
      `select 1 from sends where workspace_id = $1 and contact_id = any($2::uuid[]) and state in ('posting', 'unclear') limit 1`,
      them,
    )
    if (underway) {
      throw problem('conflict', 'A message to this person is on its way: erase them when its status is known, in a moment.', {
        headers: { 'retry-after': '60' },
      })
    }
    await tx.query(
      // A status that names a send nobody attempted is no news of it: the platform's word comes too late for an erased person.
      `update sends set recipient = '{}', payload = '{}', wamid = case when wamid is null then null else 'erased' end, attempt = 0, state = case when state in ('queued', 'held') then 'cancelled' else state end
       where workspace_id = $1 and contact_id = any($2::uuid[])`,
      them,
    )
    await tx.query(
      `update messages set content = '{}', text = '', template = null, because = null, wamid = null,
         error = case when error is null then null else jsonb_build_object('code', error->'code', 'title', error->'title', 'detail', '') end,
         status = case when status in ('queued', 'held') then 'cancelled' else status end
       where workspace_id = $1 and thread_id = any($2::uuid[])`,
      [workspaceId, threads],
    )
    // What other programs were told stays in their hands; of what they were yet to be told nothing is. The log of the rest names nobody.
    await tx.query(
      `delete from webhook_deliveries where workspace_id = $1 and endpoint_id in (
         select id from webhook_endpoints where workspace_id = $1) and lane = any($2::text[]) and state in ('waiting', 'due')`,
      [workspaceId, [...people.map((person) => `contactId:${person}`), ...threads.map((thread) => `threadId:${thread}`)]],
    )
    for (const table of ['message_words', 'thread_notes'])
      await tx.query(`delete from ${table} where workspace_id = $1 and thread_id = any($2::uuid[])`, [workspaceId, threads])
    // An address written to one person alone may name them; whoever still has the link finds nothing behind it.
    for (const table of ['link_hits', 'tracked_links'])
      await tx.query(
        `delete from ${table} where workspace_id = $1 and message_id in (
           select id from messages where workspace_id = $1 and thread_id = any($2::uuid[]))`,
        [workspaceId, threads],
      )
    await tx.query(
      `delete from media_uses where workspace_id = $1 and message_id in (
         select id from messages where workspace_id = $1 and thread_id = any($2::uuid[]))`,
      [workspaceId, threads],
    )
    await tx.query(
      `delete from message_reactions where workspace_id = $1 and (message_id in (
         select id from messages where workspace_id = $1 and thread_id = any($2::uuid[])) or author in (
         select value from contact_aliases where workspace_id = $1 and contact_id = any($3::uuid[])))`,
      [workspaceId, threads, people],
    )
    await tx.query('delete from calls where workspace_id = $1 and thread_id = any($2::uuid[])', [workspaceId, threads])
    await tx.query(`update payments set data = '{}', thread_id = null where workspace_id = $1 and thread_id = any($2::uuid[])`, [
      workspaceId,
      threads,
    ])
    await tx.query(
      `delete from group_participants where workspace_id = $1 and participant in (
         select value from contact_aliases where workspace_id = $1 and contact_id = any($2::uuid[]))`,
      them,
    )
    await tx.query(
      `delete from automation_steps where workspace_id = $1 and run_id in (
         select id from automation_runs where workspace_id = $1 and contact_id = any($2::uuid[]))`,
      them,
    )
    // What sequences brought is counted; for whom they ran, and what began them, is forgotten.
    await tx.query(
      `update sequence_runs set key = 'erased ' || id, thread_id = null, because = 'The person was erased.', due_at = null,
         state = 'ended', outcome = coalesce(outcome, 'stopped'), ended_at = coalesce(ended_at::timestamptz, $3)
       where workspace_id = $1 and contact_id = any($2::uuid[])`,
      [...them, isoTime(now)],
    )
    for (const table of [
      'automation_runs',
      'automation_rehearsals',
      'contact_events',
      'former_aliases',
      'undeliverable_contacts',
      'blocked_contacts',
      'campaign_audience',
      'consent_statements',
      'opt_in_asks',
      'consent_replies',
      'job_changes',
    ])
      await tx.query(`delete from ${table} where workspace_id = $1 and contact_id = any($2::uuid[])`, them)
    await tx.query('delete from threads where workspace_id = $1 and id = any($2::uuid[])', [workspaceId, threads])
    await tx.query('delete from consents where workspace_id = $1 and contact_id = any($2::uuid[])', them)
    await tx.query('delete from contact_aliases where workspace_id = $1 and contact_id = any($2::uuid[])', them)
    await tx.query('delete from contacts where workspace_id = $1 and id = any($2::uuid[])', them)
    await tx.query(
      `with gone as (delete from wamids where workspace_id = $1 and wamid = any ($2::text[]) returning wamid)
       insert into erased_wamids (workspace_id, sha256) select $1, sha256(convert_to(wamid, 'UTF8')) from gone on conflict do nothing`,
      [workspaceId, traces.wamids],
    )
    await tx.query('update campaign_audience set columns = null where workspace_id = $1 and contact_id = any($2::uuid[])', them)
    const job = { workspaceId, id: uuid7() }
    await createJob(tx, { ...job, kind: 'contacts.erase', createdBy: by })
    await makeReady(tx, { ...job, options: traces, total: 0 })
    await appendEvents(tx, workspaceId, [
      { type: 'contact.changed', at: now, data: { contactId: kept, erased: true } },
      ...threads.map((threadId) => ({ type: 'thread.changed' as const, at: now, data: { threadId } })),
    ])
  })
}

/** All by which the person may be named elsewhere, before it is forgotten here. */
async function tracesOf(tx: Db, workspaceId: string, people: readonly string[], threads: readonly string[]): Promise<Traces> {
  const values = async (sql: string, ids: readonly string[]) =>
    (await rows<{ value: string }>(tx, sql, [workspaceId, ids])).map(({ value }) => value)
  return {
    identifiers: await values(
      `select value from contact_aliases where workspace_id = $1 and contact_id = any ($2::uuid[]) and kind <> 'group'
       union select value from former_aliases where workspace_id = $1 and contact_id = any ($2::uuid[])`,
      people,
    ),
    wamids: await values(
      `select w.wamid as value from messages m join wamids w on w.workspace_id = $1 and w.wamid = m.wamid
       where m.workspace_id = $1 and m.thread_id = any ($2::uuid[])`,
      threads,
    ),
    // A name of two signs is in every second line.
    names: await values(
      `select name as value from contacts where workspace_id = $1 and id = any ($2::uuid[]) and length(name) > 2`,
      people,
    ),
  }
}

import { isoTime, type PlatformTime, policyAt } from '@casement/platform'
import { joinWindows, type WindowState } from '@casement/rules'
import { moveStatements } from '../consent/ledger.ts'
import { type Db, rows } from '../database/database.ts'
import type { DomainEvent } from '../events/append-events.ts'
import { saveWindow } from '../threads/find-thread.ts'
import { keepNumbers } from './keep-numbers.ts'
import { mergeConsent } from './record-consent.ts'

export type Merging = { tx: Db; workspaceId: string; now: PlatformTime; emit: (event: DomainEvent) => void }

/**
 * Two contacts turn out to be one person. Every alias, every thread and all that waits moves to `into`; what was said about being
 * written to holds as the stricter of both; where both had a thread with a number, the two become one. `from` stays as a redirect.
 */
export async function mergeContacts(merging: Merging, from: string, into: string): Promise<void> {
  if (from === into) return
  const { tx, workspaceId, now, emit } = merging
  const both = [workspaceId, from, into]
  await tx.query('select 1 from contacts where workspace_id = $1 and id in ($2, $3) order by id for update', both)
  await tx.query('update contact_aliases set contact_id = $3 where workspace_id = $1 and contact_id = $2', both)
  await keepNumbers(tx, workspaceId, [from, into])
  await mergeConsent(tx, workspaceId, from, into)
  await moveStatements(tx, workspaceId, from, into)
  await tx.query(
    `update contacts c set name = case when c.name = '' then f.name else c.name end,
       attributes = case when pg_column_size(f.attributes || c.attributes) <= 32768 then f.attributes || c.attributes else c.attributes end,
       tags = (array(select distinct tag from unnest(c.tags || f.tags) as tag order by tag))[:50]
     from contacts f where c.workspace_id = $1 and c.id = $3 and f.workspace_id = $1 and f.id = $2`,
    both,
  )
  // A redirect never leads to another redirect.
  await tx.query(
    'update contacts set merged_into = $3 where workspace_id = $1 and (id = $2 or merged_into = $2) and id <> $3',
    both,
  )
  await moveSends(merging, from, into)
  for (const [kept, gone] of await joinedThreads(merging, from, into)) {
    emit({ type: 'thread.changed', at: now, data: { threadId: gone, mergedInto: kept } })
    emit({ type: 'thread.changed', at: now, data: { threadId: kept } })
  }
  await tx.query(
    `update former_aliases set contact_id = $3 where workspace_id = $1 and contact_id = $2
     and (kind, portfolio_id, value) not in (select kind, portfolio_id, value from former_aliases where workspace_id = $1 and contact_id = $3)`,
    both,
  )
  await tx.query('update contact_events set contact_id = $3 where workspace_id = $1 and contact_id = $2', both)
  await moveRuns(merging, from, into)
  await tx.query('update groups set contact_id = $3 where workspace_id = $1 and contact_id = $2', both)
  await moveOnce(merging, 'blocked_contacts', 'phone_number_id', from, into)
  await moveOnce(merging, 'undeliverable_contacts', null, from, into)
  emit({ type: 'contact.changed', at: now, data: { contactId: into, merged: from } })
}

/**
 * What was sent to one was sent to the person: a campaign that reached them under the one name does not reach them again under the
 * other. Found by the messages of their threads, whose ids the sends share.
 */
async function moveSends({ tx, workspaceId }: Merging, from: string, into: string): Promise<void> {
  await tx.query(
    `update sends s set contact_id = $3::uuid, idempotency_key = case
         when s.campaign_id is not null and not exists (select 1 from sends o where o.workspace_id = $1
           and o.idempotency_key = replace(s.idempotency_key, $2::uuid::text, $3::uuid::text)) then replace(s.idempotency_key, $2::uuid::text, $3::uuid::text)
         else s.idempotency_key end
     from threads t join messages m on m.workspace_id = t.workspace_id and m.thread_id = t.id and m.direction = 'out'
     where t.workspace_id = $1 and t.contact_id = $2::uuid and s.workspace_id = $1 and s.id = m.id`,
    [workspaceId, from, into],
  )
  await tx.query(
    `update reach_uses u set contact_id = $3
     from threads t join messages m on m.workspace_id = t.workspace_id and m.thread_id = t.id and m.direction = 'out'
     where t.workspace_id = $1 and t.contact_id = $2 and u.workspace_id = $1 and u.send_id = m.id`,
    [workspaceId, from, into],
  )
}

/** An automation or a sequence runs once at a time for one person: where it did for both, it goes on for the one who stays. */
async function moveRuns({ tx, workspaceId, now }: Merging, from: string, into: string): Promise<void> {
  await tx.query(
    `update automation_runs r set state = 'stopped', because = 'The contact became one with another.', ended_at = $4, due_at = null, retry_at = null
     where r.workspace_id = $1 and r.contact_id = $2 and r.ended_at is null and exists (select 1 from automation_runs o
       where o.workspace_id = $1 and o.contact_id = $3 and o.automation_id = r.automation_id and o.ended_at is null)`,
    [workspaceId, from, into, isoTime(now)],
  )
  await tx.query(
    `update sequence_runs r set state = 'ended', outcome = 'stopped', because = 'The contact became one with another.', ended_at = $4, due_at = null
     where r.workspace_id = $1 and r.contact_id = $2 and r.state = 'waiting' and exists (select 1 from sequence_runs o
       where o.workspace_id = $1 and o.contact_id = $3 and o.sequence_id = r.sequence_id and o.state = 'waiting')`,
    [workspaceId, from, into, isoTime(now)],
  )
  await tx.query('update sequence_runs set contact_id = $3 where workspace_id = $1 and contact_id = $2', [
    workspaceId,
    from,
    into,
  ])
  await tx.query('update automation_runs set contact_id = $3 where workspace_id = $1 and contact_id = $2', [
    workspaceId,
    from,
    into,
  ])
}

/** Threads of `from` become those of `into`; two with the same number become one. Answers with pairs of kept and gone. */
async function joinedThreads(merging: Merging, from: string, into: string): Promise<[string, string][]> {
  const { tx, workspaceId, now } = merging
  await tx.query('select 1 from threads where workspace_id = $1 and contact_id in ($2, $3) order by id for update', [
    workspaceId,
    from,
    into,
  ])
  await tx.query(
    `update threads set contact_id = $3 where workspace_id = $1 and contact_id = $2
     and not exists (select 1 from threads other where other.workspace_id = $1 and other.contact_id = $3
       and other.phone_number_id = threads.phone_number_id)`,
    [workspaceId, from, into],
  )
  const pairs = await rows<{ gone: string; kept: string; gone_window: WindowState; kept_window: WindowState; time_zone: string }>(
    tx,
    `select f.id as gone, i.id as kept, f.window_state as gone_window, i.window_state as kept_window, w.time_zone
     from threads f
     join threads i on i.workspace_id = $1 and i.contact_id = $3 and i.phone_number_id = f.phone_number_id
     join phone_numbers n on n.workspace_id = $1 and n.id = f.phone_number_id
     join wabas w on w.workspace_id = $1 and w.id = n.waba_id
     where f.workspace_id = $1 and f.contact_id = $2`,
    [workspaceId, from, into],
  )
  for (const { gone, kept, gone_window, kept_window, time_zone } of pairs) {
    const move = [workspaceId, gone, kept]
    await tx.query('update messages set thread_id = $3 where workspace_id = $1 and thread_id = $2', move)
    await tx.query('update sends set thread_id = $3 where workspace_id = $1 and thread_id = $2', move)
    await tx.query('update message_words set thread_id = $3 where workspace_id = $1 and thread_id = $2', move)
    await tx.query('update thread_notes set thread_id = $3 where workspace_id = $1 and thread_id = $2', move)
    await tx.query('update automation_runs set thread_id = $3 where workspace_id = $1 and thread_id = $2', move)
    await tx.query('update sequence_runs set thread_id = $3 where workspace_id = $1 and thread_id = $2', move)
    await tx.query('update calls set thread_id = $3 where workspace_id = $1 and thread_id = $2', move)
    await tx.query('update payments set thread_id = $3 where workspace_id = $1 and thread_id = $2', move)
    await tx.query(
      `update threads k set unread = k.unread + g.unread, from_ad = k.from_ad or g.from_ad,
         state = case when 'open' in (k.state, g.state) then 'open' else k.state end,
         owner_id = coalesce(k.owner_id, g.owner_id), left_draft = coalesce(k.left_draft, g.left_draft),
         last_message = case when k.last_message is null or g.last_message_at > k.last_message_at then coalesce(g.last_message, k.last_message) else k.last_message end,
         last_failed = case when k.last_message is null or g.last_message_at > k.last_message_at then g.last_failed else k.last_failed end,
         last_message_at = greatest(k.last_message_at, g.last_message_at)
       from threads g where k.workspace_id = $1 and k.id = $3 and g.workspace_id = $1 and g.id = $2`,
      move,
    )
    await saveWindow(merging, kept, joinWindows(kept_window, gone_window), policyAt(now, time_zone))
    await tx.query('delete from threads where workspace_id = $1 and id = $2', [workspaceId, gone])
  }
  return pairs.map(({ kept, gone }) => [kept, gone])
}

/** Moves rows that are at most one for a contact; where both have one, the later of the two counts. */
async function moveOnce(
  { tx, workspaceId }: Merging,
  table: 'blocked_contacts' | 'undeliverable_contacts',
  within: string | null,
  from: string,
  into: string,
): Promise<void> {
  const same = within ? `and k.${within} = f.${within}` : ''
  await tx.query(
    `update ${table} k set since = greatest(k.since, f.since) from ${table} f
     where k.workspace_id = $1 and k.contact_id = $3 and f.workspace_id = $1 and f.contact_id = $2 ${same}`,
    [workspaceId, from, into],
  )
  await tx.query(
    `delete from ${table} f where f.workspace_id = $1 and f.contact_id = $2
     and exists (select 1 from ${table} k where k.workspace_id = $1 and k.contact_id = $3 ${same})`,
    [workspaceId, from, into],
  )
  await tx.query(`update ${table} set contact_id = $3 where workspace_id = $1 and contact_id = $2`, [workspaceId, from, into])
}

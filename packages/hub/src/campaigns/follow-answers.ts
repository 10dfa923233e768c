import type pg from 'pg'
import { type Db, row, rows, transact } from '../database/database.ts'
import { lastSeq } from '../events/event-tail.ts'

/** Events that are read in one transaction. */
const BATCH = 5_000
/** As many batches are read for one question; the rest is read by the next. */
const MOST_BATCHES = 40
/** Without a quote, a message answers the last campaign that somebody had within so many hours. A habit of ours, not a rule. */
const ANSWERS_WITHIN = `interval '72 hours'`

/** From here on answers to campaigns are looked for in what happens to a workspace. */
export const beginFollowing = async (tx: Db, workspaceId: string): Promise<void> =>
  void (await tx.query('insert into campaign_listeners (workspace_id, seq) values ($1, $2) on conflict do nothing', [
    workspaceId,
    await lastSeq(tx, workspaceId),
  ]))

/** Reads what happened since it was last read, and writes down which messages of campaigns were answered, and how. */
export async function followAnswers(pool: pg.Pool, workspaceId: string): Promise<void> {
  for (let batch = 0; batch < MOST_BATCHES; batch++) if (!(await followBatch(pool, workspaceId))) return
}

/** All workspaces whose events have gone on. */
export async function followAllAnswers(pool: pg.Pool): Promise<void> {
  const behind = await rows<{ workspace_id: string }>(
    pool,
    `select l.workspace_id from campaign_listeners l join workspace_counters c on c.workspace_id = l.workspace_id
     where c.event_seq > l.seq /* all workspaces: answers are looked for whosoever they are */`,
  )
  for (const { workspace_id } of behind) await followAnswers(pool, workspace_id)
}

const followBatch = (pool: pg.Pool, workspaceId: string): Promise<boolean> =>
  transact(pool, async (tx) => {
    const from = await row<{ seq: number }>(
      tx,
      'select seq from campaign_listeners where workspace_id = $1 for update skip locked',
      [workspaceId],
    )
    if (!from) return false
    const read = await row<{ last: number | null; events: number }>(
      tx,
      `select max(seq) as last, count(*)::int as events
       from (select seq from events where workspace_id = $1 and seq > $2 order by seq limit $3) as next`,
      [workspaceId, from.seq, BATCH],
    )
    if (!read || read.last === null) return false
    await writeAnswers(tx, workspaceId, from.seq, read.last)
    await tx.query('update campaign_listeners set seq = $2 where workspace_id = $1', [workspaceId, read.last])
    return read.events === BATCH
  })

const writeAnswers = (tx: Db, workspaceId: string, after: number, last: number) =>
  tx.query(
    `with heard as (
       select e.at, e.type, (e.data->>'contactId')::uuid as contact_id, (e.data->>'threadId')::uuid as thread_id,
         (e.data->>'messageId')::uuid as message_id
       from events e where e.workspace_id = $1 and e.seq > $2 and e.seq <= $3
         and (e.type = 'message.received' or (e.type = 'consent.changed' and e.data->>'choice' = 'out'))
     )
     insert into campaign_answers (workspace_id, campaign_id, kind, message_id, variant, at)
     select distinct on (m.campaign_id, heard.type, m.id) $1, m.campaign_id,
       case heard.type when 'message.received' then 'replied' else 'stopped' end, m.id, coalesce(m.campaign_variant, 0), heard.at
     from heard
     left join messages said on said.workspace_id = $1 and said.id = heard.message_id
     left join wamids quoted on quoted.workspace_id = $1 and quoted.wamid = said.content->'context'->>'id'
     left join lateral (
       select s.id from sends s
       where s.workspace_id = $1 and s.contact_id = heard.contact_id and s.initiator in ('campaign', 'automation')
         and s.campaign_id is not null and (heard.thread_id is null or s.thread_id = heard.thread_id)
         and s.posted_at::timestamptz <= heard.at::timestamptz and s.posted_at::timestamptz > heard.at::timestamptz - ${ANSWERS_WITHIN}
       order by s.due_at desc limit 1
     ) as latest on true
     join messages m on m.workspace_id = $1 and m.id = coalesce(quoted.message_id, latest.id) and m.campaign_id is not null
     order by m.campaign_id, heard.type, m.id, heard.at
     on conflict do nothing`,
    [workspaceId, after, last],
  )

export type AnswerKind = 'replied' | 'clicked' | 'stopped'

/** How many messages of a campaign were answered, by template and kind. */
export const countAnswers = (db: Db, workspaceId: string, campaignId: string) =>
  rows<{ variant: number; kind: AnswerKind; people: number }>(
    db,
    `select variant, kind, count(*)::int as people from campaign_answers
     where workspace_id = $1 and campaign_id = $2 group by variant, kind`,
    [workspaceId, campaignId],
  )

import { DAY, isoTime, later, type PlatformTime, type TemplateComparison } from '@casement/platform'
import type pg from 'pg'
import { type Db, rows } from '../database/database.ts'
import { askGraph, type GraphClient, GraphFailure } from '../graph/graph-client.ts'

/** One of the periods that the platform compares over. */
export const COMPARED_DAYS = 7
/** With so many others each: those that were sent most. */
const MOST_OTHERS = 3

type Pair = { otherId: string; blockedMore: boolean; topReason: string | null; sent: number; otherSent: number }
type Asking = { workspaceId: string; wabaId: string; token: string; now: PlatformTime }

/** What the platform says of two templates; null where it says nothing, such as of those that were sent too seldom. */
async function askPair(graph: GraphClient, { token, now }: Asking, templateId: string, otherId: string): Promise<Pair | null> {
  const seconds = (at: PlatformTime) => String(Math.floor(at / 1_000))
  const query = new URLSearchParams({
    template_ids: `[${otherId}]`,
    start: seconds(later(now, -COMPARED_DAYS * DAY)),
    end: seconds(now),
  })
  try {
    const { data } = await askGraph<TemplateComparison>(graph, { method: 'GET', path: `${templateId}/compare?${query}`, token })
    const metric = (name: string) => data?.find((one) => one.metric === name)
    const order = metric('BLOCK_RATE')?.order_by_relative_metric?.map(String)
    if (order?.length !== 2) return null
    const sent = (id: string) => metric('MESSAGE_SENDS')?.number_values?.find(({ key }) => String(key) === id)?.value ?? 0
    const reason = metric('TOP_BLOCK_REASON')?.string_values?.find(({ key }) => String(key) === templateId)?.value
    return {
      otherId,
      // The one that was blocked most often stands first.
      blockedMore: order[0] === templateId && sent(templateId) > 0,
      topReason: reason && reason !== 'UNKNOWN_BLOCK_REASON' ? reason : null,
      sent: sent(templateId),
      otherSent: sent(otherId),
    }
  } catch (error) {
    if (error instanceof GraphFailure) return null
    throw error
  }
}

/** The templates of an account that went to most people in the period compared. */
const sentMost = async (db: Db, { workspaceId, wabaId, now }: Asking): Promise<string[]> =>
  (
    await rows<{ id: string }>(
      db,
      `select t.id from templates t
       join (
         select m.template->>'name' as name, m.template->>'language' as language, count(*) as sent
         from messages m
         join threads on threads.workspace_id = $1 and threads.id = m.thread_id
         join phone_numbers n on n.workspace_id = $1 and n.id = threads.phone_number_id and n.waba_id = $2
         where m.workspace_id = $1 and m.template is not null and m.direction = 'out' and m.at > $3 group by 1, 2
       ) sent on sent.name = t.name and sent.language = t.language
       where t.workspace_id = $1 and t.waba_id = $2 and t.status <> 'DELETED' order by sent.sent desc, t.id limit ${MOST_OTHERS + 1}`,
      [workspaceId, wabaId, isoTime(later(now, -COMPARED_DAYS * DAY))],
    )
  ).map(({ id }) => id)

/** Has the platform compare a template with the others that were sent most, and keeps what it says. */
export async function compareTemplate(
  { pool, graph }: { pool: pg.Pool; graph: GraphClient },
  asking: Asking,
  templateId: string,
  others?: readonly string[],
): Promise<void> {
  const beside = (others ?? (await sentMost(pool, asking))).filter((id) => id !== templateId).slice(0, MOST_OTHERS)
  const told: Pair[] = []
  for (const otherId of beside) told.push(...[await askPair(graph, asking, templateId, otherId)].filter((pair) => pair !== null))
  await pool.query(
    `insert into template_comparisons (workspace_id, template_id, other_id, at, days, blocked_more, top_reason, sent, other_sent)
     select $1, $2, told.other, $3, $4, told.more, told.reason, told.sent, told.other_sent
     from unnest($5::text[], $6::boolean[], $7::text[], $8::int[], $9::int[]) as told (other, more, reason, sent, other_sent)
     on conflict (workspace_id, template_id, other_id) do update set at = excluded.at, days = excluded.days,
       blocked_more = excluded.blocked_more, top_reason = excluded.top_reason, sent = excluded.sent, other_sent = excluded.other_sent`,
    [
      asking.workspaceId,
      templateId,
      isoTime(asking.now),
      COMPARED_DAYS,
      told.map(({ otherId }) => otherId),
      told.map(({ blockedMore }) => blockedMore),
      told.map(({ topReason }) => topReason),
      told.map(({ sent }) => sent),
      told.map(({ otherSent }) => otherSent),
    ],
  )
}

/** Compares what an account sends most, each with the others: asked while one of its numbers is rated lower. */
export async function compareSentMost(tools: { pool: pg.Pool; graph: GraphClient }, asking: Asking): Promise<void> {
  const most = await sentMost(tools.pool, asking)
  for (const id of most) await compareTemplate(tools, asking, id, most)
}

export type Compared = {
  other_id: string
  name: string
  language: string
  at: Date
  days: number
  blocked_more: boolean
  top_reason: string | null
  sent: number
  other_sent: number
}

/** What was said last of a template beside others. */
export const comparisonsOf = (db: Db, workspaceId: string, templateId: string): Promise<Compared[]> =>
  rows(
    db,
    `select c.other_id, t.name, t.language, c.at, c.days, c.blocked_more, c.top_reason, c.sent, c.other_sent from template_comparisons c
     join templates t on t.workspace_id = $1 and t.id = c.other_id
     where c.workspace_id = $1 and c.template_id = $2 order by c.other_sent desc, c.other_id limit 10`,
    [workspaceId, templateId],
  )

export type Blocked = { id: string; name: string; than: number; of: number; reason: string | null }

/** The order in which Meta sees templates of an account blocked, the most first, by comparisons of the last days. */
export const orderOfBlocks = (db: Db, workspaceId: string, wabaId: string, now: PlatformTime): Promise<Blocked[]> =>
  rows<Blocked>(
    db,
    `select t.id, t.name, count(*) filter (where c.blocked_more)::int as than, count(*)::int as of, max(c.top_reason) as reason
     from template_comparisons c join templates t on t.workspace_id = $1 and t.id = c.template_id and t.waba_id = $2
     where c.workspace_id = $1 and c.at > $3 and c.sent > 0 group by t.id, t.name order by than desc, of, t.id limit 10`,
    [workspaceId, wabaId, isoTime(later(now, -COMPARED_DAYS * DAY))],
  )

/** The one that is blocked more than the most others; null where none is blocked more than any. */
export async function blockedMost(db: Db, workspaceId: string, wabaId: string, now: PlatformTime): Promise<Blocked | null> {
  const [most] = await orderOfBlocks(db, workspaceId, wabaId, now)
  return most && most.than > 0 ? most : null
}

/** `SPAM` as `spam`. */
export const reasonWords = (reason: string): string => reason.toLowerCase().replaceAll('_', ' ')

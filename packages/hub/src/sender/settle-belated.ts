import { isoTime } from '@casement/platform'
import { type Db, rows } from '../database/database.ts'
import type { DomainEvent } from '../events/append-events.ts'
import { takeAgain } from './revive-failed.ts'
import type { Acceptance, ServiceUse, Settled } from './settle-sends.ts'

type Known = { id: string; state: string; wamid: string | null; attempt: number }
export type BelatedSettlement = {
  settled: (Settled & ServiceUse & { wamid: string; at: string })[]
  events: DomainEvent[]
}

/** Where a send may be that was posted and then taken for lost: waiting again, or ended without having left a second time. */
const TAKEN_FOR_LOST = ['queued', 'held', 'expired', 'cancelled', 'refused', 'failed']

/**
 * Evidence of an acceptance for sends that are not in flight. Most of it is old news and changes nothing. What was taken for lost
 * is accepted after all and leaves the queue; a second message id of one send means that the platform took it twice, which is kept
 * with the message and told as an event, because nobody can take it back.
 */
export async function settleBelated(tx: Db, workspaceId: string, accepted: readonly Acceptance[]): Promise<BelatedSettlement> {
  if (accepted.length === 0) return { settled: [], events: [] }
  const ids = [...new Set(accepted.map((item) => item.id))]
  const isNews = (item: Acceptance, send: Known | undefined) =>
    send !== undefined && send.attempt > 0 && send.wamid !== item.wamid
  const seen = await find(tx, workspaceId, ids, '')
  const news = accepted.filter((item) => isNews(item, seen.get(item.id)))
  if (news.length === 0) return { settled: [], events: [] }

  const locked = await find(tx, workspaceId, [...new Set(news.map((item) => item.id))].sort(), 'for update')
  const lost = new Map<string, Acceptance>()
  const second: Acceptance[] = []
  for (const item of news) {
    const send = locked.get(item.id) as Known
    const wamid = lost.get(item.id)?.wamid ?? send.wamid
    if (wamid === item.wamid) continue
    if (wamid === null && (TAKEN_FOR_LOST.includes(send.state) || send.state === 'accepted')) lost.set(item.id, item)
    else second.push(item)
  }
  const settled = await acceptLost(tx, workspaceId, [...lost.values()])
  await takeAgain(
    tx,
    workspaceId,
    settled.map((send) => send.id),
  )
  return { settled, events: await keepSecond(tx, workspaceId, second) }
}

const find = async (tx: Db, workspaceId: string, ids: readonly string[], lock: '' | 'for update') =>
  new Map(
    (
      await rows<Known>(
        tx,
        `select id, state, wamid, attempt from sends where workspace_id = $1 and id = any ($2::uuid[]) order by id ${lock}`,
        [workspaceId, ids],
      )
    ).map((send) => [send.id, send]),
  )

const acceptLost = (tx: Db, workspaceId: string, lost: readonly Acceptance[]): Promise<BelatedSettlement['settled']> =>
  lost.length === 0
    ? Promise.resolve([])
    : rows(
        tx,
        `update sends s set state = 'accepted', wamid = answer.wamid, retry_at = null
         from unnest($2::uuid[], $3::text[], $4::text[]) as answer (id, wamid, at)
         where s.workspace_id = $1 and s.id = answer.id
         returning s.id, s.thread_id, s.wamid, s.phone_number_id, s.service_month, answer.at`,
        [workspaceId, lost.map((item) => item.id), lost.map((item) => item.wamid), lost.map((item) => isoTime(item.at))],
      )

async function keepSecond(tx: Db, workspaceId: string, second: readonly Acceptance[]): Promise<DomainEvent[]> {
  if (second.length === 0) return []
  const kept = await rows<{ id: string; thread_id: string; wamid: string; at: string }>(
    tx,
    `with kept as (
       insert into wamids (workspace_id, wamid, message_id)
       select $1, wamid, id from unnest($2::uuid[], $3::text[]) as answer (id, wamid) on conflict do nothing returning wamid
     )
     update messages m set timeline = m.timeline || jsonb_build_object('status', 'doubled', 'at', answer.at, 'wamid', answer.wamid)
     from unnest($2::uuid[], $3::text[], $4::text[]) as answer (id, wamid, at) join kept using (wamid)
     where m.workspace_id = $1 and m.id = answer.id
     returning m.id, m.thread_id, answer.wamid, answer.at`,
    [workspaceId, second.map((item) => item.id), second.map((item) => item.wamid), second.map((item) => isoTime(item.at))],
  )
  return kept.map(({ id, thread_id, wamid, at }) => ({
    type: 'message.doubled',
    at: new Date(at).getTime() as Acceptance['at'],
    data: { threadId: thread_id, messageId: id, wamid },
  }))
}

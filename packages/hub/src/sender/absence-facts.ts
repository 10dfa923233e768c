import { isoTime, later, type PlatformTime, platformTime } from '@casement/platform'
import { type Db, rows } from '../database/database.ts'
import { type AbsenceFacts, APPLIED_WITHIN_MS, BEFORE_MS, LATER_ANSWERED, WEBHOOK_DEADLINE_MS } from './judge-absence.ts'

export type UnclearSend = {
  id: string
  threadId: string
  phoneNumberId: string
  attempt: number
  fence: number
  facts: AbsenceFacts
}

/**
 * The facts about some unclear sends, all from what is durable: the ledger, the statuses that webhooks moved, the journal, and the
 * database's own time for leases. Sends that are not unclear any more, or of whose
 * post nothing is known, are left out.
 */
export async function loadAbsenceFacts(
  db: Db,
  workspaceId: string,
  ids: readonly string[],
  now: PlatformTime,
): Promise<UnclearSend[]> {
  if (ids.length === 0) return []
  const found = await rows<{
    id: string
    thread_id: string
    phone_number_id: string
    attempt: number
    fence: number
    category: string
    posted_at: Date
    later_answered: number
    unanswered_since: Date | null
    unapplied: number
    lapsed: boolean
  }>(
    db,
    `with unclear as (
       select id, thread_id, phone_number_id, attempt, fence, category, posted_at, intent_at from sends
       where workspace_id = $1 and id = any ($2::uuid[]) and state = 'unclear' and posted_at is not null
     ), span as (
       select phone_number_id, min(posted_at) as since from unclear group by phone_number_id
     ), posted as materialized (
       -- What the numbers posted since then. Answered for: a webhook moved it on, or let one that had been accepted fail.
       select s.phone_number_id, s.posted_at, s.intent_at,
         s.wamid is not null and (m.status in ('sent', 'delivered', 'read', 'played') or s.state = 'failed') as answered,
         s.state = 'accepted' and s.resolved is distinct from 'sent' and m.status = 'accepted' and s.posted_at <= $3 as missing
       from span
       join sends s on s.workspace_id = $1 and s.phone_number_id = span.phone_number_id
         and s.posted_at >= span.since - $5 * interval '1 millisecond' and s.state in ('accepted', 'failed')
       join messages m on m.workspace_id = $1 and m.id = s.id
     ), newest as materialized (
       select span.phone_number_id, p.posted_at, p.intent_at from span cross join lateral (
         select posted_at, intent_at from posted where posted.phone_number_id = span.phone_number_id and answered
         order by posted_at desc, intent_at desc limit $4) p
     )
     select u.id, u.thread_id, u.phone_number_id, u.attempt, u.fence, u.category, u.posted_at,
       (select count(*)::int from newest n where n.phone_number_id = u.phone_number_id
          and (n.posted_at, n.intent_at) > (u.posted_at, u.intent_at)) as later_answered,
       (select min(p.posted_at) from posted p where p.missing and p.phone_number_id = u.phone_number_id
          and p.posted_at >= u.posted_at - $5 * interval '1 millisecond') as unanswered_since,
       (select count(*)::int from (
          select 1 from journal j where j.state = 'new'
            and (j.received_at < now() - $6 * interval '1 millisecond' or position(convert_to(u.id::text, 'UTF8') in j.body) > 0)
          union all
          select 1 from journal j where j.state = 'unreadable' and j.received_at > u.intent_at
          union all
          select 1 from dead_letters d
            where (d.workspace_id = $1 or d.workspace_id is null) and d.state = 'waiting' and d.field = 'messages' and d.at > u.intent_at
          limit 1000) behind) as unapplied,
       not exists (select 1 from leases l where l.workspace_id = $1 and l.phone_number_id = u.phone_number_id
         and l.fence = u.fence and l.expires_at >= now()) as lapsed
     from unclear u order by u.id`,
    [workspaceId, ids, isoTime(later(now, -WEBHOOK_DEADLINE_MS)), LATER_ANSWERED, BEFORE_MS, APPLIED_WITHIN_MS],
  )
  return found.map((send) => ({
    id: send.id,
    threadId: send.thread_id,
    phoneNumberId: send.phone_number_id,
    attempt: send.attempt,
    fence: send.fence,
    facts: {
      category: send.category,
      postedAt: platformTime(send.posted_at),
      laterAnswered: send.later_answered,
      unansweredSince: send.unanswered_since ? platformTime(send.unanswered_since) : null,
      webhooksUnapplied: send.unapplied,
      leaseLapsed: send.lapsed,
    },
  }))
}

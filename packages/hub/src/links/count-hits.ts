import { isoTime, type PlatformTime } from '@casement/platform'
import type pg from 'pg'
import type { Logger } from 'pino'
import { type Db, rows, transactAgain } from '../database/database.ts'
import { appendEvents } from '../events/append-events.ts'

const FLUSH_MS = 500
/** Recipients whose clicks wait to be written; what comes beyond is led on and not counted. */
const MOST_WAITING = 20_000
const MOST_EVENTS = 500

export type Hit = { workspaceId: string; key: Buffer; recipient: number; at: PlatformTime }

/** Clicks, gathered and written in batches: following a link waits for no disk. */
export type HitCounter = {
  count(hit: Hit): void
  flush(): Promise<void>
  stop(): Promise<void>
}

type Waiting = { key: Buffer; recipient: number; hits: number; first: PlatformTime; last: PlatformTime }

export function createHitCounter({
  pool,
  log,
  onEvents,
}: {
  pool: pg.Pool
  log: Logger
  onEvents: (workspaceId: string) => void
}): HitCounter {
  let waiting = new Map<string, Map<string, Waiting>>()
  let held = 0
  let dropped = 0
  let timer: NodeJS.Timeout | null = null
  let writing: Promise<void> = Promise.resolve()

  const flush = (): Promise<void> => {
    if (timer) clearTimeout(timer)
    timer = null
    writing = writing.then(async () => {
      const batch = waiting
      waiting = new Map()
      held = 0
      if (dropped > 0) log.warn({ dropped }, 'more links were followed than could be counted')
      dropped = 0
      for (const [workspaceId, hits] of batch) {
        await transactAgain(pool, (tx) => writeHits(tx, workspaceId, [...hits.values()])).then(
          () => onEvents(workspaceId),
          (error) => log.warn({ err: error, hits: hits.size }, 'followed links could not be counted'),
        )
      }
    })
    return writing
  }

  return {
    count({ workspaceId, key, recipient, at }) {
      const own = waiting.get(workspaceId) ?? new Map<string, Waiting>()
      const name = `${key.toString('base64')} ${recipient}`
      const known = own.get(name)
      if (known) {
        known.hits++
        known.last = at
      } else if (held >= MOST_WAITING) dropped++
      else {
        own.set(name, { key, recipient, hits: 1, first: at, last: at })
        waiting.set(workspaceId, own)
        held++
      }
      timer ??= setTimeout(() => void flush(), FLUSH_MS)
    },
    flush,
    stop: flush,
  }
}

/** Adds hits to those of each recipient; who follows a link for the first time is told, and is a result of the campaign. */
async function writeHits(tx: Db, workspaceId: string, hits: readonly Waiting[]): Promise<void> {
  const sorted = [...hits].sort((a, b) => Buffer.compare(a.key, b.key) || a.recipient - b.recipient)
  const fresh = await rows<{
    message_id: string | null
    campaign_id: string | null
    variant: number
    thread_id: string | null
    contact_id: string | null
    url: string
    at: Date
  }>(
    tx,
    `with written as (
       insert into link_hits as h (workspace_id, key, recipient, message_id, hits, first_at, last_at)
       select $1, i.key, i.recipient, coalesce(l.message_id, r.message_id), i.hits, i.first, i.last
       from unnest($2::bytea[], $3::int[], $4::int[], $5::timestamptz[], $6::timestamptz[]) as i (key, recipient, hits, first, last)
       join tracked_links l on l.workspace_id = $1 and l.key = i.key
       left join campaign_recipients r on r.workspace_id = $1 and r.campaign_id = l.campaign_id and r.position = i.recipient
       on conflict (workspace_id, key, recipient) do update set hits = h.hits + excluded.hits, last_at = excluded.last_at
       returning key, message_id, first_at, hits, xmax = 0 as is_new
     )
     select w.message_id, l.campaign_id, coalesce(m.campaign_variant, 0) as variant, m.thread_id, t.contact_id, l.url, w.first_at as at
     from written w join tracked_links l on l.workspace_id = $1 and l.key = w.key
     left join messages m on m.workspace_id = $1 and m.id = w.message_id
     left join threads t on t.workspace_id = $1 and t.id = m.thread_id
     where w.is_new`,
    [
      workspaceId,
      sorted.map(({ key }) => key),
      sorted.map(({ recipient }) => recipient),
      sorted.map((hit) => hit.hits),
      sorted.map(({ first }) => isoTime(first)),
      sorted.map(({ last }) => isoTime(last)),
    ],
  )
  const results = fresh.filter(({ campaign_id, message_id }) => campaign_id !== null && message_id !== null)
  if (results.length > 0) {
    await tx.query(
      `insert into campaign_answers (workspace_id, campaign_id, kind, message_id, variant, at)
       select $1, a.campaign, 'clicked', a.message, a.variant, a.at
       from unnest($2::uuid[], $3::uuid[], $4::smallint[], $5::timestamptz[]) as a (campaign, message, variant, at)
       on conflict do nothing`,
      [
        workspaceId,
        results.map(({ campaign_id }) => campaign_id),
        results.map(({ message_id }) => message_id),
        results.map(({ variant }) => variant),
        results.map(({ at }) => at),
      ],
    )
  }
  for (let from = 0; from < fresh.length; from += MOST_EVENTS) {
    await appendEvents(
      tx,
      workspaceId,
      fresh.slice(from, from + MOST_EVENTS).flatMap(({ thread_id, contact_id, message_id, campaign_id, url, at }) => {
        const time = at.getTime() as PlatformTime
        const data = {
          contactId: contact_id,
          threadId: thread_id,
          messageId: message_id,
          url,
          ...(campaign_id ? { campaignId: campaign_id } : {}),
        }
        return [
          { type: 'link.clicked' as const, at: time, data },
          ...(thread_id
            ? [{ type: 'thread.changed' as const, at: time, data: { threadId: thread_id, messageId: message_id } }]
            : []),
        ]
      }),
    )
  }
}

import { isoTime, type PlatformTime } from '@casement/platform'
import type { Db } from '../database/database.ts'

export type ReceivedWebhook = { appId: string; body: Buffer; platformAt: PlatformTime }

type Waiting = ReceivedWebhook & { resolve: () => void; reject: (error: unknown) => void }

export type Journal = { record(webhook: ReceivedWebhook): Promise<void>; recorded(listener: () => void): void }

const MAX_GROUP = 500
const MAX_GROUP_BYTES = 16 * 1_048_576
const MAX_WAITING = 5_000

/** How many of those that wait go together: at least one, and no more bytes than a statement should carry. */
function groupSize(waiting: readonly ReceivedWebhook[]): number {
  let bytes = 0
  for (let count = 0; count < Math.min(waiting.length, MAX_GROUP); count++) {
    bytes += waiting[count]?.body.length ?? 0
    if (count > 0 && bytes > MAX_GROUP_BYTES) return count
  }
  return Math.min(waiting.length, MAX_GROUP)
}

/** All bodies travel as one value, in binary, and are cut apart by the database: an array of them would be written out as text. */
async function insert(db: Db, group: readonly ReceivedWebhook[]): Promise<void> {
  const starts: number[] = []
  let end = 0
  for (const { body } of group) {
    starts.push(end + 1)
    end += body.length
  }
  await db.query(
    `insert into journal (platform_at, app_id, body)
     select at::timestamptz, app, substring($5::bytea from start for length)
     from unnest($1::text[], $2::text[], $3::int[], $4::int[]) as received (at, app, start, length)`,
    [
      group.map((item) => isoTime(item.platformAt)),
      group.map((item) => item.appId),
      starts,
      group.map((item) => item.body.length),
      Buffer.concat(group.map((item) => item.body)),
    ],
  )
}

/**
 * The journal takes bytes and answers once they are on disk. Whatever arrives while one insert is under way shares the next
 * (group commit): under load one fsync serves hundreds of webhooks, without load nobody waits for company.
 */
export function createJournal(db: Db): Journal {
  const waiting: Waiting[] = []
  let writing = false
  const listeners = new Set<() => void>()

  const write = async () => {
    writing = true
    while (waiting.length > 0) {
      const group = waiting.splice(0, groupSize(waiting))
      try {
        await insert(db, group)
        for (const item of group) item.resolve()
        for (const listener of listeners) listener()
      } catch (error) {
        for (const item of group) item.reject(error)
      }
    }
    writing = false
  }

  return {
    record(webhook) {
      if (waiting.length >= MAX_WAITING) return Promise.reject(new Error('The journal is full: the database does not keep up.'))
      return new Promise((resolve, reject) => {
        waiting.push({ ...webhook, resolve, reject })
        if (!writing) void write()
      })
    },
    recorded(listener) {
      listeners.add(listener)
    },
  }
}

/** Where processes that only take webhooks in tell those that apply them. A hint that may be lost: they also look by themselves. */
export const JOURNAL_CHANNEL = 'casement_journal'

const ANNOUNCE_AFTER_MS = 25

/** Tells other processes that there is news, at most forty times a second. */
export function createAnnouncement(db: Db): () => void {
  let announcing = false
  return () => {
    if (announcing) return
    announcing = true
    setTimeout(() => {
      announcing = false
      db.query(`select pg_notify('${JOURNAL_CHANNEL}', '')`).catch(() => {})
    }, ANNOUNCE_AFTER_MS)
  }
}

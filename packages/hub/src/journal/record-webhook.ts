import { isoTime, type PlatformTime } from '@casement/platform'
import type { Db } from '../database/database.ts'

export type ReceivedWebhook = { appId: string; body: Buffer; platformAt: PlatformTime }

type Waiting = ReceivedWebhook & { resolve: () => void; reject: (error: unknown) => void }

export type Journal = { record(webhook: ReceivedWebhook): Promise<void>; recorded(listener: () => void): void }

const MAX_GROUP = 500
const MAX_WAITING = 5_000

/**
 * The journal takes bytes and answers once they are on disk. Whatever arrives while one insert is under way shares the next
 * (group commit): under load one fsync serves hundreds of webhooks, without load nobody waits for company.
 */
export function createJournal(db: Db): Journal {
  let waiting: Waiting[] = []
  let writing = false
  const listeners = new Set<() => void>()

  const write = async () => {
    writing = true
    while (waiting.length > 0) {
      const group = waiting.slice(0, MAX_GROUP)
      waiting = waiting.slice(MAX_GROUP)
      try {
        await db.query(
          `insert into journal (platform_at, app_id, body)
           select at::timestamptz, app, body from unnest($1::text[], $2::text[], $3::bytea[]) as received (at, app, body)`,
          [group.map((item) => isoTime(item.platformAt)), group.map((item) => item.appId), group.map((item) => item.body)],
        )
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

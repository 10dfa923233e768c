import { randomUUID } from 'node:crypto'
import { type Db, row, rows } from '../database/database.ts'

export type Counted = { count: number; secondsLeft: number }

/** Counts of the running minute over all processes of the hub, by machine time. */
export type SharedCounts = {
  /** Counts at once, in the database, and answers with what all have counted. For what is rare. */
  add(kind: string, subject: string): Promise<Counted>
  /** Counts here and tells the others within a second; answers with what is known so far. For what is frequent. */
  note(kind: string, subject: string): Counted
  stop(): Promise<void>
}

const SHARE_EVERY_MS = 1_000
const MINUTE_MS = 60_000

type Mine = { kind: string; subject: string; count: number; told: number; others: number }

export function createSharedCounts(db: Db): SharedCounts {
  const holder = randomUUID()
  let minute = 0
  let mine = new Map<string, Mine>()
  let sharing: Promise<unknown> | null = null

  const entry = (kind: string, subject: string): Mine => {
    const now = Math.floor(Date.now() / MINUTE_MS)
    if (now !== minute) {
      minute = now
      mine = new Map()
    }
    const key = `${kind} ${subject}`
    const known = mine.get(key) ?? { kind, subject, count: 0, told: 0, others: 0 }
    mine.set(key, known)
    return known
  }
  const secondsLeft = () => Math.max(1, Math.ceil(((minute + 1) * MINUTE_MS - Date.now()) / 1_000))
  const at = () => new Date(minute * MINUTE_MS).toISOString()

  /** Writes down what this process counted since, and reads what the others did. */
  const share = async () => {
    const active = [...mine.values()].filter(({ count, told }) => count > told)
    if (active.length === 0) return
    const counts = active.map(({ count }) => count)
    const values = [at(), holder, active.map(({ kind }) => kind), active.map(({ subject }) => subject)]
    const found = await rows<{ kind: string; subject: string; others: number }>(
      db,
      `with mine as (
         insert into rate_counts (minute, kind, subject, holder, count)
         select $1::timestamptz, kind, subject, $2::uuid, count from unnest($3::text[], $4::text[], $5::int[]) as t (kind, subject, count)
         on conflict (minute, kind, subject, holder) do update set count = excluded.count
       )
       select o.kind, o.subject, sum(o.count)::int as others
       from unnest($3::text[], $4::text[]) as t (kind, subject)
       join rate_counts o on o.minute = $1::timestamptz and o.kind = t.kind and o.subject = t.subject and o.holder <> $2::uuid
       group by o.kind, o.subject`,
      [...values, counts],
    )
    active.forEach((item, index) => {
      item.told = counts[index] as number
    })
    for (const { kind, subject, others } of found) {
      const item = mine.get(`${kind} ${subject}`)
      if (item) item.others = others
    }
  }
  const timer = setInterval(() => {
    // A look that fails is made again in a second; meanwhile each counts for itself.
    sharing ??= share()
      .catch(() => {})
      .finally(() => {
        sharing = null
      })
  }, SHARE_EVERY_MS)
  timer.unref()

  return {
    async add(kind, subject) {
      const item = entry(kind, subject)
      item.count++
      item.told = item.count
      const found = await row<{ count: number }>(
        db,
        `with mine as (
           insert into rate_counts (minute, kind, subject, holder, count) values ($1, $2, $3, $4, 1)
           on conflict (minute, kind, subject, holder) do update set count = rate_counts.count + 1 returning count
         )
         select coalesce(sum(o.count), 0)::int + (select count from mine) as count
         from rate_counts o where o.minute = $1 and o.kind = $2 and o.subject = $3 and o.holder <> $4`,
        [at(), kind, subject, holder],
      ).catch(() => undefined)
      return { count: found?.count ?? item.count, secondsLeft: secondsLeft() }
    },
    note(kind, subject) {
      const item = entry(kind, subject)
      item.count++
      return { count: item.count + item.others, secondsLeft: secondsLeft() }
    },
    async stop() {
      clearInterval(timer)
      await sharing
    },
  }
}

/** Minutes that are over. A job forgets them now and then. */
export const forgetCounts = (db: Db) => db.query(`delete from rate_counts where minute < now() - interval '5 minutes'`)

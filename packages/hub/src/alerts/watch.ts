import { MINUTE, type PlatformTime, platformTime } from '@casement/platform'
import type pg from 'pg'
import type { Logger } from 'pino'
import { plannedOnce, preparedRow, rows, transactAgain } from '../database/database.ts'
import { appendEvents } from '../events/append-events.ts'
import { lastSeq } from '../events/event-tail.ts'
import { takeTurns } from '../jobs/take-turns.ts'
import type { Look } from './alert-kind.ts'
import { alertKinds } from './alert-kinds.ts'
import { type AlertRule, alertRules } from './alert-rules.ts'
import { queueMails } from './mails.ts'
import { reconcileAlerts } from './reconcile-alerts.ts'

export type Watch = {
  /** Something happened in this workspace. */
  wake(workspaceId: string): void
  /** What this workspace wants to hear of changed. */
  lookAgain(workspaceId: string): void
  /**
   * Looks over what is due a look by now. Answers when the next will be. While the clock is moved with a grain, one look for each
   * grain is enough.
   */
  settle(grainMs?: number): Promise<PlatformTime | null>
  start(): void
  stop(): Promise<void>
}

/** Looks at one workspace lie at least so far apart, and so does what nobody called for. */
const EVERY_MS = 1_000
/** News that comes closer together is answered by one look. */
const GATHER_MS = 200
/** Without any news a workspace is looked over as often as this, by the platform's clock. */
const AT_LEAST_EVERY_MS = MINUTE
/** How a clock is moved that somebody waits for; null while it runs by itself. */
type Haste = { grainMs: number; atLeastEveryMs: number } | null
/** A clock that is moved passes many minutes in a moment: then this often is enough. */
const AT_LEAST_EVERY_IN_HASTE_MS = 15 * MINUTE
const WORTH_A_LOOK = [...new Set<string>(alertKinds.flatMap(({ after }) => after))]
const STATUSES_WORTH_A_LOOK = [...new Set(alertKinds.flatMap(({ afterStatus = [] }) => afterStatus))]

/**
 * Keeps alerts true. It looks at what is, not at what happened: events only say when a look is worth while. So nothing is lost when
 * a process dies, and any number of them may watch.
 */
export function createWatch({
  pool,
  now,
  publicUrl,
  onEvents,
  log,
}: {
  pool: pg.Pool
  now: () => PlatformTime
  publicUrl: string
  onEvents: (workspaceId: string) => void
  log: Logger
}): Watch {
  const seen = new Map<string, number>()
  const called = new Set<string>()
  const looks = new Map<string, { at: PlatformTime; next: PlatformTime | null }>()
  const lookedAt = new Map<string, number>()
  let lookedOverAllAt = Number.NEGATIVE_INFINITY

  /** News is looked at as it comes; who brought none, as often as the clock must be. */
  const lookAround = async (): Promise<PlatformTime | null> => {
    if (performance.now() - lookedOverAllAt >= EVERY_MS) return lookOverAll(null)
    for (const workspaceId of [...called]) await lookOver(workspaceId, null)
    return null
  }

  const lookOverAll = async (haste: Haste): Promise<PlatformTime | null> => {
    lookedOverAllAt = performance.now()
    const workspaces = await rows<{ id: string }>(
      pool,
      'select id from workspaces order by id /* all workspaces: one process watches over all of them */',
    )
    const due: number[] = []
    for (const { id } of workspaces) {
      // One that cannot be looked over keeps nobody else from being warned.
      const next = await lookOver(id, haste).catch((error: unknown) => {
        log.warn({ err: error, workspace: id }, 'alerts of a workspace could not be looked after')
        return null
      })
      if (next !== null) due.push(next)
    }
    return due.length === 0 ? null : platformTime(Math.min(...due))
  }

  const lookOver = async (workspaceId: string, haste: Haste): Promise<PlatformTime | null> => {
    if (!haste && performance.now() - (lookedAt.get(workspaceId) ?? Number.NEGATIVE_INFINITY) < EVERY_MS) return null
    const at = now()
    const last = looks.get(workspaceId)
    const age = last ? Math.abs(at - last.at) : Number.POSITIVE_INFINITY
    const isDue =
      age >= (haste ? haste.atLeastEveryMs : AT_LEAST_EVERY_MS) ||
      (!haste?.grainMs && (last?.next ?? Number.POSITIVE_INFINITY) <= at)
    // A clock that is moved stops at thousands of instants: news of the last minute can wait for the next one.
    if (last && !isDue && haste && age < Math.max(MINUTE, haste.grainMs)) return last.next
    if (last && !isDue && !(await hasNews(workspaceId))) return last.next
    called.delete(workspaceId)
    lookedAt.set(workspaceId, performance.now())
    const next = await lookNow(workspaceId, at)
    looks.set(workspaceId, { at, next })
    return next
  }

  /** Whether something came since the last time that is worth a look. */
  const hasNews = async (workspaceId: string): Promise<boolean> => {
    if (!called.delete(workspaceId)) return false
    const news = await preparedRow<{ seq: number | null; worth: boolean | null }>(
      pool,
      'alerts.news',
      `select max(seq) as seq, bool_or(type = any ($3::text[]) or (type = 'message.status' and data->>'status' = any ($4::text[]))) as worth
       from events where workspace_id = $1 and seq > $2`,
      [workspaceId, seen.get(workspaceId) ?? 0, WORTH_A_LOOK, STATUSES_WORTH_A_LOOK],
    )
    if (news?.seq) seen.set(workspaceId, news.seq)
    return news?.worth === true
  }

  const lookNow = async (workspaceId: string, at: PlatformTime): Promise<PlatformTime | null> => {
    if (!seen.has(workspaceId)) seen.set(workspaceId, await lastSeq(pool, workspaceId))
    const { next, news } = await transactAgain(pool, async (tx) => {
      // One process at a time; the next one finds what this one did.
      await tx.query(`select pg_advisory_xact_lock(hashtext('casement.alerts'), hashtext($1))`, [workspaceId])
      const db = plannedOnce(tx)
      const rules = await alertRules(db, workspaceId)
      const look = { db, workspaceId, now: at }
      const found = []
      for (const { kind, settings, email, enabled } of rules)
        found.push({ kind: kind.kind, email, causes: enabled ? await kind.find(look, settings) : [] })
      const { events, toMail } = await reconcileAlerts(db, workspaceId, found, at)
      const nextDueAt = await soonest(rules, look)
      await queueMails(tx, { workspaceId, alerts: toMail, publicUrl })
      await appendEvents(tx, workspaceId, events)
      return { next: nextDueAt, news: events.length > 0 }
    })
    if (news) onEvents(workspaceId)
    return next
  }

  const turns = takeTurns<PlatformTime | null, Haste>({
    turn: (haste) => (haste ? lookOverAll(haste) : lookAround()),
    restMs: () => (called.size > 0 ? GATHER_MS : EVERY_MS),
    gatherMs: GATHER_MS,
    stumbled: (error) => log.warn({ err: error }, 'alerts could not be looked after'),
  })

  const wake = (workspaceId: string) => {
    called.add(workspaceId)
    turns.wake()
  }

  return {
    wake,
    lookAgain(workspaceId) {
      looks.delete(workspaceId)
      lookedAt.delete(workspaceId)
      wake(workspaceId)
    },
    async settle(grainMs = 0) {
      const next = await turns.take({ grainMs, atLeastEveryMs: Math.max(AT_LEAST_EVERY_IN_HASTE_MS, grainMs) })
      // A clock that is moved stops at whole minutes only.
      return next === null ? null : platformTime(Math.ceil(next / MINUTE) * MINUTE)
    },
    start: turns.start,
    stop: turns.stop,
  }
}

async function soonest(rules: readonly AlertRule[], look: Look): Promise<PlatformTime | null> {
  const due: number[] = []
  for (const { kind, settings, enabled } of rules) {
    if (!enabled) continue
    const next = await kind.nextDueAt?.(look, settings)
    if (next !== null && next !== undefined && next > look.now) due.push(next)
  }
  return due.length === 0 ? null : platformTime(Math.min(...due))
}

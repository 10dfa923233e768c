import { isoTime, type PlatformTime, platformTime } from '@casement/platform'
import type pg from 'pg'
import type { Logger } from 'pino'
import type { PlatformClock } from '../clock/platform-clock.ts'
import { preparedRow, preparedRows } from '../database/database.ts'
import { isUnread, readUnread } from '../events/read-by-cursor.ts'
import { createRests } from '../jobs/rests.ts'
import { takeTurns } from '../jobs/take-turns.ts'
import type { LinkTracker } from '../links/track-links.ts'
import { readEvents } from './begin-runs.ts'
import { beginScheduled } from './begin-scheduled.ts'
import { createCaller } from './call-http.ts'
import { forgetRuns } from './forget-runs.ts'
import { takeSteps } from './take-steps.ts'

export type AutomationRunner = {
  start(): void
  /** Something happened: look now. */
  wake(): void
  /** Does all that is due by now. `worked`: something was; `nextAt`: when something next falls due by platform time. */
  settle(): Promise<{ worked: boolean; nextAt: PlatformTime | null }>
  stop(): Promise<void>
}

type Due = { workspace_id: string; id: string }

const LOOK_EVERY_MS = 500
/** Most calls are news that concerns none of what is ours; and runs that fall due together are taken on as a set. */
const GATHER_MS = 50
const FORGET_EVERY_MS = 6 * 3_600_000
const AT_ONCE = 200
/** Runs that are taken on in one transaction. */
const TOGETHER = 100
/** Runs share nothing but their rows, so a few sets go on side by side; the rest of the pool belongs to others. */
const SIDE_BY_SIDE = 3
const CALLS_AT_ONCE = 10

/**
 * Keeps automations going: reads what happened, begins runs, takes those on that are due, makes their calls. Any process may do any
 * of it, for each is a transaction that holds its row; nothing is kept between them.
 */
export function createAutomationRunner({
  pool,
  clock,
  secretKey,
  privateToo,
  log,
  links = null,
  onQueued,
  onChanged,
}: {
  pool: pg.Pool
  clock: PlatformClock
  secretKey: Buffer
  privateToo: () => boolean
  log: Logger
  links?: LinkTracker | null
  onQueued: (workspaceId: string, phoneNumberId: string) => void
  onChanged: (workspaceId: string) => void
}): AutomationRunner {
  const caller = createCaller({ pool, privateToo, secretKey })
  const calls = new Set<Promise<unknown>>()
  let forgotAt = performance.now()

  const stumbled = (about: string) => (error: unknown) =>
    log.warn({ err: error, about }, 'an automation stumbled and is tried again')

  const rests = createRests()
  const trip = (runId: string, error: unknown) => {
    rests.stumbled(runId)
    stumbled(runId)(error)
  }

  const readAll = () =>
    readUnread(pool, 'automations', {
      stopped: () => turns.stopped,
      read: (workspaceId) =>
        readEvents(pool, workspaceId, clock.now()).catch((error) => {
          stumbled(workspaceId)(error)
          return { worked: false, more: false }
        }),
    })

  const beginSchedules = async (): Promise<boolean> => {
    const due = await preparedRows<Due>(
      pool,
      'automations.schedules-due',
      'select workspace_id, id from automations where next_at <= $1 order by next_at limit $2 /* all workspaces: whose time has come */',
      [isoTime(clock.now()), AT_ONCE],
    )
    let worked = false
    // One portion of each in a turn: whoever answers a customer does not wait until a million have begun.
    for (const { workspace_id: workspaceId, id } of due) {
      if (turns.stopped) break
      if (await beginScheduled(pool, workspaceId, id, clock.now()).catch(stumbled(id))) worked = true
    }
    return worked
  }

  const takeDue = async (): Promise<boolean> => {
    const due = await preparedRows<Due & { contact_id: string }>(
      pool,
      'automations.runs-due',
      `select workspace_id, id, contact_id from automation_runs where ended_at is null and state <> 'calling' and due_at <= $1
         and id <> all ($3::uuid[]) order by due_at limit $2 /* all workspaces: whose time has come */`,
      [isoTime(clock.now()), AT_ONCE, rests.resting()],
    )
    let worked = false
    const sets = setsOf(due)
    const lanes = Array.from({ length: Math.min(SIDE_BY_SIDE, sets.length) }, async () => {
      for (let next = sets.shift(); next && !turns.stopped; next = sets.shift()) {
        const { workspaceId, ids } = next
        const { runs, queued } = await takeSteps(pool, workspaceId, ids, clock.now(), trip, links)
        worked ||= runs > 0
        for (const number of queued) onQueued(workspaceId, number)
        if (runs > 0 && queued.size === 0) onChanged(workspaceId)
      }
    })
    await Promise.all(lanes)
    return worked
  }

  const beginCalls = async (): Promise<void> => {
    const due = await preparedRows<Due>(
      pool,
      'automations.calls-due',
      `select workspace_id, id from automation_runs where state = 'calling' and retry_at <= now()
       order by retry_at limit $1 /* all workspaces: calls that are due */`,
      [Math.max(0, CALLS_AT_ONCE - calls.size)],
    )
    for (const { workspace_id: workspaceId, id } of due) {
      const call = caller
        .call(workspaceId, id, () => clock.now())
        .catch(stumbled(id))
        .finally(() => {
          calls.delete(call)
          turns.wake()
        })
      calls.add(call)
    }
  }

  /** One question for what is mostly answered with no. */
  const hasWork = async (): Promise<boolean> => {
    const found = await preparedRow<{ some: boolean }>(
      pool,
      'automations.has-work',
      `select coalesce(
         (select true from automation_runs where ended_at is null and state <> 'calling' and due_at <= $1 order by due_at limit 1),
         (select true from automation_runs where state = 'calling' and retry_at <= now() order by retry_at limit 1),
         (select true from automations where next_at <= $1 order by next_at limit 1),
         ${isUnread('automations')}) as some /* all workspaces: whether there is anything to do */`,
      [isoTime(clock.now())],
    )
    return found?.some === true
  }

  const takeTurn = async (): Promise<boolean> => {
    await forgetNowAndThen()
    if (!(await hasWork())) return false
    const read = await readAll()
    const begun = await beginSchedules()
    const taken = await takeDue()
    await beginCalls()
    return read || begun || taken
  }

  const forgetNowAndThen = async () => {
    if (performance.now() - forgotAt < FORGET_EVERY_MS) return
    forgotAt = performance.now()
    await forgetRuns(pool).catch(stumbled('forgetting old runs'))
  }

  const turns = takeTurns({
    turn: takeTurn,
    restMs: (worked) => (worked ? 0 : LOOK_EVERY_MS),
    gatherMs: GATHER_MS,
    stumbled: (error) => log.warn({ err: error }, 'automations could not be looked for'),
  })

  return {
    start: turns.start,
    wake: turns.wake,
    async settle() {
      let worked = false
      for (;;) {
        const more = await turns.take()
        // A call that has begun belongs to this instant.
        if (calls.size > 0) await Promise.all(calls)
        else if (!more || turns.stopped) break
        worked = true
      }
      const next = await preparedRow<{ at: Date | null }>(
        pool,
        'automations.next',
        `select least(
           (select min(due_at::timestamptz) from automation_runs where ended_at is null and state <> 'calling'),
           (select min(next_at::timestamptz) from automations where next_at is not null)) as at /* all workspaces: when the clock must stop next */`,
      )
      return { worked, nextAt: next?.at ? platformTime(next.at) : null }
    },
    async stop() {
      const ended = turns.stop()
      await caller.close()
      await ended
      await Promise.all(calls)
    },
  }
}

/** Runs of one workspace that may be taken on together: no person is in a set twice, for runs of one person see what the other did. */
function setsOf(due: readonly (Due & { contact_id: string })[]): { workspaceId: string; ids: string[] }[] {
  const sets: { workspaceId: string; ids: string[]; people: Set<string> }[] = []
  for (const { workspace_id: workspaceId, id, contact_id: person } of due) {
    const set = sets.find((one) => one.workspaceId === workspaceId && one.ids.length < TOGETHER && !one.people.has(person))
    if (set) {
      set.ids.push(id)
      set.people.add(person)
    } else sets.push({ workspaceId, ids: [id], people: new Set([person]) })
  }
  return sets
}

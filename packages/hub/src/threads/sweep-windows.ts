import { isoTime, MINUTE, type PlatformTime, platformTime } from '@casement/platform'
import type { FepView } from '@casement/rules'
import type pg from 'pg'
import type { Logger } from 'pino'
import { preparedRow, preparedRows, rows, transactAgain } from '../database/database.ts'
import { appendEvents } from '../events/append-events.ts'
import { eventsOfWindow } from './window-events.ts'
import { tellWindow } from './window-steps.ts'

const BATCH = 1_000
const EVERY_MS = 1_000

type DueThread = {
  id: string
  contact_id: string
  phone_number_id: string
  csw_until: Date | null
  fep_state: FepView['state']
  fep_until: Date | null
  window_step: number
  entry_step: number
}

/**
 * Tells, by now, which windows are about to close and which closed, each once: what is told and that it was are written together.
 * Any number of processes may sweep. Answers when the next window is due; a clock that is moved stops at whole minutes only.
 */
export async function sweepWindows(
  pool: pg.Pool,
  now: PlatformTime,
  onTold: (workspaceId: string) => void = () => {},
): Promise<{ told: number; next: PlatformTime | null }> {
  let told = 0
  for (;;) {
    const due = await preparedRows<{ workspace_id: string }>(
      pool,
      'windows-due',
      `select distinct workspace_id from (select workspace_id from threads where window_due <= $1 order by window_due limit ${BATCH}) due
       /* all workspaces: whose windows are due */`,
      [isoTime(now)],
    )
    let swept = 0
    for (const { workspace_id: workspaceId } of due) {
      const of = await sweepWindowsOf(pool, workspaceId, now)
      swept += of.threads
      told += of.told
      if (of.told > 0) onTold(workspaceId)
    }
    // What another process holds in its hands is told by it.
    if (swept === 0) break
  }
  const next = await preparedRow<{ at: Date | null }>(
    pool,
    'next-window',
    'select min(window_due) as at from threads where window_due > $1 /* all workspaces: when the clock must stop next */',
    [isoTime(now)],
  )
  return { told, next: next?.at ? platformTime(Math.ceil(next.at.getTime() / MINUTE) * MINUTE) : null }
}

const sweepWindowsOf = (pool: pg.Pool, workspaceId: string, now: PlatformTime) =>
  transactAgain(pool, async (tx) => {
    const due = await rows<DueThread>(
      tx,
      `select id, contact_id, phone_number_id, csw_until, fep_state, fep_until, window_step, entry_step from threads
       where workspace_id = $1 and window_due <= $2 order by window_due, id limit ${BATCH} for update skip locked`,
      [workspaceId, isoTime(now)],
    )
    if (due.length === 0) return { threads: 0, told: 0 }
    const at = (date: Date | null) => date && platformTime(date)
    const answers = due.map((thread) => {
      const until = at(thread.csw_until)
      const windows = { csw: { until }, fep: { state: thread.fep_state, until: at(thread.fep_until) } }
      return tellWindow(windows, { window: thread.window_step, entry: thread.entry_step, until }, now)
    })
    await tx.query(
      `update threads t set window_step = told.window_step, entry_step = told.entry_step, window_due = told.due::timestamptz
       from unnest($2::uuid[], $3::int[], $4::int[], $5::text[]) as told (id, window_step, entry_step, due)
       where t.workspace_id = $1 and t.id = told.id`,
      [
        workspaceId,
        due.map(({ id }) => id),
        answers.map(({ steps }) => steps.window),
        answers.map(({ steps }) => steps.entry),
        answers.map(({ due }) => due && isoTime(due)),
      ],
    )
    const events = due.flatMap((thread, i) =>
      eventsOfWindow(
        { threadId: thread.id, contactId: thread.contact_id, phoneNumberId: thread.phone_number_id },
        answers[i]?.news ?? [],
      ),
    )
    await appendEvents(tx, workspaceId, events)
    return { threads: due.length, told: events.length }
  })

export type WindowSweeper = { settle(): Promise<PlatformTime | null>; start(): void; stop(): Promise<void> }

/** Sweeps every second, and whenever a clock that is moved asks. */
export function createWindowSweeper({
  pool,
  now,
  onTold,
  log,
}: {
  pool: pg.Pool
  now: () => PlatformTime
  onTold: (workspaceId: string) => void
  log: Logger
}): WindowSweeper {
  let timer: NodeJS.Timeout | undefined
  let sweeping: Promise<unknown> | null = null
  const sweep = () => {
    sweeping ??= sweepWindows(pool, now(), onTold)
      .catch((error) => log.warn({ err: error }, 'windows could not be swept; trying again in a second'))
      .finally(() => {
        sweeping = null
      })
  }
  return {
    settle: async () => (await sweepWindows(pool, now(), onTold)).next,
    start() {
      timer = setInterval(sweep, EVERY_MS)
    },
    async stop() {
      clearInterval(timer)
      await sweeping
    },
  }
}

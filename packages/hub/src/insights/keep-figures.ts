import { DAY, isoTime, later, type PlatformTime } from '@casement/platform'
import type pg from 'pg'
import type { Logger } from 'pino'
import { rows } from '../database/database.ts'
import { figureAll } from './figure-days.ts'

/** What people look at first is figured before they ask. */
const DAYS_AHEAD = 31
const EVERY_MS = 5 * 60_000
const SOON_MS = 20_000

/**
 * Keeps the figures of the last weeks of every workspace near now, so that nobody waits for a month to be figured. Answers are right
 * without it, only later.
 */
export function keepFigures({ pool, now, log }: { pool: pg.Pool; now: () => PlatformTime; log: Logger }): {
  start(): void
  stop(): Promise<void>
} {
  let timer: NodeJS.Timeout | undefined
  let turn: Promise<void> | null = null
  const figureThem = async () => {
    const workspaces = await rows<{ id: string }>(
      pool,
      'select id from workspaces order by id /* all workspaces: one process figures for all of them */',
    )
    const at = now()
    const dayOf = (instant: PlatformTime) => isoTime(instant).slice(0, 10)
    for (const { id } of workspaces)
      await figureAll(pool, { workspaceId: id, from: dayOf(later(at, -DAYS_AHEAD * DAY)), to: dayOf(at), now: at }).catch(
        (error) => log.warn({ err: error, workspace: id }, 'figures of a workspace could not be kept'),
      )
  }
  const wake = () => {
    turn ??= figureThem()
      .catch((error) => log.warn({ err: error }, 'figures could not be kept'))
      .finally(() => {
        turn = null
      })
  }
  let first: NodeJS.Timeout | undefined
  return {
    start() {
      first = setTimeout(wake, SOON_MS).unref()
      timer = setInterval(wake, EVERY_MS).unref()
    },
    async stop() {
      clearTimeout(first)
      clearInterval(timer)
      await turn
    },
  }
}

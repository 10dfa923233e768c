import type pg from 'pg'
import type { Logger } from 'pino'
import { preparedRows, transactAgain } from '../database/database.ts'
import { releasePortion } from './release-sends.ts'

const PORTION = 5_000

/** Lets go, portion by portion, what was too much for the transaction that told of a template. Any number of processes may. */
export function createReleaser({
  pool,
  onReleased,
  log,
}: {
  pool: pg.Pool
  onReleased: (phoneNumberId: string) => void
  log: Logger
}) {
  let stopped = false
  let releasing: Promise<void> | null = null

  const release = async () => {
    const open = await preparedRows<{ workspace_id: string }>(
      pool,
      'templates-to-release',
      'select distinct workspace_id from template_releases /* all workspaces: whose templates may be sent again */',
      [],
    )
    for (const { workspace_id: workspaceId } of open) {
      while (!stopped) {
        const portion = await transactAgain(pool, (tx) => releasePortion(tx, workspaceId, PORTION))
        if (!portion) break
        if (portion.looked > 0) onReleased(portion.phoneNumberId)
      }
    }
  }

  const settle = async () => {
    await releasing
    releasing = release().finally(() => {
      releasing = null
    })
    await releasing
  }

  return {
    /** Lets all go that waits; a clock that is moved must not pass by them. */
    settle,
    wake() {
      if (releasing === null && !stopped)
        settle().catch((error) => log.warn({ err: error }, 'what waited for a template could not be let go'))
    },
    async stop() {
      stopped = true
      await releasing?.catch(() => {})
    },
  }
}

import type { PlatformTime } from '@casement/platform'
import { type Db, row } from '../database/database.ts'

export type Settled = { idle: boolean; next: PlatformTime | null }

/**
 * Settling by several processes of one hub, each with some of the roles: what one of them does may be the others' work at the same
 * instant. So a process calls itself idle only when nothing has happened anywhere since it last looked; the clock then comes again
 * until all of them say so.
 */
export function settleTogether(
  db: Db,
  settle: (grainMs: number) => Promise<PlatformTime | null>,
): (grainMs: number) => Promise<Settled> {
  let seen: string | null = null
  return async (grainMs) => {
    const next = await settle(grainMs)
    const now = await whereWeAre(db)
    const idle = now === seen
    seen = now
    return { idle, next }
  }
}

/** Changes with every event of any workspace, and with every webhook that waits to be applied. */
async function whereWeAre(db: Db): Promise<string> {
  const found = await row<{ place: string }>(
    db,
    `select coalesce(sum(event_seq), 0) || ' ' || (select count(*) from journal where state = 'new') as place
     from workspace_counters /* all workspaces: the clock is one */`,
  )
  return found?.place ?? ''
}

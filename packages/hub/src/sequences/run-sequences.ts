import { HOUR, isoTime, later, type PlatformTime, platformTime, SECOND } from '@casement/platform'
import type pg from 'pg'
import type { Logger } from 'pino'
import type { PlatformClock } from '../clock/platform-clock.ts'
import { preparedRow, rows, transactAgain } from '../database/database.ts'
import { appendEvents } from '../events/append-events.ts'
import { isUnread, readUnread } from '../events/read-by-cursor.ts'
import { createRests } from '../jobs/rests.ts'
import { takeTurns } from '../jobs/take-turns.ts'
import type { LinkTracker } from '../links/track-links.ts'
import { beginRuns } from './begin-runs.ts'
import { findByFilter } from './find-beginners.ts'
import { readEvents } from './read-events.ts'
import { requireSequence } from './sequence-row.ts'
import { takeStep } from './take-step.ts'

export type SequenceRunner = {
  start(): void
  /** Something happened: look now. */
  wake(): void
  /** Does all that is due by now. `worked`: something was; `nextAt`: when something next falls due by platform time. */
  settle(): Promise<{ worked: boolean; nextAt: PlatformTime | null }>
  stop(): Promise<void>
}

type Due = { workspace_id: string; id: string }

const LOOK_EVERY_MS = 1_000
/** Most calls are news that concerns none of what is ours. */
const GATHER_MS = 50
const AT_ONCE = 200
const SIDE_BY_SIDE = 4

/**
 * Keeps sequences going: reads what happened, begins and ends runs, takes the steps that are due. Any process may do any of it, for
 * each is a transaction that holds its row; nothing is kept between them.
 */
export function createSequenceRunner({
  pool,
  clock,
  log,
  links = null,
  onQueued,
  onChanged,
}: {
  pool: pg.Pool
  clock: PlatformClock
  log: Logger
  links?: LinkTracker | null
  onQueued: (workspaceId: string, phoneNumberId: string) => void
  onChanged: (workspaceId: string) => void
}): SequenceRunner {
  const rests = createRests()

  const readAll = () =>
    readUnread(pool, 'sequences', {
      stopped: () => turns.stopped,
      async read(workspaceId) {
        const read = await readEvents(pool, workspaceId, clock.now()).catch((error) => {
          log.warn({ err: error }, 'what begins sequences could not be read; trying again in a moment')
          return { worked: false, more: false }
        })
        if (read.worked) onChanged(workspaceId)
        return read
      },
    })

  const lookForPeople = async (): Promise<boolean> => {
    const now = clock.now()
    const due = await rows<Due>(
      pool,
      `select workspace_id, id from sequences where next_look_at <= $1 limit ${AT_ONCE} /* all workspaces: whose time has come */`,
      [isoTime(now)],
    )
    let worked = false
    for (const { workspace_id: workspaceId, id } of due) {
      const looked = await transactAgain(pool, async (tx) => {
        const sequence = await requireSequence(tx, workspaceId, id, 'for update')
        const { start } = sequence.definition
        if (sequence.state !== 'on' || start.on !== 'filter') return false
        const { beginners, more } = await findByFilter(tx, sequence, start.filter, now)
        const events = await beginRuns(tx, sequence, beginners, now)
        await tx.query('update sequences set next_look_at = $3 where workspace_id = $1 and id = $2', [
          workspaceId,
          id,
          isoTime(more ? now : later(now, start.everyHours * HOUR)),
        ])
        await appendEvents(tx, workspaceId, events)
        return true
      }).catch((error) => {
        log.warn({ err: error, sequence: id }, 'a sequence could not look for people and is tried again')
        return false
      })
      worked ||= looked
    }
    return worked
  }

  const takeDue = async (): Promise<boolean> => {
    const due = await rows<Due>(
      pool,
      `select workspace_id, id from sequence_runs where state = 'waiting' and due_at <= $1 and id <> all ($2::uuid[])
       order by due_at limit ${AT_ONCE} /* all workspaces: whose time has come */`,
      [isoTime(clock.now()), rests.resting()],
    )
    let worked = false
    const lanes = Array.from({ length: Math.min(SIDE_BY_SIDE, due.length) }, async () => {
      for (let next = due.shift(); next && !turns.stopped; next = due.shift()) {
        const { workspace_id: workspaceId, id } = next
        const taken = await takeStep(pool, workspaceId, id, clock.now(), links).catch((error) => {
          rests.stumbled(id)
          log.warn({ err: error, run: id }, 'a step of a sequence stumbled and is tried again')
          return null
        })
        if (!taken) continue
        worked = true
        if (taken.queued) onQueued(workspaceId, taken.queued)
        else onChanged(workspaceId)
      }
    })
    await Promise.all(lanes)
    return worked
  }

  /** One question for what is mostly answered with no. */
  const hasWork = async (): Promise<boolean> => {
    const found = await preparedRow<{ some: boolean }>(
      pool,
      'sequences.has-work',
      `select coalesce(
         (select true from sequence_runs where state = 'waiting' and due_at <= $1 order by due_at limit 1),
         (select true from sequences where next_look_at <= $1 order by next_look_at limit 1),
         ${isUnread('sequences')}) as some /* all workspaces: whether there is anything to do */`,
      [isoTime(clock.now())],
    )
    return found?.some === true
  }

  const takeTurn = async (): Promise<boolean> => {
    if (!(await hasWork())) return false
    const read = await readAll()
    const found = await lookForPeople()
    const taken = await takeDue()
    return read || found || taken
  }

  const turns = takeTurns({
    turn: takeTurn,
    restMs: (worked) => (worked ? 0 : LOOK_EVERY_MS),
    gatherMs: GATHER_MS,
    stumbled: (error) => log.warn({ err: error }, 'sequences could not be looked for'),
  })

  return {
    start: turns.start,
    wake: turns.wake,
    async settle() {
      let worked = false
      while ((await turns.take()) && !turns.stopped) worked = true
      const next = await preparedRow<{ at: Date | null }>(
        pool,
        'sequences.next',
        `select least(
           (select min(due_at::timestamptz) from sequence_runs where state = 'waiting' and due_at > $1 and due_at < 'infinity'),
           (select min(next_look_at::timestamptz) from sequences where next_look_at > $1)) as at /* all workspaces: when the clock must stop next */`,
        [isoTime(clock.now())],
      )
      return { worked, nextAt: next?.at ? platformTime(Math.ceil(next.at.getTime() / SECOND) * SECOND) : null }
    },
    stop: turns.stop,
  }
}

import { isoTime, later, MINUTE, type PlatformTime, platformTime } from '@casement/platform'
import type pg from 'pg'
import type { PlatformClock } from '../clock/platform-clock.ts'
import { row, transactAgain } from '../database/database.ts'
import { appendEvents } from '../events/append-events.ts'
import type { Outcome, SendError } from './outcome.ts'
import type { Pacer } from './pacer.ts'

/** Refusals in a row that say "nothing of yours goes": one may be an accident. */
const REFUSALS = 3
/** How long a stopped number rests before one send tries again; the last goes on. */
const RESTS = [MINUTE, 5 * MINUTE, 15 * MINUTE, 60 * MINUTE]

export type NumberCircuit = {
  /** What the one who held the number before knew. */
  restore(): Promise<void>
  heard(outcome: Outcome): void
  /** One send at a time, until one has passed. */
  readonly trying: boolean
  /** Resolves when what was heard is written down. */
  settled(): Promise<void>
}

/**
 * Stops a number whose every send is refused for a reason that is none of the send's: a token that expired, an account that is
 * locked. Its sends wait; after a rest one of them tries, and when it passes, all go on.
 */
export function createNumberCircuit({
  pool,
  clock,
  pacer,
  workspaceId,
  phoneNumberId,
  onEvents,
  onTrouble,
}: {
  pool: pg.Pool
  clock: PlatformClock
  pacer: Pacer
  workspaceId: string
  phoneNumberId: string
  onEvents: (workspaceId: string) => void
  onTrouble: (error: unknown) => void
}): NumberCircuit {
  let inARow = 0
  let tries = 0
  let until: PlatformTime | null = null
  let writing: Promise<void> = Promise.resolve()

  const write = (work: () => Promise<void>) => {
    writing = writing
      .then(work)
      .then(() => onEvents(workspaceId))
      .catch(onTrouble)
  }

  const stop = (error: SendError) => {
    const now = clock.now()
    const again = later(now, RESTS[Math.min(tries, RESTS.length - 1)] as number)
    tries++
    until = again
    pacer.pause(again)
    const said = { code: error.code ?? 0, because: `${error.title}: ${error.detail}`, until: isoTime(again), tries }
    write(() =>
      transactAgain(pool, async (tx) => {
        await tx.query(
          `insert into number_stops (workspace_id, phone_number_id, code, because, since, until, tries) values ($1, $2, $3, $4, $5, $6, $7)
           on conflict (workspace_id, phone_number_id) do update
             set code = excluded.code, because = excluded.because, until = excluded.until, tries = excluded.tries`,
          [workspaceId, phoneNumberId, said.code, said.because, isoTime(now), said.until, said.tries],
        )
        if (said.tries === 1) {
          const { code, because } = said
          await appendEvents(tx, workspaceId, [
            { type: 'number.stopped', at: now, data: { phoneNumberId, code, because, until: said.until } },
          ])
        }
      }),
    )
  }

  const goOn = () => {
    until = null
    tries = 0
    write(() =>
      transactAgain(pool, async (tx) => {
        await tx.query('delete from number_stops where workspace_id = $1 and phone_number_id = $2', [workspaceId, phoneNumberId])
        await appendEvents(tx, workspaceId, [{ type: 'number.resumed', at: clock.now(), data: { phoneNumberId } }])
      }),
    )
  }

  return {
    async restore() {
      await writing
      const known = await row<{ until: Date; tries: number }>(
        pool,
        'select until, tries from number_stops where workspace_id = $1 and phone_number_id = $2',
        [workspaceId, phoneNumberId],
      )
      inARow = 0
      tries = known?.tries ?? 0
      until = known ? platformTime(known.until) : null
      if (until !== null) pacer.pause(until)
    },
    heard(outcome) {
      if (outcome.kind === 'accepted') {
        inARow = 0
        if (until !== null) goOn()
        return
      }
      if (outcome.kind !== 'again' || outcome.scope !== 'everything') return
      inARow++
      // What was on its way when it stopped tells nothing new.
      if (until !== null && clock.now() < until) return
      if (until !== null || inARow >= REFUSALS) stop(outcome.error)
    },
    get trying() {
      return until !== null
    },
    settled: () => writing,
  }
}

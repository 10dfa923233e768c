import { HOUR, isoTime, later, MINUTE, type PlatformTime, platformTime } from '@casement/platform'
import type pg from 'pg'
import type { Logger } from 'pino'
import type { PlatformClock } from '../clock/platform-clock.ts'
import { type Db, preparedRows, rows, transactAgain } from '../database/database.ts'
import { appendEvents, type DomainEvent } from '../events/append-events.ts'

/**
 * The first status of a message follows its acceptance within seconds. Several messages without any word for this long, or a single
 * one for longer, are a silence; a number that sends nothing is only idle.
 */
const SEVERAL = 3
const SILENT_AFTER_MS = 10 * MINUTE
const ONE_SILENT_AFTER_MS = HOUR

const LOOK_EVERY_MS = 30_000

/** Counts messages whose acceptance we heard as an answer: their statuses are to come. */
export async function expectWebhooks(
  tx: Db,
  workspaceId: string,
  accepted: readonly { phoneNumberId: string; at: PlatformTime }[],
): Promise<void> {
  if (accepted.length === 0) return
  await tx.query(
    `insert into webhook_pulse (workspace_id, phone_number_id, unheard, unheard_since)
     select $1, number, count(*), min(at::timestamptz) from unnest($2::text[], $3::text[]) as accepted (number, at)
     group by number order by number
     on conflict (workspace_id, phone_number_id) do update set unheard = webhook_pulse.unheard + excluded.unheard,
       unheard_since = coalesce(webhook_pulse.unheard_since, excluded.unheard_since)`,
    [workspaceId, accepted.map(({ phoneNumberId }) => phoneNumberId), accepted.map(({ at }) => isoTime(at))],
  )
}

/** Notes that webhooks of these numbers came. Answers with what is over by that. */
export async function hearWebhooks(
  tx: Db,
  workspaceId: string,
  phoneNumberIds: readonly string[],
  now: PlatformTime,
): Promise<DomainEvent[]> {
  if (phoneNumberIds.length === 0) return []
  const over = await rows<{ phone_number_id: string; silent_since: Date }>(
    tx,
    `with silent as (
       select phone_number_id, silent_since from webhook_pulse
       where workspace_id = $1 and phone_number_id = any ($2::text[]) and silent_since is not null
     ), heard as (
       insert into webhook_pulse (workspace_id, phone_number_id, heard_at) select $1, number, $3 from unnest($2::text[]) as heard (number) order by number
       on conflict (workspace_id, phone_number_id) do update set heard_at = greatest(webhook_pulse.heard_at, excluded.heard_at),
         unheard = 0, unheard_since = null, silent_since = null
     )
     select phone_number_id, silent_since from silent`,
    [workspaceId, phoneNumberIds, isoTime(now)],
  )
  return over.map(({ phone_number_id: phoneNumberId, silent_since }) => ({
    type: 'webhooks.heard',
    at: now,
    data: { phoneNumberId, silentSince: isoTime(platformTime(silent_since)) },
  }))
}

/** Finds numbers whose webhooks have gone silent since we listen, and says so once. */
export async function tellSilence(
  pool: pg.Pool,
  workspaceId: string,
  { now, listeningSince }: { now: PlatformTime; listeningSince: PlatformTime },
): Promise<boolean> {
  return transactAgain(pool, async (tx) => {
    const silent = await rows<{ phone_number_id: string; unheard: number; unheard_since: Date; heard_at: Date | null }>(
      tx,
      `update webhook_pulse set silent_since = unheard_since
       where workspace_id = $1 and silent_since is null and unheard > 0
         and greatest(unheard_since, $2::timestamptz) <= case when unheard >= $3 then $4::timestamptz else $5::timestamptz end
       returning phone_number_id, unheard, unheard_since, heard_at`,
      [
        workspaceId,
        isoTime(listeningSince),
        SEVERAL,
        isoTime(later(now, -SILENT_AFTER_MS)),
        isoTime(later(now, -ONE_SILENT_AFTER_MS)),
      ],
    )
    await appendEvents(
      tx,
      workspaceId,
      silent.map(({ phone_number_id: phoneNumberId, unheard, unheard_since, heard_at }) => ({
        type: 'webhooks.silent',
        at: now,
        data: {
          phoneNumberId,
          accepted: unheard,
          since: isoTime(platformTime(unheard_since)),
          lastHeardAt: heard_at && isoTime(platformTime(heard_at)),
        },
      })),
    )
    return silent.length > 0
  })
}

export type PulseWatch = { start(): void; settle(): Promise<void>; stop(): void }

/**
 * Looks for silence now and then, and whenever the platform's clock has moved. Silence counts from when this process began to listen:
 * webhooks that came while nobody was there are told again by the platform.
 */
export function watchPulse({
  pool,
  clock,
  log,
  onEvents,
}: {
  pool: pg.Pool
  clock: PlatformClock
  log: Logger
  onEvents: (workspaceId: string) => void
}): PulseWatch {
  let listeningSince: PlatformTime | null = null
  let timer: NodeJS.Timeout | undefined
  const settle = async () => {
    if (listeningSince === null) return
    const now = clock.now()
    const expecting = await preparedRows<{ workspace_id: string }>(
      pool,
      'awaited-webhooks',
      `select distinct workspace_id from webhook_pulse where unheard > 0 and silent_since is null /* all workspaces: whose webhooks are awaited */`,
    )
    for (const { workspace_id } of expecting)
      if (await tellSilence(pool, workspace_id, { now, listeningSince })) onEvents(workspace_id)
  }
  return {
    start() {
      listeningSince = clock.now()
      timer = setInterval(
        () => settle().catch((error) => log.warn({ err: error }, 'could not look whether webhooks come')),
        LOOK_EVERY_MS,
      )
    },
    settle,
    stop: () => clearInterval(timer),
  }
}

export type Pulse = { phone_number_id: string; heard_at: Date | null; unheard: number; silent_since: Date | null }

export const pulseOf = (db: Db, workspaceId: string): Promise<Pulse[]> =>
  rows<Pulse>(db, 'select phone_number_id, heard_at, unheard, silent_since from webhook_pulse where workspace_id = $1', [
    workspaceId,
  ])

import { isoTime, later, MINUTE, type PlatformTime } from '@casement/platform'
import type { Logger } from 'pino'
import { preparedRows, transactAgain } from '../database/database.ts'
import { appendEvents, type DomainEvent } from '../events/append-events.ts'
import { compareSentMost } from '../templates/compare-templates.ts'
import { syncTemplates } from '../templates/sync-templates.ts'
import type { AccountTools } from './connect-account.ts'
import { keepAccount } from './keep-account.ts'
import { readAccount } from './read-account.ts'

type DueAccount = { workspace_id: string; id: string; portfolio_id: string; token_sealed: string }

export type Poller = {
  /** Looks at the accounts that are due, unless they were looked at a moment ago. */
  settle(): Promise<void>
  /** Looks at once, however short ago it was: somebody asked. */
  refresh(): Promise<void>
  wake(): void
  stop(): Promise<void>
}

/**
 * However far the clock moves, an account is asked about at most so many times within so much machine time: a week in one jump is a
 * few questions, and an hour after an hour is still seen hour by hour.
 */
const MOST_AT_ONCE = 4
const MOST_OFTEN_MS = 2_000
/** A process that dies while it asks leaves the question to whoever looks next after this. */
const TAKEN_FOR_MINUTES = 10

/**
 * Asks the platform for what no webhook tells: ratings, statuses, throughput, limits, names and templates. Due by platform time, once
 * for all processes; a change becomes an event like any other, and a failure is tried again at the next turn.
 */
export function createPoller({
  openToken,
  onEvents,
  log,
  monotonic = () => performance.now(),
  ...tools
}: AccountTools & {
  openToken: (wabaId: string, sealed: string) => string
  onEvents: (workspaceId: string) => void
  log: Logger
  monotonic?: () => number
}): Poller {
  const { pool, clock, pollMinutes } = tools
  /** When each account was asked about lately, the oldest first. */
  const askedAt = new Map<string, number[]>()
  let running: Promise<void> | null = null
  let stopped = false

  const lately = (id: string) => (askedAt.get(id) ?? []).filter((at) => monotonic() - at < MOST_OFTEN_MS)

  const turn = async () => {
    const now = clock.now()
    const recent = [...askedAt.keys()].filter((id) => lately(id).length >= MOST_AT_ONCE)
    const due = await preparedRows<DueAccount>(
      pool,
      'accounts-to-poll',
      `update wabas set poll_due_at = $2 where poll_due_at <= $1 and status <> 'REMOVED' and token_sealed <> '' and id <> all ($3::text[])
       returning workspace_id, id, portfolio_id, token_sealed /* all workspaces: whose turn it is */`,
      [isoTime(now), isoTime(later(now, TAKEN_FOR_MINUTES * MINUTE)), recent],
    )
    for (const account of due) {
      if (stopped) return
      askedAt.set(account.id, [...lately(account.id), monotonic()])
      await poll(account, now).catch((error: Error) =>
        log.warn({ err: error, wabaId: account.id }, 'an account could not be read and is asked again later'),
      )
    }
  }

  const poll = async (
    { workspace_id: workspaceId, id, portfolio_id: portfolioId, token_sealed }: DueAccount,
    at: PlatformTime,
  ) => {
    const token = openToken(id, token_sealed)
    const { waba, numbers } = await readAccount(tools.graph, id, token)
    await transactAgain(pool, async (tx) => {
      const events: DomainEvent[] = []
      await keepAccount({ tx, workspaceId, emit: (event) => events.push(event) }, { waba, numbers, portfolioId }, at)
      // Unless somebody asked for another look meanwhile.
      await tx.query(`update wabas set poll_due_at = $3 where workspace_id = $1 and id = $2 and poll_due_at > '-infinity'`, [
        workspaceId,
        id,
        isoTime(later(at, pollMinutes * MINUTE)),
      ])
      await appendEvents(tx, workspaceId, events)
    })
    await syncTemplates(tools, { workspaceId, wabaId: id, token })
    if (numbers.some(({ quality_rating: rating }) => rating === 'YELLOW' || rating === 'RED'))
      await compareSentMost(tools, { workspaceId, wabaId: id, token, now: at })
    onEvents(workspaceId)
  }

  const settle = async () => {
    if (stopped) return
    running ??= turn().finally(() => {
      running = null
    })
    await running
  }

  return {
    settle: () => settle().catch((error) => log.warn({ err: error }, 'accounts could not be looked at')),
    wake: () => void settle().catch((error) => log.warn({ err: error }, 'accounts could not be looked at')),
    async refresh() {
      await running?.catch(() => {})
      askedAt.clear()
      await settle()
    },
    async stop() {
      stopped = true
      await running?.catch(() => {})
    },
  }
}

/** Has every account looked at as soon as there is time: at a start, and when a person asks. */
export const askAll = (pool: AccountTools['pool'], workspaceId?: string) =>
  pool.query(
    `update wabas set poll_due_at = '-infinity' where $1::uuid is null or workspace_id = $1 /* all workspaces: at a start */`,
    [workspaceId ?? null],
  )

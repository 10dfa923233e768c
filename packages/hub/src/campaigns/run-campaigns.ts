import { type PlatformTime, platformTime } from '@casement/platform'
import type pg from 'pg'
import type { Logger } from 'pino'
import type { PlatformClock } from '../clock/platform-clock.ts'
import { preparedRows, transactAgain } from '../database/database.ts'
import { appendEvents } from '../events/append-events.ts'
import { Problem } from '../http/problems.ts'
import { takeTurns } from '../jobs/take-turns.ts'
import type { LinkTracker } from '../links/track-links.ts'
import type { CampaignState, Watch } from './campaign-row.ts'
import { beginScheduled } from './change-campaign.ts'
import { type Fed, feedCampaign, NOTHING_FED } from './feed-campaign.ts'
import { followAllAnswers } from './follow-answers.ts'
import { pauseCampaign } from './pause-campaign.ts'
import { prepareCampaign } from './prepare-campaign.ts'
import { watchCampaign } from './watch-campaign.ts'

export type CampaignRunner = {
  start(): void
  wake(): void
  /** Does all that is due by now. `fed`: sends that came into the ledger; `nextAt`: when something next falls due by platform time. */
  settle(): Promise<{ fed: number; nextAt: PlatformTime | null }>
  stop(): Promise<void>
}

type Alive = {
  workspace_id: string
  id: string
  state: CampaignState
  starts_at: Date | null
  wait_until: Date | null
  waiting: number
  watch: Watch
  /** Sends of it that are on their way; only as many are counted as make a difference. */
  underway: number
}

/** While the ledger holds so many, the next portion can wait: a turn costs the same for one person as for many. */
const ENOUGH_IN_LEDGER = 150

const BUSY_MS = 200
const IDLE_MS = 1_000
const LISTEN_EVERY_MS = 30_000

/**
 * Keeps campaigns going: chooses their people, begins those whose time has come, feeds the ledger just ahead of their pace and looks
 * after them. Any process may do any step of any campaign, for each is one transaction that holds the campaign's row; nothing is
 * kept between them.
 */
export function createCampaignRunner({
  pool,
  clock,
  log,
  links,
  onQueued,
  onChanged,
}: {
  pool: pg.Pool
  clock: PlatformClock
  log: Logger
  links: LinkTracker
  onQueued: (workspaceId: string, phoneNumberId: string) => void
  onChanged: (workspaceId: string) => void
}): CampaignRunner {
  type Turn = { worked: boolean; alive: boolean; fed: number; nextAt: PlatformTime | null }

  const takeTurn = async (): Promise<Turn> => {
    const alive = await preparedRows<Alive>(
      pool,
      'campaigns-alive',
      `/* all workspaces: campaigns go on whosoever they are */
       select c.workspace_id, c.id, c.state, c.starts_at, c.wait_until, c.waiting, c.watch, (
         select count(*)::int from (
           select 1 from sends s where s.workspace_id = c.workspace_id and s.campaign_id = c.id
             and s.state in ('queued', 'held', 'claimed', 'posting') limit ${ENOUGH_IN_LEDGER}
         ) as its_sends
       ) as underway
       from campaigns c where c.state in ('preparing', 'scheduled', 'running') order by c.id`,
    )
    let worked = false
    let fed = 0
    const next: PlatformTime[] = []
    for (const campaign of alive) {
      if (turns.stopped) break
      const { workspace_id: workspaceId, id } = campaign
      try {
        const done = await advance(campaign)
        worked ||= done.worked
        fed += done.fed
        if (done.nextAt !== null) next.push(done.nextAt)
      } catch (error) {
        // What a person must mend pauses the campaign and says so; anything else is tried again with the next turn.
        if (!(error instanceof Problem)) {
          log.warn({ err: error, campaign: id }, 'a campaign stumbled and is tried again')
          continue
        }
        const now = clock.now()
        await transactAgain(pool, async (tx) => {
          await appendEvents(tx, workspaceId, await pauseCampaign(tx, campaign, error.message, now))
        })
        onChanged(workspaceId)
      }
    }
    return { worked, fed, alive: alive.length > 0, nextAt: next.length > 0 ? platformTime(Math.min(...next)) : null }
  }

  const advance = async (alive: Alive) => {
    const { workspace_id: workspaceId, id, state, starts_at } = alive
    const now = clock.now()
    if (state === 'preparing') {
      const worked = await prepareCampaign(pool, workspaceId, id, now)
      onChanged(workspaceId)
      return { worked, fed: 0, nextAt: null }
    }
    if (state === 'scheduled') {
      const at = platformTime(starts_at ?? now)
      if (at > now) return { worked: false, fed: 0, nextAt: at }
      await beginScheduled(pool, workspaceId, id, now)
      onChanged(workspaceId)
      return { worked: true, fed: 0, nextAt: null }
    }
    const watched = await watchCampaign(pool, workspaceId, { id, watch: alive.watch }, now)
    const waitUntil = alive.wait_until ? platformTime(alive.wait_until) : null
    const idle =
      watched !== now &&
      ((waitUntil !== null && waitUntil > now) || (alive.waiting > 0 ? alive.underway >= ENOUGH_IN_LEDGER : alive.underway > 0))
    const fed: Fed = idle ? { ...NOTHING_FED, nextAt: waitUntil } : await feedCampaign(pool, links, workspaceId, id, now)
    if (fed.numberId) onQueued(workspaceId, fed.numberId)
    else if (fed.changed) onChanged(workspaceId)
    const next = [fed.nextAt, watched].filter((at): at is PlatformTime => at !== null && at > now)
    return {
      worked: fed.more || (watched !== null && watched <= now && fed.changed),
      fed: fed.sent,
      nextAt: next.length > 0 ? platformTime(Math.min(...next)) : null,
    }
  }

  let listenedAt = Number.NEGATIVE_INFINITY
  /** People answer long after a campaign has ended. */
  const listen = async () => {
    if (performance.now() - listenedAt < LISTEN_EVERY_MS) return
    listenedAt = performance.now()
    await followAllAnswers(pool).catch((error) => log.warn({ err: error }, 'answers to campaigns could not be looked for'))
  }

  const turns = takeTurns({
    turn: async () => {
      await listen()
      return takeTurn()
    },
    restMs: (came) => (came?.worked ? 0 : came?.alive ? BUSY_MS : IDLE_MS),
    stumbled: (error) => log.warn({ err: error }, 'campaigns could not be looked for'),
  })

  return {
    start: turns.start,
    wake: turns.wake,
    async settle() {
      let all = 0
      for (;;) {
        const { worked, fed, nextAt } = await turns.take()
        all += fed
        if (!worked || turns.stopped) return { fed: all, nextAt }
      }
    },
    stop: turns.stop,
  }
}

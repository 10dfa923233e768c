import { type PlatformTime, platformTime } from '@casement/platform'
import type pg from 'pg'
import type { Logger } from 'pino'
import type { PlatformClock } from '../clock/platform-clock.ts'
import { rows } from '../database/database.ts'
import type { PostClient } from '../graph/post-client.ts'
import { createNumberSender, type NumberSender } from './number-sender.ts'
import type { Outcome } from './outcome.ts'
import { createOutcomeRecorder } from './record-outcomes.ts'

export type Sender = {
  start(): Promise<void>
  /** Something was queued or moved for this number (or, without one, anywhere): look now. */
  wake(phoneNumberId?: string): void
  /** Inbound messages used slots of the number's throughput. Answers whether this process is the one that sends for it. */
  spend(phoneNumberId: string, count: number): boolean
  /** Sends everything that is due now and waits until its outcomes are written. Answers when the next falls due by platform time. */
  settle(): Promise<PlatformTime | null>
  stop(): Promise<void>
}

export type SenderTools = {
  pool: pg.Pool
  post: PostClient
  clock: PlatformClock
  openToken: (wabaId: string, sealed: string) => string
  holder: string
  log: Logger
  onEvents: (workspaceId: string) => void
  /** Hears what each post came to, for figures. */
  onOutcome?: (outcome: Outcome) => void
}

const LOOK_FOR_NUMBERS_MS = 5_000

/** One sender per number this instance knows; each sends only while it holds the number's lease. */
export function createSender(tools: SenderTools): Sender {
  const { pool, log } = tools
  const numbers = new Map<string, NumberSender>()
  const recorder = createOutcomeRecorder(
    pool,
    tools.onEvents,
    (error) => log.error({ error }, 'outcomes could not be written, trying again'),
    tools.onOutcome,
  )
  let timer: NodeJS.Timeout | undefined
  let stopped = false

  const lookForNumbers = async () => {
    const known = await rows<{ workspace_id: string; id: string }>(
      pool,
      'select workspace_id, id from phone_numbers /* all workspaces: every few seconds, which numbers there are */',
    )
    for (const { workspace_id, id } of known) {
      const key = `${workspace_id}:${id}`
      if (stopped || numbers.has(key)) continue
      const number = createNumberSender({ ...tools, recorder, workspaceId: workspace_id, phoneNumberId: id })
      numbers.set(key, number)
      number.start()
    }
  }

  return {
    async start() {
      await lookForNumbers()
      timer = setInterval(
        () => lookForNumbers().catch((error) => log.warn({ error }, 'could not look for new numbers')),
        LOOK_FOR_NUMBERS_MS,
      )
    },
    wake(phoneNumberId) {
      for (const number of numbers.values()) if (!phoneNumberId || number.phoneNumberId === phoneNumberId) number.wake()
    },
    spend(phoneNumberId, count) {
      const its = [...numbers.values()].filter((number) => number.phoneNumberId === phoneNumberId)
      return its.map((number) => number.spend(count)).includes(true)
    },
    async settle() {
      await lookForNumbers()
      const next = await Promise.all([...numbers.values()].map((number) => number.settle()))
      const due = next.filter((at) => at !== null)
      return due.length === 0 ? null : platformTime(Math.min(...due))
    },
    async stop() {
      stopped = true
      clearInterval(timer)
      await Promise.all([...numbers.values()].map((number) => number.stop()))
      await recorder.settled()
    },
  }
}

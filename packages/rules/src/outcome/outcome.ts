import { DAY, type ErrorClass, type ErrorScope, errorByCode, HOUR, MINUTE, SECOND } from '@casement/platform'
import { numberFact } from '../facts/number-fact.ts'

/**
 * What a failure means for a send. `retry`: the same again, soon. `wait`: the same again, and nothing else in `scope` before.
 * `fix`: something must change first. `never`: give this message up. `unclear`: it may have been accepted, so it must not be sent
 * again before that is found out.
 */
export type Outcome = {
  readonly kind: ErrorClass
  readonly scope: ErrorScope | null
  /** Least time before the first new try, where one is known. */
  readonly afterMs?: number
}

/** Waits that the platform names. Others are backed off by `retryDelayMs`. */
const waits: Readonly<Record<number, number>> = {
  130429: SECOND,
  131048: HOUR,
  131049: numberFact('marketing.retry-after-hours') * HOUR,
  131057: numberFact('throughput.upgrade-seconds') * SECOND,
  133015: 5 * MINUTE,
  134101: numberFact('marketing-api.sync-minutes') * MINUTE,
}

/**
 * Reads a platform error by its code; the HTTP status decides only where there is no code. A code we have not met is unclear when
 * the answer was a 5xx or came by webhook, and `fix` when the platform refused the call (4xx), for then nothing was sent.
 */
export function outcomeOf(code: number | null | undefined, httpStatus?: number): Outcome {
  const entry = code === null || code === undefined ? undefined : errorByCode(code)
  if (entry === undefined || code === null || code === undefined) return outcomeWithoutCode(httpStatus)
  const afterMs = waits[code]
  const outcome: Outcome = { kind: entry.class, scope: entry.scope ?? null }
  return afterMs === undefined ? outcome : { ...outcome, afterMs }
}

/** Codes that say the same of every send of the number: its token, its permission, its account, its registration. */
const refusesEverything: readonly number[] = [0, 3, 10, 104, 190, 2500, 131005, 131031, 131045, 133010]

/** Whether a refusal would have met any other send of the number too, so that they had better wait until somebody has mended it. */
export const isRefusalOfEverything = (code: number): boolean => refusesEverything.includes(code) || (code >= 200 && code < 300)

function outcomeWithoutCode(httpStatus: number | undefined): Outcome {
  if (httpStatus === undefined || httpStatus >= 500 || httpStatus < 400) return { kind: 'unclear', scope: null }
  if (httpStatus === 429) return { kind: 'wait', scope: 'number', afterMs: SECOND }
  return { kind: 'fix', scope: null }
}

const BACKOFF_BASE = numberFact('pair.backoff-base')

/** How long to wait before try number `attempt` + 1: 1 s, 4 s, 16 s …, at least what the outcome asks for, at most a day. */
export function retryDelayMs(outcome: Outcome, attempt: number): number {
  const backoff = BACKOFF_BASE ** Math.min(Math.max(0, attempt - 1), 10) * SECOND
  return Math.min(DAY, Math.max(backoff, outcome.afterMs ?? 0))
}

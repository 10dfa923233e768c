import { type PlatformTime, SECOND, saysMediaIsUnknown } from '@casement/platform'
import { isRefusalOfEverything, outcomeOf, retryDelayMs, type Outcome as Verdict } from '@casement/rules'
import type { Exchange } from '../graph/exchange.ts'
import type { LedgerSend } from './ledger.ts'

export type SendError = { code: number | null; title: string; detail: string }

/** What one post came to. `again` returns to the queue; `unclear` waits for a webhook that carries its id, and is never posted again blindly. */
export type Outcome =
  | { send: LedgerSend; kind: 'accepted'; wamid: string; heldForQuality: boolean; at: PlatformTime }
  | { send: LedgerSend; kind: 'failed'; error: SendError; at: PlatformTime }
  | {
      send: LedgerSend
      kind: 'again'
      error: SendError
      afterMs: number
      /** `files`: the platform does not know a file of ours any more that the send names. */
      scope: Verdict['scope'] | 'everything' | 'files'
      at: PlatformTime
    }
  | { send: LedgerSend; kind: 'unclear'; error: SendError; at: PlatformTime }

type Answer = {
  messages?: { id?: string; message_status?: string }[]
  error?: { code?: number; message?: string; error_user_msg?: string; error_data?: { details?: string } | string }
}

/** Reads the platform's answer to a send. Anything that does not say clearly yes or no is unclear. */
export function readOutcome(send: LedgerSend, exchange: Exchange, at: PlatformTime): Outcome {
  if (exchange.kind === 'not-sent') {
    const error = { code: null, title: 'The platform could not be reached', detail: exchange.reason }
    return { send, kind: 'again', error, afterMs: reconnectMs(send.attempt - 1), scope: 'number', at }
  }
  if (exchange.kind === 'no-answer') {
    return { send, kind: 'unclear', error: { code: null, title: 'No answer heard', detail: exchange.reason }, at }
  }
  const answer = (typeof exchange.body === 'object' && exchange.body !== null ? exchange.body : {}) as Answer
  const wamid = answer.messages?.[0]?.id
  if (exchange.status < 300 && wamid) {
    return {
      send,
      kind: 'accepted',
      wamid,
      heldForQuality: answer.messages?.[0]?.message_status === 'held_for_quality_assessment',
      at,
    }
  }
  const code = answer.error?.code
  if (code === undefined) {
    const detail = `HTTP ${exchange.status} without an answer that can be read.`
    return { send, kind: 'unclear', error: { code: null, title: 'No answer that says yes or no', detail }, at }
  }
  const { error_data, message = `Code ${code}` } = answer.error ?? {}
  const details = typeof error_data === 'string' ? error_data : error_data?.details
  const error = { code, title: message.replace(/^\(#\d+\)\s*/, ''), detail: details ?? message }
  // Nothing is wrong with the send: it waits until somebody has mended what is.
  if (isRefusalOfEverything(code)) return { send, kind: 'again', error, afterMs: SECOND, scope: 'everything', at }
  if (send.files && exchange.status >= 400 && exchange.status < 500 && saysMediaIsUnknown(code, message))
    return { send, kind: 'again', error, afterMs: 0, scope: 'files', at }
  const verdict = outcomeOf(code, exchange.status)
  switch (verdict.kind) {
    case 'retry':
    case 'wait':
      return {
        send,
        kind: 'again',
        error,
        afterMs: retryDelayMs(verdict, send.attempt),
        scope: verdict.kind === 'wait' ? (verdict.scope ?? 'number') : null,
        at,
      }
    case 'unclear':
      return { send, kind: 'unclear', error, at }
    case 'fix':
    case 'never':
      return { send, kind: 'failed', error, at }
  }
}

/** A platform that cannot be reached is a matter of machine time: 1 s, 4 s, 16 s …, at most a minute. */
const reconnectMs = (attempt: number): number => Math.min(4 ** Math.min(attempt, 10) * 1_000, 60_000)

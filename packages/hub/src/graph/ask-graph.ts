import { errorByCode } from '@casement/platform'
import { problem } from '../http/problems.ts'
import type { GraphCall, GraphClient } from './graph-client.ts'

type Refusal = { code?: number; message?: string; error_user_msg?: string; error_data?: { details?: string } | string }

/**
 * Asks the platform to do something for a person who waits. What it refuses becomes a problem in its own words with our remedy; what
 * it does not answer is said to be unknown.
 */
export async function askGraph<T = { success?: boolean }>(graph: GraphClient, call: GraphCall): Promise<T> {
  const exchange = await graph.call({ timeoutMs: 20_000, ...call })
  if (exchange.kind === 'not-sent') throw problem('upstream', `The platform cannot be reached (${exchange.reason}): try again.`)
  if (exchange.kind === 'no-answer')
    throw problem('upstream', `The platform did not answer (${exchange.reason}): look whether it was done before you try again.`)
  const body = (typeof exchange.body === 'object' && exchange.body !== null ? exchange.body : {}) as { error?: Refusal }
  if (exchange.status < 300 && !body.error) return body as T
  const { code, message, error_user_msg, error_data } = body.error ?? {}
  const entry = code === undefined ? undefined : errorByCode(code)
  const details = typeof error_data === 'string' ? error_data : error_data?.details
  const because = error_user_msg ?? details ?? message ?? `HTTP ${exchange.status}`
  throw problem('refused', `The platform refused: ${because}`, {
    rule: 'platform',
    because: entry?.happened ?? because,
    remedy: entry?.remedy ?? 'Correct what it names, and try again.',
    more: { code: code ?? null },
  })
}

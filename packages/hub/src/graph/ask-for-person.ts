import { errorByCode } from '@casement/platform'
import { type Problem, problem } from '../http/problems.ts'
import { askGraph, detailsOf, type GraphCall, type GraphClient, GraphFailure } from './graph-client.ts'

/**
 * Asks the platform to do something for a person who waits. What it refuses becomes a problem in its own words with our remedy; what
 * it does not answer is said to be unknown.
 */
export async function askForPerson<T = { success?: boolean }>(graph: GraphClient, call: GraphCall): Promise<T> {
  try {
    return await askGraph<T>(graph, { timeoutMs: 20_000, ...call })
  } catch (failure) {
    throw failure instanceof GraphFailure ? problemOf(failure) : failure
  }
}

function problemOf({ exchange, error }: GraphFailure): Problem {
  if (exchange.kind === 'not-sent') return problem('upstream', `The platform cannot be reached (${exchange.reason}): try again.`)
  if (exchange.kind === 'no-answer')
    return problem('upstream', `The platform did not answer (${exchange.reason}): look whether it was done before you try again.`)
  const { code, message, error_user_msg } = error ?? {}
  const entry = code === undefined ? undefined : errorByCode(code)
  const because = error_user_msg ?? detailsOf(error ?? {}) ?? message ?? `HTTP ${exchange.status}`
  return problem('refused', `The platform refused: ${because}`, {
    rule: 'platform',
    because: entry?.happened ?? because,
    remedy: entry?.remedy ?? 'Correct what it names, and try again.',
    more: { code: code ?? null },
  })
}

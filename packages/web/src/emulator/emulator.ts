import { useQuery } from '@tanstack/react-query'
import { platformNow } from '../clock/platform-clock.ts'
import { queryClient } from '../http/query-client.ts'
import { query, request } from '../http/request.ts'
import { sessionQuery } from '../session/session.ts'
import { beginAction, endAction } from './action-log.ts'
import { curlOf } from './curl.ts'

/** A webhook with every attempt to deliver it. */
export type WebhookDelivery = {
  readonly id: string
  readonly field: string
  readonly createdAt: string
  readonly state: 'pending' | 'delivered' | 'given-up' | 'no-callback'
  readonly body: unknown
  readonly signature?: string
  readonly attempts: readonly { readonly at: string; readonly status: number | null; readonly tookMs?: number }[]
  readonly replayOf?: string
}

/**
 * Does something as a customer, or to the clock, through the hub's door to the emulator, and writes it into the log with the
 * `curl` that does the same. Throws what the hub or the emulator answered when it was refused.
 */
export async function act<T = unknown>(
  words: string,
  method: 'POST' | 'PATCH' | 'PUT' | 'DELETE',
  path: string,
  body?: unknown,
): Promise<T> {
  const url = queryClient.getQueryData(sessionQuery.queryKey)?.emulator?.url ?? 'http://localhost:4010'
  const id = beginAction({ at: platformNow(), words, curl: curlOf(url, method, path, body) })
  try {
    const answer = await request<T>(`/v1/emulator${path}`, { method, ...(body === undefined ? {} : { body }) })
    endAction(id, 'done')
    void queryClient.invalidateQueries({ queryKey: ['emulator'] })
    return answer
  } catch (error) {
    endAction(id, 'failed', error instanceof Error ? error.message : String(error))
    throw error
  }
}

export const moveClock = (words: string, body: { advanceMs: number } | { set: string } | { scale: number }) =>
  act<{ now: string; scale: number }>(words, 'POST', '/clock', body)

const customer = (waId: string) => `/customers/${encodeURIComponent(waId)}`

export const customerWrites = (words: string, waId: string, message: object) =>
  act<{ id: string }>(words, 'POST', `${customer(waId)}/messages`, message)
export const customerCalls = (words: string, waId: string, to: string) => act(words, 'POST', `${customer(waId)}/calls`, { to })
export const customerReads = (words: string, waId: string, messageId: string) =>
  act(words, 'POST', `${customer(waId)}/reads`, { messageId })
export const customerFeedback = (words: string, waId: string, to: string, kind: 'block' | 'unblock' | 'report') =>
  act(words, 'POST', `${customer(waId)}/feedback`, { to, kind })
export const changeCustomer = (words: string, waId: string, change: { name?: string; reachable?: boolean }) =>
  act(words, 'PATCH', customer(waId), change)

const NEWEST = 80

/** The newest webhooks, oldest of them first. */
export const useWebhooks = () =>
  useQuery({
    queryKey: ['emulator', 'webhooks'],
    queryFn: ({ signal }) => request<readonly WebhookDelivery[]>(`/v1/emulator/webhooks${query({ limit: NEWEST })}`, { signal }),
    retry: false,
  })

export const replayWebhook = (words: string, id: string) => act(words, 'POST', `/webhooks/${encodeURIComponent(id)}/replay`)

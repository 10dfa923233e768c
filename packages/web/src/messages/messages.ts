import type { Decision, Finding, MessageStatus as Life, Price } from '@casement/rules'
import { infiniteQueryOptions, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import type { Page } from '../http/page.ts'
import { query, request } from '../http/request.ts'

/** A message's life, and `received` for what came in. */
export type MessageStatus = Life | 'received'

/** Meta's own content: `{type: 'text', text: {body}}` and its like. */
export type Content = { readonly type: string } & Record<string, unknown>

export type MessageError = {
  /** Meta's, or null when nobody answered. */
  readonly code: number | null
  readonly title: string
  readonly detail?: string | null
  readonly happened?: string | null
  readonly remedy?: string | null
}

export type Charged = { readonly amount: string; readonly currency: string; readonly category?: string; readonly type?: string }

export type Message = {
  readonly id: string
  readonly threadId: string
  readonly direction: 'in' | 'out'
  readonly type: string
  readonly message: Content
  /** What a template message was made from: the definition's components, or the definition itself. */
  readonly template?: unknown
  readonly text: string
  readonly at: string
  readonly status: MessageStatus
  readonly timeline: readonly { readonly status: string; readonly at: string }[]
  readonly wamid?: string | null
  readonly price?: (Price & { readonly charged?: Charged | null }) | null
  readonly rule?: string | null
  readonly because?: string | null
  readonly notBefore?: string | null
  /** Somebody chose its time. */
  readonly scheduled?: boolean
  /** Until when, by machine time, it can be withdrawn for sure. */
  readonly undoUntil?: string | null
  /** The file it shows, by the hub's own id; `because` when it could not be fetched. */
  readonly media?: { readonly id: string; readonly state: string; readonly because?: string | null } | null
  /** The message it quotes or reacts to, loaded here or not. */
  readonly about?: { readonly id: string; readonly text: string; readonly direction: 'in' | 'out' } | null
  /** Its links that were followed. */
  readonly links?: readonly { readonly url: string; readonly clicks: number; readonly firstAt: string }[] | null
  readonly reactions?: readonly { readonly author: string; readonly emoji: string }[] | null
  readonly editedAt?: string | null
  readonly revokedAt?: string | null
  readonly error?: MessageError | null
  readonly sentBy?: {
    readonly kind: 'person' | 'api' | 'campaign' | 'automation'
    readonly id: string | null
    readonly name: string | null
  } | null
  readonly window?: { readonly event: 'opened' | 'refreshed' } | null
}

const PAGE = 50

export const messagesQuery = (threadId: string) =>
  infiniteQueryOptions({
    queryKey: ['messages', threadId],
    queryFn: ({ pageParam, signal }) =>
      request<Page<Message>>(`/v1/threads/${threadId}/messages${query({ limit: PAGE, cursor: pageParam })}`, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.cursor,
  })

/** A thread's messages, newest page first. Not asked for while there is no thread. */
export const useMessages = (threadId: string, exists = true) => useInfiniteQuery({ ...messagesQuery(threadId), enabled: exists })

export type Quote = {
  readonly allowed: boolean
  /** It may be handed over now, and goes once what holds it is over. */
  readonly waits?: boolean
  readonly price?: Price | null
  readonly rule?: string | null
  readonly because: string
}
export type QuoteKind = 'free-form' | 'utility' | 'marketing' | 'authentication'
export type PriceRow = { readonly what: QuoteKind; readonly now: Quote; readonly afterCsw: Quote; readonly afterFep: Quote }

/** What each kind of message would cost this customer: now, after the window, after the entry point. */
export const usePrices = (threadId: string) =>
  useQuery({
    queryKey: ['prices', threadId],
    queryFn: ({ signal }) => request<{ data: readonly PriceRow[] }>(`/v1/threads/${threadId}/prices`, { signal }),
    select: (answer) => answer.data,
    placeholderData: (previous) => previous,
  })

export type Send = {
  readonly from: string
  readonly to: { readonly contactId: string } | string
  readonly message: Content
  /** Platform time, ISO. */
  readonly sendAt?: string
  readonly undoFor?: number
}
export type Verdict = { readonly decision: Decision; readonly findings: readonly Finding[] }

/** Asks what would happen to a message, without sending it. Answered for `null` by nothing at all. */
export const useCheck = (threadId: string, send: Send | null) =>
  useQuery({
    queryKey: ['check', threadId, send],
    queryFn: ({ signal }) => request<Verdict>('/v1/messages/check', { method: 'POST', body: send, signal }),
    enabled: send !== null,
    placeholderData: (previous) => previous,
    gcTime: 30_000,
  })

export type Accepted = {
  readonly message: { readonly id: string; readonly status: MessageStatus; readonly notBefore?: string }
  readonly decision: Decision
}

export const postMessage = (send: Send, idempotencyKey: string): Promise<Accepted> =>
  request<Accepted>('/v1/messages', { method: 'POST', body: send, idempotencyKey })

export const withdrawMessage = (id: string): Promise<Message> =>
  request<Message>(`/v1/messages/${id}/cancel`, { method: 'POST', body: {} })

export type Scheduled = Message & { readonly contact: { readonly id: string; readonly name: string } }

/** Messages that wait for their time, the next first: of one thread, or of all. */
export const useScheduled = (threadId?: string) =>
  useQuery({
    queryKey: ['scheduled', threadId ?? 'all'],
    queryFn: ({ signal }) =>
      request<{ data: readonly Scheduled[] }>(`/v1/messages/scheduled${query({ threadId, limit: 100 })}`, { signal }),
    select: (answer) => answer.data,
  })

export const changeScheduled = (id: string, change: { readonly message?: Content; readonly sendAt?: string }): Promise<Message> =>
  request<Message>(`/v1/messages/${id}`, { method: 'PATCH', body: change })

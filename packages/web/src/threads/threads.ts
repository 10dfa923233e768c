import {
  infiniteQueryOptions,
  queryOptions,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query'
import type { Page } from '../http/page.ts'
import { query, request } from '../http/request.ts'
import type { ThreadWindow } from '../windows/window.ts'

export type Thread = {
  readonly id: string
  readonly contact: {
    readonly id: string
    readonly name: string | null
    readonly phone: string | null
    readonly bsuid?: string | null
    readonly consent?: {
      readonly marketing?: 'in' | 'out' | 'unsaid'
      readonly at?: string | null
      readonly evidence?: string | null
    }
  }
  readonly number: { readonly id: string; readonly displayPhoneNumber: string; readonly name: string | null }
  readonly window: ThreadWindow
  readonly lastMessage: {
    readonly text: string
    readonly at: string
    readonly direction: 'in' | 'out'
    readonly status?: string | null
  } | null
  readonly unread: number
  readonly state: 'open' | 'resolved'
  readonly owner: { readonly id: string; readonly name: string } | null
  readonly fromAd: boolean
}

export const VIEWS = ['mine', 'unassigned', 'closing', 'closed', 'failed', 'ads', 'all'] as const
export type View = (typeof VIEWS)[number]
export const isView = (value: unknown): value is View => VIEWS.includes(value as View)

export type Sort = 'time-left' | 'newest'
export type ThreadFilter = { readonly view: View; readonly sort: Sort; readonly q: string }

const PAGE = 60

export const threadsQuery = (filter: ThreadFilter) =>
  infiniteQueryOptions({
    queryKey: ['threads', filter],
    queryFn: ({ pageParam, signal }) =>
      request<Page<Thread>>(`/v1/threads${query({ ...filter, limit: PAGE, cursor: pageParam })}`, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.cursor,
    placeholderData: (previous) => previous,
  })

export const useThreads = (filter: ThreadFilter) => useInfiniteQuery(threadsQuery(filter))

export type ThreadCounts = Record<View, number>

export const useThreadCounts = () =>
  useQuery({ queryKey: ['thread-counts'], queryFn: ({ signal }) => request<ThreadCounts>('/v1/threads/counts', { signal }) })

export const threadQuery = (id: string) =>
  queryOptions({ queryKey: ['thread', id], queryFn: ({ signal }) => request<Thread>(`/v1/threads/${id}`, { signal }) })

/** One thread; what the list already knows of it is shown until the answer is here. */
export function useThread(id: string) {
  const client = useQueryClient()
  return useQuery({ ...threadQuery(id), placeholderData: () => inLists(client.getQueriesData({ queryKey: ['threads'] }), id) })
}

function inLists(lists: readonly (readonly [unknown, unknown])[], id: string): Thread | undefined {
  for (const [, data] of lists) {
    const pages = (data as { pages?: readonly Page<Thread>[] } | undefined)?.pages ?? []
    for (const page of pages) {
      const found = page.data.find((thread) => thread.id === id)
      if (found) return found
    }
  }
  return undefined
}

export type ThreadChange = { readonly owner?: 'me' | string | null; readonly state?: Thread['state'] }

export function useChangeThread(id: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (change: ThreadChange) => request<Thread | undefined>(`/v1/threads/${id}`, { method: 'PATCH', body: change }),
    onSettled: () => {
      for (const queryKey of [['thread', id], ['threads'], ['thread-counts']]) void client.invalidateQueries({ queryKey })
    },
  })
}

export function useMarkRead() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (id: string) => request(`/v1/threads/${id}/read`, { method: 'POST', body: {} }),
    onSuccess: (_answer, id) => {
      for (const queryKey of [['thread', id], ['threads'], ['thread-counts']]) void client.invalidateQueries({ queryKey })
    },
  })
}

/** What to call them: their name, else their number, else that they keep it to themselves. */
export function contactName(contact: Thread['contact'], nameless: string): string {
  const name = contact.name?.trim()
  if (name) return /^\+?\d{7,15}$/.test(name) ? displayPhone(name) : name
  return contact.phone ? displayPhone(contact.phone) : nameless
}

/** `+447700900482` as `+44 7700900482`; a number that Meta wrote with its own spaces is kept as it is. */
export function displayPhone(phone: string): string {
  const digits = phone.replace(/^\+/, '')
  if (!/^\d+$/.test(digits)) return phone
  const code = callingCode(digits)
  return code ? `+${code} ${digits.slice(code.length)}` : `+${digits}`
}

/** Calling codes never begin one another, so the first length that is known is the right one. */
const TWO_DIGITS = /^(2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58])/
const callingCode = (digits: string): string =>
  /^[17]/.test(digits) ? digits.slice(0, 1) : (TWO_DIGITS.exec(digits)?.[0] ?? digits.slice(0, 3))

import {
  infiniteQueryOptions,
  type QueryClient,
  queryOptions,
  useInfiniteQuery,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query'
import type { Page } from '../http/page.ts'
import { query, request } from '../http/request.ts'
import { count } from '../money/price-words.ts'
import { direction } from '../strings/words.ts'
import type { ThreadWindow } from '../windows/window.ts'
import { countsPath, type Standing, type ThreadFilter, threadPath, threadsPath, type View } from './thread-filter.ts'

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
  readonly snoozedUntil?: string | null
  readonly tags: readonly string[]
  readonly owner: { readonly id: string; readonly name: string } | null
  readonly fromAd: boolean
  /** A reply that an automation left for a person. */
  readonly leftDraft?: { readonly text: string; readonly because: string; readonly by: string; readonly at: string }
}

export const threadsQuery = (filter: ThreadFilter) =>
  infiniteQueryOptions({
    queryKey: ['threads', filter],
    queryFn: ({ pageParam, signal }) => request<Page<Thread>>(threadsPath(filter, pageParam), { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.cursor,
    placeholderData: (previous) => previous,
  })

export const useThreads = (filter: ThreadFilter) => useInfiniteQuery(threadsQuery(filter))

export type FoundMessage = {
  readonly id: string
  readonly threadId: string
  readonly text: string
  readonly at: string
  readonly direction: 'in' | 'out'
  readonly contact: Thread['contact']
}
export type Found = { readonly people: readonly Thread[]; readonly messages: readonly FoundMessage[] }

/** People and messages that have all these words; what was found last stays until the answer is here. */
export const useFound = (q: string, limit: number) =>
  useQuery({
    queryKey: ['threads', 'found', q, limit],
    queryFn: ({ signal }) => request<Found>(`/v1/search${query({ q, limit })}`, { signal }),
    enabled: q !== '',
    placeholderData: (previous) => (q === '' ? undefined : previous),
  })

export type ThreadCounts = Record<View, number>

/** A view that holds more than this says so many and more. */
const COUNTED = 1_000
export const countText = (value: number): string => (value >= COUNTED ? `${count(COUNTED - 1)}+` : count(value))

export const useThreadCounts = (state: Standing = 'open') =>
  useQuery({
    queryKey: ['thread-counts', state],
    queryFn: ({ signal }) => request<ThreadCounts>(countsPath(state), { signal }),
  })

export const threadQuery = (id: string) =>
  queryOptions({ queryKey: ['thread', id], queryFn: ({ signal }) => request<Thread>(threadPath(id), { signal }) })

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

export type ThreadChange = {
  readonly owner?: 'me' | string | null
  readonly state?: Thread['state']
  readonly snoozedUntil?: string | null
  readonly tags?: readonly string[]
  readonly unread?: boolean
}

/** Changes a thread on the screen at once, and asks the hub; what it refuses is as it was. */
export async function changeThread(client: QueryClient, id: string, change: ThreadChange): Promise<void> {
  const { queryKey } = threadQuery(id)
  const before = client.getQueryData(queryKey)
  const { owner: _, unread, ...shown } = change
  if (before) client.setQueryData(queryKey, { ...before, ...shown, ...(unread ? { unread: Math.max(1, before.unread) } : {}) })
  try {
    client.setQueryData(queryKey, await request<Thread>(`/v1/threads/${id}`, { method: 'PATCH', body: change }))
  } catch (error) {
    client.setQueryData(queryKey, before)
    throw error
  } finally {
    for (const stale of [['threads'], ['thread-counts'], ['notes', id]]) void client.invalidateQueries({ queryKey: stale })
  }
}

export function useChangeThread(id: string) {
  const client = useQueryClient()
  return useMutation({ mutationFn: (change: ThreadChange) => changeThread(client, id, change) })
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
export const displayPhone = (phone: string): string => (direction === 'rtl' ? `\u2066${grouped(phone)}\u2069` : grouped(phone))

function grouped(phone: string): string {
  const digits = phone.replace(/^\+/, '')
  if (!/^\d+$/.test(digits)) return phone
  const code = callingCode(digits)
  return code ? `+${code} ${digits.slice(code.length)}` : `+${digits}`
}

/** Calling codes never begin one another, so the first length that is known is the right one. */
const TWO_DIGITS = /^(2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58])/
const callingCode = (digits: string): string =>
  /^[17]/.test(digits) ? digits.slice(0, 1) : (TWO_DIGITS.exec(digits)?.[0] ?? digits.slice(0, 3))

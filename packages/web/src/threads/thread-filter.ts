import { query } from '../http/request.ts'

export const VIEWS = ['mine', 'unassigned', 'closing', 'closed', 'failed', 'ads', 'all'] as const
export type View = (typeof VIEWS)[number]
export const isView = (value: unknown): value is View => VIEWS.includes(value as View)

/** What still asks for something, what was put off, what is done, or all of it. */
export const STANDINGS = ['open', 'snoozed', 'resolved', 'any'] as const
export type Standing = (typeof STANDINGS)[number]
export const isStanding = (value: unknown): value is Standing => STANDINGS.includes(value as Standing)

export type Sort = 'time-left' | 'newest'
export type ThreadFilter = {
  readonly view: View
  readonly sort: Sort
  readonly state: Standing
  readonly tag: string
  readonly q: string
}

const PAGE = 60

/** What the inbox asks the hub for. Here, where no library is needed, because it is asked before they are there. */
export const threadsPath = (filter: ThreadFilter, cursor: string | null): string =>
  `/v1/threads${query({ ...filter, limit: PAGE, cursor })}`
export const countsPath = (state: Standing): string => `/v1/threads/counts${query({ state })}`
export const threadPath = (id: string): string => `/v1/threads/${id}`

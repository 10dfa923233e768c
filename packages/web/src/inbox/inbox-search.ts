import { isStanding, isView, type Sort, type Standing, type ThreadFilter, type View } from '../threads/thread-filter.ts'

/** What the address of the inbox says; what is usual is left out of it. `at` is a message to show in its thread. */
export type InboxSearch = {
  readonly view?: View
  readonly sort?: Sort
  readonly state?: Standing
  readonly tag?: string
  readonly q?: string
  readonly at?: string
}

export function inboxSearch(raw: Record<string, unknown>): InboxSearch {
  const words = (value: unknown) => (typeof value === 'number' ? String(value) : typeof value === 'string' ? value : '')
  return {
    ...(isView(raw.view) && raw.view !== 'all' ? { view: raw.view } : {}),
    ...(raw.sort === 'newest' ? { sort: 'newest' as const } : {}),
    ...(isStanding(raw.state) && raw.state !== 'open' ? { state: raw.state } : {}),
    ...(words(raw.tag) ? { tag: words(raw.tag) } : {}),
    ...(words(raw.q) ? { q: words(raw.q) } : {}),
    ...(words(raw.at) ? { at: words(raw.at) } : {}),
  }
}

export const filterOf = (search: InboxSearch): ThreadFilter => ({
  view: search.view ?? 'all',
  sort: search.sort ?? 'time-left',
  state: search.state ?? 'open',
  tag: search.tag ?? '',
  q: search.q ?? '',
})

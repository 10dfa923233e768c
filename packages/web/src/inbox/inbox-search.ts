import { isView, type Sort, type ThreadFilter, type View } from '../threads/threads.ts'

/** What the address of the inbox says; what is usual is left out of it. */
export type InboxSearch = { readonly view?: View; readonly sort?: Sort; readonly q?: string }

export function inboxSearch(raw: Record<string, unknown>): InboxSearch {
  return {
    ...(isView(raw.view) && raw.view !== 'all' ? { view: raw.view } : {}),
    ...(raw.sort === 'newest' ? { sort: 'newest' as const } : {}),
    ...(typeof raw.q === 'string' && raw.q !== '' ? { q: raw.q } : typeof raw.q === 'number' ? { q: String(raw.q) } : {}),
  }
}

export const filterOf = (search: InboxSearch): ThreadFilter => ({
  view: search.view ?? 'all',
  sort: search.sort ?? 'time-left',
  q: search.q ?? '',
})

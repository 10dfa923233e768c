import type { Filter, PeopleAsked } from './people.ts'

export type ContactSearch = { readonly q?: string; readonly filter?: string; readonly segment?: string }

/** What the address says; what is not understood is left out. */
export function contactSearch(given: Record<string, unknown>): ContactSearch {
  const text = (value: unknown) =>
    typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : undefined
  const filter = typeof given.filter === 'object' && given.filter !== null ? JSON.stringify(given.filter) : text(given.filter)
  return {
    ...(text(given.q) ? { q: text(given.q) as string } : {}),
    ...(filter && readFilter(filter) ? { filter } : {}),
    ...(text(given.segment) ? { segment: text(given.segment) as string } : {}),
  }
}

function readFilter(text: string): Filter | null {
  try {
    const read = JSON.parse(text) as unknown
    return typeof read === 'object' && read !== null && !Array.isArray(read) ? (read as Filter) : null
  } catch {
    return null
  }
}

export const peopleAsked = ({ q = '', filter, segment }: ContactSearch): PeopleAsked => ({
  q,
  filter: filter === undefined ? null : readFilter(filter),
  segment: segment ?? null,
})

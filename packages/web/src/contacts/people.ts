import { keepPreviousData, useQueries, useQuery, useQueryClient } from '@tanstack/react-query'
import type { Page } from '../http/page.ts'
import { query, request } from '../http/request.ts'
import type { Contact } from './contact.ts'

export type Filter = Readonly<Record<string, unknown>>
/** Who is looked for: words or digits, conditions, a saved segment. */
export type PeopleAsked = { readonly q: string; readonly filter: Filter | null; readonly segment: string | null }

export type Landmarks = { readonly people: number; readonly every: number; readonly ids: readonly string[] }

export const ROWS_A_BLOCK = 100

/** How a list that may have a million rows asks for some of them: from the nearest landmark on, so that no row is far. */
export function placeOfBlock(block: number, { every, ids }: Landmarks): { from: string; skip: number } | null {
  const first = block * ROWS_A_BLOCK
  const from = ids[Math.floor(first / every)]
  return from === undefined ? null : { from, skip: first % every }
}

export const asked = ({ q, filter, segment }: PeopleAsked): Record<string, string | null> => ({
  q,
  segment,
  filter: filter === null ? null : JSON.stringify(filter),
})

export type People = {
  /** How many there are; null until it is known. */
  readonly total: number | null
  /** Undefined while it is on its way. */
  readonly at: (index: number) => Contact | undefined
  readonly error: unknown
  /** People came since the list was begun. */
  readonly fresh: boolean
  readonly refresh: () => void
}

/** The rows in view of a list of any length. Where each row stands is settled once, so that nothing moves under the cursor. */
export function usePeople(wanted: PeopleAsked, firstRow: number, lastRow: number): People {
  const client = useQueryClient()
  const address = asked(wanted)
  const landmarks = useQuery({
    queryKey: ['contacts', 'landmarks', address],
    queryFn: ({ signal }) => request<Landmarks>(`/v1/contacts/landmarks${query(address)}`, { signal }),
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
  })
  // The first rows do not wait for everybody to be counted.
  const beginning = useQuery({
    queryKey: ['contacts', 'newest', address],
    queryFn: ({ signal }) => request<Page<Contact>>(`/v1/contacts${query({ ...address, limit: ROWS_A_BLOCK })}`, { signal }),
    placeholderData: keepPreviousData,
  })
  const known = landmarks.isPlaceholderData ? undefined : landmarks.data
  const blocks = known
    ? Array.from(
        { length: Math.floor(lastRow / ROWS_A_BLOCK) - Math.floor(firstRow / ROWS_A_BLOCK) + 1 },
        (_, index) => Math.floor(firstRow / ROWS_A_BLOCK) + index,
      ).flatMap((block) => {
        const place = placeOfBlock(block, known)
        return place ? [{ block, ...place }] : []
      })
    : []
  const pages = useQueries({
    queries: blocks.map(({ block, from, skip }) => ({
      queryKey: ['contacts', 'rows', address, from, skip],
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        request<Page<Contact>>(`/v1/contacts${query({ ...address, from, skip, limit: ROWS_A_BLOCK })}`, { signal }),
      gcTime: 120_000,
      initialData: () => {
        const first = block === 0 ? client.getQueryData<Page<Contact>>(['contacts', 'newest', address]) : undefined
        return first?.data[0]?.id === from ? first : undefined
      },
      initialDataUpdatedAt: () => client.getQueryState(['contacts', 'newest', address])?.dataUpdatedAt,
    })),
  })
  const rowsOf = new Map(blocks.map(({ block }, index) => [block, pages[index]?.data?.data]))
  const newest = beginning.data?.data
  return {
    total: known?.people ?? (newest && newest.length < ROWS_A_BLOCK ? newest.length : null),
    at: (index) => (known ? rowsOf.get(Math.floor(index / ROWS_A_BLOCK)) : newest)?.[known ? index % ROWS_A_BLOCK : index],
    error: landmarks.error ?? beginning.error ?? pages.find((page) => page.error)?.error ?? null,
    fresh: known !== undefined && !beginning.isPlaceholderData && newest?.[0] !== undefined && newest[0].id !== known.ids[0],
    refresh: () => void client.invalidateQueries({ queryKey: ['contacts'] }),
  }
}

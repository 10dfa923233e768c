import { z } from 'zod'
import { readCursor, writeCursor } from './cursor.ts'

/** What may be asked of a list that is short enough to be read whole. */
export const PageAsked = z.object({
  limit: z.coerce.number().int().min(1).max(200).optional().describe('All of them, when it is left out'),
  cursor: z.string().max(2_000).optional(),
})

const Place = z.object({ id: z.string(), at: z.int().min(0) })

/** A page of such a list. It begins behind the last item of the page before or, should that be gone by now, where it stood. */
export function pageOf<T extends { readonly id: string }>(
  all: readonly T[],
  { limit, cursor }: z.infer<typeof PageAsked>,
): { data: T[]; cursor: string | null } {
  const before = cursor ? readCursor(cursor, Place) : null
  const known = before ? all.findIndex(({ id }) => id === before.id) : -1
  const from = known >= 0 ? known + 1 : (before?.at ?? 0)
  const data = all.slice(from, limit && from + limit)
  const last = data.at(-1)
  const to = from + data.length
  return {
    data,
    cursor: last && to < all.length ? writeCursor({ id: last.id, at: to - 1 } satisfies z.infer<typeof Place>) : null,
  }
}

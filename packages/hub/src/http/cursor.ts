import type { z } from 'zod'
import { problem } from './problems.ts'

/** Where a page ended, opaque to callers. */
export const writeCursor = (place: Record<string, unknown>): string => Buffer.from(JSON.stringify(place)).toString('base64url')

/** Reads a cursor of ours back. Anything else is a problem that says where cursors come from. */
export function readCursor<T>(cursor: string, place: z.ZodType<T>): T {
  try {
    return place.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8')))
  } catch {
    throw problem(
      'invalid',
      'This cursor is none of ours: leave it out for the first page, then use the `cursor` of the page before.',
    )
  }
}

import { GraphFailure } from './failure.ts'
import { type GraphRequest, numberParam, textParam } from './request.ts'

/**
 * One page of a list, with cursors and, where there is more, links on the emulator's own origin. An empty list has no `paging`.
 * `limit` is 25 by default. Throws GraphFailure 100 for a cursor that is none of ours.
 */
export function pageOf(request: GraphRequest, rows: unknown[], path: string, largest = 1_000): Record<string, unknown> {
  const asked = numberParam(request.params, 'limit') ?? 25
  const limit = Math.max(1, Math.min(largest, Math.floor(asked)))
  const after = textParam(request.params, 'after')
  const before = textParam(request.params, 'before')
  let from = 0
  if (after !== undefined) from = readCursor(after) + 1
  else if (before !== undefined) from = Math.max(0, readCursor(before) - limit)
  const to =
    before !== undefined && after === undefined ? Math.min(rows.length, readCursor(before)) : Math.min(rows.length, from + limit)
  const data = rows.slice(from, to)
  if (data.length === 0) return { data: [] }
  const cursors = { before: writeCursor(from), after: writeCursor(to - 1) }
  const paging: Record<string, unknown> = { cursors }
  if (to < rows.length) paging.next = link(request, path, { after: cursors.after })
  if (from > 0) paging.previous = link(request, path, { before: cursors.before })
  return { data, paging }
}

const writeCursor = (index: number): string => Buffer.from(`c${index}`).toString('base64url')

function readCursor(cursor: string): number {
  const index = /^c(\d{1,9})$/.exec(Buffer.from(cursor, 'base64url').toString('latin1'))?.[1]
  if (index === undefined) {
    throw new GraphFailure({
      code: 100,
      http: 400,
      message: '(#100) Invalid cursors values: the cursor is malformed or expired.',
    })
  }
  return Number(index)
}

function link(request: GraphRequest, path: string, cursor: Record<string, string>): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(request.query)) if (!['after', 'before'].includes(name)) query.set(name, value)
  for (const [name, value] of Object.entries(cursor)) query.set(name, value)
  if (!query.has('access_token')) query.set('access_token', request.token.token)
  return `${request.origin}/${request.version}/${path}?${query}`
}

import { changesOf, createRouter, type PlacedChange } from '../applier/route-changes.ts'
import type { Db } from '../database/database.ts'
import { readBody } from './read-body.ts'
import type { StoredEntry } from './read-journal.ts'

export type VisibleEntry = StoredEntry & { shown: string }

/**
 * What a workspace may see of journal entries: what concerns it, and nothing that concerns another. What nobody can read, and what
 * names nobody here, belongs to whoever runs the instance: its first workspace.
 */
export async function visibleEntries(
  db: Db,
  { workspaceId, isFirst }: { workspaceId: string; isFirst: boolean },
  entries: readonly StoredEntry[],
): Promise<VisibleEntry[]> {
  const read = entries.map((entry) => {
    const body = readBody(entry.body)
    return { entry, body, changes: changesOf(entry, body) }
  })
  const route = await createRouter(
    db,
    read.flatMap(({ changes }) => changes ?? []),
  )
  return read.flatMap(({ entry, body, changes }): VisibleEntry[] => {
    if (!body || !changes) return isFirst ? [{ ...entry, shown: entry.body.toString('utf8') }] : []
    const mayBeShown = (change: PlacedChange) => {
      const whose = route(change)?.workspaceId
      return whose === undefined ? isFirst : whose === workspaceId
    }
    const hidden = changes.filter((change) => !mayBeShown(change))
    if (hidden.length === 0 && (changes.length > 0 || isFirst)) return [{ ...entry, shown: entry.body.toString('utf8') }]
    if (hidden.length === changes.length) return []
    const left = new Set(hidden.map(({ change }) => change as unknown))
    return [{ ...entry, shown: JSON.stringify(body, (_key, value) => (left.has(value) ? undefined : value)) }]
  })
}

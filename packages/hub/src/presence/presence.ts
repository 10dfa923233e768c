import type { MachineTime } from '@casement/platform'

/** Somebody of the business in a thread. Ends by itself: nobody is asked to say goodbye. */
export type Presence = {
  readonly workspaceId: string
  readonly threadId: string
  readonly personId: string
  readonly name: string
  readonly doing: 'reading' | 'typing' | 'gone'
}

export const LASTS_MS = 20_000
/** Of one workspace; whoever comes last pushes out whoever has been silent longest. */
const MOST = 500

type Kept = Presence & { until: number }

/**
 * Who reads or types where, in this process, by machine time. Nothing of it is kept: a restart forgets it, and within seconds
 * everybody has said it again.
 */
export function createPresence(now: () => MachineTime) {
  const workspaces = new Map<string, Map<string, Kept>>()
  const listeners = new Set<(presence: Presence) => void>()
  const placeOf = ({ threadId, personId }: Presence) => `${threadId} ${personId}`

  return {
    note(presence: Presence): void {
      const there = workspaces.get(presence.workspaceId) ?? new Map<string, Kept>()
      workspaces.set(presence.workspaceId, there)
      const place = placeOf(presence)
      // Deleted first, so that the map stays in the order of the last word.
      there.delete(place)
      if (presence.doing !== 'gone') there.set(place, { ...presence, until: now() + LASTS_MS })
      for (const [oldest, kept] of there) {
        if (there.size <= MOST && kept.until > now()) break
        there.delete(oldest)
      }
      if (there.size === 0) workspaces.delete(presence.workspaceId)
      for (const listener of listeners) listener(presence)
    },
    /** Who is where right now. */
    of: (workspaceId: string): Presence[] =>
      [...(workspaces.get(workspaceId)?.values() ?? [])]
        .filter((kept) => kept.until > now())
        .map(({ until: _, ...rest }) => rest),
    onNote(listener: (presence: Presence) => void): () => void {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

export type PresenceBoard = ReturnType<typeof createPresence>

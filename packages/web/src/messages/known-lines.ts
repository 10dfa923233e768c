import type { Rect, VirtualItem } from '@tanstack/react-virtual'

/** How a conversation stood on the screen when it was left: the heights of its lines, and the room there was for them. */
export type KnownLines = { readonly sizes: VirtualItem[]; readonly room: Rect; readonly end: number }

/** So many conversations are remembered. */
const MOST = 40
const known = new Map<string, KnownLines>()

/** For one that is opened again: its lines are drawn in one go, where otherwise each is drawn, measured and drawn again. */
export const knownLines = (threadId: string): KnownLines | undefined => known.get(threadId)

export function keepLines(threadId: string, sizes: VirtualItem[], room: Rect | null): void {
  const last = sizes.at(-1)
  if (!last || !room || room.height === 0) return
  known.delete(threadId)
  known.set(threadId, { sizes, room, end: Math.max(0, last.end - room.height) })
  for (const oldest of known.keys()) {
    if (known.size <= MOST) return
    known.delete(oldest)
  }
}

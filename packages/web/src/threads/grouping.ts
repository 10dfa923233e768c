import { CLOSING_BELOW, LAST_BELOW, windowNow } from '../windows/window.ts'
import type { Thread } from './threads.ts'

export type ThreadGroup = 'hour' | 'four-hours' | 'later' | 'closed'
export const GROUPS: readonly ThreadGroup[] = ['hour', 'four-hours', 'later', 'closed']

export type ListItem =
  | { readonly kind: 'group'; readonly group: ThreadGroup; readonly count: number }
  | { readonly kind: 'thread'; readonly thread: Thread }

export function groupOf(thread: Thread, now: number): ThreadGroup {
  const { state, left } = windowNow(thread.window, now)
  if (state === 'closed') return 'closed'
  if (left < LAST_BELOW) return 'hour'
  return left < CLOSING_BELOW ? 'four-hours' : 'later'
}

/** Threads under the headings of their time left; within one the hub's order stays. */
export function grouped(threads: readonly Thread[], now: number): ListItem[] {
  const groups = new Map<ThreadGroup, Thread[]>()
  for (const thread of threads) {
    const group = groupOf(thread, now)
    groups.set(group, [...(groups.get(group) ?? []), thread])
  }
  return GROUPS.flatMap((group): ListItem[] => {
    const members = groups.get(group)
    if (!members) return []
    return [{ kind: 'group', group, count: members.length }, ...members.map((thread): ListItem => ({ kind: 'thread', thread }))]
  })
}

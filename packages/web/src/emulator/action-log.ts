import { useSyncExternalStore } from 'react'

/** What was done to the emulator from here, newest first, so that each can be repeated from a terminal. */
export type Action = {
  readonly id: number
  /** Platform time. */
  readonly at: number
  readonly words: string
  readonly curl: string
  readonly outcome: 'running' | 'done' | 'failed'
  readonly problem?: string
}

const KEPT = 100
let actions: readonly Action[] = []
let nextId = 1
const listeners = new Set<() => void>()

const set = (next: readonly Action[]) => {
  actions = next
  for (const listener of listeners) listener()
}

export function beginAction(action: Pick<Action, 'at' | 'words' | 'curl'>): number {
  const id = nextId++
  set([{ ...action, id, outcome: 'running' as const }, ...actions].slice(0, KEPT))
  return id
}

export const endAction = (id: number, outcome: 'done' | 'failed', problem?: string): void =>
  set(actions.map((action) => (action.id === id ? { ...action, outcome, ...(problem ? { problem } : {}) } : action)))

export const useActions = (): readonly Action[] =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => actions,
  )

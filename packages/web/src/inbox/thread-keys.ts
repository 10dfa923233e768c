export type ThreadKey = 'reply' | 'template' | 'interactive' | 'canned' | 'note' | 'snooze' | 'assign' | 'attach'

const listeners = new Map<ThreadKey, Set<() => void>>()

/** The open thread listens here for the keys that belong to it, whoever pressed them: keyboard or palette. */
export function onThreadKey(key: ThreadKey, listener: () => void): () => void {
  const those = listeners.get(key) ?? new Set()
  listeners.set(key, those.add(listener))
  return () => those.delete(listener)
}

export function pressThreadKey(key: ThreadKey): void {
  for (const listener of listeners.get(key) ?? []) listener()
}

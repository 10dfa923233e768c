export type ComposerKey = 'reply' | 'template'

const listeners = new Set<(key: ComposerKey) => void>()

/** The composer of the open thread listens here for `r` and `t`, whoever pressed them: keyboard or palette. */
export function onComposerKey(listener: (key: ComposerKey) => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export const pressComposerKey = (key: ComposerKey): void => {
  for (const listener of listeners) listener(key)
}

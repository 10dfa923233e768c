import { useSyncExternalStore } from 'react'

const listeners = new Set<() => void>()

/** What this browser remembers; null where it may not remember anything. */
export function stored(key: string): string | null {
  try {
    return localStorage.getItem(`casement.${key}`)
  } catch {
    return null
  }
}

export function store(key: string, value: string | null): void {
  try {
    if (value === null) localStorage.removeItem(`casement.${key}`)
    else localStorage.setItem(`casement.${key}`, value)
  } catch {
    // A browser that stores nothing still works; it only forgets.
  }
  for (const listener of listeners) listener()
}

export const useStored = (key: string): string | null =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => stored(key),
  )

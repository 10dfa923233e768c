import { useEffect, useSyncExternalStore } from 'react'
import { isTyping } from './is-typing.ts'

export type PalettePage = 'commands' | 'keys'

let page: PalettePage | null = null
const listeners = new Set<() => void>()

const set = (next: PalettePage | null) => {
  page = next
  for (const listener of listeners) listener()
}

export const openPalette = (): void => set('commands')
export const openKeys = (): void => set('keys')
export const closePalette = (): void => set(null)

export const usePaletteOpen = (): PalettePage | null =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => page,
  )

/** `Ctrl/Cmd-K` everywhere, `?` where nobody types. */
export function useGlobalKeys(): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
        event.preventDefault()
        set(page ? null : 'commands')
      } else if (event.key === '?' && !isTyping(event)) {
        event.preventDefault()
        openKeys()
      }
    }
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  }, [])
}

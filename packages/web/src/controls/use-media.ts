import { useSyncExternalStore } from 'react'

/** Whether a media query holds, live. For what must not exist twice; what may only look different is CSS. */
export function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (listener) => {
      const list = matchMedia(query)
      list.addEventListener('change', listener)
      return () => list.removeEventListener('change', listener)
    },
    () => matchMedia(query).matches,
  )
}

export const DESK = '(min-width: 720px)'
/** Room for the names of places; below it their icons have to do. */
export const WIDE = '(min-width: 1000px)'
export const PANEL = '(min-width: 1180px)'
export const BOTH_PANELS = '(min-width: 1560px)'

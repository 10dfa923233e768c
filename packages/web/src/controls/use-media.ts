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
export const PANEL = '(min-width: 1180px)'
export const BOTH_PANELS = '(min-width: 1560px)'

import { useSyncExternalStore } from 'react'
import { queryClient } from '../http/query-client.ts'
import { router } from '../router.tsx'

const KEY = 'casement.notify'
const listeners = new Set<() => void>()
const changed = () => {
  for (const listener of listeners) listener()
}

export type Telling = 'off' | 'on' | 'denied' | 'impossible'

function telling(): Telling {
  if (typeof Notification === 'undefined') return 'impossible'
  if (Notification.permission === 'denied') return 'denied'
  return Notification.permission === 'granted' && localStorage.getItem(KEY) === 'on' ? 'on' : 'off'
}

export const useTelling = (): Telling =>
  useSyncExternalStore((listener) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }, telling)

/** Asks the browser; only ever called by a click. */
export async function turnTelling(on: boolean): Promise<void> {
  if (on && Notification.permission === 'default') await Notification.requestPermission()
  localStorage.setItem(KEY, on ? 'on' : 'off')
  changed()
}

type Opened = { readonly alertId?: unknown; readonly severity?: unknown; readonly because?: unknown }

/** Shows what just began to need somebody, while the page is not looked at. Nothing that is only good to know. */
export function tellOnDesk({ alertId, severity, because }: Opened): void {
  if (telling() !== 'on' || !document.hidden || severity === 'info' || typeof because !== 'string') return
  const shown = new Notification('Casement', { body: because, tag: String(alertId) })
  shown.onclick = () => {
    globalThis.focus()
    shown.close()
    void queryClient.invalidateQueries({ queryKey: ['alerts'] })
    void router.navigate({ to: '/today' })
  }
}

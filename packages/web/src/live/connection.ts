import { useSyncExternalStore } from 'react'

/** Whether the hub is within reach: the event stream stands, and the browser believes in its network. */
export type Connection = { readonly up: boolean; readonly since: number | null }

let connection: Connection = { up: true, since: null }
const listeners = new Set<() => void>()

export function setConnection(up: boolean): void {
  if (up === connection.up) return
  // Machine time on purpose: an outage happens to this device, not to the platform.
  connection = { up, since: up ? null : Date.now() }
  for (const listener of listeners) listener()
}

export const connectionNow = (): Connection => connection

export function onConnection(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export const useConnection = (): Connection => useSyncExternalStore(onConnection, connectionNow)

import { useSyncExternalStore } from 'react'
import { type ClockReading, extrapolate } from './extrapolate.ts'

/**
 * The one clock of the dashboard: the hub's platform time, carried on between its messages. Without it nothing here may ask what
 * time it is, or a moved emulator clock would leave half of the screen in another day.
 */
let reading: ClockReading = { now: Date.now(), scale: 1, readAt: performance.now() }
const listeners = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | undefined

const tell = () => {
  for (const listener of listeners) listener()
}

/** Platform time now, ms. */
export const platformNow = (): number => extrapolate(reading, performance.now())

export const clockScale = (): number => reading.scale

/** Takes over what the hub says the time is. Returns by how many ms that differs from what we believed. */
export function setPlatformClock(now: string | number, scale: number): number {
  const at = typeof now === 'number' ? now : Date.parse(now)
  if (!Number.isFinite(at)) return 0
  const believed = platformNow()
  reading = { now: at, scale, readAt: performance.now() }
  tell()
  return at - believed
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  timer ??= setInterval(tell, 1_000)
  return () => {
    listeners.delete(listener)
    if (listeners.size === 0 && timer) {
      clearInterval(timer)
      timer = undefined
    }
  }
}

const SECOND = 1_000
const MINUTE = 60 * SECOND

/** Platform time, redrawn once a second or once a minute; the component renders only when that unit changes. */
export function usePlatformNow(each: 'second' | 'minute' = 'minute'): number {
  const unit = each === 'second' ? SECOND : MINUTE
  useSyncExternalStore(subscribe, () => Math.floor(platformNow() / unit))
  return platformNow()
}

export const useClockScale = (): number => useSyncExternalStore(subscribe, clockScale)

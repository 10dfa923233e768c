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

/** For so long a clock that was running counts as running: the hub halts it at every step, to live what is due there. */
const HALT_MS = 1_500
let ran = { scale: 0, at: Number.NEGATIVE_INFINITY }

/** How fast the clock runs, the short halts of a fast one left out. */
export const clockScale = (): number => reading.scale || (performance.now() - ran.at < HALT_MS ? ran.scale : 0)

/** Somebody set the speed just now: what it was before no longer counts. */
export function setClockScale(scale: number): void {
  ran = { scale, at: performance.now() }
  tell()
}

/** Takes over what the hub says the time is. Returns by how many ms that differs from what we believed. */
export function setPlatformClock(now: string | number, scale: number): number {
  const at = typeof now === 'number' ? now : Date.parse(now)
  if (!Number.isFinite(at)) return 0
  const believed = platformNow()
  if (scale > 0) ran = { scale, at: performance.now() }
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

import { type PlatformTime, platformTime } from '@casement/platform'

export type ClockSetting = { now: PlatformTime; scale: number }

/**
 * The time the platform lives in. Beside Meta it is the computer's own; beside an emulator it is set from there, and tells those who
 * wait for it when it was set. It runs by itself only where the other does: a clock of another scale is moved from instant to instant
 * over there, and whoever ran on meanwhile would do now what is only allowed later.
 */
export type PlatformClock = {
  now(): PlatformTime
  /** Seconds that pass here in a second of the machine: 1, or 0 where it stands until it is set again. */
  readonly scale: 0 | 1
  /** How fast the clock over there is said to go. */
  readonly speed: number
  /** `unsaid`: a halt that ends at once, which nobody needs to hear of. */
  set(setting: ClockSetting, unsaid?: 'unsaid'): void
  onSet(listener: (setting: ClockSetting) => void): () => void
}

export function createPlatformClock(elapsed: () => number, start: ClockSetting): PlatformClock {
  let anchor = { now: start.now as number, speed: start.scale, at: elapsed() }
  const scale = () => (anchor.speed === 1 ? 1 : 0)
  const listeners = new Set<(setting: ClockSetting) => void>()
  return {
    now: () => platformTime(Math.floor(anchor.now + (elapsed() - anchor.at) * scale())),
    get scale() {
      return scale()
    },
    get speed() {
      return anchor.speed
    },
    set(setting, unsaid) {
      anchor = { now: setting.now, speed: setting.scale, at: elapsed() }
      if (!unsaid) for (const listener of listeners) listener(setting)
    },
    onSet(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

import { type PlatformTime, platformTime } from '@casement/platform'

export type ClockSetting = { now: PlatformTime; scale: number }

/**
 * The time the platform lives in. Beside Meta it is the computer's own; beside an emulator it is set from there, runs on at
 * `scale` seconds per second (0 stands still until it is moved again), and tells those who wait for it when it was set.
 */
export type PlatformClock = {
  now(): PlatformTime
  readonly scale: number
  /** `unsaid`: a halt that ends at once, which nobody needs to hear of. */
  set(setting: ClockSetting, unsaid?: 'unsaid'): void
  onSet(listener: (setting: ClockSetting) => void): () => void
}

export function createPlatformClock(elapsed: () => number, start: ClockSetting): PlatformClock {
  let anchor = { now: start.now as number, scale: start.scale, at: elapsed() }
  const listeners = new Set<(setting: ClockSetting) => void>()
  return {
    now: () => platformTime(Math.floor(anchor.now + (elapsed() - anchor.at) * anchor.scale)),
    get scale() {
      return anchor.scale
    },
    set(setting, unsaid) {
      anchor = { now: setting.now, scale: setting.scale, at: elapsed() }
      if (!unsaid) for (const listener of listeners) listener(setting)
    },
    onSet(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

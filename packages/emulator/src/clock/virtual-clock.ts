import type { PlatformTime } from '@casement/platform'
import type { World } from '../world/world.ts'

/**
 * What time it is in a world. At scale 1 it runs with the machine, ahead or behind by a fixed offset; at every other scale, and
 * while time is being moved, it stands until it is stepped. Moving it is the runner's business (`run-clock.ts`).
 */
export class VirtualClock {
  readonly machineNow: () => number
  readonly #world: World
  #held = false

  constructor(world: World, machineNow: () => number) {
    this.#world = world
    this.machineNow = machineNow
  }

  /** 0: moved by hand, 1: real, n: n times as fast. */
  get scale(): number {
    return this.#world.meta.clock.scale
  }

  get held(): boolean {
    return this.#held
  }

  now(): PlatformTime {
    const { at, machineAt, scale } = this.#world.meta.clock
    if (this.#held || scale !== 1) return at
    return Math.max(at, at + Math.floor(this.machineNow()) - machineAt) as PlatformTime
  }

  /** Puts the clock to an instant, from which it goes on as its scale says. */
  put(at: PlatformTime): void {
    const clock = this.#world.touchMeta().clock
    clock.at = at
    clock.machineAt = Math.floor(this.machineNow())
  }

  setScale(scale: number): void {
    this.put(this.now())
    this.#world.touchMeta().clock.scale = scale
  }

  /** Stands still until released, so that stepping through the time in between is not overtaken by the machine. */
  hold(): void {
    if (this.#held) return
    const now = this.now()
    this.#held = true
    this.put(now)
  }

  release(): void {
    if (!this.#held) return
    const now = this.now()
    this.#held = false
    this.put(now)
  }
}

/** Chance that comes out the same for the same seed. */
export type Random = {
  /** From 0 to below 1. */
  readonly fraction: () => number
  /** A whole number from `least` to `most`, both included. */
  readonly whole: (least: number, most: number) => number
  readonly chance: (share: number) => boolean
  readonly pick: <T>(items: readonly T[]) => T
  /** One of the items, each as often as its weight says. */
  readonly weighted: <T>(items: readonly (readonly [weight: number, item: T])[]) => T
}

/** Mulberry32: small, quick, and good enough to wander through histories. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0
  const fraction = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let t = Math.imul(state ^ (state >>> 15), state | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296
  }
  const whole = (least: number, most: number) => least + Math.floor(fraction() * (most - least + 1))
  return {
    fraction,
    whole,
    chance: (share) => fraction() < share,
    pick: (items) => items[whole(0, items.length - 1)] as (typeof items)[number],
    weighted: (items) => {
      let left = fraction() * items.reduce((sum, [weight]) => sum + weight, 0)
      for (const [weight, item] of items) {
        left -= weight
        if (left < 0) return item
      }
      return (items.at(-1) as (typeof items)[number])[1]
    },
  }
}

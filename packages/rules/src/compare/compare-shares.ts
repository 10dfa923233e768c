/** So many of so many. */
export type Share = { readonly yes: number; readonly of: number }

export type Comparison = {
  /** The second share less the first. */
  readonly difference: number
  /** What the difference may be in truth, in 95 of 100 cases. */
  readonly low: number
  readonly high: number
  /** How likely chance alone makes a difference as large as this or larger, 0 to 1. 1 where the test says nothing. */
  readonly chance: number
  /** Whether chance is less likely than 5 in 100. For one question only: who asks many uses `discoveries`. */
  readonly significant: boolean
}

/** How sure one must be that a difference is none of chance: 95 in 100, both ways. */
const SURE_ENOUGH = 1.959964
const ALLOWED_CHANCE = 0.05

/**
 * Whether two shares differ by more than chance (two proportions, pooled, two-sided at 95 %).
 * Where fewer than five of either kind are expected, nothing is significant: the test says nothing there.
 */
export function compareShares(first: Share, second: Share): Comparison {
  if (first.of === 0 || second.of === 0) return { difference: 0, low: -1, high: 1, chance: 1, significant: false }
  const [a, b] = [first.yes / first.of, second.yes / second.of]
  const difference = b - a
  const within = SURE_ENOUGH * Math.sqrt((a * (1 - a)) / first.of + (b * (1 - b)) / second.of)
  const span = { difference, low: Math.max(-1, difference - within), high: Math.min(1, difference + within) }
  const pooled = (first.yes + second.yes) / (first.of + second.of)
  const smaller = Math.min(first.of, second.of)
  if (smaller * pooled < 5 || smaller * (1 - pooled) < 5) return { ...span, chance: 1, significant: false }
  const error = Math.sqrt(pooled * (1 - pooled) * (1 / first.of + 1 / second.of))
  const chance = bothTails(Math.abs(difference) / error)
  return { ...span, chance, significant: chance < ALLOWED_CHANCE }
}

/**
 * Which of many comparisons stand, when at most 5 in 100 of those named may be wrong (Benjamini and Hochberg, 1995). Takes the chances of
 * all that were asked, also of those that look like nothing; answers with the positions of those that stand.
 */
export function discoveries(chances: readonly number[], wrongShare = ALLOWED_CHANCE): readonly number[] {
  const sorted = chances.map((chance, index) => ({ chance, index })).sort((a, b) => a.chance - b.chance)
  const last = sorted.findLastIndex(({ chance }, rank) => chance <= ((rank + 1) / chances.length) * wrongShare)
  return sorted
    .slice(0, last + 1)
    .map(({ index }) => index)
    .sort((a, b) => a - b)
}

/** Area of the normal distribution beyond `z` deviations on both sides: a series near the middle, a continued fraction in the tails. */
function bothTails(z: number): number {
  const x = z / Math.SQRT2
  if (x < 2) {
    let term = x
    let sum = x
    for (let n = 1; n < 60; n++) {
      term *= (-x * x) / n
      sum += term / (2 * n + 1)
    }
    return Math.max(0, 1 - (2 / Math.sqrt(Math.PI)) * sum)
  }
  let fraction = 0
  for (let n = 60; n > 0; n--) fraction = n / 2 / (x + fraction)
  return Math.exp(-x * x) / (Math.sqrt(Math.PI) * (x + fraction))
}

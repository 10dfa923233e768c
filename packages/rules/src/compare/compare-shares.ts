/** So many of so many. */
export type Share = { readonly yes: number; readonly of: number }

/** How sure one must be that a difference is none of chance: 95 in 100, both ways. */
const SURE_ENOUGH = 1.959964

/**
 * Whether two shares differ by more than chance (two proportions, pooled, two-sided at 95 %). `difference`: the second less the first.
 * Where fewer than five of either kind are expected, nothing is significant: the test says nothing there.
 */
export function compareShares(first: Share, second: Share): { readonly difference: number; readonly significant: boolean } {
  if (first.of === 0 || second.of === 0) return { difference: 0, significant: false }
  const difference = second.yes / second.of - first.yes / first.of
  const pooled = (first.yes + second.yes) / (first.of + second.of)
  const smaller = Math.min(first.of, second.of)
  if (smaller * pooled < 5 || smaller * (1 - pooled) < 5) return { difference, significant: false }
  const error = Math.sqrt(pooled * (1 - pooled) * (1 / first.of + 1 / second.of))
  return { difference, significant: Math.abs(difference) / error > SURE_ENOUGH }
}

/** A broken connection, or a lock that somebody held: it is tried again at once, for the clock may be about to move on. */
const AT_ONCE = 3
const FIRST_MS = 1_000
const LONGEST_MS = 600_000
/** So many are remembered; with more than that in trouble it is not theirs, and whoever is tried again too soon does no harm. */
const MOST = 1_000

export type Rests = {
  /** It failed: from the third time on it rests, each time twice as long as the time before. */
  stumbled(id: string): void
  /** Who rests now. */
  resting(): string[]
}

/**
 * Rows that are due and fail each time they are taken up stand at the head of their queue for ever. Those rest a while, up to ten
 * minutes of the machine's time, and whoever is behind them gets a turn. Known to this process only: another one, or the same started
 * anew, tries at once. `monotonic`: milliseconds that only go up.
 */
export function createRests(monotonic: () => number = () => performance.now()): Rests {
  const known = new Map<string, { until: number; times: number }>()
  return {
    stumbled(id) {
      const times = (known.get(id)?.times ?? 0) + 1
      const ms = times < AT_ONCE ? 0 : Math.min(FIRST_MS * 2 ** (times - AT_ONCE), LONGEST_MS)
      known.delete(id)
      known.set(id, { until: monotonic() + ms, times })
      if (known.size > MOST) known.delete(known.keys().next().value as string)
    },
    resting() {
      const now = monotonic()
      // Well for as long as it rested at most: whatever it was is over.
      for (const [id, { until }] of known) if (now >= until + LONGEST_MS) known.delete(id)
      return [...known].filter(([, { until }]) => until > now).map(([id]) => id)
    },
  }
}

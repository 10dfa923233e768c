/** What each priority may count on of what is claimed while it waits: codes, replies, utility, marketing. The rest goes by priority. */
const SHARES = [0.3, 0.3, 0.15, 0.05]

export type ClaimShares = {
  /** How many of the next `limit` claims belong to each priority, if it has that many waiting. */
  quotas(limit: number): number[]
  /** What was claimed under these quotas, by priority. */
  claimed(quotas: readonly number[], priorities: Iterable<number>): void
}

/**
 * Keeps urgent sends first and starves nobody: each priority saves up its share of the claims, in fractions where few are claimed at
 * a time, and what it could not use does not pile up.
 */
export function createClaimShares(): ClaimShares {
  const credit = SHARES.map(() => 0)
  return {
    quotas(limit) {
      for (const [priority, share] of SHARES.entries()) {
        credit[priority] = Math.min((credit[priority] as number) + share * limit, share * limit + 1)
      }
      return credit.map(Math.floor)
    },
    claimed(quotas, priorities) {
      const counts = SHARES.map(() => 0)
      for (const priority of priorities) counts[priority] = (counts[priority] as number) + 1
      for (const priority of SHARES.keys()) {
        credit[priority] = (credit[priority] as number) - Math.min(counts[priority] as number, quotas[priority] as number)
      }
    },
  }
}

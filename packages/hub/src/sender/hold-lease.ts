import type pg from 'pg'
import { LEASE_MS, type Lease, leaseEndsIn, releaseLease, takeLease } from './lease.ts'

export type LeaseHold = {
  /** The lease as long as this process may believe in it. */
  current(): Lease | null
  /** Takes it, or renews it when a quarter of it has passed; null while somebody else has it. */
  ensure(): Promise<Lease | null>
  /** Gives it up and takes it anew, under a new fence: what was posted under the old one can be posted under it no more. */
  takeAnew(): Promise<Lease | null>
  /** When to ask again for a lease that somebody else has, in milliseconds. */
  freeIn(): Promise<number>
  release(): Promise<void>
}

/** Holds the lease of one number for this process, asking the database no more often than it must. */
export function createLeaseHold({
  pool,
  workspaceId,
  phoneNumberId,
  holder,
  monotonic = () => performance.now(),
}: {
  pool: pg.Pool
  workspaceId: string
  phoneNumberId: string
  holder: string
  monotonic?: () => number
}): LeaseHold {
  let lease: Lease | null = null
  let asking: Promise<Lease | null> | null = null

  const current = () => (lease && monotonic() < lease.believedUntil ? lease : null)
  const ask = async () => {
    try {
      lease = await takeLease(pool, { workspaceId, phoneNumberId, holder, monotonic })
      return lease
    } finally {
      asking = null
    }
  }
  const ensure = async () => {
    const held = current()
    if (held && held.believedUntil - monotonic() > LEASE_MS / 2) return held
    asking ??= ask()
    return asking
  }
  const release = async () => {
    const held = lease
    lease = null
    if (held) await releaseLease(pool, held)
  }

  return {
    current,
    ensure,
    release,
    async takeAnew() {
      await asking?.catch(() => {})
      await release()
      return ensure()
    },
    freeIn: () => leaseEndsIn(pool, workspaceId, phoneNumberId),
  }
}

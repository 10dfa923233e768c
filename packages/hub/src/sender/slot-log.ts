import { SECOND } from '@casement/platform'

/**
 * A message of a number, for as long as it counts. `at`: the latest instant, as far as is known, at which the platform may have taken
 * it, and `margin` on top.
 */
export type Slot = { at: number; readonly margin: number }

/** More than a second of milliseconds: what is kept, and the future that a margin reaches into. */
const BUCKETS = 4_096
/** Round trips that tell what is usual: as many, at most one in so many milliseconds. */
const SAMPLES = 128
const SAMPLE_EVERY_MS = 20
const FEWEST_SAMPLES = 8

/**
 * The messages of one number's last second, by platform time. A post that the platform left lying arrives together with those behind
 * it: so a message counts from when it was written, later by as much as its round trip was longer than usual, and for as long as its
 * answer is overdue. Then no second on the other side holds more than is counted here.
 */
export function createSlotLog() {
  const counts = new Uint32Array(BUCKETS)
  const open = new Set<Slot>()
  let total = 0
  /** What counted up to here has been forgotten. */
  let gone = Number.NEGATIVE_INFINITY
  const usual = createUsual()

  const count = (at: number, by: number) => {
    if (at <= gone) return
    const bucket = at % BUCKETS
    counts[bucket] = (counts[bucket] as number) + by
    total += by
  }

  const move = (slot: Slot, arrived: number) => {
    const to = arrived + slot.margin
    if (to <= slot.at) return
    count(slot.at, -1)
    count(to, 1)
    slot.at = to
  }

  const forget = (now: number) => {
    const until = now - SECOND
    if (until === gone) return
    // The clock was put back: what was before belongs to another time.
    if (now < gone || until - gone >= BUCKETS) {
      counts.fill(0)
      total = 0
      for (const slot of open) slot.at = Number.NEGATIVE_INFINITY
      open.clear()
      gone = until
      return
    }
    for (const slot of open) {
      if (slot.at > until) continue
      move(slot, now - usual.ms())
      if (slot.at <= until) open.delete(slot)
    }
    while (gone < until) {
      gone++
      total -= counts[gone % BUCKETS] as number
      counts[gone % BUCKETS] = 0
    }
  }

  return {
    /** How many count at `now`. */
    used(now: number): number {
      forget(now)
      return total
    },
    /** When fewer than `most` will count, if nothing else happens. */
    freeAt(now: number, most: number): number {
      forget(now)
      let over = total - most + 1
      for (let at = gone; over > 0; ) {
        at++
        over -= counts[at % BUCKETS] as number
        if (over <= 0) return at + SECOND
      }
      return now
    },
    /** A message is about to be written. */
    take(now: number, margin = 0): Slot {
      forget(now)
      const slot = { at: now + margin, margin }
      count(slot.at, 1)
      open.add(slot)
      return slot
    },
    /** Messages that nobody waits for an answer to. */
    add(now: number, many: number) {
      forget(now)
      count(now, many)
    },
    /** Its bytes leave only now. */
    written: (slot: Slot, now: number) => move(slot, now),
    /** Its answer is there, written at `writtenAt`. */
    answered(slot: Slot, writtenAt: number, now: number) {
      move(slot, now - usual.ms())
      open.delete(slot)
      usual.heard(now, now - writtenAt)
    },
    /** Its bytes never left. */
    giveBack(slot: Slot) {
      open.delete(slot)
      count(slot.at, -1)
      slot.at = Number.NEGATIVE_INFINITY
    },
  }
}

/** What a round trip usually takes, in milliseconds: half of the last ones took longer. Nothing is usual before a few are known. */
function createUsual() {
  const samples: number[] = []
  let heard = 0
  let lastAt = Number.NEGATIVE_INFINITY
  let usual = 0
  return {
    ms: () => usual,
    heard(now: number, took: number) {
      if (now >= lastAt && now - lastAt < SAMPLE_EVERY_MS) return
      lastAt = now
      samples[heard++ % SAMPLES] = took
      if (samples.length < FEWEST_SAMPLES || (samples.length === SAMPLES && heard % 8 !== 0)) return
      usual = [...samples].sort((a, b) => a - b)[samples.length >> 1] as number
    },
  }
}

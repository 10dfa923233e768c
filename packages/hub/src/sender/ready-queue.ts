/** What an urgent send may overtake: by how much later a less urgent one may have come and still go first, for each step of priority. */
const HEAD_START_MS = 150

export type Ready = { readonly priority: number }

export type ReadyQueue<T extends Ready> = {
  readonly size: number
  add(items: readonly T[], nowMs: number): void
  next(): T | undefined
  takeAll(): T[]
}

/**
 * Sends whose intent is written, in the order in which they leave. An urgent one goes before the less urgent that came at the same
 * time, but never for ever: each step of priority is a head start of a fixed time.
 */
export function createReadyQueue<T extends Ready>(): ReadyQueue<T> {
  const lanes = new Map<number, { items: { item: T; key: number }[]; first: number }>()
  let size = 0

  return {
    get size() {
      return size
    },
    add(items, nowMs) {
      for (const item of items) {
        const lane = lanes.get(item.priority) ?? { items: [], first: 0 }
        lanes.set(item.priority, lane)
        lane.items.push({ item, key: nowMs + item.priority * HEAD_START_MS })
        size++
      }
    },
    next() {
      let best: { items: { item: T; key: number }[]; first: number } | undefined
      let bestKey = Number.POSITIVE_INFINITY
      for (const lane of lanes.values()) {
        const key = lane.items[lane.first]?.key ?? Number.POSITIVE_INFINITY
        if (key < bestKey) {
          best = lane
          bestKey = key
        }
      }
      if (!best) return undefined
      const { item } = best.items[best.first++] as { item: T }
      size--
      if (best.first === best.items.length) {
        best.items = []
        best.first = 0
      }
      return item
    },
    takeAll() {
      const all = [...lanes.values()].flatMap(({ items, first }) => items.slice(first).map(({ item }) => item))
      lanes.clear()
      size = 0
      return all
    },
  }
}

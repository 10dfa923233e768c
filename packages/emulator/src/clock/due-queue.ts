import type { PlatformTime } from '@casement/platform'
import type { DueItem } from '../world/records.ts'
import type { Table } from '../world/table.ts'

/** What is still to happen, soonest first; equal times keep the order in which they were scheduled. */
export class DueQueue {
  readonly #table: Table<DueItem>
  #heap: DueItem[] = []
  /** Still in the heap, and to be skipped there. */
  readonly #cancelled = new Set<DueItem>()

  constructor(table: Table<DueItem>) {
    this.#table = table
  }

  get size(): number {
    return this.#table.size
  }

  /** Rebuilds the heap from the table after a restore. */
  rebuild(): void {
    this.#heap = [...this.#table.values()].sort(byTime)
    this.#cancelled.clear()
  }

  add(item: DueItem): void {
    this.#table.put(item)
    const heap = this.#heap
    let i = heap.push(item) - 1
    while (i > 0) {
      const parent = (i - 1) >> 1
      if (!before(item, heap[parent] as DueItem)) break
      heap[i] = heap[parent] as DueItem
      i = parent
    }
    heap[i] = item
  }

  /** Forgets an item; its place in the heap is skipped when it comes up. */
  cancel(id: string): void {
    const item = this.#table.get(id)
    if (!item) return
    this.#cancelled.add(item)
    this.#table.delete(id)
  }

  nextAt(): PlatformTime | null {
    this.#skipCancelled()
    return this.#heap[0]?.at ?? null
  }

  /** Takes the next item due at `now` or earlier. */
  take(now: PlatformTime): DueItem | null {
    this.#skipCancelled()
    const first = this.#heap[0]
    if (!first || first.at > now) return null
    this.#pop()
    this.#table.delete(first.id)
    return first
  }

  #skipCancelled(): void {
    while (this.#cancelled.size > 0 && this.#heap[0] && this.#cancelled.delete(this.#heap[0])) this.#pop()
  }

  #pop(): void {
    const heap = this.#heap
    const last = heap.pop()
    if (!last || heap.length === 0) return
    let i = 0
    for (;;) {
      let child = 2 * i + 1
      if (child >= heap.length) break
      if (child + 1 < heap.length && before(heap[child + 1] as DueItem, heap[child] as DueItem)) child++
      if (!before(heap[child] as DueItem, last)) break
      heap[i] = heap[child] as DueItem
      i = child
    }
    heap[i] = last
  }
}

const before = (a: DueItem, b: DueItem): boolean => a.at < b.at || (a.at === b.at && a.order < b.order)
const byTime = (a: DueItem, b: DueItem): number => a.at - b.at || a.order - b.order

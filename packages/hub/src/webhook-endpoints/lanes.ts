import type { Delivery } from './told-event.ts'

/** What one process has in hand for one endpoint: of each lane one at a time goes out, the others stand behind it. */
export function createLanes() {
  const inHand = new Map<number, Delivery>()
  const lanes = new Map<string, Delivery[]>()
  const ready: Delivery[] = []
  return {
    get size() {
      return inHand.size
    },
    seqs: (): ReadonlySet<number> => new Set(inHand.keys()),
    keptSeqs: (): number[] => [...inHand.values()].filter(({ kept }) => kept).map(({ seq }) => seq),
    /** In the order of their events, but for those that were kept. */
    add(delivery: Delivery): void {
      inHand.set(delivery.seq, delivery)
      const lane = lanes.get(delivery.lane)
      if (lane) lane.push(delivery)
      else {
        lanes.set(delivery.lane, [delivery])
        ready.push(delivery)
      }
    },
    next: (): Delivery | undefined => ready.shift(),
    /** One has ended: the next of its lane may go. */
    goOn(ended: Delivery): void {
      const lane = lanes.get(ended.lane)
      if (lane?.[0] !== ended) return
      lane.shift()
      const [next] = lane
      if (next) ready.push(next)
      else lanes.delete(ended.lane)
    },
    /** Those that stand behind the ones given, and wait as long as they do. */
    behind: (given: readonly Delivery[]): Delivery[] =>
      given.flatMap((delivery) => {
        const lane = lanes.get(delivery.lane)
        return lane?.[0] === delivery ? lane.slice(1) : []
      }),
    /** The first event in hand that has no row and gets none now. */
    firstFreshBut(written: ReadonlySet<Delivery>): number | null {
      for (const delivery of inHand.values()) if (!delivery.kept && !written.has(delivery)) return delivery.seq
      return null
    },
    /** What became of these has its row: they leave the hand, with the lane of one that is tried again. */
    writtenDown(written: ReadonlySet<Delivery>): void {
      for (const delivery of written) {
        inHand.delete(delivery.seq)
        if (lanes.get(delivery.lane)?.[0] === delivery) lanes.delete(delivery.lane)
      }
    },
    clear(): void {
      inHand.clear()
      lanes.clear()
      ready.length = 0
    },
  }
}

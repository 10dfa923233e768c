import type pg from 'pg'

/** Batches that may wait in a lane while one is written, so that a slow one in one lane leaves work for the other. */
const MOST_WAITING = 2

export type InLanes<Batch> = {
  /** Hands a batch to its lane. Resolves when there is room for the next; throws when a batch could not be written. */
  put(lane: number, batch: Batch): Promise<void>
  /** Resolves when all is written, or throws what went wrong, in either case with nothing under way any more. */
  drained(): Promise<void>
}

/**
 * Writes batches of several lanes, those of one lane one after another. Lanes write at the same time while there is room, and take turns
 * while there is none. After a failure nothing more is begun.
 */
export function writeInLanes<Batch>(
  lanes: number,
  { write, hasRoom }: { write: (lane: number, batch: Batch) => Promise<void>; hasRoom: () => boolean },
): InLanes<Batch> {
  const waiting = Array.from({ length: lanes }, (): Batch[] => [])
  const running = new Map<number, Promise<void>>()
  const writes = new Map<number, Promise<void>>()
  let failed: { error: unknown } | null = null
  let moved = () => {}
  let next = new Promise<void>((resolve) => {
    moved = resolve
  })
  const move = () => {
    moved()
    next = new Promise((resolve) => {
      moved = resolve
    })
  }

  async function run(lane: number): Promise<void> {
    try {
      for (let batch = waiting[lane]?.shift(); batch !== undefined && !failed; batch = waiting[lane]?.shift()) {
        move()
        while (writes.size > 0 && !hasRoom()) await Promise.race([...writes.values()].map((one) => one.catch(() => {})))
        const writing = write(lane, batch)
        writes.set(lane, writing)
        await writing.finally(() => writes.delete(lane))
      }
    } catch (error) {
      failed ??= { error }
    }
    running.delete(lane)
    move()
  }

  const check = () => {
    if (failed) throw failed.error
  }
  return {
    async put(lane, batch) {
      check()
      const queue = waiting[lane] as Batch[]
      queue.push(batch)
      if (!running.has(lane)) running.set(lane, run(lane))
      while (queue.length >= MOST_WAITING && !failed) await next
      check()
    },
    async drained() {
      while (running.size > 0) await Promise.all(running.values())
      check()
    },
  }
}

type Connections = {
  readonly totalCount: number
  readonly idleCount: number
  readonly waitingCount: number
  readonly max: number
}

/**
 * Whether a further lane may take a connection: others who use the pool come first, and find half of it free of us. Whoever asked a
 * moment ago waits until the next tick, also where connections are idle: they are as good as in use.
 */
export const hasRoomFor = ({ totalCount, idleCount, waitingCount, max }: Connections, lanes: number): boolean =>
  totalCount - idleCount + waitingCount < max / 2 && max > 2 * lanes

export const connectionsOf = ({ totalCount, idleCount, waitingCount, options }: pg.Pool): Connections => ({
  totalCount,
  idleCount,
  waitingCount,
  max: options.max ?? 10,
})

import { setFlagsFromString } from 'node:v8'

/** V8 doubles its young generation, to some 100 MB, when much of what is made outlives a collection. */
const BEGINS_WITH = 2
let atWork = 0

/**
 * Does work that reads a file through, rows without end of which few are held, without V8 taking room for it that it gives back late
 * or never. Other work of the process goes on in the room there is.
 */
export async function withSteadyHeap<T>(work: () => Promise<T>): Promise<T> {
  if (atWork++ === 0) growYoungBy(1)
  try {
    return await work()
  } finally {
    if (--atWork === 0) growYoungBy(BEGINS_WITH)
  }
}

/** V8 reads this flag each time it would grow, unlike the limits, which it reads once. */
const growYoungBy = (factor: number) => setFlagsFromString(`--semi-space-growth-factor=${factor}`)

import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'

/** In hundredths of what is held: a file of a million rows leaves 400 MB of garbage, and V8 would wait for half of it. */
const COLLECT_AFTER = 30
let atWork = 0

/**
 * Does work that reads a file through, rows without end of which few are held, without the process keeping room for all of them: what
 * is left behind is collected sooner, beside the work. V8 decides anew at each collection, so the first is asked for.
 */
export async function withSteadyHeap<T>(work: () => Promise<T>): Promise<T> {
  if (atWork++ === 0) {
    setFlagsFromString(`--heap-growing-percent=${COLLECT_AFTER}`)
    collect()
  }
  try {
    return await work()
  } finally {
    if (--atWork === 0) setFlagsFromString('--heap-growing-percent=0')
  }
}

function collect(): void {
  setFlagsFromString('--expose-gc')
  runInNewContext('gc')()
  setFlagsFromString('--no-expose-gc')
}

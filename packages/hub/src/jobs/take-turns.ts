export type Turns<T, How> = {
  /** Begins to take turns by itself. */
  start(): void
  /** Something happened: look now. */
  wake(): void
  /** Takes a turn after the one that is under way, and answers with what came of it. `how`: what the turn is told. */
  take(how?: How): Promise<T>
  /** Resolves when the last turn has ended. */
  stop(): Promise<void>
  readonly stopped: boolean
}

/**
 * Does something over and over: when called, when there was more to do, and by itself after a while. Turns never overlap, whoever
 * asks for one.
 */
export function takeTurns<T, How = never>({
  turn,
  restMs,
  gatherMs = 0,
  stumbled,
}: {
  turn: (how?: How) => Promise<T>
  /** How long nobody need look after such a turn unless called; 0: there is more to do. null: the turn failed. */
  restMs: (came: T | null) => number
  /** Turns begin at least so far apart, so that calls that come closer together, and what they are about, are answered by one. */
  gatherMs?: number
  stumbled: (error: unknown) => void
}): Turns<T, How> {
  let last: Promise<unknown> = Promise.resolve()
  let running: Promise<void> | undefined
  let stopped = false
  let called = false
  let wakeUp: () => void = () => {}

  const take = (how?: How): Promise<T> => {
    const mine = last.catch(() => {}).then(() => turn(how))
    last = mine
    return mine
  }

  const rest = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms)
      wakeUp = () => {
        clearTimeout(timer)
        resolve()
      }
    })

  const loop = async () => {
    let begun = Number.NEGATIVE_INFINITY
    while (!stopped) {
      const early = begun + gatherMs - performance.now()
      if (early > 0) await new Promise((resolve) => setTimeout(resolve, early))
      begun = performance.now()
      called = false
      const came = await take().catch((error) => {
        stumbled(error)
        return null
      })
      const ms = restMs(came)
      if (ms > 0 && !called && !stopped) await rest(ms)
    }
  }

  const wake = () => {
    called = true
    wakeUp()
  }

  return {
    start() {
      running ??= loop()
    },
    wake,
    take,
    async stop() {
      stopped = true
      wake()
      await running
      await last.catch(() => {})
    },
    get stopped() {
      return stopped
    },
  }
}

/** Lets so many works go on at once, the others wait in their order. */
export function createTurns({ atOnce, mostWaiting }: { atOnce: number; mostWaiting: number }) {
  let going = 0
  const waiting: (() => void)[] = []
  return {
    /** What `work` answers, once it had its turn; null when too many wait already. */
    take<T>(work: () => Promise<T>): Promise<T> | null {
      if (going >= atOnce && waiting.length >= mostWaiting) return null
      const turn = going < atOnce ? Promise.resolve(void going++) : new Promise<void>((resolve) => waiting.push(resolve))
      return turn.then(work).finally(() => {
        const next = waiting.shift()
        if (next) next()
        else going--
      })
    },
  }
}

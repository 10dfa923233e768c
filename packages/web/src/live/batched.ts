/**
 * Runs at once, then at most once in `ms`, and never forgets the last call. A jump of the clock tells hundreds of things within a
 * moment; the screen wants the first of them immediately and the rest together.
 */
export function batched(ms: number, run: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  let again = false
  const settle = () => {
    timer = undefined
    if (again) call()
  }
  const call = () => {
    if (timer) {
      again = true
      return
    }
    again = false
    timer = setTimeout(settle, ms)
    run()
  }
  return call
}

/**
 * Settles when somebody wants this process to stop: Ctrl-C, a termination, a closed terminal, or the death of the process that
 * started us (whose channel then closes). A second wish, while the first is being fulfilled, ends the process at once.
 */
export function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    let wishes = 0
    const wish = () => {
      if (wishes++ === 0) resolve()
      else process.exit(130)
    }
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, wish)
    process.once('disconnect', resolve)
  })
}

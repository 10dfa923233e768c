/** One Ctrl-C may arrive twice: from the terminal, and handed on by the process that started us. */
const SAME_WISH_MS = 1_000

/**
 * Settles when somebody wants this process to stop: Ctrl-C, a termination, a closed terminal, or the death of the process that
 * started us (whose channel then closes). A second wish, while the first is being fulfilled, ends the process at once.
 */
export function untilStopped(): Promise<void> {
  return new Promise((resolve) => {
    let first: number | undefined
    const wish = () => {
      first ??= performance.now()
      resolve()
      if (performance.now() - first > SAME_WISH_MS) process.exit(130)
    }
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, wish)
    process.once('disconnect', wish)
    // Listening for that must not keep a process alive that has nothing else to do.
    process.channel?.unref()
  })
}

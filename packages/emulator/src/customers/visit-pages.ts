const AGENT =
  'Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Mobile Safari/537.36'
const HERE: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]'])
const AT_ONCE = 8
const MOST_WAITING = 2_000
const PATIENCE_MS = 5_000

/**
 * Opens pages as a customer's phone would, so that what counts clicks hears of them. Only pages of this machine: a customer of the
 * emulator is no visitor of the world, and where a redirect leads is not looked at.
 */
export function createVisitor(): { visit(url: string): void; close(): void } {
  const waiting: string[] = []
  const ending = new AbortController()
  let open = 0

  const next = () => {
    while (open < AT_ONCE && waiting.length > 0 && !ending.signal.aborted) {
      const url = waiting.shift() as string
      open++
      fetch(url, {
        redirect: 'manual',
        headers: { 'user-agent': AGENT },
        signal: AbortSignal.any([ending.signal, AbortSignal.timeout(PATIENCE_MS)]),
      })
        // A page that does not answer is the business's trouble.
        .then((answer) => answer.body?.cancel())
        .catch(() => {})
        .finally(() => {
          open--
          next()
        })
    }
  }

  return {
    visit(url) {
      if (!URL.canParse(url) || !HERE.has(new URL(url).hostname) || waiting.length >= MOST_WAITING) return
      waiting.push(url)
      next()
    },
    close: () => ending.abort(),
  }
}

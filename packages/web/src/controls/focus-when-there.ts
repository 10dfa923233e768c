const PATIENCE_MS = 3_000

/** Focuses what a selector names as soon as it exists, however long its code takes to load; gives up after three seconds. */
export function focusWhenThere(...selectors: readonly string[]): void {
  const deadline = performance.now() + PATIENCE_MS
  const look = () => {
    const found = selectors.map((selector) => document.querySelector<HTMLElement>(selector)).find(Boolean)
    if (found) found.focus()
    else if (performance.now() < deadline) requestAnimationFrame(look)
  }
  requestAnimationFrame(look)
}

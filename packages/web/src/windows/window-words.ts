import { spanSpoken } from '../clock/time-words.ts'
import { words } from '../strings/words.ts'
import type { WindowNow } from './window.ts'

/** The ring for ears: "Window closes in 3 h 23 min, free entry point 50 h left". */
export function windowSpoken(window: WindowNow): string {
  const csw = window.state === 'closed' ? words.window.spokenClosed : words.window.spokenOpen(spanSpoken(window.left))
  return window.fep.open ? `${csw}, ${words.window.spokenEntry(spanSpoken(window.fep.left))}` : csw
}

/** Text colours by state; the time left never relies on them alone. */
export const windowTone = {
  open: 'text-open-text',
  closing: 'text-closing-text',
  last: 'text-last-text',
  closed: 'text-closed-text',
} as const

import { words } from '../strings/words.ts'
import type { Start } from './sequences.ts'

/** When a sequence begins, in one line. */
export function startText(start: Start): string {
  const t = words.reengage.starts
  switch (start.on) {
    case 'window.closing':
      return t['window.closing'](start.minutesBefore)
    case 'attribute':
      return t.attribute(start.key)
    case 'event':
      return t.event(start.name)
    default:
      return t[start.on]
  }
}

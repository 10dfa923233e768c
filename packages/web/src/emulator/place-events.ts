export type TrackEvent = { readonly key: string; readonly at: number; readonly label: string; readonly colour: string }
export type Placed = TrackEvent & { readonly left: number; readonly below: boolean }

const FIRST = 4
const LAST = 83
/** A label needs about this much of the line; nearer ones go to the other side, or are left out. */
const LABEL = 17

/** Stands events along a line from now to the last of them, labels in turn above and below so that none covers another. */
export function placed(events: readonly TrackEvent[], now: number): readonly Placed[] {
  const end = Math.max(...events.map((event) => event.at), now + 1)
  const taken = { above: Number.NEGATIVE_INFINITY, below: Number.NEGATIVE_INFINITY }
  return events.flatMap((event): Placed[] => {
    // The root spreads what is near, where most of what matters happens.
    const left = FIRST + Math.sqrt(Math.max(0, event.at - now) / (end - now)) * (LAST - FIRST)
    const side = left >= taken.above ? 'above' : left >= taken.below ? 'below' : null
    if (side === null) return []
    taken[side] = left + LABEL
    return [{ ...event, left, below: side === 'below' }]
  })
}

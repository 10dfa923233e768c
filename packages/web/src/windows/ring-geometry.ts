/** The ring is drawn on a 40-unit square; lengths along an arc are percent of its circle (`pathLength="100"`). */
export type RingSize = 14 | 20 | 32 | 40 | 104

type Circle = { readonly radius: number; readonly stroke: number }

/** Small rings get proportionally thicker strokes, so that the colour still reads at 14 px. */
export const ringCircles: Record<RingSize, { readonly inner: Circle; readonly outer: Circle }> = {
  14: { inner: { radius: 11.5, stroke: 6 }, outer: { radius: 18.4, stroke: 3.4 } },
  20: { inner: { radius: 12, stroke: 4.5 }, outer: { radius: 18.2, stroke: 2.8 } },
  32: { inner: { radius: 15.4, stroke: 3.2 }, outer: { radius: 19, stroke: 1.8 } },
  40: { inner: { radius: 16.25, stroke: 2.5 }, outer: { radius: 19.1, stroke: 1.5 } },
  104: { inner: { radius: 16.4, stroke: 1.9 }, outer: { radius: 18.9, stroke: 0.9 } },
}

const HOUR = 3_600_000
/** Below this an arc is a dot that nobody sees; while open it is never drawn shorter. */
const LEAST = 3.5

/** Percent of the circle that is left of `wholeHours`; 0 only when nothing is. */
export function arcLeft(leftMs: number, wholeHours: number): number {
  if (leftMs <= 0) return 0
  return Math.min(100, Math.max(LEAST, (leftMs / (wholeHours * HOUR)) * 100))
}

export type Arc = { readonly dasharray: string; readonly dashoffset: number }

/** Empties clockwise from twelve: what is left is the end of the circle, so its leading edge travels like a clock hand. */
export const solidArc = (left: number): Arc => ({ dasharray: `${round(left)} 200`, dashoffset: round(left - 100) })

/** The same arc as dashes of two with gaps of two, for what is only estimated. */
export function dashedArc(left: number): Arc {
  const dashes: number[] = []
  for (let drawn = 0; drawn < left; drawn += 4) dashes.push(round(Math.min(2, left - drawn)), 2)
  const used = dashes.reduce((sum, length) => sum + length, 0)
  // An even list repeats as it is: the last gap swallows the rest of the circle.
  if (dashes.length > 0) dashes[dashes.length - 1] = round(2 + 200 - used)
  return { dasharray: dashes.join(' '), dashoffset: round(left - 100) }
}

const round = (value: number): number => Math.round(value * 100) / 100

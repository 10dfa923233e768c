import type { Disagreement } from './compare/compare-fate.ts'
import type { History } from './history/step.ts'
import type { Played } from './play/play-history.ts'

/**
 * The shortest history found that still shows the same kind of disagreement: leaves out ever smaller stretches of steps for as long
 * as it still does. Stops at `mostTries` plays, and answers with the best so far.
 */
export async function shrinkHistory(
  history: History,
  found: Disagreement,
  play: (history: History) => Promise<Played>,
  mostTries = 400,
): Promise<{ readonly history: History; readonly disagreement: Disagreement }> {
  let best = { history: { ...history, steps: history.steps.slice(0, history.steps.length) }, disagreement: found }
  let tries = 0
  for (let length = Math.ceil(best.history.steps.length / 2); length >= 1 && tries < mostTries; ) {
    let shorter = false
    // From the end, because what led there mostly lies shortly before it.
    for (let from = best.history.steps.length - length; from > -length && tries < mostTries; from -= length) {
      const steps = best.history.steps.filter((_, place) => place < from || place >= from + length)
      const tried = { ...best.history, steps }
      tries++
      const { disagreement } = await play(tried)
      if (disagreement?.kind !== found.kind) continue
      best = { history: tried, disagreement }
      shorter = true
    }
    if (length > 1) length = Math.floor(length / 2)
    else if (!shorter) break
  }
  return best
}

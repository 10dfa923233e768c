import type { Disagreement } from './compare/compare-fate.ts'
import type { History } from './history/step.ts'
import type { Played } from './play/play-history.ts'

/**
 * The shortest history found that still shows the same kind of disagreement: leaves out ever smaller stretches of steps for as long
 * as it still does. Stops when `mostSteps` were played, and answers with the best so far.
 */
export async function shrinkHistory(
  history: History,
  found: Disagreement,
  play: (history: History) => Promise<Played>,
  mostSteps = 150_000,
): Promise<{ readonly history: History; readonly disagreement: Disagreement }> {
  let best = { history, disagreement: found }
  let played = 0
  for (let length = Math.ceil(best.history.steps.length / 2); length >= 1 && played < mostSteps; ) {
    let shorter = false
    // From the end, because what led there mostly lies shortly before it.
    for (let from = best.history.steps.length - length; from > -length && played < mostSteps; from -= length) {
      const steps = best.history.steps.filter((_, place) => place < from || place >= from + length)
      const tried = { ...best.history, steps }
      const { disagreement, steps: taken } = await play(tried)
      played += taken
      if (disagreement?.kind !== found.kind) continue
      best = { history: tried, disagreement }
      shorter = true
    }
    if (length > 1) length = Math.floor(length / 2)
    else if (!shorter) break
  }
  return best
}

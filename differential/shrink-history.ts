import type { Disagreement } from './compare/compare-fate.ts'
import type { History } from './history/step.ts'
import type { Played } from './play/play-history.ts'

/** How long things take in the emulated world is chance too: what one world no longer shows, another may. */
const WORLDS = 3

type Shown = { readonly history: History; readonly disagreement: Disagreement }

/**
 * The shortest history found that still shows the same kind of disagreement: leaves out ever smaller stretches of steps for as long
 * as it still does. Stops when `mostSteps` were played, and answers with the best so far.
 */
export async function shrinkHistory(
  history: History,
  found: Disagreement,
  play: (history: History) => Promise<Played>,
  mostSteps = 100_000,
): Promise<Shown> {
  let played = 0
  const show = async (steps: History['steps']): Promise<Shown | null> => {
    for (let world = 0; world < WORLDS && played < mostSteps; world++) {
      const tried = { ...history, steps, worldSeed: history.worldSeed + world }
      const { disagreement, steps: taken } = await play(tried)
      played += taken
      if (disagreement?.kind === found.kind) return { history: tried, disagreement }
    }
    return null
  }

  // Whatever comes after it had no part in it.
  let best: Shown = (await show(history.steps.slice(0, found.step + 1))) ?? { history, disagreement: found }
  for (let length = Math.ceil(best.history.steps.length / 2); length >= 1 && played < mostSteps; ) {
    let shorter = false
    // From the end, because what led there mostly lies shortly before it.
    for (let from = best.history.steps.length - length; from > -length && played < mostSteps; from -= length) {
      const shown = await show(best.history.steps.filter((_, place) => place < from || place >= from + length))
      if (shown === null) continue
      best = shown
      shorter = true
    }
    if (length > 1) length = Math.floor(length / 2)
    else if (!shorter) break
  }
  return best
}

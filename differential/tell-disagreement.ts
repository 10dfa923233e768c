import type { Disagreement } from './compare/compare-fate.ts'
import { describeStep, type History, type Step } from './history/step.ts'

/** What to read when the two differ: where, since when, the steps that lead there, and what each side says. */
export function tellDisagreement(history: History, shortest: History, disagreement: Disagreement): string {
  return [
    `The rules and the emulator disagree: ${disagreement.kind}`,
    `seed ${history.seed} (${history.flavour}), from ${shortest.start}, ${shortest.timeZone}, ${shortest.currency}; ${shortest.steps.length} of ${history.steps.length} steps show it:`,
    ...linesOf(shortest.steps, disagreement.step),
    `rules:    ${disagreement.rules}`,
    `emulator: ${disagreement.platform}`,
    `Again: CASEMENT_DIFFERENTIAL_SEED=${history.seed} npx vitest run --project unit differential`,
  ].join('\n')
}

/** One line a step; a campaign, or the same to many, is one line. */
function linesOf(steps: readonly Step[], marked: number): string[] {
  const lines: string[] = []
  for (let place = 0; place < steps.length; place++) {
    let end = place
    while (end + 1 < steps.length && end + 1 !== marked && place !== marked && isAlike(steps[place], steps[end + 1])) end++
    const step = describeStep(steps[place] as Step)
    lines.push(
      end === place
        ? `${place === marked ? '>' : ' '} ${place}. ${step}`
        : `  ${place}-${end}. ${end - place + 1} times, to one after another: ${step}`,
    )
    place = end
  }
  return lines
}

/** The same send to somebody else. */
const isAlike = (one: Step | undefined, other: Step | undefined): boolean =>
  one?.do === 'send' && other?.do === 'send' && describeStep({ ...one, to: 0 }) === describeStep({ ...other, to: 0 })

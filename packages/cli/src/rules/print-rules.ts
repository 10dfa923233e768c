import type { Fact } from '@casement/platform'
import type { Differences } from './differences.ts'
import type { Entry, RulesOfDay } from './entries.ts'

const HEADINGS: readonly [Entry['kind'], string][] = [
  ['decision', 'May it go? Read top to bottom, the first that speaks decides'],
  ['advice', 'It may go, but know this'],
  ['price', 'What does it cost?'],
  ['content', 'What is checked in a message'],
  ['parameters', 'What is checked in the values of a template'],
  ['template', 'What is checked in a template'],
  ['fact', 'What holds on this day'],
]

/** The rulebook of one day, a line for each rule. */
export function printRules({ day, policy, rules }: RulesOfDay): string {
  const width = Math.max(...rules.map(({ id }) => id.length))
  const sections = HEADINGS.map(([kind, heading]) => {
    const lines = rules.filter((entry) => entry.kind === kind).map((entry) => `  ${entry.id.padEnd(width)}  ${line(entry)}`)
    return [heading, ...lines].join('\n')
  })
  return [`${day}, policy ${policy}`, ...sections].join('\n\n')
}

/** One rule with all that is known about it; of a fact, each value it had. */
export function printEntries(entries: readonly Entry[]): string {
  return entries
    .map((entry) =>
      [
        entry.id,
        `  ${entry.what}`,
        ...(entry.value === undefined ? [] : [`  Value: ${valueText(entry)}`, `  In force: ${daysText(entry)}`]),
        ...(entry.severity ? [entry.severity === 'error' ? '  It refuses.' : '  It advises.'] : []),
        ...(entry.code ? [`  If it is sent all the same, the platform answers ${entry.code}.`] : []),
        `  Source: ${entry.sourceName}${entry.sourceUrl ? ` (${entry.sourceUrl})` : ''}`,
        ...(entry.uncertain ? ['  Meta does not say so plainly; this is the reading that is followed.'] : []),
        ...(entry.note ? [`  ${entry.note}`] : []),
      ].join('\n'),
    )
    .join('\n\n')
}

/** What changed between two days: the story first, then each value. */
export function printDifferences({ from, to, policy, changes, rates, timeline }: Differences): string {
  const story = timeline.map((change) => `  ${change.from}  ${change.what}`)
  const values = changes.flatMap(({ id, what, before, after }) => [
    `  ${id}: ${what}`,
    `    before: ${before ? valueText(before) : 'not said'}`,
    `    after:  ${after ? valueText(after) : 'not said any more'}`,
  ])
  const markets = Map.groupBy(rates, ({ market }) => market)
  const prices = [...markets].map(
    ([market, changed]) =>
      `  ${market}: ${changed.map(({ category, before, after }) => `${category} ${before ?? 'none'} → ${after ?? 'none'}`).join(', ')}`,
  )
  return [
    `${from} → ${to}: policy ${policy.before === policy.after ? `${policy.after} on both days` : `${policy.before} → ${policy.after}`}`,
    ['What happened', ...(story.length > 0 ? story : ['  Nothing that our data models.'])].join('\n'),
    ['Values', ...(values.length > 0 ? values : ['  None changed.'])].join('\n'),
    ['List rates in US dollars', ...(prices.length > 0 ? prices : ['  None changed.'])].join('\n'),
  ].join('\n\n')
}

const line = (entry: Entry): string => (entry.value === undefined ? entry.what : `${entry.what}: ${valueText(entry)}`)

function valueText({ value, unit }: { value?: Fact['value']; unit?: string }): string {
  if (value === null || value === undefined) return `unlimited (${unit})`
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  const text = Array.isArray(value) ? value.map((item) => item ?? 'unlimited').join(', ') : String(value)
  return unit && !/^(yes or no|rule|text|model|day|events|status)$/.test(unit) ? `${text} ${unit}` : text
}

const daysText = ({ from, to }: Entry): string => `${from} to ${to ?? 'now'}`

import { type Rule, rulebook } from '@casement/rules'
import type { Comparison } from './compare/compare-fate.ts'

/** How often each thing was met: `rule code` where both named it, the price rules, the codes of pace, and what was left out. */
export class Coverage {
  readonly agreed = new Map<string, number>()
  readonly leftOut = new Map<string, number>()
  compared = 0

  add(comparisons: readonly Comparison[]): void {
    for (const comparison of comparisons) {
      if (comparison.is === 'left-out') count(this.leftOut, comparison.id)
      if (comparison.is !== 'agreed') continue
      this.compared++
      for (const rule of comparison.rules) count(this.agreed, comparison.code === null ? rule : `${rule} ${comparison.code}`)
      if (comparison.rules.length === 0 && comparison.code !== null) count(this.agreed, `pace ${comparison.code}`)
    }
  }

  /** One line for the log. */
  summary(): string {
    const left = [...this.leftOut].sort((a, b) => b[1] - a[1]).map(([id, times]) => `${id} ${times}`)
    return `${this.compared} agreed, left out: ${left.join(', ') || 'nothing'}`
  }
}

const count = (counts: Map<string, number>, key: string): void => {
  counts.set(key, (counts.get(key) ?? 0) + 1)
}

/** Codes by which wrong content is told, each of which a history must come upon. */
const contentCodes = [131008, 131009, 132000, 132005, 132012, 132018]

/** What every run has to meet: each rule of the rulebook that has a code, by that code; both paces; each price under PMP. */
export const mustBeMet: readonly string[] = [
  ...(rulebook as readonly Rule[]).flatMap(({ id, code }) =>
    code === null || id === 'content.invalid' ? [] : [`${id} ${code}`],
  ),
  ...contentCodes.map((code) => `content.invalid ${code}`),
  'pace 131056',
  'pace 130429',
  'price.free-entry-point',
  'price.conversation-open',
  'price.reaction',
  'price.service-free',
  'price.service-allowance',
  'price.utility-in-window',
  'price.rate',
]

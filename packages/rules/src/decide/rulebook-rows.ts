import { priceRules } from '../price/price-rules.ts'
import { adviceRules } from './advise.ts'
import { rulebook } from './rulebook.ts'

/** A row of the printed rulebook. */
export type RuleRow = {
  readonly id: string
  readonly area: 'decision' | 'price' | 'advice'
  readonly because: string
  /** A tag of the facts, such as `M:pricing`; `ours` where the rule is a habit of this product. */
  readonly source: string
  /** The platform's code for the same thing; null where only we know. */
  readonly code: number | null
}

/** The rules as data for documentation, dashboard and command line, in the order in which they are asked. */
export const rulebookRows: readonly RuleRow[] = [
  ...rulebook.map(({ id, because, source, code }) => ({ id, area: 'decision' as const, because, source, code })),
  ...priceRules.map(({ id, because, source }) => ({ id, area: 'price' as const, because, source, code: null })),
  ...adviceRules.map(({ id, because, source }) => ({ id, area: 'advice' as const, because, source, code: null })),
]

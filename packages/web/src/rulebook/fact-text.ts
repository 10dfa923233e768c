import type { FactValue } from '@casement/platform'
import { count } from '../money/price-words.ts'
import { words } from '../strings/words.ts'

/** A fact's value as it is read: `1,000`, `yes`, `250, 2,000, unlimited`. */
export function factText(value: FactValue): string {
  if (Array.isArray(value)) return value.map((each) => factText(each as FactValue)).join(', ')
  if (value === null) return words.rules.unlimited
  if (typeof value === 'boolean') return value ? words.rules.yes : words.rules.no
  return typeof value === 'number' ? (Number.isInteger(value) ? count(value) : String(value)) : String(value)
}

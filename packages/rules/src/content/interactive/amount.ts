import type { ContentFindings } from '../fields.ts'
import { objectIn, textOf } from '../json.ts'

/** Meta's amount `{value, offset}`: whole parts, 100 of them to the unit. Answers with the value, or undefined when that is wrong. */
export function checkAmount(found: ContentFindings, given: unknown, path: string, required: boolean): number | undefined {
  if (given === undefined && !required) return undefined
  const amount = objectIn(given)
  if (amount === undefined) {
    found.add('content.required', path, 'Add the amount, such as {"value": 1250, "offset": 100} for 12.50.')
    return undefined
  }
  const { value, offset } = amount
  if (typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 && offset === 100) return value
  found.add(
    'order.amount',
    path,
    'Write a whole number of hundredths as value, and 100 as offset.',
    'value and offset 100',
    `${textOf(value)} / ${textOf(offset)}`,
  )
  return undefined
}

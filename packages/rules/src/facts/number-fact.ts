import { judgedFacts } from '@casement/platform'

/**
 * The value of a fact that is a number, as it is since its latest first day. For what no policy carries because it never changed.
 * Throws RangeError for a name that the facts do not know, when the module that asks is loaded.
 */
export function numberFact(id: string): number {
  let found: { readonly from: string; readonly value: number } | undefined
  for (const fact of judgedFacts) {
    if (fact.id === id && typeof fact.value === 'number' && (found === undefined || fact.from > found.from)) {
      found = { from: fact.from, value: fact.value }
    }
  }
  if (found === undefined) throw new RangeError(`There is no fact "${id}" that is a number.`)
  return found.value
}

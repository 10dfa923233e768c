import type { ContentContext } from '../content/context.ts'
import type { ContentFindings } from '../content/fields.ts'
import { itemsOf, objectOf } from '../content/json.ts'
import { upper } from './components.ts'

/** What the checks of one set of components need: those of the message, or those of a card. */
export type Place = {
  readonly path: string
  readonly named: boolean
  readonly authentication: boolean
  readonly maxBody: number
  readonly context: ContentContext | undefined
  readonly found: ContentFindings
}

/** Position of a component in a send, for paths. */
export function indexOfComponent(components: unknown, type: string): number {
  const list = itemsOf(components)
  for (let at = 0; at < list.length; at++) if (upper(objectOf(list[at]).type) === type) return at
  return -1
}

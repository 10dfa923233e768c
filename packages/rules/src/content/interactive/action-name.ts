import type { ContentFindings } from '../fields.ts'
import { type Json, textOf } from '../json.ts'

/** The fixed name that some actions carry. */
export function checkActionName(found: ContentFindings, action: Json, name: string, path = 'interactive.action'): void {
  if (action.name !== name) found.add('content.value', `${path}.name`, `Write "${name}".`, name, textOf(action.name) || 'nothing')
}

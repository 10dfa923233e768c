import type { ContentContext } from '../context.ts'
import type { ContentFindings } from '../fields.ts'
import type { Json } from '../json.ts'
import { checkActionName } from './action-name.ts'

/** `request_contact_info`: asks for the customer's own card; the answer is a `contacts` message. */
export function checkContactRequest(action: Json, _context: ContentContext | undefined, found: ContentFindings): void {
  checkActionName(found, action, 'request_contact_info')
}

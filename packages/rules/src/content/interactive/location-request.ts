import type { ContentContext } from '../context.ts'
import type { ContentFindings } from '../fields.ts'
import type { Json } from '../json.ts'
import { checkActionName } from './action-name.ts'

/** `location_request_message`: asks for a place; the phone prints the button. */
export function checkLocationRequest(action: Json, _context: ContentContext | undefined, found: ContentFindings): void {
  checkActionName(found, action, 'send_location')
}

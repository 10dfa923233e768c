import type { ContentContext } from '../context.ts'
import type { ContentFindings } from '../fields.ts'
import { type Json, objectOf, textOf } from '../json.ts'
import { checkActionName } from './action-name.ts'
import { checkReference } from './order-details.ts'

const STATES = ['pending', 'processing', 'partially_shipped', 'shipped', 'completed', 'canceled']

/** `order_status`: how far an order has come. */
export function checkOrderStatus(action: Json, _context: ContentContext | undefined, found: ContentFindings): void {
  checkActionName(found, action, 'review_order')
  const parameters = objectOf(action.parameters)
  checkReference(parameters, found)
  const status = objectOf(parameters.order).status
  const path = 'interactive.action.parameters.order.status'
  if (status === undefined) found.add('content.required', path, 'Say how far the order has come.')
  else if (typeof status !== 'string' || !STATES.includes(status))
    found.add('order.status', path, `Use one of: ${STATES.join(', ')}.`, STATES.join(', '), textOf(status))
}

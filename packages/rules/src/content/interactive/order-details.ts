import { messageLimits } from '@casement/platform'
import type { ContentContext } from '../context.ts'
import { type ContentFindings, limitText, requireText } from '../fields.ts'
import { itemsOf, type Json, numberIn, objectIn, objectOf } from '../json.ts'
import { checkActionName } from './action-name.ts'
import { checkAmount } from './amount.ts'

const PATH = 'interactive.action.parameters'

/** `order_details`: a bill to review and pay. The total is subtotal, tax and shipping, less the discount. */
export function checkOrderDetails(action: Json, _context: ContentContext | undefined, found: ContentFindings): void {
  checkActionName(found, action, 'review_and_pay')
  const parameters = objectOf(action.parameters)
  checkReference(parameters, found)
  const currencies: readonly string[] = messageLimits.order.currencies.value
  const currency = requireText(found, parameters.currency, `${PATH}.currency`, 'the currency')
  if (currency !== undefined && !currencies.includes(currency))
    found.add('order.currency', `${PATH}.currency`, `Use one of: ${currencies.join(', ')}.`, currencies.join(', '), currency)
  const total = checkAmount(found, parameters.total_amount, `${PATH}.total_amount`, true)
  const order = objectIn(parameters.order)
  if (order === undefined) {
    found.add('content.required', `${PATH}.order`, 'Add the order with its items.')
    return
  }
  checkItems(order, found)
  checkTotal(order, total, found)
}

/** The business's own number of the order, in bills and in their states. */
export function checkReference(parameters: Json, found: ContentFindings): void {
  const reference = requireText(found, parameters.reference_id, `${PATH}.reference_id`, 'the reference of the order')
  limitText(
    found,
    'order.reference.length',
    reference,
    messageLimits.order.referenceId.value,
    `${PATH}.reference_id`,
    'the reference',
  )
}

function checkItems(order: Json, found: ContentFindings): void {
  const items = itemsOf(order.items)
  if (items.length === 0) found.add('content.required', `${PATH}.order.items`, 'Add what was ordered.')
  for (let at = 0; at < items.length; at++) {
    const item = objectOf(items[at])
    const path = `${PATH}.order.items[${at}]`
    const name = requireText(found, item.name, `${path}.name`, 'the name of the item')
    limitText(found, 'order.item.name.length', name, messageLimits.order.itemName.value, `${path}.name`, 'the name')
    checkAmount(found, item.amount, `${path}.amount`, true)
    checkAmount(found, item.sale_amount, `${path}.sale_amount`, false)
    const quantity = numberIn(item.quantity)
    if (quantity === undefined || quantity < 1 || !Number.isInteger(quantity))
      found.add('content.value', `${path}.quantity`, 'Give a whole number, 1 or more.')
  }
}

function checkTotal(order: Json, total: number | undefined, found: ContentFindings): void {
  const path = `${PATH}.order`
  const subtotal = checkAmount(found, order.subtotal, `${path}.subtotal`, true)
  const tax = checkAmount(found, order.tax, `${path}.tax`, false)
  const shipping = checkAmount(found, order.shipping, `${path}.shipping`, false)
  const discount = checkAmount(found, order.discount, `${path}.discount`, false)
  if (total === undefined || subtotal === undefined) return
  const sum = subtotal + (tax ?? 0) + (shipping ?? 0) - (discount ?? 0)
  if (sum !== total)
    found.add('order.total', `${PATH}.total_amount`, 'Make the total subtotal + tax + shipping − discount.', sum, total)
  const items = itemsOf(order.items)
  let goods = 0
  for (const one of items) {
    const item = objectOf(one)
    const each = numberIn(objectOf(item.sale_amount ?? item.amount).value)
    if (each === undefined) return
    goods += each * (numberIn(item.quantity) ?? 1)
  }
  if (items.length > 0 && goods !== subtotal)
    found.add('order.total', `${path}.subtotal`, 'Make the subtotal what the items come to.', goods, subtotal)
}

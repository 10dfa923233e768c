import { messageLimits as limits } from '@casement/platform'
import type { GraphFailure } from '../graph/failure.ts'
import { isRecord } from '../graph/request.ts'
import { checkText, first, missing, wrong } from './check-content.ts'

type Part = Record<string, unknown>
const record = (value: unknown): Part => (isRecord(value) ? value : {})

const STATES = ['pending', 'processing', 'partially_shipped', 'shipped', 'completed', 'canceled']

/** An amount in the smallest parts of a currency, or NaN. */
const partsOf = (amount: unknown): number => {
  const { value } = record(amount)
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 ? value : Number.NaN
}

function checkAmount(amount: unknown, path: string): GraphFailure | null {
  if (!isRecord(amount)) return missing(path)
  if (Number.isNaN(partsOf(amount))) return wrong(`${path}.value`, 'must be a whole number, zero or more.')
  return amount.offset === 100 ? null : wrong(`${path}.offset`, 'must be 100.')
}

const optionalAmount = (amount: unknown, path: string): GraphFailure | null =>
  amount === undefined || amount === null ? null : checkAmount(amount, path)

/** A bill to review and pay: its reference, its currency, its items, and a total that they come to. */
export function checkOrderDetails(action: Part, path: string): GraphFailure | null {
  if (action.name !== 'review_and_pay') return wrong(`${path}.name`, 'must be "review_and_pay".')
  const at = `${path}.parameters`
  const given = record(action.parameters)
  const currencies: readonly string[] = limits.order.currencies.value
  if (given.currency === undefined) return missing(`${at}.currency`)
  if (!currencies.includes(String(given.currency))) return wrong(`${at}.currency`, `must be one of ${currencies.join(', ')}.`)
  if (!isRecord(given.order)) return missing(`${at}.order`)
  const { order } = given
  const items = Array.isArray(order.items) ? order.items.map(record) : []
  return (
    first(
      checkText(given.reference_id, `${at}.reference_id`, limits.order.referenceId.value),
      checkAmount(given.total_amount, `${at}.total_amount`),
      items.length === 0 ? missing(`${at}.order.items`) : null,
      ...items.map((item, place) => checkItem(item, `${at}.order.items[${place}]`)),
      checkAmount(order.subtotal, `${at}.order.subtotal`),
      ...['tax', 'shipping', 'discount'].map((part) => optionalAmount(order[part], `${at}.order.${part}`)),
    ) ?? checkSum(given.total_amount, order, items, at)
  )
}

function checkItem(item: Part, path: string): GraphFailure | null {
  return first(
    checkText(item.name, `${path}.name`, limits.order.itemName.value),
    checkAmount(item.amount, `${path}.amount`),
    optionalAmount(item.sale_amount, `${path}.sale_amount`),
    Number.isInteger(item.quantity) && Number(item.quantity) >= 1
      ? null
      : wrong(`${path}.quantity`, 'must be a whole number, 1 or more.'),
  )
}

function checkSum(total: unknown, order: Part, items: readonly Part[], path: string): GraphFailure | null {
  const part = (name: string) => (order[name] == null ? 0 : partsOf(order[name]))
  if (partsOf(total) !== part('subtotal') + part('tax') + part('shipping') - part('discount'))
    return wrong(`${path}.total_amount`, 'must be subtotal + tax + shipping - discount.')
  const goods = items.reduce((sum, item) => sum + partsOf(item.sale_amount ?? item.amount) * Number(item.quantity), 0)
  return goods === part('subtotal') ? null : wrong(`${path}.order.subtotal`, 'must be what the items come to.')
}

/** How far an order has come. */
export function checkOrderStatus(action: Part, path: string): GraphFailure | null {
  if (action.name !== 'review_order') return wrong(`${path}.name`, 'must be "review_order".')
  const given = record(action.parameters)
  const { status } = record(given.order)
  const reference = checkText(given.reference_id, `${path}.parameters.reference_id`, limits.order.referenceId.value)
  if (reference) return reference
  if (status === undefined) return missing(`${path}.parameters.order.status`)
  return STATES.includes(String(status)) ? null : wrong(`${path}.parameters.order.status`, `must be one of ${STATES.join(', ')}.`)
}

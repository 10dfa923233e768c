import { itemsOf, type Json, numberIn, objectOf, textOf } from '../content/json.ts'
import type { RenderedOrder } from './rendered.ts'

/** A bill or its state: the `parameters` of `review_and_pay` and `review_order`. */
export function renderOrder(parameters: Json): RenderedOrder {
  const order = objectOf(parameters.order)
  return {
    reference: textOf(parameters.reference_id),
    status: textOf(order.status),
    currency: textOf(parameters.currency),
    items: itemsOf(order.items).map((one) => {
      const item = objectOf(one)
      return { name: textOf(item.name), quantity: numberIn(item.quantity) ?? 1, amount: scaledAmount(item.amount) }
    }),
    total: scaledAmount(parameters.total_amount),
  }
}

/** A cart from a customer: the inbound `order`. Meta gives prices as numbers; they are shown with two decimals at least. */
export function renderCart(cart: Json): RenderedOrder {
  const items = itemsOf(cart.product_items).map(objectOf)
  return {
    reference: '',
    status: '',
    currency: textOf(items[0]?.currency),
    items: items.map((item) => ({
      name: textOf(item.product_retailer_id),
      quantity: numberIn(item.quantity) ?? 1,
      amount: money(numberIn(item.item_price) ?? 0),
    })),
    total: money(items.reduce((sum, item) => sum + (numberIn(item.item_price) ?? 0) * (numberIn(item.quantity) ?? 1), 0)),
  }
}

/** Meta's `{value, offset}`: the value in parts of the offset, 100 for cents. */
function scaledAmount(value: unknown): string {
  const amount = objectOf(value)
  const parts = numberIn(amount.value)
  if (parts === undefined) return ''
  const offset = numberIn(amount.offset) ?? 100
  return money(offset === 0 ? parts : parts / offset)
}

const money = (amount: number): string => amount.toFixed(2)

import type { Price } from '@casement/rules'
import { amountText, isFree } from '../money/price-words.ts'
import { words } from '../strings/words.ts'

/** The consequence in the button: what pressing it costs, at worst where that is not certain. */
export function sendLabel(price: Price | null, waits = false): string {
  if (waits)
    return price && !isFree(price)
      ? words.composer.sendLaterFor(amountText(price.atMost ?? price.amount, price.currency))
      : words.composer.sendLater
  if (!price) return words.composer.send
  if (price.atMost !== undefined) return words.composer.sendForAtMost(amountText(price.atMost, price.currency))
  if (!isFree(price)) return words.composer.sendFor(amountText(price.amount, price.currency))
  return price.category === 'service' ? words.composer.send : words.composer.sendFree
}

import { formatAmount, isZeroAmount } from '@casement/platform'
import type { Price } from '@casement/rules'
import { locale, words } from '../strings/words.ts'

/** One message is priced with four decimals, a sum with two. */
export const ONE_MESSAGE = 4
export const A_SUM = 2

/** `$0.0220`. Never through a float: the digits are those of the rate card. */
export function amountText(amount: string, currency: string, decimals = ONE_MESSAGE): string {
  return `${currencySign(currency)}${formatAmount(amount, decimals)}`
}

/** The sign where everybody knows it, else the code with a narrow space: `$`, `€`, `NOK `. */
function currencySign(currency: string): string {
  const parts = new Intl.NumberFormat(locale, { style: 'currency', currency, currencyDisplay: 'narrowSymbol' }).formatToParts(0)
  const sign = parts.find((part) => part.type === 'currency')?.value ?? currency
  return sign === currency || /[A-Za-z]$/.test(sign) ? `${sign}\u202f` : sign
}

export const isFree = (price: Pick<Price, 'amount'>): boolean => isZeroAmount(price.amount)

/** `free` or `$0.0220`: for a column, a row, a button. */
export const priceShort = (price: Pick<Price, 'amount' | 'currency'>): string =>
  isFree(price) ? words.money.free : amountText(price.amount, price.currency)

/** Under a bubble: `free, 811 of 1,000`, `$0.0220 utility`. */
export function priceUnderBubble(price: Pick<Price, 'amount' | 'currency' | 'category' | 'allowance'>): string {
  if (!isFree(price)) return `${amountText(price.amount, price.currency)} ${words.category[price.category].toLowerCase()}`
  const { allowance } = price
  return allowance ? words.money.freeOf(count(allowance.used + 1), count(allowance.of)) : words.money.free
}

const counts = new Intl.NumberFormat(locale)
/** `1,000`. */
export const count = (value: number): string => counts.format(value)

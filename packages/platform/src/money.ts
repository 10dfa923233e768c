/** An amount as a decimal string (`"0.0635"`) with its currency. Never a float: no digit may get lost. */
export type Money = { readonly amount: string; readonly currency: string }

type Decimal = { readonly units: bigint; readonly scale: number }

/** Adds two decimal strings exactly. Throws RangeError when one is no decimal number. */
export const addAmounts = (a: string, b: string): string => combine(a, b, (x, y) => x + y)

/** Subtracts two decimal strings exactly. */
export const subtractAmounts = (a: string, b: string): string => combine(a, b, (x, y) => x - y)

/** Multiplies a decimal string by a whole number, such as a rate by a count of messages. Throws RangeError when `times` is not whole. */
export function multiplyAmount(amount: string, times: number): string {
  if (!Number.isSafeInteger(times)) throw new RangeError(`An amount is multiplied by a whole number, not by ${times}.`)
  const { units, scale } = read(amount)
  return write(units * BigInt(times), scale)
}

/** One part of an amount shared by `by`, such as the cost of a reply, with `decimals` places, rounding half away from zero. */
export function shareAmount(amount: string, by: number, decimals: number): string {
  if (!Number.isSafeInteger(by) || by <= 0)
    throw new RangeError(`An amount is shared by a whole number above zero, not by ${by}.`)
  const { units, scale } = read(amount)
  // Twice the part, so that half of the last place is seen.
  const twice = (2n * units * 10n ** BigInt(decimals)) / (BigInt(by) * 10n ** BigInt(scale))
  return write((twice + (units < 0n ? -1n : 1n)) / 2n, decimals)
}

/** -1 when `a` is less than `b`, 0 when they are worth the same (`1.50` and `1.5`), 1 when more. */
export function compareAmounts(a: string, b: string): -1 | 0 | 1 {
  const { x, y } = align(a, b)
  return x < y ? -1 : x > y ? 1 : 0
}

export const isZeroAmount = (amount: string): boolean => read(amount).units === 0n

/** Writes an amount with exactly `decimals` places, rounding half away from zero: `formatAmount('0.0635', 2)` is `0.06`. */
export function formatAmount(amount: string, decimals: number): string {
  const { units, scale } = read(amount)
  if (scale <= decimals) return write(units * 10n ** BigInt(decimals - scale), decimals)
  const unit = 10n ** BigInt(scale - decimals)
  const half = units < 0n ? -unit / 2n : unit / 2n
  return write((units + half) / unit, decimals)
}

/** Whether a text is a decimal number as this module reads it: digits, an optional sign, an optional point. */
export const isAmount = (text: string): boolean => pattern.test(text)

const pattern = /^-?\d+(?:\.\d+)?$/

function read(amount: string): Decimal {
  if (typeof amount !== 'string' || !pattern.test(amount)) {
    throw new RangeError(`"${String(amount)}" is not an amount. Write it like "0.0635".`)
  }
  const point = amount.indexOf('.')
  if (point < 0) return { units: BigInt(amount), scale: 0 }
  return { units: BigInt(amount.slice(0, point) + amount.slice(point + 1)), scale: amount.length - point - 1 }
}

function align(a: string, b: string) {
  const left = read(a)
  const right = read(b)
  const scale = Math.max(left.scale, right.scale)
  return {
    x: left.units * 10n ** BigInt(scale - left.scale),
    y: right.units * 10n ** BigInt(scale - right.scale),
    scale,
  }
}

function combine(a: string, b: string, how: (x: bigint, y: bigint) => bigint): string {
  const { x, y, scale } = align(a, b)
  return write(how(x, y), scale)
}

function write(units: bigint, scale: number): string {
  const sign = units < 0n ? '-' : ''
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, '0')
  return scale === 0 ? sign + digits : `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`
}

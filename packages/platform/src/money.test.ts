import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  addAmounts,
  compareAmounts,
  formatAmount,
  isAmount,
  isZeroAmount,
  multiplyAmount,
  shareAmount,
  subtractAmounts,
} from './money.ts'

/** An amount, and what it is worth in units of 10^-12: the reference to compare with. */
const amounts = fc
  .tuple(fc.bigInt({ min: -(10n ** 30n), max: 10n ** 30n }), fc.integer({ min: 0, max: 12 }))
  .map(([units, scale]) => ({ text: decimal(units, scale), worth: units * 10n ** BigInt(12 - scale) }))

function decimal(units: bigint, scale: number): string {
  const digits = String(units < 0n ? -units : units).padStart(scale + 1, '0')
  const text = scale === 0 ? digits : `${digits.slice(0, digits.length - scale)}.${digits.slice(digits.length - scale)}`
  return units < 0n ? `-${text}` : text
}

function worth(text: string): bigint {
  const [whole = '', fraction = ''] = text.replace('-', '').split('.')
  const units = BigInt(whole + fraction.padEnd(12, '0'))
  return text.startsWith('-') ? -units : units
}

describe('no digit is ever lost', () => {
  test('adding and subtracting agree with whole numbers', () => {
    fc.assert(
      fc.property(amounts, amounts, (a, b) => {
        expect(worth(addAmounts(a.text, b.text))).toBe(a.worth + b.worth)
        expect(worth(subtractAmounts(a.text, b.text))).toBe(a.worth - b.worth)
      }),
    )
  })

  test('multiplying agrees with whole numbers', () => {
    fc.assert(
      fc.property(amounts, fc.integer({ min: -1_000_000_000, max: 1_000_000_000 }), (a, times) => {
        expect(worth(multiplyAmount(a.text, times))).toBe(a.worth * BigInt(times))
      }),
    )
  })

  test('comparing agrees with whole numbers', () => {
    fc.assert(
      fc.property(amounts, amounts, (a, b) => {
        expect(compareAmounts(a.text, b.text)).toBe(a.worth < b.worth ? -1 : a.worth > b.worth ? 1 : 0)
      }),
    )
  })

  test('a million messages at a rate that floats cannot hold', () => {
    let sum = '0'
    for (let i = 0; i < 1000; i++) sum = addAmounts(sum, '0.1')
    expect(compareAmounts(sum, '100')).toBe(0)
    expect(multiplyAmount('0.0635', 1_000_000)).toBe('63500.0000')
  })
})

test.each([
  ['0.0635', 2, '0.06'],
  ['0.065', 2, '0.07'],
  ['-0.065', 2, '-0.07'],
  ['0.0649', 2, '0.06'],
  ['1.5', 4, '1.5000'],
  ['12', 2, '12.00'],
  ['99.995', 2, '100.00'],
  ['-0.4', 0, '0'],
  ['2.5', 0, '3'],
])('%s with %i places reads %s', (amount, places, text) => {
  expect(formatAmount(amount, places)).toBe(text)
})

test.each(['0', '0.0000', '-0.0'])('%s is nothing', (amount) => expect(isZeroAmount(amount)).toBe(true))
test.each(['0.0001', '-1'])('%s is something', (amount) => expect(isZeroAmount(amount)).toBe(false))

test.each(['', '1,5', '.5', '5.', '1e3', 'NaN', ' 1', '--1', '0x10'])('"%s" is refused with a sentence', (text) => {
  expect(isAmount(text)).toBe(false)
  expect(() => addAmounts(text, '1')).toThrow(/is not an amount. Write it like "0.0635"/)
})

test('a rate is multiplied by whole messages only', () => {
  expect(() => multiplyAmount('0.1', 1.5)).toThrow(/whole number/)
})

test.each([
  ['1', 3, 4, '0.3333'],
  ['2', 3, 4, '0.6667'],
  ['-2', 3, 4, '-0.6667'],
  ['0.001', 2, 3, '0.001'],
  ['0.0009', 2, 3, '0.000'],
  ['12.00', 4, 2, '3.00'],
])('%s shared by %i with %i places is %s', (amount, by, decimals, part) => expect(shareAmount(amount, by, decimals)).toBe(part))
test.each([0, -1, 1.5])('nothing is shared by %d', (by) =>
  expect(() => shareAmount('1', by, 2)).toThrow(/whole number above zero/),
)

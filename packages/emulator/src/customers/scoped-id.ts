import { mix, textNumber } from '../world/chance.ts'

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const HALF = 4294967296
const WIDTH = 6
const ROUNDS = 4

/**
 * Business-scoped ids are numbers under a key of the portfolio: opaque to a business, and yet readable here without a table, so
 * that a million people cost nothing. `waId` is digits, at most 15.
 */
export function scopedId(portfolioId: string, country: string, waId: string): string {
  const key = textNumber(portfolioId)
  const number = Number(waId)
  let left = Math.floor(number / HALF) >>> 0
  let right = (number % HALF) >>> 0
  for (let round = 0; round < ROUNDS; round++) {
    const next = (left ^ mix(key, right, round)) >>> 0
    left = right
    right = next
  }
  return `${country}.${write(left)}${write(right)}`
}

/** The digits behind an id of this portfolio, or null when it is none: another portfolio's ids come out as no number. */
export function readScopedId(portfolioId: string, id: string): string | null {
  const text = /^[A-Z]{2}\.([0-9A-Za-z]{12})$/.exec(id)?.[1]
  if (text === undefined) return null
  const key = textNumber(portfolioId)
  let left = read(text.slice(0, WIDTH))
  let right = read(text.slice(WIDTH))
  for (let round = ROUNDS - 1; round >= 0; round--) {
    const before = (right ^ mix(key, left, round)) >>> 0
    right = left
    left = before
  }
  const number = left * HALF + right
  return left < 250_000 && number >= 10_000 ? String(number) : null
}

function write(half: number): string {
  let text = ''
  for (let i = 0; i < WIDTH; i++) {
    text = ALPHABET[half % 62] + text
    half = Math.floor(half / 62)
  }
  return text
}

function read(text: string): number {
  let half = 0
  for (const letter of text) half = half * 62 + ALPHABET.indexOf(letter)
  return half >>> 0
}

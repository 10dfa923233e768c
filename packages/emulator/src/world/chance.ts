/** Deterministic noise: the same seed and the same count give the same number, on every machine. */

/** A well-mixed unsigned 32-bit number from three others. */
export function mix(seed: number, count: number, lane: number): number {
  let h =
    Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^
    Math.imul(count + 0x165667b1, 0xc2b2ae35) ^
    Math.imul(lane + 0x27d4eb2f, 0x165667b1)
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  h ^= Math.floor(count / 4294967296)
  h = Math.imul(h ^ (h >>> 15), 0x2c1b3c6d)
  return (h ^ (h >>> 16)) >>> 0
}

/** An unsigned 32-bit number from a text (FNV-1a). */
export function textNumber(text: string): number {
  let h = 0x811c9dc5
  for (let i = 0; i < text.length; i++) h = Math.imul(h ^ text.charCodeAt(i), 0x01000193)
  return h >>> 0
}

/** From 0 to below 1. */
export const fractionOf = (seed: number, count: number, lane: number): number => mix(seed, count, lane) / 4294967296

const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'

/** Letters and digits that look like an opaque id. */
export function opaqueText(seed: number, count: number, length: number): string {
  let text = ''
  for (let i = 0; i < length; i++) text += ALPHABET[mix(seed, count, i + 101) % ALPHABET.length]
  return text
}

/** Upper-case hexadecimal digits. */
export function hexText(seed: number, count: number, length: number): string {
  let text = ''
  for (let i = 0; text.length < length; i++)
    text += mix(seed, count, i + 301)
      .toString(16)
      .padStart(8, '0')
  return text.slice(0, length).toUpperCase()
}

/** Fifteen decimal digits, below 2^53 as clients that read them as numbers need. */
export function decimalText(seed: number, count: number): string {
  const wide = (mix(seed, count, 1) & 0x1fffff) * 4294967296 + mix(seed, count, 2)
  return String(100_000_000_000_000 + (wide % 900_000_000_000_000))
}

/** Reading JSON of unknown shape: a wrong type reads as absent, nothing throws, nothing is copied. */
export type Json = Readonly<Record<string, unknown>>

const EMPTY: Json = Object.freeze({})
const NO_ITEMS: readonly unknown[] = Object.freeze([])

/** The value as an object, or undefined when it is none (an array is none). */
export const objectIn = (value: unknown): Json | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined

/** The value as an object; an empty one when it is none. */
export const objectOf = (value: unknown): Json => objectIn(value) ?? EMPTY

/** The value as an array; an empty one when it is none. */
export const itemsOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : NO_ITEMS)

/** The value as text when it is a text that says something. */
export const textIn = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined)

/** Text, or a number written as text; everything else reads as nothing. */
export const textOf = (value: unknown): string =>
  typeof value === 'string' ? value : typeof value === 'number' && Number.isFinite(value) ? String(value) : ''

/** A finite number, also when it was written as text, as Meta accepts in both directions. */
export function numberIn(value: unknown): number | undefined {
  if (typeof value === 'number') return Number.isFinite(value) ? value : undefined
  if (typeof value !== 'string' || value.trim() === '') return undefined
  const number = Number(value)
  return Number.isFinite(number) ? number : undefined
}

import type { ContentContext, MediaFacts } from '../context.ts'

/** A message and the rules it breaks, in the order they are found. */
export type Case = { label: string; message: object; context?: ContentContext; finds: readonly string[] }

/** Each limit with both its sides: `at` is the last that passes. */
export type Edge = {
  rule: string
  at: number
  message: (n: number) => object
  facts?: (n: number) => MediaFacts
  also?: readonly string[]
}

export const letters = (count: number): string => 'a'.repeat(count)
export const times = <T>(count: number, make: (at: number) => T): T[] => Array.from({ length: count }, (_, at) => make(at))

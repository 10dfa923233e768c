import type { ErrorEntry } from './entry.ts'
import { throttlingErrors } from './throttling.ts'

/** Every code of the platform that we know, in plain words. */
export const errorCatalogue: readonly ErrorEntry[] = [...throttlingErrors]

let byCode: Map<number, ErrorEntry> | undefined

/** The entry of a code, or undefined for one we have not met. Codes 200 to 299 share one entry, as Meta documents them. */
export function errorByCode(code: number): ErrorEntry | undefined {
  byCode ??= new Map(errorCatalogue.map((entry) => [entry.code, entry]))
  return byCode.get(code) ?? (code >= 200 && code <= 299 ? byCode.get(200) : undefined)
}

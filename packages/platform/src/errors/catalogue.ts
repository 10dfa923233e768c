import { accessErrors } from './access.ts'
import { callErrors } from './calls.ts'
import type { ErrorEntry } from './entry.ts'
import { groupErrors } from './groups-and-blocking.ts'
import { messageErrors } from './messages.ts'
import { numberErrors } from './numbers.ts'
import { templateErrors } from './templates.ts'
import { throttlingErrors } from './throttling.ts'

/** Every code of the platform that we know, in plain words. */
export const errorCatalogue: readonly ErrorEntry[] = /* @__PURE__ */ [
  accessErrors,
  throttlingErrors,
  messageErrors,
  templateErrors,
  numberErrors,
  groupErrors,
  callErrors,
].flat()

/** Codes that Meta documents as a range, under the first of it. */
const ranges: readonly (readonly [first: number, last: number])[] = [
  [200, 299],
  [2494164, 2494179],
]

let byCode: ReadonlyMap<number, ErrorEntry> | undefined

/** The entry of a code (or of an `error_subcode` above two million), or undefined for one we have not met. */
export function errorByCode(code: number): ErrorEntry | undefined {
  byCode ??= new Map(errorCatalogue.map((entry) => [entry.code, entry]))
  const first = ranges.find(([from, to]) => from <= code && code <= to)?.[0]
  return byCode.get(code) ?? (first === undefined ? undefined : byCode.get(first))
}

import type { PlatformTime } from '@casement/platform'
import { factOn } from '@casement/platform/reference'
import { invalidParameter, refuse } from '../graph/failure.ts'
import { fromJson, isRecord } from '../graph/request.ts'
import type { Template } from '../world/records.ts'
import { cachedDay } from '../world/world.ts'

/** The name Meta gives a maximum price on a day; it changed once. */
const fieldOn = (now: PlatformTime): string => String(factOn('marketing-api.price-field', cachedDay(now, 'UTC'))?.value)

/** The maximum price that a send or a template names, or null. Throws GraphFailure 100 when it is none. */
export function readMaximumPrice(params: Record<string, unknown>, now: PlatformTime): Record<string, unknown> | null {
  if (params.bid_spec === undefined && params.optimization_spec === undefined) return null
  const field = fieldOn(now)
  const given = fromJson(params[field])
  if (given === undefined || given === null || given === '') return null
  if (!isRecord(given)) throw invalidParameter(`${field} must be an object.`)
  return given
}

/** Messages with a maximum price go by the Marketing Messages API only, and to phone numbers only. */
export function checkMaximumPrice(
  given: Record<string, unknown> | null,
  template: Template | null,
  how: { marketingLite: boolean; byScopedId: boolean },
): boolean {
  if (template?.maximumPrice && !how.marketingLite) {
    throw refuse(131061, 'This template has a maximum price: send it by marketing_messages.')
  }
  const priced = how.marketingLite && (given !== null || template?.maximumPrice != null)
  if (priced && how.byScopedId) throw refuse(131062, 'Messages with a maximum price need a phone number as recipient.')
  return priced
}

import type { PlatformTime } from '@casement/platform'
import { judgedFacts, northAmerica, startOfDay } from '@casement/platform'

const notAmerican = new Set<string>([...northAmerica.canada, ...northAmerica.islands])
const blocked = judgedFacts.filter((fact) => fact.id === 'marketing.us-blocked')

/** Since when, as UTC spans, marketing to these numbers is not delivered. */
const spans = blocked
  .filter((fact) => fact.value === true)
  .map((fact) => ({
    from: startOfDay(fact.from),
    until: fact.to === null ? Number.POSITIVE_INFINITY : startOfDay(fact.to) + 86_400_000,
  }))

/** Whether a number belongs to the United States: +1 with an area code that is neither Canada's nor an island's. */
export const isUnitedStatesPhone = (phone: string): boolean =>
  phone.length === northAmerica.length && phone.startsWith(northAmerica.callingCode) && !notAmerican.has(phone.slice(1, 4))

/** Whether Meta delivers no marketing to this number at that time. */
export function blocksMarketing(phone: string, at: PlatformTime): boolean {
  return isUnitedStatesPhone(phone) && spans.some((span) => span.from <= at && at < span.until)
}

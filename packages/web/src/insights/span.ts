import { dayOf, lastDays } from '../today/days.ts'
import type { Within } from './insights-api.ts'
import type { InsightsSearch } from './insights-search.ts'

const DAY = 86_400_000
export const USUAL_DAYS = 30

/** The days the address names, or the last thirty; at most four hundred, in their order. */
export function withinOf(search: InsightsSearch, now: number): Within {
  const usual = lastDays(now, USUAL_DAYS)
  const to = search.to ?? usual.to
  const from = search.from ?? (search.to ? dayOf(Date.parse(search.to) - (USUAL_DAYS - 1) * DAY) : usual.from)
  const [first, last] = from <= to ? [from, to] : [to, from]
  const earliest = dayOf(Date.parse(last) - 399 * DAY)
  return { from: first < earliest ? earliest : first, to: last, number: search.number, portfolio: search.portfolio }
}

/** As many days before these. */
export function daysBefore({ from, to, ...whose }: Within): Within {
  const length = Math.round((Date.parse(to) - Date.parse(from)) / DAY) + 1
  return { from: dayOf(Date.parse(from) - length * DAY), to: dayOf(Date.parse(from) - DAY), ...whose }
}

export const lengthOf = ({ from, to }: Within): number => Math.round((Date.parse(to) - Date.parse(from)) / DAY) + 1

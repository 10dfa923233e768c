import { DAY } from '@casement/platform'
import { z } from 'zod'
import { problem } from '../http/problems.ts'
import type { Day } from './figure-days.ts'

const MOST_DAYS = 400

/** What every question about figures is bounded by. */
export type Within = { from: Day; to: Day; number: string | null; portfolio: string | null }

export const Span = {
  from: z.iso.date().describe('The first day, in the time zone of the account'),
  to: z.iso.date().describe('The last day, included'),
}
export const WithinQuery = {
  ...Span,
  number: z.string().max(64).optional().describe('Only of this phone number'),
  portfolio: z.string().max(64).optional().describe('Only of this portfolio'),
}

export function requireSpan({ from, to }: { from: string; to: string }): void {
  const days = (Date.parse(to) - Date.parse(from)) / DAY + 1
  if (days < 1) throw problem('invalid', 'The last day is before the first: give a `to` that is not before `from`.')
  if (days > MOST_DAYS) throw problem('invalid', `Ask for at most ${MOST_DAYS} days at once.`)
}

/** Numbers of `$4` and of the portfolio `$5`, where they are given. */
export const OF_NUMBERS = `($4::text is null or phone_number_id = $4) and ($5::text is null or phone_number_id in (
  select n.id from phone_numbers n join wabas w on w.workspace_id = n.workspace_id and w.id = n.waba_id
  where n.workspace_id = $1 and w.portfolio_id = $5))`

/** The rows of a table by day that a question is about: its values are those of `withinValues`. */
export const WITHIN = `workspace_id = $1 and day between $2::date and $3::date and ${OF_NUMBERS}`

export const withinValues = (workspaceId: string, { from, to, number, portfolio }: Within): unknown[] => [
  workspaceId,
  from,
  to,
  number,
  portfolio,
]

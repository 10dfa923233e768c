import { type Db, rows } from '../database/database.ts'
import type { Day } from './figure-days.ts'

/** What figures can be asked by, and the column of each. */
const COLUMNS = {
  day: 'day::text',
  number: 'phone_number_id',
  direction: 'direction',
  category: 'category',
  market: 'market',
  template: 'template',
  sentBy: 'sent_by',
  campaign: 'campaign',
  pricedAs: 'priced_as',
} as const
export type FigureMember = keyof typeof COLUMNS
export const figureMembers = Object.keys(COLUMNS) as [FigureMember, ...FigureMember[]]

export type Figure = Partial<Record<FigureMember, string>> & {
  received: number
  sent: number
  accepted: number
  delivered: number
  read: number
  failed: number
  cost: string
  currency: string
}

const MOST_ROWS = 5_000

/**
 * What messages came to between two days, both included, by the members asked for. Money in different currencies stays apart.
 * `read` is a minimum: people may switch their read receipts off.
 */
export const listFigures = (
  db: Db,
  workspaceId: string,
  { from, to, by, number }: { from: Day; to: Day; by: readonly FigureMember[]; number: string | null },
): Promise<Figure[]> => {
  const members = by.map((member) => `${COLUMNS[member]} as "${member}"`)
  const groups = by.map((member) => COLUMNS[member])
  return rows<Figure>(
    db,
    `select ${[...members, ''].join(', ')}currency,
       coalesce(sum(messages) filter (where direction = 'in'), 0)::int as received,
       coalesce(sum(messages) filter (where direction = 'out'), 0)::int as sent,
       sum(accepted)::int as accepted, sum(delivered)::int as delivered, sum(read)::int as read, sum(failed)::int as failed,
       trim_scale(sum(cost))::text as cost
     from daily_figures where workspace_id = $1 and day between $2::date and $3::date and ($4::text is null or phone_number_id = $4)
     group by ${[...groups, 'currency'].join(', ')} order by ${[...groups, 'currency'].join(', ')} limit ${MOST_ROWS}`,
    [workspaceId, from, to, number],
  )
}

const FAILURE_COLUMNS = {
  day: 'day::text',
  hour: 'hour',
  number: 'phone_number_id',
  code: 'code',
  template: 'template',
  market: 'market',
} as const
export type FailureMember = keyof typeof FAILURE_COLUMNS
export const failureMembers = Object.keys(FAILURE_COLUMNS) as [FailureMember, ...FailureMember[]]

export type Failures = Partial<Record<FailureMember, string | number>> & { messages: number }

/** What failed between two days, most first, by the members asked for. */
export const listFailures = (
  db: Db,
  workspaceId: string,
  { from, to, by, number }: { from: Day; to: Day; by: readonly FailureMember[]; number: string | null },
): Promise<Failures[]> =>
  rows<Failures>(
    db,
    `select ${by.map((member) => `${FAILURE_COLUMNS[member]} as "${member}"`).join(', ')}, sum(messages)::int as messages
     from daily_failures where workspace_id = $1 and day between $2::date and $3::date and ($4::text is null or phone_number_id = $4)
     group by ${by.map((member) => FAILURE_COLUMNS[member]).join(', ')} order by messages desc limit ${MOST_ROWS}`,
    [workspaceId, from, to, number],
  )

import { type Db, rows } from '../database/database.ts'
import { WITHIN, type Within, withinValues } from './within.ts'

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
  inWindow: 'in_window',
} as const
export type FigureMember = keyof typeof COLUMNS
export const figureMembers = Object.keys(COLUMNS) as [FigureMember, ...FigureMember[]]

export type Figure = Partial<Record<FigureMember, string | boolean>> & {
  received: number
  sent: number
  accepted: number
  delivered: number
  read: number
  failed: number
  tapped: number
  replied: number
  /** Messages that carry a price of the platform: `cost` and `estimated` are theirs. */
  charged: number
  cost: string
  estimated: string
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
  { by, ...within }: Within & { by: readonly FigureMember[] },
): Promise<Figure[]> => {
  const members = by.map((member) => `${COLUMNS[member]} as "${member}"`)
  const groups = by.map((member) => COLUMNS[member])
  return rows<Figure>(
    db,
    `select ${[...members, ''].join(', ')}currency,
       coalesce(sum(messages) filter (where direction = 'in'), 0)::int as received,
       coalesce(sum(messages) filter (where direction = 'out'), 0)::int as sent,
       sum(accepted)::int as accepted, sum(delivered)::int as delivered, sum(read)::int as read, sum(failed)::int as failed,
       sum(tapped)::int as tapped, sum(replied)::int as replied, sum(charged)::int as charged,
       trim_scale(sum(cost))::text as cost, trim_scale(sum(estimated))::text as estimated
     from daily_figures where ${WITHIN}
     group by ${[...groups, 'currency'].join(', ')} order by ${[...groups, 'currency'].join(', ')} limit ${MOST_ROWS}`,
    withinValues(workspaceId, within),
  )
}

const FAILURE_COLUMNS = {
  day: 'day::text',
  hour: 'hour',
  number: 'phone_number_id',
  code: 'code',
  template: 'template',
  market: 'market',
  campaign: 'campaign',
  prefix: 'prefix',
  import: 'import_job',
} as const
export type FailureMember = keyof typeof FAILURE_COLUMNS
export const failureMembers = Object.keys(FAILURE_COLUMNS) as [FailureMember, ...FailureMember[]]

export type Failures = Partial<Record<FailureMember, string | number>> & { messages: number }

/** What failed between two days, most first, by the members asked for. */
export const listFailures = (
  db: Db,
  workspaceId: string,
  { by, ...within }: Within & { by: readonly FailureMember[] },
): Promise<Failures[]> =>
  rows<Failures>(
    db,
    `select ${by.map((member) => `${FAILURE_COLUMNS[member]} as "${member}"`).join(', ')}, sum(messages)::int as messages
     from daily_failures where ${WITHIN}
     group by ${by.map((member) => FAILURE_COLUMNS[member]).join(', ')} order by messages desc limit ${MOST_ROWS}`,
    withinValues(workspaceId, within),
  )

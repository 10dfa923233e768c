import { type Db, rows } from '../database/database.ts'
import { cardsFor } from '../settings/own-rates.ts'
import { type Billed, reprice, type Traffic } from './reprice.ts'
import { WITHIN, type Within, withinValues } from './within.ts'

/** What was charged between two days, beside what the same traffic would cost under the rules of another day. */
export async function costUnder(db: Db, workspaceId: string, within: Within, day: string) {
  const month = `${within.from.slice(0, 7)}-01`
  const traffic = await rows<Traffic>(
    db,
    `select day::text, phone_number_id as number, category, market, in_window as "inWindow", priced_as as "pricedAs", currency,
       sum(charged)::int as messages, trim_scale(sum(cost))::text as cost
     from daily_figures where ${WITHIN} and direction = 'out' and charged > 0 group by 1, 2, 3, 4, 5, 6, 7`,
    withinValues(workspaceId, { ...within, from: month }),
  )
  const conversations = await rows<Billed>(
    db,
    `select phone_number_id as number, category, market, sum(conversations)::int as conversations
     from daily_conversations where ${WITHIN} and counted_as = 'billed' group by 1, 2, 3`,
    withinValues(workspaceId, within),
  )
  const { policy, categories } = reprice(
    { traffic, conversations, from: within.from, cards: await cardsFor(db, workspaceId) },
    day,
  )
  return { policy: { id: policy.id, from: policy.from, to: policy.to }, categories }
}

import { DAY, dayIn, isoTime, later, type PlatformTime } from '@casement/platform'
import { cardFor, marketOf, rateOf } from '@casement/rules'
import { type Db, row, rows } from '../database/database.ts'
import { problem } from '../http/problems.ts'
import { cardsFor } from '../settings/own-rates.ts'
import { RESULT_DAYS } from './template-results.ts'

export type CategoryPrices = {
  currency: string
  /** Where most messages of templates go; where nothing was sent yet, the market of the account's own number. */
  market: string
  each: { marketing: string; utility: string; authentication: string }
  /** Messages of this template in these days; null for one that was never sent. */
  monthly: number | null
}

/** What a message of each category costs where this account's messages go, and how many there are: the price of being put into the wrong one. */
export async function categoryPrices(
  db: Db,
  workspaceId: string,
  { wabaId, name }: { wabaId: string; name: string | null },
  now: PlatformTime,
): Promise<CategoryPrices> {
  const waba = await row<{ currency: string; time_zone: string; phone: string | null }>(
    db,
    `select w.currency, w.time_zone, (select n.phone from phone_numbers n where n.workspace_id = $1 and n.waba_id = w.id order by n.id limit 1) as phone
     from wabas w where w.workspace_id = $1 and w.id = $2`,
    [workspaceId, wabaId],
  )
  if (!waba) throw problem('not-found', `This workspace has no account with the id ${wabaId}.`)
  const choice = cardFor(await cardsFor(db, workspaceId), dayIn(now, waba.time_zone), waba.currency)
  if (!choice) throw problem('not-found', 'There is no rate card to price a message by.')
  const sent = await rows<{ market: string | null; messages: number; own: number }>(
    db,
    `select m.price->>'market' as market, count(*) as messages, count(*) filter (where m.template->>'name' = $4) as own
     from messages m
     join threads t on t.workspace_id = m.workspace_id and t.id = m.thread_id
     join phone_numbers n on n.workspace_id = t.workspace_id and n.id = t.phone_number_id and n.waba_id = $3
     where m.workspace_id = $1 and m.at > $2 and m.template is not null
     group by 1 order by 3 desc, 2 desc`,
    [workspaceId, isoTime(later(now, -RESULT_DAYS * DAY)), wabaId, name],
  )
  const market = sent.find((each) => each.market !== null)?.market ?? marketOf(waba.phone ?? '', choice.card)
  const own = sent.reduce((sum, each) => sum + each.own, 0)
  const price = (category: 'marketing' | 'utility' | 'authentication') => rateOf(choice.card, market, category).amount
  return {
    currency: choice.card.currency,
    market,
    each: { marketing: price('marketing'), utility: price('utility'), authentication: price('authentication') },
    monthly: own > 0 ? own : null,
  }
}

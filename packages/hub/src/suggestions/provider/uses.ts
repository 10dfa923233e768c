import { addAmounts, compareAmounts } from '@casement/platform'
import type pg from 'pg'
import { type Db, row, transactAgain } from '../../database/database.ts'
import { uuid7 } from '../../database/uuid7.ts'
import type { Feature, ProviderRow } from './provider-settings.ts'

export type Use = { feature: Feature; threadId: string | null }
/** The most tokens a question and its answer can come to. */
export type AtMost = { inputTokens: number; outputTokens: number }

const NOT_HEARD = 'Its answer was never heard.'

/**
 * Sets aside what asking may cost at most, so that those who ask in the same moment share what the month's limit leaves. Answers with the
 * use under which it is counted, or with null where it no longer fits. Until `settleUse` says otherwise nobody heard the answer, and it
 * counts at its most.
 */
export const reserveUse = (
  pool: pg.Pool,
  workspaceId: string,
  { feature, threadId }: Use,
  { inputTokens, outputTokens }: AtMost,
  { input_price, output_price, currency, monthly_limit }: ProviderRow,
): Promise<string | null> =>
  transactAgain(pool, async (tx) => {
    await tx.query('select 1 from language_providers where workspace_id = $1 for update', [workspaceId])
    const most = await row<{ cost: string }>(
      tx,
      'select trim_scale(($1::integer * $3::numeric + $2::integer * $4::numeric) / 1000000)::text as cost',
      [inputTokens, outputTokens, input_price, output_price],
    )
    const cost = most?.cost ?? '0'
    if (monthly_limit !== null) {
      const spent = (await usesOfMonth(tx, workspaceId, currency)).cost
      if (compareAmounts(addAmounts(spent, cost), monthly_limit) > 0) return null
    }
    const id = uuid7()
    await tx.query(
      `insert into language_uses (workspace_id, id, feature, thread_id, cost, currency, failed) values ($1, $2, $3, $4, $5, $6, $7)`,
      [workspaceId, id, feature, threadId, cost, currency, NOT_HEARD],
    )
    return id
  })

/** Writes down what asking came to, at the prices of its settings; answers with what it cost. */
export async function settleUse(
  db: Db,
  workspaceId: string,
  id: string,
  { inputTokens, outputTokens }: AtMost,
  { input_price, output_price }: ProviderRow,
): Promise<string> {
  const settled = await row<{ cost: string }>(
    db,
    `update language_uses set input_tokens = $3, output_tokens = $4, failed = null,
       cost = ($3::integer * $5::numeric + $4::integer * $6::numeric) / 1000000
     where workspace_id = $1 and id = $2 returning trim_scale(cost)::text as cost`,
    [workspaceId, id, inputTokens, outputTokens, input_price, output_price],
  )
  return settled?.cost ?? '0'
}

/** Writes down why there was no answer. What may have been charged all the same stays set aside. */
export const failUse = (db: Db, workspaceId: string, id: string, failed: string, { mayCost }: { mayCost: boolean }) =>
  db.query('update language_uses set failed = $3, cost = case when $4 then cost else 0 end where workspace_id = $1 and id = $2', [
    workspaceId,
    id,
    failed,
    mayCost,
  ])

export type MonthOfUses = { asked: number; failed: number; inputTokens: number; outputTokens: number; cost: string }

/** What this calendar month came to, in the currency of today's settings. */
export const usesOfMonth = async (db: Db, workspaceId: string, currency: string): Promise<MonthOfUses> =>
  (await row<MonthOfUses>(
    db,
    `select count(*)::int as asked, count(failed)::int as failed, coalesce(sum(input_tokens), 0)::int as "inputTokens",
       coalesce(sum(output_tokens), 0)::int as "outputTokens", trim_scale(coalesce(sum(cost), 0))::text as cost
     from language_uses where workspace_id = $1 and currency = $2 and at >= date_trunc('month', now() at time zone 'UTC') at time zone 'UTC'`,
    [workspaceId, currency],
  )) ?? { asked: 0, failed: 0, inputTokens: 0, outputTokens: 0, cost: '0' }

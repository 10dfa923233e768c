import { type Db, row } from '../../database/database.ts'
import { uuid7 } from '../../database/uuid7.ts'
import type { Feature, ProviderRow } from './provider-settings.ts'

export type Use = {
  workspaceId: string
  feature: Feature
  threadId: string | null
  inputTokens: number
  outputTokens: number
  failed: string | null
}

/** Writes down that the model was asked, at the prices of its settings; answers with what it cost. */
export async function recordUse(db: Db, use: Use, { input_price, output_price, currency }: ProviderRow): Promise<string> {
  const recorded = await row<{ cost: string }>(
    db,
    `insert into language_uses (workspace_id, id, feature, thread_id, input_tokens, output_tokens, cost, currency, failed)
     values ($1, $2, $3, $4, $5, $6, ($5::integer * $7::numeric + $6::integer * $8::numeric) / 1000000, $9, $10)
     returning trim_scale(cost)::text as cost`,
    [
      use.workspaceId,
      uuid7(),
      use.feature,
      use.threadId,
      use.inputTokens,
      use.outputTokens,
      input_price,
      output_price,
      currency,
      use.failed,
    ],
  )
  return recorded?.cost ?? '0'
}

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

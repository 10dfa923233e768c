import { isAmount } from '@casement/platform'
import { z } from 'zod'
import { type Db, row } from '../../database/database.ts'

/** What a workspace may let its model do. None of it sends anything by itself. */
export const features = ['draft-reply', 'summary', 'classify', 'draft-template'] as const
export type Feature = (typeof features)[number]

const Price = z
  .string()
  .max(24)
  .refine((text) => isAmount(text) && !text.startsWith('-'), 'write an amount like 0.15')

export const ProviderChange = z.strictObject({
  kind: z.enum(['openai-compatible', 'anthropic']),
  baseUrl: z.url().max(500).describe('Up to and with the version, such as https://models.example/v1'),
  model: z.string().trim().min(1).max(200),
  key: z.string().min(1).max(500).nullable().optional().describe('Left out: the one stored before. null: none is needed'),
  features: z.array(z.enum(features)).max(features.length).default([]),
  inputPrice: Price.default('0').describe('Of a million tokens that are asked'),
  outputPrice: Price.default('0').describe('Of a million tokens that are answered'),
  currency: z.string().regex(/^[A-Z]{3}$/, 'write a currency like USD'),
  monthlyLimit: Price.nullable()
    .default(null)
    .describe('The most that may be spent in a calendar month (UTC); what would not fit in is not asked'),
})

export type ProviderRow = {
  kind: 'openai-compatible' | 'anthropic'
  base_url: string
  model: string
  key_sealed: string | null
  features: Feature[]
  input_price: string
  output_price: string
  currency: string
  monthly_limit: string | null
  changed_by: string
  changed_at: Date
}

const COLUMNS = `kind, base_url, model, key_sealed, features, trim_scale(input_price)::text as input_price,
  trim_scale(output_price)::text as output_price, currency, trim_scale(monthly_limit)::text as monthly_limit, changed_by, changed_at`

export const findProvider = (db: Db, workspaceId: string): Promise<ProviderRow | undefined> =>
  row<ProviderRow>(db, `select ${COLUMNS} from language_providers where workspace_id = $1`, [workspaceId])

export const saveProvider = (
  db: Db,
  workspaceId: string,
  change: z.infer<typeof ProviderChange> & { keySealed: string | null; changedBy: string },
): Promise<ProviderRow | undefined> =>
  row<ProviderRow>(
    db,
    `insert into language_providers (workspace_id, kind, base_url, model, key_sealed, features, input_price, output_price, currency,
       monthly_limit, changed_by)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
     on conflict (workspace_id) do update set kind = excluded.kind, base_url = excluded.base_url, model = excluded.model,
       key_sealed = excluded.key_sealed, features = excluded.features, input_price = excluded.input_price,
       output_price = excluded.output_price, currency = excluded.currency, monthly_limit = excluded.monthly_limit,
       changed_by = excluded.changed_by, changed_at = now()
     returning ${COLUMNS}`,
    [
      workspaceId,
      change.kind,
      change.baseUrl,
      change.model,
      change.keySealed,
      change.features,
      change.inputPrice,
      change.outputPrice,
      change.currency,
      change.monthlyLimit,
      change.changedBy,
    ],
  )

export const providerKeyPurpose = (workspaceId: string) => `workspace:${workspaceId}/language-provider`

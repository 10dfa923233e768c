import type pg from 'pg'
import type { PlatformClock } from '../clock/platform-clock.ts'
import { type Db, transact } from '../database/database.ts'
import { type GraphClient, readEdge, readGraph } from '../graph/graph-client.ts'
import { syncTemplates } from '../templates/sync-templates.ts'

type WabaNode = {
  id: string
  name?: string
  currency?: string
  owner_business_info?: { id?: string; name?: string }
  business_verification_status?: string
}

type NumberNode = {
  id: string
  display_phone_number: string
  verified_name?: string
  quality_rating?: string
  status?: string
  throughput?: { level?: string }
  whatsapp_business_manager_messaging_limit?: string
}

export type AccountConnection = { workspaceId: string; wabaId: string; appId: string; token: string; tokenSealed: string }

const NUMBER_FIELDS =
  'id,display_phone_number,verified_name,quality_rating,status,throughput,whatsapp_business_manager_messaging_limit'

/** Reads a WhatsApp account from the platform and keeps its portfolio, numbers and templates. Asking again refreshes them. */
export async function connectAccount(
  { pool, graph, clock, mpsOf }: { pool: pg.Pool; graph: GraphClient; clock: PlatformClock; mpsOf: (level: string) => number },
  { workspaceId, wabaId, appId, token, tokenSealed }: AccountConnection,
): Promise<void> {
  const waba = await readGraph<WabaNode>(
    graph,
    `${wabaId}?fields=id,name,currency,owner_business_info,business_verification_status`,
    token,
  )
  const numbers = await readEdge<NumberNode>(graph, `${wabaId}/phone_numbers?limit=100&fields=${NUMBER_FIELDS}`, token)
  const portfolioId = waba.owner_business_info?.id ?? `of-${waba.id}`
  const tier = numbers.find(
    (number) => number.whatsapp_business_manager_messaging_limit,
  )?.whatsapp_business_manager_messaging_limit

  await transact(pool, async (tx) => {
    await claimRoute(tx, 'waba', waba.id, workspaceId)
    await claimRoute(tx, 'portfolio', portfolioId, workspaceId)
    await tx.query(
      `insert into portfolios (workspace_id, id, name, verified, tier) values ($1, $2, $3, $4, $5)
       on conflict (workspace_id, id) do update set name = excluded.name, verified = excluded.verified, tier = excluded.tier`,
      [
        workspaceId,
        portfolioId,
        waba.owner_business_info?.name ?? waba.name ?? waba.id,
        waba.business_verification_status === 'verified',
        tier ?? 'TIER_250',
      ],
    )
    await tx.query(
      `insert into wabas (workspace_id, id, portfolio_id, app_id, name, currency, token_sealed) values ($1, $2, $3, $4, $5, $6, $7)
       on conflict (workspace_id, id) do update set portfolio_id = excluded.portfolio_id, app_id = excluded.app_id,
         name = excluded.name, currency = excluded.currency, token_sealed = excluded.token_sealed`,
      [workspaceId, waba.id, portfolioId, appId, waba.name ?? waba.id, waba.currency ?? 'USD', tokenSealed],
    )
    for (const number of numbers) {
      await claimRoute(tx, 'number', number.id, workspaceId)
      await tx.query(
        `insert into phone_numbers (workspace_id, id, waba_id, display_phone_number, phone, name, quality, status, throughput_mps)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
         on conflict (workspace_id, id) do update set display_phone_number = excluded.display_phone_number, phone = excluded.phone,
           name = excluded.name, quality = excluded.quality, status = excluded.status, throughput_mps = excluded.throughput_mps`,
        [
          workspaceId,
          number.id,
          waba.id,
          number.display_phone_number,
          number.display_phone_number.replace(/\D/g, ''),
          number.verified_name ?? number.display_phone_number,
          number.quality_rating ?? 'UNKNOWN',
          number.status ?? 'CONNECTED',
          mpsOf(number.throughput?.level ?? 'STANDARD'),
        ],
      )
    }
  })
  await syncTemplates({ pool, graph, clock }, { workspaceId, wabaId: waba.id, token })
}

const what = { number: 'Number', waba: 'Account', portfolio: 'Portfolio' }

/** One number, account or portfolio belongs to one workspace: bytes for it must not land in two. */
async function claimRoute(tx: Db, kind: 'number' | 'waba' | 'portfolio', externalId: string, workspaceId: string): Promise<void> {
  const { rows } = await tx.query<{ workspace_id: string }>(
    `insert into routes (kind, external_id, workspace_id) values ($1, $2, $3)
     on conflict (kind, external_id) do update set workspace_id = routes.workspace_id returning workspace_id`,
    [kind, externalId, workspaceId],
  )
  if (rows[0]?.workspace_id !== workspaceId) {
    throw new Error(`${what[kind]} ${externalId} is already connected to another workspace. Disconnect it there first.`)
  }
}

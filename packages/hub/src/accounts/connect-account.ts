import { isoTime, later, MINUTE } from '@casement/platform'
import type pg from 'pg'
import type { PlatformClock } from '../clock/platform-clock.ts'
import { transact } from '../database/database.ts'
import { appendEvents, type DomainEvent } from '../events/append-events.ts'
import type { GraphClient } from '../graph/graph-client.ts'
import { syncTemplates } from '../templates/sync-templates.ts'
import { claimRoute } from './claim-route.ts'
import { keepAccount } from './keep-account.ts'
import { readAccount } from './read-account.ts'

export type AccountConnection = { workspaceId: string; wabaId: string; appId: string; token: string; tokenSealed: string }
export type AccountTools = { pool: pg.Pool; graph: GraphClient; clock: PlatformClock; pollMinutes: number }

/** Reads a WhatsApp account from the platform and keeps its portfolio, numbers and templates. Asking again refreshes them. */
export async function connectAccount(
  { pool, graph, clock, pollMinutes }: AccountTools,
  { workspaceId, wabaId, appId, token, tokenSealed }: AccountConnection,
): Promise<void> {
  const at = clock.now()
  const { waba, numbers } = await readAccount(graph, wabaId, token)
  const portfolioId = waba.owner_business_info?.id ?? `of-${waba.id}`
  await transact(pool, async (tx) => {
    await claimRoute(tx, 'waba', waba.id, workspaceId)
    await claimRoute(tx, 'portfolio', portfolioId, workspaceId)
    await tx.query(
      `insert into portfolios (workspace_id, id, name) values ($1, $2, $3)
       on conflict (workspace_id, id) do update set name = excluded.name where portfolios.name <> excluded.name`,
      [workspaceId, portfolioId, waba.owner_business_info?.name ?? waba.name ?? waba.id],
    )
    await tx.query(
      `insert into wabas (workspace_id, id, portfolio_id, app_id, name, token_sealed, poll_due_at) values ($1, $2, $3, $4, $5, $6, $7)
       on conflict (workspace_id, id) do update set portfolio_id = excluded.portfolio_id, app_id = excluded.app_id,
         token_sealed = excluded.token_sealed, poll_due_at = excluded.poll_due_at,
         status = case when wabas.status = 'REMOVED' then 'ACTIVE' else wabas.status end`,
      [workspaceId, waba.id, portfolioId, appId, waba.name ?? waba.id, tokenSealed, isoTime(later(at, pollMinutes * MINUTE))],
    )
    const events: DomainEvent[] = []
    await keepAccount({ tx, workspaceId, emit: (event) => events.push(event) }, { waba, numbers, portfolioId }, at)
    await appendEvents(tx, workspaceId, events)
  })
  await syncTemplates({ pool, graph, clock }, { workspaceId, wabaId: waba.id, token })
}

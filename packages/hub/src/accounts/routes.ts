import { monthIn, type PlatformTime, policyAt } from '@casement/platform'
import type pg from 'pg'
import type { PlatformClock } from '../clock/platform-clock.ts'
import { rows } from '../database/database.ts'
import type { Routes } from '../http/fastify-app.ts'
import { loadReach, type SendingNumber } from '../messages/load-situations.ts'

type AccountRow = Omit<SendingNumber, 'token_sealed'> & {
  portfolio_name: string
  verified: boolean
  waba_name: string
  workspace_id: string
}

/** Portfolios with their accounts and numbers: how much each may send, has sent, and may still send free. */
export const accountRoutes =
  ({ pool, clock }: { pool: pg.Pool; clock: PlatformClock }): Routes =>
  async (app) => {
    app.get(
      '/v1/accounts',
      { config: { access: 'viewer' }, schema: { summary: 'Portfolios, accounts and numbers', tags: ['accounts'] } },
      async (request) => {
        const { workspaceId } = request.actor
        const now = clock.now()
        const numbers = await rows<AccountRow>(
          pool,
          `select n.id, n.phone, n.name, n.display_phone_number, n.quality, n.status, n.throughput_mps, w.id as waba_id, w.name as waba_name,
           w.currency, w.time_zone, p.id as portfolio_id, p.name as portfolio_name, p.verified, p.tier
         from portfolios p
         join wabas w on w.workspace_id = p.workspace_id and w.portfolio_id = p.id
         join phone_numbers n on n.workspace_id = w.workspace_id and n.waba_id = w.id
         where p.workspace_id = $1 order by p.id, w.id, n.id`,
          [workspaceId],
        )
        const usage = await rows<{ phone_number_id: string; month: string; used: number }>(
          pool,
          'select phone_number_id, month, used from service_usage where workspace_id = $1',
          [workspaceId],
        )
        const portfolios = Map.groupBy(numbers, (number) => number.portfolio_id)
        const data = []
        for (const [id, members] of portfolios) {
          const first = members[0] as AccountRow
          const { limit, reached } = await loadReach(pool, workspaceId, first as unknown as SendingNumber, now)
          data.push({
            id,
            name: first.portfolio_name,
            verified: first.verified,
            tier: first.tier,
            reach: { limit, used: reached.size, free: limit === null ? null : Math.max(0, limit - reached.size) },
            wabas: [...Map.groupBy(members, (number) => number.waba_id)].map(([wabaId, own]) => ({
              id: wabaId,
              name: own[0]?.waba_name,
              currency: own[0]?.currency,
              timeZone: own[0]?.time_zone,
              numbers: own.map((number) => presentNumber(number, usage, now)),
            })),
          })
        }
        return { data, cursor: null }
      },
    )
  }

function presentNumber(
  number: AccountRow,
  usage: readonly { phone_number_id: string; month: string; used: number }[],
  now: PlatformTime,
) {
  const month = monthIn(now, number.time_zone)
  const { serviceInCsw } = policyAt(now, number.time_zone).free
  return {
    id: number.id,
    displayPhoneNumber: number.display_phone_number,
    name: number.name,
    quality: number.quality,
    throughput: number.throughput_mps,
    status: number.status,
    service: {
      used: usage.find((use) => use.phone_number_id === number.id && use.month === month)?.used ?? 0,
      free: serviceInCsw === 'unlimited' ? null : serviceInCsw.perNumberPerMonth,
    },
  }
}

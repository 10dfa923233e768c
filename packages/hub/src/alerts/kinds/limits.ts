import { HOUR, isoTime, monthIn, platformTime, policyAt, tierUsers } from '@casement/platform'
import { z } from 'zod'
import { rows } from '../../database/database.ts'
import { alertKind } from '../alert-kind.ts'

const Share = z.object({ share: z.number().min(0.1).max(1).default(0.8).describe('From which share of the limit to tell') })
type Share = z.infer<typeof Share>

const percent = (share: number) => `${Math.floor(share * 100)} %`

/** The portfolio's unique people of the last 24 hours against its messaging limit. */
export const reachNearlyUsed = alertKind<Share>({
  kind: 'reach.nearly-used',
  about: 'A portfolio has written to nearly as many people in 24 hours as its messaging limit allows.',
  settings: Share,
  email: false,
  after: ['number.changed', 'limit.changed'],
  async find({ db, workspaceId, now }, { share }) {
    const { rollingHours } = policyAt(now).limits
    const found = await rows<{ id: string; name: string; tier: string; used: number }>(
      db,
      `select p.id, p.name, p.tier, (
         select count(distinct u.contact_id) from reach_uses u
         where u.workspace_id = p.workspace_id and u.portfolio_id = p.id and u.at > $2) as used
       from portfolios p where p.workspace_id = $1`,
      [workspaceId, isoTime(platformTime(now - rollingHours * HOUR))],
    )
    return found.flatMap(({ id, name, tier, used }) => {
      const limit = tierUsers[tier]
      if (!limit || used < limit * share) return []
      return [
        {
          key: id,
          severity: used >= limit ? ('warning' as const) : ('info' as const),
          because:
            used >= limit
              ? `${name} has reached all ${limit.toLocaleString('en')} people of its messaging limit: what is left waits until places come free.`
              : `${name} has reached ${used.toLocaleString('en')} of ${limit.toLocaleString('en')} people (${percent(used / limit)}) in ${rollingHours} hours: keep the rest for what matters most.`,
          remedy: { label: 'See the limit', href: '/accounts' },
          data: { portfolioId: id, used, limit },
        },
      ]
    })
  },
})

/** The free service messages of the month, where the policy counts them. */
export const allowanceNearlyUsed = alertKind<Share>({
  kind: 'allowance.nearly-used',
  about: 'A number has used nearly all of its free service messages of the month.',
  settings: Share,
  email: false,
  after: [],
  async find({ db, workspaceId, now }, { share }) {
    const numbers = await rows<{ id: string; display_phone_number: string; time_zone: string }>(
      db,
      `select n.id, n.display_phone_number, w.time_zone from phone_numbers n
       join wabas w on w.workspace_id = n.workspace_id and w.id = n.waba_id where n.workspace_id = $1`,
      [workspaceId],
    )
    const used = await rows<{ phone_number_id: string; month: string; used: number }>(
      db,
      'select phone_number_id, month, used from service_usage where workspace_id = $1 and month = any ($2::text[])',
      [workspaceId, [...new Set(numbers.map((number) => monthIn(now, number.time_zone)))]],
    )
    return numbers.flatMap(({ id, display_phone_number: number, time_zone }) => {
      const { serviceInCsw } = policyAt(now, time_zone).free
      if (serviceInCsw === 'unlimited') return []
      const free = serviceInCsw.perNumberPerMonth
      const month = monthIn(now, time_zone)
      const gone = used.find((use) => use.phone_number_id === id && use.month === month)?.used ?? 0
      if (gone < free * share) return []
      return [
        {
          key: `${id}:${month}`,
          severity: 'info' as const,
          because:
            gone >= free
              ? `${number} has used its ${free.toLocaleString('en')} free messages of the month: further free-form answers cost what the rate card says.`
              : `${number} has used ${gone.toLocaleString('en')} of its ${free.toLocaleString('en')} free messages of the month (${percent(gone / free)}).`,
          remedy: { label: 'See what answers cost', href: '/rules' },
          data: { phoneNumberId: id, used: gone, free, month },
        },
      ]
    })
  },
})

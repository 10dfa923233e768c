import { compareAmounts, monthIn } from '@casement/platform'
import { z } from 'zod'
import { rows } from '../../database/database.ts'
import { spentIn } from '../../messages/load-spend.ts'
import { loadSettings } from '../../settings/settings.ts'
import { alertKind } from '../alert-kind.ts'

/** The spend cap of the month. */
export const spendNearlyUsed = alertKind({
  kind: 'spend.nearly-used',
  about: 'The spend cap of the month is nearly used.',
  settings: z.object({ share: z.number().min(0.1).max(1).default(0.8).describe('From which share of the cap to tell') }),
  email: true,
  after: [],
  async find({ db, workspaceId, now }, { share }) {
    const { spendCap } = await loadSettings(db, workspaceId)
    if (!spendCap || compareAmounts(spendCap.amount, '0') <= 0) return []
    const accounts = await rows<{ time_zone: string }>(
      db,
      'select distinct time_zone from wabas where workspace_id = $1 and currency = $2 order by time_zone',
      [workspaceId, spendCap.currency],
    )
    const causes = []
    for (const month of new Set(accounts.map(({ time_zone }) => monthIn(now, time_zone)))) {
      const spent = await spentIn(db, workspaceId, month, spendCap.currency)
      const used = Number(spent) / Number(spendCap.amount)
      if (used < Number(share)) continue
      const isOver = compareAmounts(spent, spendCap.amount) >= 0
      causes.push({
        key: month,
        severity: isOver ? ('critical' as const) : ('warning' as const),
        because: isOver
          ? `The spend cap of ${spendCap.amount} ${spendCap.currency} is used up: what costs something waits until next month, or until you raise the cap.`
          : `${Math.floor(used * 100)} % of the spend cap of ${spendCap.amount} ${spendCap.currency} is used: see what still has to go this month, or raise the cap.`,
        remedy: { label: 'Open the cap', href: '/settings/sending' },
        data: { month, spent, cap: spendCap.amount, currency: spendCap.currency },
      })
    }
    return causes
  },
})

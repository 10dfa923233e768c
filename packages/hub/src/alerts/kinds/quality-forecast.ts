import { DAY, isoTime, later, platformTime } from '@casement/platform'
import { numberQuality as forecast } from '@casement/rules'
import { z } from 'zod'
import { rows } from '../../database/database.ts'
import { alertKind } from '../alert-kind.ts'
import { causeOf, optOuts } from '../opt-outs.ts'

const DAYS = 7

/** A number is still rated well, and is on its way to medium by what people do. */
export const qualityFalling = alertKind({
  kind: 'number.quality-falling',
  about: 'A number is still rated high, but so many people opt out that it may not stay so.',
  settings: z.object({
    minimum: z.int().min(1).max(100_000).default(10).describe('How many must have opted out in seven days'),
  }),
  email: true,
  after: ['consent.changed'],
  async find({ db, workspaceId, now }, { minimum }) {
    const causes = []
    const week = await optOuts(db, workspaceId, { from: later(now, -DAYS * DAY), to: now })
    for (const [id, groups] of Map.groupBy(week, (one) => one.phone_number_id)) {
      if (groups.reduce((all, { stopped }) => all + stopped, 0) < Number(minimum)) continue
      const [number] = await rows<{ display_phone_number: string; quality: string }>(
        db,
        'select display_phone_number, quality from phone_numbers where workspace_id = $1 and id = $2',
        [workspaceId, id],
      )
      if (!number || number.quality === 'YELLOW' || number.quality === 'RED') continue
      const samples = []
      for (let day = 0; day < DAYS; day++) {
        const [from, to] = [later(now, -(day + 1) * DAY), later(now, -day * DAY)]
        const stopped = (await optOuts(db, workspaceId, { from, to })).filter((one) => one.phone_number_id === id)
        const [sent] = await rows<{ delivered: number }>(
          db,
          `select count(*)::int as delivered from messages m
           join threads t on t.workspace_id = m.workspace_id and t.id = m.thread_id and t.phone_number_id = $2
           where m.workspace_id = $1 and m.template is not null and m.direction = 'out' and m.at > $3 and m.at <= $4
             and m.status in ('delivered', 'read', 'played')`,
          [workspaceId, id, isoTime(from), isoTime(to)],
        )
        samples.push({
          at: platformTime(to - DAY / 2),
          delivered: sent?.delivered ?? 0,
          negative: stopped.reduce((all, one) => all + one.stopped, 0),
        })
      }
      const { rating, yellowSoon, share, trend } = forecast(samples, now)
      if (!yellowSoon && rating !== 'YELLOW' && rating !== 'RED') continue
      causes.push({
        key: id,
        severity: 'warning' as const,
        because: `${number.display_phone_number} is on its way to a medium rating (${((share ?? 0) * 100).toFixed(1)} % of the people it writes to opt out): ${causeOf(groups)}; hold that back before Meta rates it lower.`,
        remedy: groups[0]?.campaign_id
          ? { label: 'Open the campaign', href: `/campaigns/${groups[0].campaign_id}` }
          : { label: 'See what went before', href: `/insights?number=${id}` },
        data: {
          phoneNumberId: id,
          share,
          trend,
          template: groups[0]?.template ?? null,
          campaignId: groups[0]?.campaign_id ?? null,
        },
      })
    }
    return causes
  },
})

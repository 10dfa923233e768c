import { DAY, isoTime, later } from '@casement/platform'
import { advisedShare } from '@casement/rules'
import { z } from 'zod'
import { row, rows } from '../../database/database.ts'
import { alertKind, count } from '../alert-kind.ts'
import { causeOf, optOuts } from '../opt-outs.ts'

const Settings = z.object({
  minimum: z.int().min(1).max(100_000).default(5).describe('How many must have opted out in 24 hours'),
  sample: z
    .int()
    .min(1)
    .max(10_000_000)
    .default(200)
    .describe('How many people must have been written to by template in that time'),
  timesUsual: z.number().min(1).max(100).default(3).describe('How many times the usual share of this number it must be'),
  share: z
    .number()
    .min(0.0001)
    .max(1)
    .default(0.01)
    .describe(`From which share to tell where nothing usual is known yet. Below ${advisedShare} nobody needs to worry`),
})

const USUAL_DAYS = 28
/** Nobody needs to worry below it, however much more than usual it is. */
const LEAST_SHARE = 0.001

/** More people opt out after messages of a number than usual for it. */
export const unusualOptOuts = alertKind<z.infer<typeof Settings>>({
  kind: 'opt-outs.unusual',
  about: 'More people opt out after messages of a number than is usual for it.',
  settings: Settings,
  email: true,
  after: ['consent.changed'],
  async find({ db, workspaceId, now }, { minimum, sample, timesUsual, share }) {
    const yesterday = later(now, -DAY)
    const lately = Map.groupBy(await optOuts(db, workspaceId, { from: yesterday, to: now }), (one) => one.phone_number_id)
    const suspicious = [...lately].filter(([, groups]) => sum(groups) >= minimum)
    if (suspicious.length === 0) return []
    const numbers = await rows<{ id: string; display_phone_number: string }>(
      db,
      'select id, display_phone_number from phone_numbers where workspace_id = $1',
      [workspaceId],
    )
    const causes = []
    for (const [id, groups] of suspicious) {
      const written = (from: number, to: number) =>
        row<{ people: number }>(
          db,
          `select count(distinct m.thread_id)::int as people from messages m
           join threads t on t.workspace_id = m.workspace_id and t.id = m.thread_id and t.phone_number_id = $2
           where m.workspace_id = $1 and m.template is not null and m.direction = 'out' and m.at > $3 and m.at <= $4
             and m.status in ('accepted', 'sent', 'delivered', 'read', 'played')`,
          [workspaceId, id, isoTime(from as never), isoTime(to as never)],
        )
      const people = (await written(yesterday, now))?.people ?? 0
      if (people < sample) continue
      const now24 = sum(groups) / people
      // Below both limits no month before makes it unusual, so none is read.
      if (now24 < Math.min(share, LEAST_SHARE)) continue
      const before = await optOuts(db, workspaceId, { from: later(now, -USUAL_DAYS * DAY), to: yesterday })
      const earlier = (await written(later(now, -USUAL_DAYS * DAY), yesterday))?.people ?? 0
      const usual = earlier >= sample ? sum(before.filter((one) => one.phone_number_id === id)) / earlier : null
      if (usual === null ? now24 < share : now24 < Math.max(usual * timesUsual, advisedShare)) continue
      const number = numbers.find((one) => one.id === id)?.display_phone_number ?? id
      const beside = usual === null ? '' : `, usually ${percent(usual)}`
      causes.push({
        key: id,
        severity: 'warning' as const,
        because: `${count(sum(groups), 'person', 'people')} of ${people.toLocaleString('en')} opted out after messages from ${number} (${percent(now24)}${beside}): ${causeOf(groups) ?? 'look at what went out'}; hold it back until you know why.`,
        remedy: groups[0]?.campaign_id
          ? { label: 'Open the campaign', href: `/campaigns/${groups[0].campaign_id}` }
          : { label: 'See what went before', href: `/insights?number=${id}` },
        data: { phoneNumberId: id, optedOut: sum(groups), people, share: now24, usual, template: groups[0]?.template ?? null },
      })
    }
    return causes
  },
})

const sum = (groups: readonly { stopped: number }[]): number => groups.reduce((all, { stopped }) => all + stopped, 0)
const percent = (share: number): string => `${(share * 100).toFixed(share < 0.01 ? 2 : 1)} %`

import { DAY, errorByCode, HOUR, isoTime, platformTime } from '@casement/platform'
import { z } from 'zod'
import { rows } from '../../database/database.ts'
import { alertKind, count } from '../alert-kind.ts'

const Settings = z.object({
  minimum: z.int().min(1).max(100_000).default(20).describe('How many must have failed in an hour'),
  share: z.number().min(0.001).max(1).default(0.05).describe('From which share of what was sent to tell'),
  timesUsual: z.number().min(1).max(100).default(3).describe('And how many times the share of the seven days before it must be'),
})

type Group = { template: string | null; code: number | null; failed: number; sent: number }

/** More messages fail than usual: by template and code, so that the pattern is in the sentence. */
export const unusualFailures = alertKind<z.infer<typeof Settings>>({
  kind: 'failures.unusual',
  about: 'More messages fail than usual.',
  settings: Settings,
  email: true,
  after: [],
  async find({ db, workspaceId, now }, { minimum, share, timesUsual }) {
    const between = (from: number, to: number) =>
      rows<Group>(
        db,
        `with outgoing as (
           select template->>'name' as template, status, (error->>'code')::int as code from messages
           where workspace_id = $1 and direction = 'out' and at > $2 and at <= $3
             and status in ('accepted', 'sent', 'delivered', 'read', 'played', 'failed')
         )
         select o.template, o.code, count(*) as failed,
           (select count(*) from outgoing all_of where all_of.template is not distinct from o.template) as sent
         from outgoing o where o.status = 'failed' group by o.template, o.code`,
        [workspaceId, isoTime(platformTime(from)), isoTime(platformTime(to))],
      )
    const suspicious = (await between(now - HOUR, now)).filter(({ failed, sent }) => failed >= minimum && failed / sent >= share)
    if (suspicious.length === 0) return []
    const usual = await between(now - 7 * DAY, now - HOUR)
    return suspicious.flatMap(({ template, code, failed, sent }) => {
      const before = usual.find((group) => group.template === template && group.code === code)
      if (before && failed / sent < timesUsual * (before.failed / before.sent)) return []
      const entry = code === null ? undefined : errorByCode(code)
      return [
        {
          key: `${template ?? 'free form'}:${code ?? 'none'}`,
          severity: 'warning' as const,
          because: `${count(failed, 'message')} of ${sent.toLocaleString('en')} ${template ? `from ${template}` : 'in free form'} failed in the last hour (${Math.round((failed / sent) * 100)} %): ${entry?.happened ?? 'no reason was given.'}`,
          remedy: { label: 'See the failures', href: '/inbox?view=failed' },
          data: { template, code, failed, sent, remedy: entry?.remedy ?? null },
        },
      ]
    })
  },
})

import { z } from 'zod'
import { rows } from '../../database/database.ts'
import { alertKind, count } from '../alert-kind.ts'

/** Posts whose answer was never heard: a person may have to decide. */
export const unclearSends = alertKind({
  kind: 'sends.unclear',
  about: 'Nobody knows whether some messages went out: they wait for a status, or for a person.',
  settings: z.object({}),
  email: false,
  after: [],
  afterStatus: ['unclear'],
  async find({ db, workspaceId }) {
    const [found] = await rows<{ waiting: number }>(
      db,
      `select count(*) as waiting from sends where workspace_id = $1 and state = 'unclear'`,
      [workspaceId],
    )
    if (!found || found.waiting === 0) return []
    return [
      {
        key: 'unclear',
        severity: 'info' as const,
        because: `${count(found.waiting, 'message')} went out and no answer came back: most settle within minutes; what does not needs somebody to look.`,
        remedy: { label: 'See them', href: '/inbox?view=failed' },
        data: { waiting: found.waiting },
      },
    ]
  },
})

/** Programs of yours that are no longer told what happens. */
export const endpointsOff = alertKind({
  kind: 'webhook-endpoint.disabled',
  about: 'An endpoint that is told what happens was switched off.',
  settings: z.object({}),
  email: true,
  after: ['webhook-endpoint.disabled'],
  async find({ db, workspaceId }) {
    const found = await rows<{ id: string; url: string; because: string }>(
      db,
      `select id, url, disabled_because as because from webhook_endpoints
       where workspace_id = $1 and disabled_at is not null and failing_since is not null order by id`,
      [workspaceId],
    )
    return found.map(({ id, url, because }) => ({
      key: id,
      severity: 'warning' as const,
      because: `${new URL(url).host} is no longer told what happens. ${because} Mend it, then switch it on: nothing is lost.`,
      remedy: { label: 'Open the endpoint', href: `/settings/webhooks/${id}` },
      data: { endpointId: id, url },
    }))
  },
})

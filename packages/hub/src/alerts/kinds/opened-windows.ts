import { HOUR, isoTime, MINUTE, platformTime, policyAt } from '@casement/platform'
import { z } from 'zod'
import { rows } from '../../database/database.ts'
import { alertKind, count } from '../alert-kind.ts'

const Settings = z.object({
  minutes: z.int().min(1).max(240).default(15).describe('For how many minutes after somebody wrote to tell of it'),
})

type Group = { owner: string | null; threads: number; until: Date }

/** Windows that have just opened and nobody answered in. Most desks see that in their inbox, so it is told only where it is wanted. */
export const openedWindows = alertKind<z.infer<typeof Settings>>({
  kind: 'window.opened',
  about: 'Somebody wrote, so that a customer service window is open, and nobody has answered yet.',
  settings: Settings,
  usual: 'off',
  email: false,
  after: ['message.received'],
  async find({ db, workspaceId, now }, { minutes }) {
    const groups = await rows<Group>(
      db,
      `select owner_id as owner, count(*)::int as threads, min(csw_until) as until from threads
       where workspace_id = $1 and csw_until > $2 and state = 'open' and last_message->>'direction' = 'in' group by owner_id`,
      [workspaceId, isoTime(platformTime(now + policyAt(now).csw.hours * HOUR - minutes * MINUTE))],
    )
    return groups.map(({ owner, threads, until }) => ({
      key: owner ?? 'everyone',
      severity: 'warning' as const,
      owner,
      because: `${count(threads, 'person wrote and waits', 'people wrote and wait')} for an answer: free form may go for another ${Math.floor((until.getTime() - now) / HOUR)} h.`,
      remedy: { label: 'Open who waits', href: `/inbox?view=${owner ? 'mine' : 'unassigned'}` },
      data: { threads },
    }))
  },
})

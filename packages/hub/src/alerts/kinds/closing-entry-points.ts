import { isoTime, MINUTE, type PlatformTime, platformTime } from '@casement/platform'
import { z } from 'zod'
import { rows } from '../../database/database.ts'
import { alertKind, type Cause, count } from '../alert-kind.ts'

const Settings = z.object({
  hoursBefore: z.int().min(1).max(24).default(8).describe('How many hours before the chance is lost to tell'),
})

type Group = { owner: string | null; threads: number; first: Date }

/** People who came by an ad and wait: an answer in time makes 72 hours free. */
export const closingEntryPoints = alertKind<z.infer<typeof Settings>>({
  kind: 'entry-point.closing',
  about: 'Somebody came by an ad and was not answered: an answer in time opens a free entry point.',
  settings: Settings,
  email: false,
  after: ['message.received'],
  async find({ db, workspaceId, now }, { hoursBefore }) {
    const groups = await rows<Group>(
      db,
      `select owner_id as owner, count(*) as threads, min(fep_until) as first from threads
       where workspace_id = $1 and fep_state = 'candidate' and fep_until > $2 and fep_until <= $3 and state = 'open'
         and last_message->>'direction' = 'in'
       group by owner_id`,
      [workspaceId, isoTime(now), isoTime(platformTime(now + hoursBefore * 60 * MINUTE))],
    )
    return groups.map((group) => causeOf(group, now))
  },
  async nextDueAt({ db, workspaceId, now }, { hoursBefore }) {
    const before = hoursBefore * 60 * MINUTE
    const [next] = await rows<{ fep_until: Date }>(
      db,
      `select min(fep_until) as fep_until from threads where workspace_id = $1 and fep_state = 'candidate' and fep_until > $2`,
      [workspaceId, isoTime(platformTime(now + before))],
    )
    return next?.fep_until ? platformTime(next.fep_until.getTime() - before) : null
  },
})

function causeOf({ owner, threads, first }: Group, now: PlatformTime): Cause {
  const minutes = Math.max(1, Math.floor((first.getTime() - now) / MINUTE))
  const left = minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
  return {
    key: owner ?? 'everyone',
    severity: minutes <= 60 ? 'critical' : 'warning',
    owner,
    because: `${count(threads, 'person')} who came by an ad ${threads === 1 ? 'waits' : 'wait'}: answer within ${left}, and 72 free hours are likely.`,
    remedy: { label: 'Open chats from ads', href: '/inbox?view=ads&sort=time-left' },
    data: { threads, firstLostAt: first.toISOString() },
  }
}

import { isoTime, MINUTE, type PlatformTime, platformTime } from '@casement/platform'
import { z } from 'zod'
import { rows } from '../../database/database.ts'
import { alertKind, type Cause, count, type Look, type Severity } from '../alert-kind.ts'

const Settings = z.object({
  minutesBefore: z
    .array(z.int().min(1).max(1_440))
    .min(1)
    .max(5)
    .default([240, 60, 15])
    .describe('How many minutes before the end to tell. At the last of them everyone is told, and not only the owner.'),
  unansweredOnly: z.boolean().default(true).describe('Only threads in which the customer wrote last'),
  valueAttribute: z
    .string()
    .max(64)
    .nullable()
    .default(null)
    .describe(
      'Attribute of a contact that says what they are worth; left empty, the value that another program told of them last',
    ),
})
type Settings = z.infer<typeof Settings>

type Group = { owner: string | null; first: Date; within: number[]; value: string | null }

const SEVERITIES: readonly Severity[] = ['critical', 'warning', 'info']

/** Customer service windows that end soon while somebody waits: one alert for each owner, one for everyone else. */
export const closingWindows = alertKind<Settings>({
  kind: 'window.closing',
  about: 'Customer service windows end soon and the customer waits for an answer.',
  settings: Settings,
  email: false,
  after: ['message.received'],
  async find(look, settings) {
    const levels = [...settings.minutesBefore].sort((a, b) => a - b)
    const groups = await closingByOwner(look, settings, levels)
    return groups.map((group) => causeOf(group, levels, look.now))
  },
  async nextDueAt({ db, workspaceId, now }, settings) {
    const due: number[] = []
    for (const minutes of settings.minutesBefore) {
      const [next] = await rows<{ csw_until: Date }>(
        db,
        'select csw_until from threads where workspace_id = $1 and csw_until > $2 order by csw_until limit 1',
        [workspaceId, isoTime(platformTime(now + minutes * MINUTE))],
      )
      if (next) due.push(next.csw_until.getTime() - minutes * MINUTE)
    }
    const soonest = Math.min(...due)
    return Number.isFinite(soonest) ? platformTime(soonest) : null
  },
})

/** What a contact `c` is worth, as text: an attribute, or what another program told of them last. */
export const valueSql = (attribute: string): string => `coalesce(c.attributes->>${attribute}, (
    select told.data->>'value' from contact_events told
    where told.workspace_id = c.workspace_id and told.contact_id = c.id and told.data ? 'value' order by told.at desc limit 1))`
export const IS_AMOUNT = `~ '^\\d{1,12}(\\.\\d+)?$'`

/** Unowned threads, and owned ones in the last stretch, are everyone's. */
const closingByOwner = ({ db, workspaceId, now }: Look, settings: Settings, levels: readonly number[]): Promise<Group[]> => {
  const at = (minutes: number) => isoTime(platformTime(now + minutes * MINUTE))
  return rows<Group>(
    db,
    `with closing as (
       select t.owner_id, t.csw_until, ${valueSql('$7')} as value
       from threads t join contacts c on c.workspace_id = t.workspace_id and c.id = t.contact_id
       where t.workspace_id = $1 and t.csw_until > $2 and t.csw_until <= $3 and t.state = 'open'
         and (not $4 or t.last_message->>'direction' = 'in')
     ), told as (
       select owner_id as owner, csw_until, value from closing where owner_id is not null
       union all
       select null, csw_until, value from closing where owner_id is null or csw_until <= $5
     )
     select owner, min(csw_until) as first, ${WITHIN} as within,
       sum(case when value ${IS_AMOUNT} then value::numeric end)::text as value
     from told group by owner`,
    [
      workspaceId,
      isoTime(now),
      at(levels.at(-1) as number),
      settings.unansweredOnly,
      at(levels[0] as number),
      levels.map(at),
      settings.valueAttribute,
    ],
  )
}

/** How many close by each level; a level that is not there counts none. */
const WITHIN = `array[${[1, 2, 3, 4, 5].map((n) => `count(*) filter (where csw_until <= ($6::timestamptz[])[${n}])`).join(', ')}]::int[]`

function causeOf(group: Group, levels: readonly number[], now: PlatformTime): Cause {
  const urgent = group.within.findIndex((threads) => threads > 0)
  const minutesLeft = Math.max(1, Math.floor((group.first.getTime() - now) / MINUTE))
  const worth = group.value === null ? '' : `, worth ${group.value} together`
  return {
    key: group.owner ?? 'everyone',
    severity: SEVERITIES[Math.min(urgent, SEVERITIES.length - 1)] as Severity,
    owner: group.owner,
    because: `${count(group.within[urgent] as number, 'chat closes', 'chats close')} within ${spell(levels[urgent] as number)}, the first in ${spell(minutesLeft)}${worth}: answer while free form may still go.`,
    remedy: { label: 'Open what closes soon', href: '/inbox?view=closing&sort=time-left' },
    data: { threads: group.within[levels.length - 1], firstClosesAt: group.first.toISOString(), value: group.value },
  }
}

const spell = (minutes: number): string => {
  if (minutes < 60) return count(minutes, 'minute')
  const hours = Math.floor(minutes / 60)
  return minutes % 60 === 0 || hours >= 6 ? count(hours, 'hour') : `${hours} h ${minutes % 60} min`
}

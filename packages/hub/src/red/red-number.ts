import { DAY, isoTime, later, type PlatformTime } from '@casement/platform'
import { causeOf, optOuts } from '../alerts/opt-outs.ts'
import { type Db, row, rows } from '../database/database.ts'
import { problem } from '../http/problems.ts'

const LOOKED_BACK_DAYS = 7

export type RedNumber = {
  phoneNumberId: string
  displayPhoneNumber: string
  quality: string
  status: string
  /** What goes out from this number by itself now. */
  running: { kind: 'campaign' | 'sequence' | 'automation'; id: string; name: string; state: string }[]
  /** What went out by template in the seven days before, most first. */
  ran: { template: string; campaign: { id: string; name: string } | null; messages: number; failed: number }[]
  stopped: { people: number; by: { template: string | null; campaign: string | null; people: number }[] }
  change: string[]
  review: { url: string; steps: string[] }
}

/** Everything somebody needs whose number is rated low: what runs, what ran, who stopped, what to change, whom to ask. */
export async function redNumber(db: Db, workspaceId: string, id: string, now: PlatformTime): Promise<RedNumber> {
  const number = await row<{ display_phone_number: string; quality: string; status: string }>(
    db,
    'select display_phone_number, quality, status from phone_numbers where workspace_id = $1 and id = $2',
    [workspaceId, id],
  )
  if (!number)
    throw problem('not-found', `This workspace has no number with the id ${id}. GET /v1/accounts lists the ones it has.`)
  const since = later(now, -LOOKED_BACK_DAYS * DAY)
  const ran = await rows<{
    template: string
    campaign_id: string | null
    campaign: string | null
    messages: number
    failed: number
  }>(
    db,
    `select m.template->>'name' as template, m.campaign_id, c.name as campaign, count(*)::int as messages,
       count(*) filter (where m.status = 'failed')::int as failed
     from messages m
     join threads t on t.workspace_id = m.workspace_id and t.id = m.thread_id and t.phone_number_id = $2
     left join campaigns c on c.workspace_id = m.workspace_id and c.id = m.campaign_id
     where m.workspace_id = $1 and m.template is not null and m.direction = 'out' and m.at > $3
       and m.status in ('accepted', 'sent', 'delivered', 'read', 'played', 'failed')
     group by 1, 2, 3 order by 4 desc limit 20`,
    [workspaceId, id, isoTime(since)],
  )
  const stopped = (await optOuts(db, workspaceId, { from: since, to: now })).filter((one) => one.phone_number_id === id)
  const people = stopped.reduce((sum, one) => sum + one.stopped, 0)
  const [worst] = stopped
  const cause = causeOf(stopped)
  return {
    phoneNumberId: id,
    displayPhoneNumber: number.display_phone_number,
    quality: number.quality,
    status: number.status,
    running: await runningOn(db, workspaceId, id),
    ran: ran.map(({ template, campaign_id, campaign, messages, failed }) => ({
      template,
      campaign: campaign_id ? { id: campaign_id, name: campaign ?? '' } : null,
      messages,
      failed,
    })),
    stopped: {
      people,
      by: stopped.slice(0, 10).map(({ template, campaign, stopped: those }) => ({ template, campaign, people: those })),
    },
    change: [
      'Answer people who write: answers in an open window are what brings a rating back.',
      ...(worst && cause ? [`${cause[0]?.toUpperCase()}${cause.slice(1)}: do not send that again as it is.`] : []),
      'Write marketing only to people whose yes is recorded, and fewer times.',
      'Give every marketing template a way to stop, such as a button, so that nobody has to block you.',
      'Begin again with the people who answered last, a few hundred a day.',
    ],
    review: {
      url: 'https://business.facebook.com/business-support-home/',
      steps: [
        'Open the Business Support Home of the portfolio, and choose the WhatsApp account.',
        'Choose the restriction or the number, then Request review, and say in plain words what you changed.',
        'A rating by itself cannot be appealed: it follows from the last seven days, so it rises as those days pass.',
      ],
    },
  }
}

/** Campaigns, sequences and automations that send from this number now. An automation of no number of its own may use any. */
export const runningOn = (db: Db, workspaceId: string, phoneNumberId: string): Promise<RedNumber['running']> =>
  rows(
    db,
    `select 'campaign' as kind, id, name, state from campaigns
     where workspace_id = $1 and phone_number_id = $2 and state in ('preparing', 'scheduled', 'running')
     union all
     select 'sequence', id, name, state from sequences where workspace_id = $1 and phone_number_id = $2 and state = 'on'
     union all
     select 'automation', a.id, a.name, a.state from automations a
     join automation_versions v on v.workspace_id = a.workspace_id and v.automation_id = a.id and v.version = a.live_version
     where a.workspace_id = $1 and a.state = 'on' and coalesce(v.graph->>'from', $2) = $2
     order by 1, 3`,
    [workspaceId, phoneNumberId],
  )

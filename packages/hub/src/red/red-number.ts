import { DAY, isoTime, later, type PlatformTime } from '@casement/platform'
import { advisedShare } from '@casement/rules'
import { count } from '../alerts/alert-kind.ts'
import { causeOf, optOuts } from '../alerts/opt-outs.ts'
import { type Db, row, rows } from '../database/database.ts'
import { problem } from '../http/problems.ts'
import { type Blocked, orderOfBlocks, reasonWords } from '../templates/compare-templates.ts'

const LOOKED_BACK_DAYS = 7

export type RedNumber = {
  phoneNumberId: string
  displayPhoneNumber: string
  quality: string
  status: string
  /** What goes out from this number by itself now. */
  running: { kind: 'campaign' | 'sequence' | 'automation'; id: string; name: string; state: string }[]
  /** What went out by template in the seven days before, most first. */
  ran: {
    template: string
    /** As Meta rates the template itself. */
    quality: string | null
    campaign: { id: string; name: string } | null
    messages: number
    failed: number
  }[]
  stopped: {
    people: number
    written: number
    inWhatsApp: number
    by: { template: string | null; campaign: string | null; people: number }[]
  }
  /** How often Meta sees templates blocked beside each other, the most first; it tells no rate. */
  blocked: { template: string; moreThan: number; of: number; topReason: string | null }[]
  change: string[]
  review: { url: string; steps: string[] }
}

/** Everything somebody needs whose number is rated low: what runs, what ran, who stopped, what to change, whom to ask. */
export async function redNumber(db: Db, workspaceId: string, id: string, now: PlatformTime): Promise<RedNumber> {
  const number = await row<{ display_phone_number: string; quality: string; status: string; waba_id: string }>(
    db,
    'select display_phone_number, quality, status, waba_id from phone_numbers where workspace_id = $1 and id = $2',
    [workspaceId, id],
  )
  if (!number)
    throw problem('not-found', `This workspace has no number with the id ${id}. GET /v1/accounts lists the ones it has.`)
  const since = later(now, -LOOKED_BACK_DAYS * DAY)
  const ran = await rows<{
    template: string
    quality: string | null
    campaign_id: string | null
    campaign: string | null
    messages: number
    failed: number
  }>(
    db,
    `select ran.*, (
       select (array_agg(t.quality order by array_position(array['RED', 'YELLOW', 'GREEN'], t.quality)))[1] from templates t
       where t.workspace_id = $1 and t.waba_id = $4 and t.name = ran.template and t.quality <> 'UNKNOWN') as quality
     from (
       select m.template->>'name' as template, m.campaign_id, c.name as campaign, count(*)::int as messages,
         count(*) filter (where m.status = 'failed')::int as failed
       from messages m
       join threads t on t.workspace_id = m.workspace_id and t.id = m.thread_id and t.phone_number_id = $2
       left join campaigns c on c.workspace_id = m.workspace_id and c.id = m.campaign_id
       where m.workspace_id = $1 and m.template is not null and m.direction = 'out' and m.at > $3
         and m.status in ('accepted', 'sent', 'delivered', 'read', 'played', 'failed')
       group by 1, 2, 3 order by 4 desc limit 20
     ) ran order by messages desc`,
    [workspaceId, id, isoTime(since), number.waba_id],
  )
  const written = await row<{ people: number }>(
    db,
    `select count(distinct m.thread_id)::int as people from messages m
     join threads t on t.workspace_id = m.workspace_id and t.id = m.thread_id and t.phone_number_id = $2
     where m.workspace_id = $1 and m.template is not null and m.direction = 'out' and m.at > $3
       and m.status in ('accepted', 'sent', 'delivered', 'read', 'played')`,
    [workspaceId, id, isoTime(since)],
  )
  const blocked = await orderOfBlocks(db, workspaceId, number.waba_id, now)
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
    ran: ran.map(({ template, quality, campaign_id, campaign, messages, failed }) => ({
      template,
      quality,
      campaign: campaign_id ? { id: campaign_id, name: campaign ?? '' } : null,
      messages,
      failed,
    })),
    stopped: {
      people,
      written: written?.people ?? 0,
      inWhatsApp: stopped.reduce((sum, one) => sum + one.in_whatsapp, 0),
      by: stopped.slice(0, 10).map(({ template, campaign, stopped: those }) => ({ template, campaign, people: those })),
    },
    blocked: blocked.map(({ name, than, of, reason }) => ({ template: name, moreThan: than, of, topReason: reason })),
    change: [
      ...shareAdvice(people, written?.people ?? 0),
      ...blockedAdvice(blocked),
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

/** What opted out beside what is advised; nothing where nobody did, or nobody was written to. */
function shareAdvice(people: number, written: number): string[] {
  if (people === 0 || written === 0) return []
  const percent = (share: number) => `${(share * 100).toFixed(share < 0.01 ? 2 : 1)} %`
  return [
    `${percent(people / written)} of the people written to opted out: ${percent(advisedShare)} or less is what providers advise. Meta tells no rate and no threshold.`,
  ]
}

function blockedAdvice([most]: readonly Blocked[]): string[] {
  if (!most || most.than === 0) return []
  const reason = most.reason ? `, mostly for ${reasonWords(most.reason)}` : ''
  return [
    `Meta sees ${most.name} blocked more often than ${count(most.than, 'other template')}${reason}: change it before it goes again.`,
  ]
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

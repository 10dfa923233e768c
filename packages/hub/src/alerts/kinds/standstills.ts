import { errorByCode, isoTime } from '@casement/platform'
import { z } from 'zod'
import { rows } from '../../database/database.ts'
import { alertKind, count } from '../alert-kind.ts'

/** The platform takes messages, and tells nothing of them. */
export const webhooksSilent = alertKind({
  kind: 'webhooks.silent',
  about: 'Messages of a number are accepted, and no webhook tells what becomes of them.',
  settings: z.object({}),
  email: true,
  after: ['webhooks.silent', 'webhooks.heard'],
  async find({ db, workspaceId }) {
    const found = await rows<{ id: string; number: string; unheard: number }>(
      db,
      `select n.id, n.display_phone_number as number, p.unheard from webhook_pulse p
       join phone_numbers n on n.workspace_id = p.workspace_id and n.id = p.phone_number_id
       where p.workspace_id = $1 and p.silent_since is not null order by n.id`,
      [workspaceId],
    )
    return found.map(({ id, number, unheard }) => ({
      key: id,
      severity: 'critical' as const,
      because: `${count(unheard, 'message')} of ${number} went out and no webhook told of them: see that the callback is reachable and the app subscribed; casement doctor names what is wrong.`,
      remedy: { label: 'Open the account', href: '/accounts' },
      data: { phoneNumberId: id, unheard },
    }))
  },
})

/** Every send of a number is refused, for a reason that is none of the send's. */
export const numberStopped = alertKind({
  kind: 'number.stopped',
  about: 'A number stopped sending, because the platform refuses whatever it sends.',
  settings: z.object({}),
  email: true,
  after: ['number.stopped', 'number.resumed'],
  async find({ db, workspaceId }) {
    const found = await rows<{ id: string; number: string; code: number; because: string; until: Date }>(
      db,
      `select n.id, n.display_phone_number as number, s.code, s.because, s.until from number_stops s
       join phone_numbers n on n.workspace_id = s.workspace_id and n.id = s.phone_number_id
       where s.workspace_id = $1 order by n.id`,
      [workspaceId],
    )
    return found.map(({ id, number, code, because, until }) => ({
      key: id,
      severity: 'critical' as const,
      because: `${number} stopped sending, and what is queued waits (${because}): ${errorByCode(code)?.remedy ?? 'see its account.'} One message tries again at ${until.toISOString().slice(11, 16)} UTC.`,
      remedy: { label: 'Open the account', href: '/accounts' },
      data: { phoneNumberId: id, code },
    }))
  },
})

/** Meta restricted an account. */
export const accountRestricted = alertKind({
  kind: 'account.restricted',
  about: 'Meta restricted an account.',
  settings: z.object({}),
  email: true,
  after: ['account.changed'],
  async find({ db, workspaceId, now }) {
    const found = await rows<{ waba: string; name: string; type: string; ends_at: Date | null; remediation: string | null }>(
      db,
      `select w.id as waba, w.name, r.type, r.ends_at, r.remediation from account_restrictions r
       join wabas w on w.workspace_id = r.workspace_id and w.id = r.waba_id
       where r.workspace_id = $1 and (r.ends_at is null or r.ends_at > $2) order by w.id, r.type`,
      [workspaceId, isoTime(now)],
    )
    return found.map(({ waba, name, type, ends_at: end, remediation }) => ({
      key: `${waba}:${type}`,
      severity: 'critical' as const,
      because: `Meta restricted ${name} (${type.toLowerCase().replaceAll('_', ' ')})${end ? ` until ${end.toISOString().slice(0, 16).replace('T', ' ')} UTC` : ''}: ${remediation ?? 'read its reason in the Business Support Home, and ask for a review if it is wrong.'}`,
      remedy: { label: 'Open the account', href: '/accounts' },
      data: { wabaId: waba, type, endsAt: end?.toISOString() ?? null },
    }))
  },
})

/** A campaign stands still while people wait for it. */
export const campaignPaused = alertKind({
  kind: 'campaign.paused',
  about: 'A campaign is paused while people still wait for it.',
  settings: z.object({}),
  email: true,
  after: ['campaign.paused', 'campaign.resumed', 'campaign.cancelled'],
  async find({ db, workspaceId }) {
    const found = await rows<{ id: string; name: string; because: string; waiting: number }>(
      db,
      `select id, name, because, waiting from campaigns where workspace_id = $1 and state = 'paused' order by id`,
      [workspaceId],
    )
    return found.map(({ id, name, because, waiting }) => ({
      key: id,
      severity: 'warning' as const,
      because: `${name} is paused: ${because}${waiting > 0 ? ` ${count(waiting, 'person', 'people')} still wait.` : ''}`,
      remedy: { label: 'Open the campaign', href: `/campaigns/${id}` },
      data: { campaignId: id, waiting },
    }))
  },
})

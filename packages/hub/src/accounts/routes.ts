import { isoTime, monthIn, type PlatformTime, platformTime, policyAt } from '@casement/platform'
import type pg from 'pg'
import { z } from 'zod'
import type { PlatformClock } from '../clock/platform-clock.ts'
import { rows } from '../database/database.ts'
import { readCursor, writeCursor } from '../http/cursor.ts'
import type { Routes } from '../http/fastify-app.ts'
import { type Pulse, pulseOf } from '../journal/webhook-pulse.ts'
import { countReach } from '../messages/load-reach.ts'
import type { SendingNumber } from '../messages/load-situations.ts'
import { climbOf } from './climb.ts'
import { reachByNumber, templateStandings } from './figures.ts'
import { restrictionsAt } from './restrictions.ts'

type AccountRow = Omit<SendingNumber, 'token_sealed' | 'id'> & {
  /** Null for an account that has no number. */
  id: string | null
  portfolio_name: string
  verified: boolean
  max_phone_numbers: number | null
  compromised_at: Date | null
  waba_name: string
  waba_status: string
  disabled_on: string | null
  review_status: string | null
  payment_missing_since: Date | null
  name_status: string | null
  requested_name: string | null
  name_decision: string | null
  username: string | null
  official: string | null
  on_business_app: boolean
  history_progress: number | null
  stop: { since: string; until: string; because: string; code: number } | null
}

const Notices = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(500).optional(),
})

/** Portfolios with their accounts and numbers: how they stand, how much each may send, has sent, and may still send free. */
export const accountRoutes =
  ({ pool, clock }: { pool: pg.Pool; clock: PlatformClock }): Routes =>
  async (app) => {
    app.get(
      '/v1/accounts',
      { config: { access: 'viewer' }, schema: { summary: 'Portfolios, accounts and numbers', tags: ['accounts'] } },
      async (request) => {
        const { workspaceId } = request.actor
        const now = clock.now()
        const found = await rows<AccountRow>(
          pool,
          `select n.id, n.phone, n.name, n.display_phone_number, n.quality, n.status, n.throughput_mps, n.name_status, n.requested_name,
             n.name_decision, n.username, n.official, n.on_business_app, n.history_progress,
             w.id as waba_id, w.name as waba_name, w.status as waba_status, w.disabled_on, w.review_status, w.payment_missing_since,
             w.currency, w.time_zone, p.id as portfolio_id, p.name as portfolio_name, p.verified, p.tier, p.max_phone_numbers, p.compromised_at,
             case when stop.code is not null then jsonb_build_object('since', stop.since, 'until', stop.until, 'because', stop.because,
               'code', stop.code) end as stop
           from portfolios p
           join wabas w on w.workspace_id = p.workspace_id and w.portfolio_id = p.id and w.status <> 'REMOVED'
           left join phone_numbers n on n.workspace_id = w.workspace_id and n.waba_id = w.id
           left join number_stops stop on stop.workspace_id = n.workspace_id and stop.phone_number_id = n.id
           where p.workspace_id = $1 order by p.id, w.id, n.id`,
          [workspaceId],
        )
        const usage = await rows<Usage>(pool, 'select phone_number_id, month, used from service_usage where workspace_id = $1', [
          workspaceId,
        ])
        const restrictions = await restrictionsAt(pool, workspaceId, [...new Set(found.map((one) => one.waba_id))], now)
        const pulses = await pulseOf(pool, workspaceId)
        const shares = await reachByNumber(pool, workspaceId, now)
        const standings = await templateStandings(pool, workspaceId)
        const data = []
        for (const [id, members] of Map.groupBy(found, (one) => one.portfolio_id)) {
          const first = members[0] as AccountRow
          const { limit, used } = await countReach(pool, workspaceId, first as unknown as SendingNumber, now)
          const climb = await climbOf(pool, workspaceId, { id, limit, verified: first.verified }, now)
          data.push({
            id,
            name: first.portfolio_name,
            verified: first.verified,
            tier: first.tier,
            reach: { limit, used, free: limit === null ? null : Math.max(0, limit - used) },
            climb: { levels: climb.levels, next: climb.next ?? null, missing: climb.missing, withinHours: climb.withinHours },
            ...(first.max_phone_numbers ? { mostNumbers: first.max_phone_numbers } : {}),
            ...(first.compromised_at ? { compromisedAt: first.compromised_at.toISOString() } : {}),
            wabas: [...Map.groupBy(members, (one) => one.waba_id)].map(([wabaId, own]) => ({
              ...presentWaba(own[0] as AccountRow),
              templates: standings.get(wabaId) ?? {},
              restrictions: restrictions
                .filter((restriction) => restriction.wabaId === wabaId)
                .map(({ type, since, until, remediation }) => ({
                  type,
                  since: isoTime(since),
                  until: until === null ? null : isoTime(until),
                  ...(remediation ? { remediation } : {}),
                })),
              numbers: own.flatMap((number) =>
                number.id === null
                  ? []
                  : [
                      {
                        ...presentNumber(number, usage, now),
                        reached: shares.get(number.id) ?? 0,
                        webhooks: presentPulse(pulses, number.id),
                      },
                    ],
              ),
            })),
          })
        }
        return { data, cursor: null }
      },
    )

    app.get(
      '/v1/accounts/notices',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'What the platform told about accounts and numbers, newest first',
          tags: ['accounts'],
          querystring: Notices,
        },
      },
      async (request) => {
        const { limit, cursor } = request.query
        const before = cursor ? readCursor(cursor, z.object({ at: z.string(), id: z.uuid() })) : null
        const found = await rows<NoticeRow>(
          pool,
          `select id, waba_id, phone_number_id, field, kind, severity, because, at from account_notices
           where workspace_id = $1 and ($2::timestamptz is null or (at, id) < ($2::timestamptz, $3::uuid))
           order by at desc, id desc limit $4`,
          [request.actor.workspaceId, before?.at ?? null, before?.id ?? null, limit],
        )
        const last = found.length === limit ? found.at(-1) : undefined
        return {
          data: found.map(({ id, waba_id, phone_number_id, field, kind, severity, because, at }) => ({
            id,
            wabaId: waba_id,
            phoneNumberId: phone_number_id,
            field,
            kind,
            severity,
            because,
            at: at.toISOString(),
          })),
          cursor: last ? writeCursor({ at: last.at.toISOString(), id: last.id }) : null,
        }
      },
    )
  }

type Usage = { phone_number_id: string; month: string; used: number }
type NoticeRow = {
  id: string
  waba_id: string | null
  phone_number_id: string | null
  field: string
  kind: string
  severity: string
  because: string
  at: Date
}

const presentWaba = (waba: AccountRow) => ({
  id: waba.waba_id,
  name: waba.waba_name,
  currency: waba.currency,
  timeZone: waba.time_zone,
  status: waba.waba_status,
  ...(waba.disabled_on ? { disabledOn: waba.disabled_on } : {}),
  ...(waba.review_status ? { reviewStatus: waba.review_status } : {}),
  ...(waba.payment_missing_since ? { paymentMissingSince: waba.payment_missing_since.toISOString() } : {}),
})

/** Whether what we send is heard of: `unheard` are accepted messages since the last webhook of the number. */
function presentPulse(pulses: readonly Pulse[], id: string) {
  const pulse = pulses.find(({ phone_number_id }) => phone_number_id === id)
  return {
    lastHeardAt: pulse?.heard_at?.toISOString() ?? null,
    unheard: pulse?.unheard ?? 0,
    silentSince: pulse?.silent_since?.toISOString() ?? null,
  }
}

function presentNumber(number: AccountRow, usage: readonly Usage[], now: PlatformTime) {
  const month = monthIn(now, number.time_zone)
  const { serviceInCsw } = policyAt(now, number.time_zone).free
  return {
    id: number.id,
    displayPhoneNumber: number.display_phone_number,
    name: number.name,
    quality: number.quality,
    throughput: number.throughput_mps,
    status: number.status,
    ...(number.name_status ? { nameStatus: number.name_status } : {}),
    ...(number.requested_name ? { requestedName: { name: number.requested_name, decision: number.name_decision } } : {}),
    ...(number.username ? { username: number.username } : {}),
    ...(number.official ? { official: number.official } : {}),
    ...(number.on_business_app ? { businessApp: { historyProgress: number.history_progress } } : {}),
    ...(number.stop ? { stopped: { ...number.stop, since: isoOf(number.stop.since), until: isoOf(number.stop.until) } } : {}),
    service: {
      used: usage.find((use) => use.phone_number_id === number.id && use.month === month)?.used ?? 0,
      free: serviceInCsw === 'unlimited' ? null : serviceInCsw.perNumberPerMonth,
    },
  }
}

const isoOf = (at: string): string => isoTime(platformTime(new Date(at)))

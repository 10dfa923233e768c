import { DAY, isoTime, platformTime } from '@casement/platform'
import type pg from 'pg'
import { z } from 'zod'
import type { PlatformClock } from '../clock/platform-clock.ts'
import { row, rows, transact } from '../database/database.ts'
import { appendEvents } from '../events/append-events.ts'
import { readCursor, writeCursor } from '../http/cursor.ts'
import type { Routes } from '../http/fastify-app.ts'
import { problem } from '../http/problems.ts'
import { severities } from './alert-kind.ts'
import { findAlertKind } from './alert-kinds.ts'
import { type AlertRule, alertRules, saveAlertRule } from './alert-rules.ts'
import type { AlertRow } from './reconcile-alerts.ts'

const Alert = z.object({
  id: z.uuid(),
  kind: z.string(),
  severity: z.enum(severities),
  because: z.string(),
  remedy: z.object({ label: z.string(), href: z.string() }),
  data: z.record(z.string(), z.unknown()),
  ownerId: z.string().nullable().describe('Whom it concerns first; null: everyone'),
  openedAt: z.string(),
  changedAt: z.string(),
  endedAt: z.string().nullable(),
  snoozedUntil: z.string().nullable(),
})
const Rule = z.object({
  kind: z.string(),
  about: z.string(),
  enabled: z.boolean(),
  email: z.boolean(),
  settings: z.record(z.string(), z.unknown()),
  schema: z.looseObject({}).describe('What settings may hold'),
})
const Id = z.object({ id: z.uuid() })
const LONGEST_SNOOZE = 30 * DAY

/** What needs attention, and what a workspace wants to hear of. */
export const alertRoutes =
  ({
    pool,
    clock,
    onSnooze,
    onRule,
  }: {
    pool: pg.Pool
    clock: PlatformClock
    onSnooze: (workspaceId: string) => void
    onRule: (workspaceId: string) => void
  }): Routes =>
  async (app) => {
    const tags = ['alerts']

    app.get(
      '/v1/alerts',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'What needs attention, newest first',
          tags,
          querystring: z.object({
            state: z.enum(['open', 'snoozed', 'ended', 'all']).default('open'),
            mine: z.stringbool().optional().describe('Only what concerns me or everyone'),
            limit: z.coerce.number().int().min(1).max(200).default(50),
            cursor: z.string().max(500).optional(),
          }),
          response: { 200: z.object({ data: z.array(Alert), cursor: z.string().nullable() }) },
        },
      },
      async (request) => {
        const { state, mine, limit, cursor } = request.query
        const before = cursor ? readCursor(cursor, z.object({ at: z.string(), id: z.uuid() })) : null
        const found = await rows<AlertRow>(
          pool,
          `select * from alerts where workspace_id = $1
             and case $2 when 'open' then ended_at is null and (snoozed_until is null or snoozed_until <= $3)
               when 'snoozed' then ended_at is null and snoozed_until > $3
               when 'ended' then ended_at is not null else true end
             and ($4::text is null or owner_id is null or owner_id = $4)
             and ($5::timestamptz is null or (opened_at, id) < ($5, $6::uuid))
           order by opened_at desc, id desc limit $7`,
          [
            request.actor.workspaceId,
            state,
            isoTime(clock.now()),
            mine ? request.actor.id : null,
            before?.at ?? null,
            before?.id ?? null,
            limit,
          ],
        )
        const last = found.length === limit ? found.at(-1) : undefined
        return {
          data: found.map(presentAlert),
          cursor: last ? writeCursor({ at: last.opened_at.toISOString(), id: last.id }) : null,
        }
      },
    )

    app.post(
      '/v1/alerts/:id/snooze',
      {
        config: { access: 'agent' },
        schema: {
          summary: 'Leave an alert alone until then, unless it becomes more urgent',
          tags,
          params: Id,
          body: z.object({ until: z.iso.datetime({ offset: true }).nullable().describe('null wakes it') }),
          response: { 200: Alert },
        },
      },
      async (request) => {
        const { workspaceId, id: person } = request.actor
        const until = request.body.until === null ? null : platformTime(request.body.until)
        if (until !== null && (until <= clock.now() || until > clock.now() + LONGEST_SNOOZE))
          throw problem('invalid', 'Snooze an alert until some time in the next 30 days.')
        const alert = await transact(pool, async (tx) => {
          const snoozed = await row<AlertRow>(
            tx,
            `update alerts set snoozed_until = $3, snoozed_by = $4 where workspace_id = $1 and id = $2 and ended_at is null returning *`,
            [workspaceId, request.params.id, until === null ? null : isoTime(until), person],
          )
          if (snoozed) {
            const { id: alertId, kind, severity, because } = snoozed
            await appendEvents(tx, workspaceId, [
              { type: 'alert.changed', at: clock.now(), data: { alertId, kind, severity, because } },
            ])
          }
          return snoozed
        })
        if (!alert) throw problem('not-found', 'There is no open alert with this id: it may be over already.')
        onSnooze(workspaceId)
        return presentAlert(alert)
      },
    )

    app.get(
      '/v1/alert-rules',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'What a workspace wants to hear of',
          tags,
          response: { 200: z.object({ data: z.array(Rule), cursor: z.null() }) },
        },
      },
      async (request) => ({ data: (await alertRules(pool, request.actor.workspaceId)).map(presentRule), cursor: null }),
    )

    app.patch(
      '/v1/alert-rules/:kind',
      {
        config: { access: 'admin' },
        schema: {
          summary: 'Change what to hear of, and from when',
          tags,
          params: z.object({ kind: z.string().max(64) }),
          body: z.object({
            enabled: z.boolean().optional(),
            email: z.boolean().optional(),
            settings: z.record(z.string().max(64), z.unknown()).optional(),
          }),
          response: { 200: Rule },
        },
      },
      async (request) => {
        const { workspaceId } = request.actor
        const kind = findAlertKind(request.params.kind)
        const before = (await alertRules(pool, workspaceId)).find((rule) => rule.kind === kind)
        if (!kind || !before)
          throw problem('not-found', `There is no kind of alert named ${request.params.kind}: GET /v1/alert-rules lists them.`)
        const read = kind.settings.safeParse({ ...before.settings, ...request.body.settings })
        if (!read.success) {
          throw problem('content-invalid', 'These settings are not right: each finding says what would be.', {
            findings: read.error.issues.map((issue) => ({
              rule: 'alert.settings',
              severity: 'error' as const,
              path: issue.path.join('.'),
              fix: issue.message,
            })),
          })
        }
        const rule: AlertRule = {
          kind,
          enabled: request.body.enabled ?? before.enabled,
          email: request.body.email ?? before.email,
          settings: read.data,
        }
        await saveAlertRule(pool, workspaceId, { ...rule, kind: kind.kind })
        onRule(workspaceId)
        return presentRule(rule)
      },
    )
  }

const presentAlert = (alert: AlertRow): z.infer<typeof Alert> => ({
  id: alert.id,
  kind: alert.kind,
  severity: alert.severity,
  because: alert.because,
  remedy: alert.remedy,
  data: alert.data,
  ownerId: alert.owner_id,
  openedAt: alert.opened_at.toISOString(),
  changedAt: alert.changed_at.toISOString(),
  endedAt: alert.ended_at?.toISOString() ?? null,
  snoozedUntil: alert.snoozed_until?.toISOString() ?? null,
})

const presentRule = ({ kind, enabled, email, settings }: AlertRule): z.infer<typeof Rule> => ({
  kind: kind.kind,
  about: kind.about,
  enabled,
  email,
  settings,
  schema: z.toJSONSchema(kind.settings, { io: 'input' }) as Record<string, unknown>,
})

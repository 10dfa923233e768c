import { HOUR, isoTime, later, platformTime, policyAt } from '@casement/platform'
import { rows } from '../database/database.ts'
import { rememberStandings } from '../templates/template-history.ts'
import type { Applying } from './change.ts'

type TemplateUpdate = {
  message_template_id?: number | string
  event?: string
  reason?: string | null
  new_quality_score?: string
  new_category?: string
  previous_category?: string
  message_template_category?: string
  other_info?: { title?: string }
  rejection_info?: { reason?: string; recommendation?: string }
  correct_category?: string
  category_update_timestamp?: number | string
}

/** Status, quality and category of a template, as the platform announces them. One we do not know yet comes with the next sync. */
export async function applyTemplateUpdate(apply: Applying, update: TemplateUpdate): Promise<void> {
  const { tx, workspaceId, now } = apply
  // A paused template that is approved again was unpaused; `previous_category` marks a change that is done, not one announced.
  const status = update.event ?? null
  const pausedUntil = status === 'PAUSED' ? pauseEnd(apply, update.other_info?.title) : null
  // A notice a day ahead names the category to come beside the present one.
  const planned = update.previous_category ? undefined : update.correct_category
  const changed = await rows<{ id: string }>(
    tx,
    `update templates set status = coalesce($3, status), quality = coalesce($4, quality), category = coalesce($5, category),
       paused_until = case when $3::text is null then paused_until else $6::timestamptz end,
       reason = case when $3::text is null then reason when $3 = 'REJECTED' then $7 end,
       recommendation = case when $3::text is null then recommendation when $3 = 'REJECTED' then $8 end,
       planned_category = case when $9::text is not null then $9 when $5::text is not null then null else planned_category end,
       planned_category_at = case when $9::text is not null then $10::timestamptz when $5::text is not null then null else planned_category_at end
     where workspace_id = $1 and id = $2 returning id`,
    [
      workspaceId,
      String(update.message_template_id ?? ''),
      status,
      update.new_quality_score ?? null,
      // A reviewer may approve it as another category than it was submitted in.
      (update.previous_category ? update.new_category : update.event && update.message_template_category) ?? null,
      pausedUntil === null ? null : isoTime(pausedUntil),
      update.reason ?? null,
      [update.rejection_info?.reason, update.rejection_info?.recommendation].filter(Boolean).join(' ') || null,
      planned ?? null,
      planned && update.category_update_timestamp
        ? isoTime(platformTime(Number(update.category_update_timestamp) * 1_000))
        : null,
    ],
  )
  await rememberStandings(
    tx,
    workspaceId,
    changed.map(({ id }) => id),
    now,
  )
  for (const { id } of changed) apply.emit({ type: 'template.changed', at: now, data: { templateId: id } })
}

/** The first pause and the second have lengths that the policy knows; one caused by pacing ends only by hand. */
function pauseEnd({ now, number }: Applying, title: string | undefined) {
  const { pauseHours } = policyAt(now, number?.time_zone ?? 'UTC').templates
  const hours = title === 'FIRST_PAUSE' ? pauseHours[0] : title === 'SECOND_PAUSE' ? pauseHours[1] : undefined
  return hours === undefined ? null : later(now, hours * HOUR)
}

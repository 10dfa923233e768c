import { HOUR, isoTime, later, type PlatformTime, platformTime, policyAt } from '@casement/platform'
import { askAgainSoon } from '../accounts/poll-soon.ts'
import { takeNotice } from '../accounts/take-notice.ts'
import { rows } from '../database/database.ts'
import { releaseSends } from '../templates/release-sends.ts'
import { rememberStandings } from '../templates/template-history.ts'
import { type Applying, CannotApply } from './change.ts'

type Named = { message_template_id?: number | string; message_template_name?: string; message_template_language?: string }
export type TemplateStatusItem = Named & {
  event?: string
  reason?: string | null
  message_template_category?: string
  disable_info?: { disable_date?: number | string }
  other_info?: { title?: string }
  rejection_info?: { reason?: string; recommendation?: string }
}
export type TemplateQualityItem = Named & { new_quality_score?: string }
export type TemplateCategoryItem = Named & {
  previous_category?: string
  new_category?: string
  correct_category?: string
  category?: string
  category_update_timestamp?: number | string
}
export type TemplateComponentsItem = Named & {
  message_template_title?: string
  message_template_element?: string
  message_template_footer?: string
}

/** Events that are no status of their own: each says to which one the template came back. */
const statusAfter: Readonly<Record<string, string>> = { REINSTATED: 'APPROVED', UNARCHIVED: 'APPROVED' }
/** Events that warn of a status to come and leave the present one as it is. */
const onlyWarns: readonly string[] = ['FLAGGED']

/** A template's status, as the platform announces it. One we do not know yet is fetched with the next look at the account. */
export async function applyTemplateStatus(apply: Applying, item: TemplateStatusItem): Promise<void> {
  const { event, reason, disable_info, other_info, rejection_info } = item
  if (typeof event !== 'string') throw new CannotApply('The template update names no event.')
  const status = onlyWarns.includes(event) ? null : (statusAfter[event] ?? event)
  const pausedUntil = event === 'PAUSED' ? pauseEnd(apply, other_info?.title) : null
  const disableAt = readSeconds(disable_info?.disable_date)
  await changeTemplate(
    apply,
    item,
    `status = coalesce($4, status), status_at = $3,
     paused_until = case when $4::text is null then paused_until else $5::timestamptz end,
     reason = case when $4::text is null then reason when $4 = 'REJECTED' then $6 end,
     recommendation = case when $4::text is null then recommendation when $4 = 'REJECTED' then $7 end,
     category = coalesce($9, category),
     disable_at = case when $4 = 'APPROVED' then null else coalesce($8::timestamptz, disable_at) end`,
    'status_at',
    [
      status,
      pausedUntil && isoTime(pausedUntil),
      reason ?? null,
      [rejection_info?.reason, rejection_info?.recommendation].filter(Boolean).join(' ') || null,
      disableAt && isoTime(disableAt),
      // A reviewer may approve it as another category than it was submitted in.
      item.message_template_category ?? null,
    ],
  )
}

export const applyTemplateQuality = (apply: Applying, item: TemplateQualityItem): Promise<void> =>
  changeTemplate(apply, item, 'quality = coalesce($4, quality), quality_at = $3', 'quality_at', [item.new_quality_score ?? null])

/** `previous_category` marks a change that is done; `correct_category` one that is announced, with the day it will happen. */
export async function applyTemplateCategory(apply: Applying, item: TemplateCategoryItem): Promise<void> {
  if (item.previous_category) {
    await changeTemplate(
      apply,
      item,
      'category = coalesce($4, category), category_at = $3, planned_category = null, planned_category_at = null',
      'category_at',
      [item.new_category ?? null],
    )
    return
  }
  const when = readSeconds(item.category_update_timestamp)
  await changeTemplate(
    apply,
    item,
    `planned_category = $4, planned_category_at = $5, category = coalesce($6, category)`,
    'category_at',
    [item.correct_category ?? null, when && isoTime(when), item.new_category ?? null],
  )
}

/** A template is used for another purpose than its category: Meta will restrict the account when it goes on. */
export async function applyTemplateMisuse(apply: Applying, item: TemplateCategoryItem): Promise<void> {
  await changeTemplate(apply, item, 'planned_category = $4', 'category_at', [item.correct_category ?? null])
  await takeNotice(apply, {
    wabaId: apply.wabaId,
    field: 'template_correct_category_detection',
    kind: 'MISUSE',
    severity: 'warning',
    because: `The template ${item.message_template_name ?? ''} is sent as ${item.category ?? 'another category'} but reads as ${item.correct_category ?? 'another'}: make a template of the right category.`,
    at: apply.at,
    data: { ...item },
  })
}

/** Its words changed: those we can place are taken over, and the rest is read with the next look at the account. */
export async function applyTemplateComponents(apply: Applying, item: TemplateComponentsItem): Promise<void> {
  const texts = {
    HEADER: item.message_template_title,
    BODY: item.message_template_element,
    FOOTER: item.message_template_footer,
  }
  await changeTemplate(
    apply,
    item,
    `components = (
       select coalesce(jsonb_agg(case when $4::jsonb ? upper(part->>'type') and part ? 'text'
         then part || jsonb_build_object('text', $4::jsonb->upper(part->>'type')) else part end order by place), '[]')
       from jsonb_array_elements(components) with ordinality as element (part, place))`,
    null,
    [JSON.stringify(texts)],
  )
  await askAgainSoon(apply)
}

/** Changes the template that an update names, unless newer news of the same kind came before it. */
async function changeTemplate(
  apply: Applying,
  item: Named,
  change: string,
  datedIn: 'status_at' | 'quality_at' | 'category_at' | null,
  values: readonly unknown[],
): Promise<void> {
  const { tx, workspaceId, at } = apply
  const id = String(item.message_template_id ?? '')
  const known = await rows<{ id: string }>(tx, 'select id from templates where workspace_id = $1 and id = $2 for update', [
    workspaceId,
    id,
  ])
  if (known.length === 0) return askAgainSoon(apply)
  const changed = await rows<{ id: string }>(
    tx,
    `update templates set ${change} where workspace_id = $1 and id = $2
       and ${datedIn ? `(${datedIn} is null or ${datedIn} <= $3)` : '$3::timestamptz is not null'} returning id`,
    [workspaceId, id, isoTime(at), ...values],
  )
  await rememberStandings(
    tx,
    workspaceId,
    changed.map((template) => template.id),
    at,
  )
  if (datedIn === 'status_at') {
    await releaseSends(
      tx,
      workspaceId,
      changed.map((template) => template.id),
      at,
    )
  }
  for (const { id: templateId } of changed) apply.emit({ type: 'template.changed', at, data: { templateId } })
}

/** The first pause and the second have lengths that the policy knows; one caused by pacing ends only by hand. */
function pauseEnd({ at, number }: Applying, title: string | undefined): PlatformTime | null {
  const { pauseHours } = policyAt(at, number?.time_zone ?? 'UTC').templates
  const hours = title === 'FIRST_PAUSE' ? pauseHours[0] : title === 'SECOND_PAUSE' ? pauseHours[1] : undefined
  return hours === undefined ? null : later(at, hours * HOUR)
}

const readSeconds = (value: number | string | undefined): PlatformTime | null => {
  const seconds = Number(value)
  return value !== undefined && Number.isSafeInteger(seconds) && seconds > 0 ? platformTime(seconds * 1_000) : null
}

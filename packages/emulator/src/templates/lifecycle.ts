import type { PlatformTime } from '@casement/platform'
import { HOUR, later } from '@casement/platform'
import { numberOn } from '@casement/platform/reference'
import { wasWarned } from '../accounts/enforcement.ts'
import { failMessage } from '../messages/progress.ts'
import { publishForAccount } from '../messages/webhook-values.ts'
import type { OutboundMessage, Quality, Template, TemplateCategory, TemplateStatus } from '../world/records.ts'
import { cachedDay, type World } from '../world/world.ts'

export type Because = {
  reason?: string
  title?: string
  description?: string
  rejectionInfo?: { reason: string; recommendation: string } | null
}

/** What falls due for templates. */
export const templateHappenings = {
  'template.unpause': (world: World, id: string) => withTemplate(world, id, unpause),
  'template.category-changes': (world: World, id: string) =>
    withTemplate(world, id, (w, template) => {
      if (template.correctCategory != null) changeCategory(w, template, template.correctCategory)
    }),
  'template.pacing-ends': (world: World, id: string) => withTemplate(world, id, (w, template) => releaseHeld(w, template)),
}

function withTemplate(world: World, id: string, step: (world: World, template: Template) => void): void {
  const template = world.templates.get(id)
  if (template) step(world, template)
}

const about = (template: Template) => ({
  message_template_id: Number(template.id),
  message_template_name: template.name,
  message_template_language: template.language,
})

/** Moves a template to a status and tells the account. A review under way is overtaken. */
export function changeStatus(world: World, template: Template, status: TemplateStatus, because: Because = {}): void {
  const now = world.now()
  template.status = status
  template.updatedAt = now
  template.rejectedReason = status === 'REJECTED' ? (because.reason ?? 'NONE') : 'NONE'
  template.rejectionInfo = status === 'REJECTED' ? (because.rejectionInfo ?? null) : null
  if (status === 'APPROVED') {
    template.approvedAt ??= now
    template.pausedUntil = null
    template.pausedByPacing = false
  }
  world.templates.put(template)
  world.indexes.template(template)
  const value: Record<string, unknown> = {
    event: status,
    ...about(template),
    reason: because.reason ?? 'NONE',
    message_template_category: template.category,
  }
  if (status === 'DISABLED') value.disable_info = { disable_date: Math.floor(now / 1_000) }
  if (because.title) value.other_info = { title: because.title, description: because.description ?? '' }
  if (template.rejectionInfo) value.rejection_info = template.rejectionInfo
  publishForAccount(world, template.wabaId, 'message_template_status_update', value)
}

/** What a template that was edited says now, once it is approved. */
export function tellComponents(world: World, template: Template): void {
  const of = (type: string) => template.components.find((component) => component.type === type)
  const buttons = of('BUTTONS')?.buttons
  const named = (Array.isArray(buttons) ? (buttons as Record<string, unknown>[]) : []).map((button) => ({
    message_template_button_type: button.type,
    message_template_button_text: button.text,
    ...(button.url === undefined ? {} : { message_template_button_url: button.url }),
    ...(button.phone_number === undefined ? {} : { message_template_button_phone_number: button.phone_number }),
  }))
  const [title, footer] = [of('HEADER')?.text, of('FOOTER')?.text]
  publishForAccount(world, template.wabaId, 'message_template_components_update', {
    ...about(template),
    ...(title === undefined ? {} : { message_template_title: title }),
    message_template_element: of('BODY')?.text ?? '',
    ...(footer === undefined ? {} : { message_template_footer: footer }),
    ...(named.length === 0 ? {} : { message_template_buttons: named }),
  })
}

/** Meta moves a template to another category; it stays approved, and what it costs changes with the next send. */
export function changeCategory(world: World, template: Template, category: Template['category']): void {
  if (template.category === category) return
  template.previousCategory = template.category
  template.category = category
  template.updatedAt = world.now()
  world.templates.put(template)
  publishForAccount(world, template.wabaId, 'template_category_update', {
    ...about(template),
    previous_category: template.previousCategory,
    new_category: category,
  })
}

/**
 * Meta found that a template belongs to another category. It says so a day before it moves it; to an account that was warned for
 * misuse it does not, and moves it at once.
 */
export function announceCategory(world: World, template: Template, correct: TemplateCategory): void {
  const now = world.now()
  template.correctCategory = correct
  world.templates.put(template)
  if (template.category === correct) return
  if (wasWarned(world, world.wabas.get(template.wabaId))) {
    changeCategory(world, template, correct)
    return
  }
  const at = later(now, numberOn('templates.category-notice-hours', cachedDay(now, 'UTC')) * HOUR)
  publishForAccount(world, template.wabaId, 'template_category_update', {
    ...about(template),
    correct_category: correct,
    new_category: template.category,
    category_update_timestamp: Math.floor(at / 1_000),
  })
  world.schedule(at, 'template.category-changes', template.id)
}

/** Sets a template's rating, tells the account, and pauses what turned RED: 3 h, then 6 h, then for good. */
export function changeQuality(world: World, template: Template, quality: Quality): void {
  const previous = template.quality
  if (previous === quality) return
  template.quality = quality
  template.qualityAt = world.now()
  world.templates.put(template)
  publishForAccount(world, template.wabaId, 'message_template_quality_update', {
    previous_quality_score: previous,
    new_quality_score: quality,
    ...about(template),
  })
  if (quality === 'RED' && template.status === 'APPROVED') pause(world, template)
  if (quality === 'GREEN') releaseHeld(world, template)
}

const titles = ['FIRST_PAUSE', 'SECOND_PAUSE']

/** The pause ladder of low quality. Held messages fail with 132015. */
export function pause(world: World, template: Template): void {
  const hours = world.policyOf(world.wabas.get(template.wabaId)).templates.pauseHours
  const length = hours[template.pauses]
  template.pauses++
  failHeld(world, template)
  if (length === undefined) {
    changeStatus(world, template, 'DISABLED', {
      title: 'DISABLED',
      description: 'Low quality for the third time; the template is disabled.',
    })
    return
  }
  template.pausedUntil = later(world.now(), length * HOUR)
  world.schedule(template.pausedUntil, 'template.unpause', template.id)
  changeStatus(world, template, 'PAUSED', {
    title: titles[template.pauses - 1] ?? 'SECOND_PAUSE',
    description: `Low quality; the template is paused for ${length} hours.`,
  })
}

function unpause(world: World, template: Template): void {
  if (
    template.status !== 'PAUSED' ||
    template.pausedByPacing ||
    template.pausedUntil === null ||
    world.now() < template.pausedUntil
  )
    return
  template.quality = 'UNKNOWN'
  template.qualityAt = world.now()
  template.judgedSince = world.now()
  template.sendsSinceApproval = 0
  template.pacingReleased = false
  changeStatus(world, template, 'APPROVED', { title: 'UNPAUSE', description: 'The pause is over.' })
}

/** Messages held for quality assessment go out. */
export function releaseHeld(world: World, template: Template): void {
  template.pacingReleased = true
  world.templates.put(template)
  for (const [key, id] of heldOf(world, template)) {
    world.things.delete(key)
    const message = world.messages.get(id)
    if (message?.status === 'held') sendHeld(world, message)
  }
}

/** A message that was held goes out now. */
export function sendHeld(world: World, message: OutboundMessage): void {
  if (message.deliverAt !== null && message.deliverAt < world.now()) message.deliverAt = later(world.now(), 1_000) as PlatformTime
  world.messages.put(message)
  world.schedule(world.now(), 'message.sent', message.id)
}

function failHeld(world: World, template: Template): void {
  for (const [key, id] of heldOf(world, template)) {
    world.things.delete(key)
    const message = world.messages.get(id)
    if (message)
      failMessage(world, message, 132015, 'The template was paused because of its quality before this message was sent.')
  }
}

function heldOf(world: World, template: Template): [string, string][] {
  const found: [string, string][] = []
  for (const thing of world.things.values()) {
    if (thing.kind === 'held' && thing.templateId === template.id) found.push([thing.key, thing.key.slice('held:'.length)])
  }
  return found
}

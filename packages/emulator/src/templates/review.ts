import { later, MINUTE, templateLimits } from '@casement/platform'
import { isRecord } from '../graph/request.ts'
import type { Template } from '../world/records.ts'
import type { World } from '../world/world.ts'
import { changeStatus, tellComponents } from './lifecycle.ts'

/** What falls due for a template under review. */
export const reviewHappenings = { 'template.review': review }

/** Sends a template to review: its answer comes after the world's review time. */
export function submitForReview(world: World, template: Template): void {
  template.status = 'PENDING'
  template.updatedAt = world.now()
  world.templates.put(template)
  world.schedule(later(world.now(), world.settings.reviewMinutes * MINUTE), 'template.review', template.id)
}

const allText = (template: Template): string =>
  template.components
    .flatMap((component) => [
      component.text,
      ...(Array.isArray(component.buttons) ? component.buttons.filter(isRecord).map((button) => button.text) : []),
    ])
    .filter((text) => typeof text === 'string')
    .join('\n')

export const promotional =
  /\b(sale|discount|% off|offer|deal|promo|coupon|voucher|buy now|shop now|limited time|free gift|save up|black friday|cashback)\b|\d\s?%\s?off/i
const oneTimeCode = /\b(verification code|one-time (code|password)|otp|passcode)\b/i
const scam = /\b(lottery|you have won|wire transfer|send your (pin|password)|crypto giveaway)\b/i

/**
 * The reviewer. Invented, and simple on purpose: a few words decide. A utility text that promotes is approved as marketing;
 * a one-time code outside its category, a copy of another template and plain fraud are rejected with Meta's reasons.
 */
export function review(world: World, id: string): void {
  const template = world.templates.get(id)
  if (!template || (template.status !== 'PENDING' && template.status !== 'IN_APPEAL')) return
  const words = allText(template)
  const fault = faultOf(world, template, words)
  if (fault) {
    const [reason, why, recommendation] = fault
    changeStatus(world, template, 'REJECTED', { reason, rejectionInfo: { reason: why, recommendation } })
    return
  }
  if (template.category === 'UTILITY' && promotional.test(words)) {
    template.previousCategory = 'UTILITY'
    template.category = 'MARKETING'
  }
  template.sendsSinceApproval = 0
  template.pacingReleased = false
  const edited = template.approvedAt !== null
  template.approvedAt = null
  changeStatus(world, template, 'APPROVED')
  if (edited) tellComponents(world, template)
}

/** Why a text cannot be approved: Meta's reason, what is wrong, what to do. */
function faultOf(world: World, template: Template, words: string): [string, string, string] | null {
  if (scam.test(words)) return ['SCAM', 'The text asks for money or secrets.', 'Remove what asks people for money or secrets.']
  if ((words.match(/\p{Extended_Pictographic}/gu)?.length ?? 0) > templateLimits.body.emojis.value) {
    return ['INVALID_FORMAT', 'The text has too many emojis.', `Use ${templateLimits.body.emojis.value} emojis or fewer.`]
  }
  if (template.category === 'AUTHENTICATION') return null
  if (oneTimeCode.test(words)) {
    return [
      'INCORRECT_CATEGORY',
      'One-time codes belong to authentication templates.',
      'Create it with the category AUTHENTICATION.',
    ]
  }
  if (!isCopy(world, template)) return null
  return ['INVALID_FORMAT', 'Another template has the same body and footer.', 'Use the other template, or change the text.']
}

function isCopy(world: World, template: Template): boolean {
  const part = (one: Template, type: string) =>
    String(one.components.find((component) => String(component.type).toUpperCase() === type)?.text ?? '')
  for (const other of world.templates.values()) {
    if (other.id === template.id || other.wabaId !== template.wabaId || other.name === template.name) continue
    if (!['APPROVED', 'PAUSED'].includes(other.status)) continue
    if (part(other, 'BODY') === part(template, 'BODY') && part(other, 'FOOTER') === part(template, 'FOOTER')) return true
  }
  return false
}

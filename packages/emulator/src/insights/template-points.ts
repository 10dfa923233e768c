import type { PlatformTime } from '@casement/platform'
import { clicksIn } from '../customers/follow-link.ts'
import { isRecord } from '../graph/request.ts'
import type { InboundMessage, OutboundMessage } from '../world/records.ts'
import type { World } from '../world/world.ts'
import { gather, graphSeconds, type Span, stepsOf } from './ledger.ts'
import type { PeriodOf } from './periods.ts'
import { costOf } from './priced-points.ts'

export const TEMPLATE_METRICS = ['SENT', 'DELIVERED', 'READ', 'REPLIED', 'CLICKED', 'COST'] as const
export type TemplateMetric = (typeof TEMPLATE_METRICS)[number]

type Seen = {
  templateId: string
  at: PlatformTime
  status?: string
  message?: OutboundMessage
  click?: string
  reply?: true
  /** A link that was followed, and in which message. */
  link?: { label: string; messageId: string }
}

/** What became of templates by the day: sent, delivered, read, answered, their buttons pressed, and what they cost. */
export function templatePoints(
  world: World,
  wabaId: string,
  templateIds: readonly string[],
  span: Span,
  periodOf: PeriodOf,
  metrics: readonly TemplateMetric[],
): Record<string, unknown>[] {
  const wants = (metric: TemplateMetric) => metrics.length === 0 || metrics.includes(metric)
  const groups = gather(
    everythingSeen(world, wabaId, new Set(templateIds), span),
    periodOf,
    (seen) => seen.at,
    (seen) => seen.templateId,
  )
  return groups.map(({ period, label, things }) => {
    const reached = (status: string) => things.filter((seen) => seen.status === status).length
    const point: Record<string, unknown> = {
      template_id: label,
      start: graphSeconds(period.start),
      end: graphSeconds(period.end),
    }
    if (wants('SENT')) point.sent = reached('sent')
    if (wants('DELIVERED')) point.delivered = reached('delivered')
    if (wants('READ')) point.read = reached('read')
    if (wants('REPLIED')) point.replied = things.filter((seen) => seen.reply).length
    if (wants('CLICKED')) point.clicked = clicks(things)
    if (wants('COST')) point.cost = costs(things)
    return point
  })
}

function* everythingSeen(world: World, wabaId: string, wanted: ReadonlySet<string>, span: Span): Generator<Seen> {
  for (const { message, status, at } of stepsOf(world, wabaId, span, ['sent', 'delivered', 'read'])) {
    if (message.templateId !== null && wanted.has(message.templateId))
      yield { templateId: message.templateId, at, status, message }
  }
  for (const { templateId, at, label, messageId } of clicksIn(world)) {
    if (wanted.has(templateId) && at >= span.from && at < span.to)
      yield { templateId, at: at as PlatformTime, link: { label, messageId } }
  }
  for (const inbound of world.inbound.values()) {
    if (inbound.at < span.from || inbound.at >= span.to || !inbound.delivered) continue
    const context = inbound.content.context
    const answered = isRecord(context) ? world.messages.get(String(context.id)) : undefined
    if (!answered || answered.templateId === null || !wanted.has(answered.templateId)) continue
    const click = pressed(inbound)
    yield { templateId: answered.templateId, at: inbound.at, reply: true, ...(click === null ? {} : { click }) }
  }
}

/** The text of the quick reply that an inbound message is. */
function pressed({ type, content }: InboundMessage): string | null {
  if (type === 'button' && isRecord(content.button)) return String(content.button.text)
  const reply = isRecord(content.interactive) ? content.interactive.button_reply : undefined
  return isRecord(reply) ? String(reply.title) : null
}

function clicks(things: readonly Seen[]): Record<string, unknown>[] {
  const counts = new Map<string, number>()
  for (const { click } of things) if (click !== undefined) counts.set(click, (counts.get(click) ?? 0) + 1)
  const links = new Map<string, string[]>()
  for (const { link } of things) if (link) links.set(link.label, [...(links.get(link.label) ?? []), link.messageId])
  return [
    ...[...counts].map(([text, count]) => ({ type: 'quick_reply_button', button_content: text, count })),
    ...[...links].flatMap(([text, messages]) => [
      { type: 'url_button', button_content: text, count: messages.length },
      { type: 'unique_url_button', button_content: text, count: new Set(messages).size },
    ]),
  ]
}

function costs(things: readonly Seen[]): Record<string, unknown>[] {
  const delivered = things.flatMap((seen) => (seen.status === 'delivered' && seen.message ? [seen.message] : []))
  if (delivered.length === 0)
    return [{ type: 'amount_spent' }, { type: 'cost_per_delivered' }, { type: 'cost_per_url_button_click' }]
  const spent = Number(costOf(delivered))
  const followed = things.filter((seen) => seen.link).length
  return [
    { type: 'amount_spent', value: spent },
    { type: 'cost_per_delivered', value: Number((spent / delivered.length).toFixed(6)) },
    { type: 'cost_per_url_button_click', ...(followed === 0 ? {} : { value: Number((spent / followed).toFixed(6)) }) },
  ]
}

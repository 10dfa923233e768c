import { addAmounts, DAY, HOUR } from '@casement/platform'
import type { OutboundMessage, Waba } from '../world/records.ts'
import type { World } from '../world/world.ts'
import { GraphFailure, missingParameter } from './failure.ts'
import { type GraphHandler, type GraphRequest, listParam, numberParam } from './request.ts'
import type { FieldSpec, Fields } from './select-fields.ts'

const spans: Record<string, number> = { HALF_HOUR: HOUR / 2, DAY, DAILY: DAY, MONTH: 30 * DAY, MONTHLY: 30 * DAY }

/** The messages of an account accepted in a span; reads them all, which a report may. */
function accepted(world: World, wabaId: string, start: number, end: number): OutboundMessage[] {
  const found: OutboundMessage[] = []
  for (const message of world.messages.values()) {
    if (message.acceptedAt >= start && message.acceptedAt < end && world.numbers.get(message.from)?.wabaId === wabaId)
      found.push(message)
  }
  return found
}

const reached = (message: OutboundMessage, status: string): boolean => message.timeline.some((one) => one.status === status)

function list(text: string | undefined): string[] {
  if (text === undefined || text.trim() === '') return []
  try {
    const read = JSON.parse(text.replace(/'/g, '"')) as unknown
    return Array.isArray(read) ? read.map(String) : [String(read)]
  } catch {
    return text.split(',').map((one) => one.trim())
  }
}

function rangeOf(spec: FieldSpec): { start: number; end: number; granularity: string; span: number } {
  const { start, end, granularity } = spec.modifiers
  if (start === undefined || end === undefined || granularity === undefined) {
    throw new GraphFailure({ code: 100, http: 400, message: `(#100) ${spec.name} needs .start(…).end(…).granularity(…).` })
  }
  const span = spans[granularity]
  if (span === undefined)
    throw new GraphFailure({
      code: 100,
      http: 400,
      message: `(#100) Param granularity must be one of {${Object.keys(spans).join(', ')}}.`,
    })
  return { start: Number(start) * 1_000, end: Number(end) * 1_000, granularity, span }
}

function byPeriod(messages: OutboundMessage[], start: number, span: number): Map<number, OutboundMessage[]> {
  const periods = new Map<number, OutboundMessage[]>()
  for (const message of messages) {
    const from = start + Math.floor((message.acceptedAt - start) / span) * span
    const known = periods.get(from)
    if (known) known.push(message)
    else periods.set(from, [message])
  }
  return new Map([...periods].sort((a, b) => a[0] - b[0]))
}

const seconds = (at: number): number => Math.floor(at / 1_000)

/** `analytics`, `conversation_analytics` and `pricing_analytics` of an account, from the messages themselves. */
export function analyticsFields(world: World, waba: Waba): Fields {
  return {
    analytics: (spec) => {
      const { start, end, granularity, span } = rangeOf(spec)
      const numbers = list(spec.modifiers.phone_numbers).map((one) => one.replace(/\D/g, ''))
      const all = accepted(world, waba.id, start, end).filter(
        (message) => numbers.length === 0 || numbers.includes(world.numbers.get(message.from)?.digits ?? ''),
      )
      const points = [...byPeriod(all, start, span)].map(([from, messages]) => ({
        start: seconds(from),
        end: seconds(from + span),
        sent: messages.filter((message) => reached(message, 'sent')).length,
        delivered: messages.filter((message) => reached(message, 'delivered')).length,
      }))
      return { granularity, ...(points.length > 0 ? { data_points: points } : {}) }
    },
    conversation_analytics: (spec) => ({ data: [{ data_points: pricedPoints(world, waba, spec, 'conversation') }] }),
    pricing_analytics: (spec) => ({ data: [{ data_points: pricedPoints(world, waba, spec, 'volume') }] }),
    call_analytics: () => ({ data: [{ data_points: [] }] }),
  }
}

function pricedPoints(world: World, waba: Waba, spec: FieldSpec, counted: 'conversation' | 'volume'): Record<string, unknown>[] {
  const { start, end, span } = rangeOf(spec)
  const dimensions = new Set(list(spec.modifiers.dimensions))
  const points: Record<string, unknown>[] = []
  for (const [from, messages] of byPeriod(accepted(world, waba.id, start, end), start, span)) {
    const groups = new Map<string, OutboundMessage[]>()
    for (const message of messages.filter((one) => reached(one, 'delivered'))) {
      const key = JSON.stringify(labels(world, message, dimensions, counted))
      groups.set(key, [...(groups.get(key) ?? []), message])
    }
    for (const [key, group] of groups) {
      const cost = group.filter((message) => message.charged).reduce((sum, message) => addAmounts(sum, message.price.amount), '0')
      points.push({
        start: seconds(from),
        end: seconds(from + span),
        ...JSON.parse(key),
        [counted]: group.length,
        cost: Number(cost),
      })
    }
  }
  return points
}

function labels(world: World, message: OutboundMessage, dimensions: Set<string>, counted: string): Record<string, unknown> {
  const found: Record<string, unknown> = {}
  if (dimensions.has('PHONE')) found.phone_number = world.numbers.get(message.from)?.digits
  if (dimensions.has('COUNTRY')) found.country = world.customers.get(message.to)?.country
  if (counted === 'volume') {
    if (dimensions.has('PRICING_CATEGORY')) found.pricing_category = message.pricing.category.toUpperCase()
    if (dimensions.has('PRICING_TYPE')) found.pricing_type = (message.pricing.type ?? 'regular').toUpperCase()
    return found
  }
  if (dimensions.has('CONVERSATION_CATEGORY')) found.conversation_category = message.pricing.category.toUpperCase()
  if (dimensions.has('CONVERSATION_TYPE'))
    found.conversation_type = message.pricing.type === 'free_entry_point' ? 'FREE_ENTRY_POINT' : 'REGULAR'
  if (dimensions.has('CONVERSATION_DIRECTION'))
    found.conversation_direction = message.templateId === null ? 'USER_INITIATED' : 'BUSINESS_INITIATED'
  return found
}

/** `GET /{waba}/template_analytics`: sent, delivered and read of templates by the day, once insights were switched on. */
export const templateAnalytics: GraphHandler = (request: GraphRequest) => {
  const { world, params } = request
  const waba = world.wabas.get(request.path[0] as string) as Waba
  if (!waba.insights)
    throw new GraphFailure({
      code: 200_005,
      http: 400,
      message: '(#200005) Template Insights is not available: opt in with is_enabled_for_insights.',
    })
  const start = numberParam(params, 'start')
  const end = numberParam(params, 'end')
  const ids = listParam(params, 'template_ids')?.map(String)
  if (start === undefined) throw missingParameter('start')
  if (end === undefined) throw missingParameter('end')
  if (!ids) throw missingParameter('template_ids')
  if (ids.length > 10)
    throw new GraphFailure({ code: 100, http: 400, message: '(#100) Param template_ids must have at most 10 elements.' })
  const messages = accepted(world, waba.id, start * 1_000, end * 1_000)
  const points: Record<string, unknown>[] = []
  for (const [from, day] of byPeriod(messages, start * 1_000, DAY)) {
    for (const id of ids) {
      const own = day.filter((message) => message.templateId === id)
      if (own.length === 0) continue
      const cost = own.filter((message) => message.charged).reduce((sum, message) => addAmounts(sum, message.price.amount), '0')
      points.push({
        template_id: id,
        start: seconds(from),
        end: seconds(from + DAY),
        sent: own.filter((message) => reached(message, 'sent')).length,
        delivered: own.filter((message) => reached(message, 'delivered')).length,
        read: own.filter((message) => reached(message, 'read')).length,
        clicked: [],
        cost: [
          { type: 'amount_spent', value: Number(cost) },
          { type: 'cost_per_delivered' },
          { type: 'cost_per_url_button_click' },
        ],
      })
    }
  }
  const report = { granularity: 'DAILY', product_type: 'cloud_api', ...(points.length > 0 ? { data_points: points } : {}) }
  return { data: [report], paging: { cursors: { before: 'MAZDZD', after: 'MjQZD' } } }
}

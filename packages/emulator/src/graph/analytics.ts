import { DAY } from '@casement/platform'
import { callsOf } from '../calls/call-record.ts'
import { gather, graphSeconds, type Span, stepsOf } from '../insights/ledger.ts'
import { type PeriodOf, periodsOf } from '../insights/periods.ts'
import { conversationDimensions, pricedPoints, pricingDimensions } from '../insights/priced-points.ts'
import { TEMPLATE_METRICS, type TemplateMetric, templatePoints } from '../insights/template-points.ts'
import type { Waba } from '../world/records.ts'
import type { World } from '../world/world.ts'
import { GraphFailure, invalidParameter, missingParameter, refuse } from './failure.ts'
import { notOneOf, tooMany } from './refuse-parameter.ts'
import { flagParam, type GraphHandler, type GraphRequest, listParam, numberParam, textParam } from './request.ts'
import type { FieldSpec, Fields } from './select-fields.ts'

/** Templates of one report, and the days it looks back. */
const MOST_TEMPLATES = 10
const LOOK_BACK_DAYS = 90

const granularities: Record<string, readonly string[]> = {
  analytics: ['HALF_HOUR', 'DAY', 'MONTH'],
  other: ['HALF_HOUR', 'DAILY', 'MONTHLY'],
}

/** A list in a dotted modifier: `["COST","VOLUME"]`, with either kind of quotes, or words with commas. */
function list(text: string | undefined): string[] {
  if (text === undefined || text.trim() === '') return []
  try {
    const read = JSON.parse(text.replace(/'/g, '"')) as unknown
    return Array.isArray(read) ? read.map(String) : [String(read)]
  } catch {
    return text.split(',').map((one) => one.replace(/[[\]"' ]/g, ''))
  }
}

const upper = (all: readonly string[]): string[] => all.map((one) => one.toUpperCase())
const digits = (all: readonly string[]): string[] => all.map((one) => one.replace(/\D/g, ''))

function queryOf(spec: FieldSpec, waba: Waba): { span: Span; granularity: string; periodOf: PeriodOf } {
  const { start, end } = spec.modifiers
  const granularity = spec.modifiers.granularity?.toUpperCase()
  if (start === undefined || end === undefined || granularity === undefined)
    throw new GraphFailure({ code: 100, http: 400, message: `(#100) ${spec.name} needs .start(…).end(…).granularity(…).` })
  const span = { from: Number(start) * 1_000, to: Number(end) * 1_000 }
  if (!Number.isFinite(span.from) || !Number.isFinite(span.to) || span.from >= span.to)
    throw invalidParameter('start and end are Unix times in seconds, and start comes first.')
  const allowed = granularities[spec.name] ?? granularities.other ?? []
  const periodOf = allowed.includes(granularity) ? periodsOf(granularity, waba.timeZone) : null
  if (!periodOf) throw notOneOf('granularity', allowed, spec.modifiers.granularity)
  return { span, granularity, periodOf }
}

function messagesReport(world: World, waba: Waba, spec: FieldSpec): Record<string, unknown> {
  const { span, granularity, periodOf } = queryOf(spec, waba)
  const phones = digits(list(spec.modifiers.phone_numbers))
  const countries = upper(list(spec.modifiers.country_codes))
  // 0 stands for templates, 2 for everything else.
  const products = list(spec.modifiers.product_types).map(Number)
  const steps = [...stepsOf(world, waba.id, span, ['sent', 'delivered'])].filter(
    ({ message }) =>
      (phones.length === 0 || phones.includes(world.numbers.get(message.from)?.digits ?? '')) &&
      (countries.length === 0 || countries.includes(world.customers.get(message.to)?.country ?? '')) &&
      (products.length === 0 || products.includes(message.templateId === null ? 2 : 0)),
  )
  const groups = gather(
    steps,
    periodOf,
    (step) => step.at,
    () => '',
  )
  const points = groups.map(({ period, things }) => ({
    start: graphSeconds(period.start),
    end: graphSeconds(period.end),
    sent: things.filter((step) => step.status === 'sent').length,
    delivered: things.filter((step) => step.status === 'delivered').length,
  }))
  return {
    ...(phones.length > 0 ? { phone_numbers: phones } : {}),
    ...(countries.length > 0 ? { country_codes: countries } : {}),
    granularity,
    ...(points.length > 0 ? { data_points: points } : {}),
  }
}

function pricedReport(world: World, waba: Waba, spec: FieldSpec, counted: 'conversation' | 'volume'): Record<string, unknown> {
  const { span, periodOf } = queryOf(spec, waba)
  const known = counted === 'volume' ? pricingDimensions : conversationDimensions
  const dimensions = upper(list(spec.modifiers.dimensions))
  const unknown = dimensions.find((one) => !(one in known))
  if (unknown !== undefined) throw notOneOf('dimensions', Object.keys(known), unknown)
  const metrics = upper(list(spec.modifiers.metric_types))
  const allowed = ['COST', counted.toUpperCase()]
  const wrong = metrics.find((one) => !allowed.includes(one))
  if (wrong !== undefined) throw notOneOf('metric_types', allowed, wrong)
  const filters: Record<string, string[]> = {}
  for (const { filter } of Object.values(known)) {
    if (filter === undefined) continue
    const given = list(spec.modifiers[filter])
    filters[filter] = filter === 'phone_numbers' ? digits(given) : upper(given)
  }
  const points = pricedPoints(world, waba, known, counted, {
    span,
    periodOf,
    dimensions,
    filters,
    withCost: metrics.length === 0 || metrics.includes('COST'),
    withCount: metrics.length === 0 || metrics.includes(counted.toUpperCase()),
  })
  return { data: points.length > 0 ? [{ data_points: points }] : [] }
}

function callsReport(world: World, waba: Waba, spec: FieldSpec): Record<string, unknown> {
  const { span, periodOf } = queryOf(spec, waba)
  const directions = upper(list(spec.modifiers.directions))
  const split = upper(list(spec.modifiers.dimensions)).includes('DIRECTION')
  const calls = [...world.numbers.values()]
    .filter((number) => number.wabaId === waba.id)
    .flatMap((number) => [...callsOf(world, number.id)])
    .filter((call) => call.acceptedAt !== null && call.placedAt >= span.from && call.placedAt < span.to)
    .filter((call) => directions.length === 0 || directions.includes(call.direction))
  const groups = gather(
    calls,
    periodOf,
    (call) => call.placedAt,
    (call) => (split ? call.direction : ''),
  )
  const points = groups.map(({ period, label, things }) => {
    const talked = things.map((call) => ((call.endedAt ?? world.now()) - (call.acceptedAt ?? 0)) / 1_000)
    return {
      start: graphSeconds(period.start),
      end: graphSeconds(period.end),
      ...(label === '' ? {} : { direction: label }),
      count: things.length,
      average_duration: Math.round(talked.reduce((sum, one) => sum + one, 0) / talked.length),
    }
  })
  return { data: points.length > 0 ? [{ data_points: points }] : [] }
}

/** `analytics`, `conversation_analytics`, `pricing_analytics` and `call_analytics` of an account, from the messages themselves. */
export function analyticsFields(world: World, waba: Waba): Fields {
  return {
    analytics: (spec) => messagesReport(world, waba, spec),
    conversation_analytics: (spec) => pricedReport(world, waba, spec, 'conversation'),
    pricing_analytics: (spec) => pricedReport(world, waba, spec, 'volume'),
    call_analytics: (spec) => callsReport(world, waba, spec),
  }
}

/** `GET /{waba-id}/template_analytics`: what became of templates by the day, once insights were switched on. */
export const templateAnalytics: GraphHandler = (request: GraphRequest) => {
  const { world, params } = request
  const waba = world.wabas.get(request.path[0] as string) as Waba
  if (!waba.insights) throw refuse(200_005, 'Opt in first: POST to this account with is_enabled_for_insights=true.', 400)
  const start = numberParam(params, 'start')
  const end = numberParam(params, 'end')
  const ids = listParam(params, 'template_ids')?.map(String)
  if (start === undefined) throw missingParameter('start')
  if (end === undefined) throw missingParameter('end')
  if (!ids || ids.length === 0) throw missingParameter('template_ids')
  if (ids.length > MOST_TEMPLATES) throw tooMany('template_ids', MOST_TEMPLATES)
  const stranger = ids.find((id) => world.templates.get(id)?.wabaId !== waba.id)
  if (stranger !== undefined) throw invalidParameter(`template_ids: this account has no template ${stranger}.`)
  const granularity = textParam(params, 'granularity')?.toUpperCase() ?? 'DAILY'
  if (granularity !== 'DAILY') throw notOneOf('granularity', ['DAILY'], textParam(params, 'granularity'))
  if (world.now() - start * 1_000 > LOOK_BACK_DAYS * DAY + DAY)
    throw invalidParameter(`start may lie at most ${LOOK_BACK_DAYS} days back.`)
  const metrics = (listParam(params, 'metric_types') ?? []).map((one) => String(one).toUpperCase())
  const wrong = metrics.find((one) => !TEMPLATE_METRICS.includes(one as TemplateMetric))
  if (wrong !== undefined) throw notOneOf('metric_types', TEMPLATE_METRICS, wrong)
  const product = textParam(params, 'product_type')?.toLowerCase() ?? 'cloud_api'
  const report: Record<string, unknown> = { granularity, product_type: product }
  const cursors = { before: 'MAZDZD', after: 'MjQZD' }
  if (textParam(params, 'after') !== undefined) {
    // A page past the data has no points, and leads back.
    const back = new URLSearchParams({ ...request.query, before: 'MAZDZD' })
    back.delete('after')
    return {
      data: [report],
      paging: { cursors, previous: `${request.origin}/${request.version}/${request.path.join('/')}?${back}` },
    }
  }
  const zone = flagParam(params, 'use_waba_timezone') ? waba.timeZone : 'UTC'
  const periodOf = periodsOf(granularity, zone) as PeriodOf
  const span = { from: start * 1_000, to: end * 1_000 }
  const points = templatePoints(world, waba.id, ids, span, periodOf, metrics as TemplateMetric[])
  if (points.length > 0) report.data_points = points
  return { data: [report], paging: { cursors } }
}

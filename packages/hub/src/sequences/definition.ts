import { z } from 'zod'
import { TemplateUse } from '../campaigns/definition.ts'
import { Filter } from '../segments/filter.ts'

const Hour = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'write an hour like 09:00')
const Key = z.string().min(1).max(64)
const EventName = z.string().regex(/^[\w.:-]{1,100}$/, 'use letters, digits and . _ : -, such as order.paid')
const WroteLast = z
  .enum(['customer', 'us', 'either'])
  .default('us')
  .describe('Only where they wrote last, or we did: who was answered and fell silent, or who still waits')

/** What begins a sequence for a person. */
export const Start = z.discriminatedUnion('on', [
  z.strictObject({
    on: z.literal('window.closing'),
    minutesBefore: z
      .int()
      .min(5)
      .max(240)
      .default(60)
      .describe('At the latest so long before the window closes; earlier where the pace asks for it'),
    wroteLast: WroteLast,
  }),
  z.strictObject({ on: z.literal('window.closed'), wroteLast: WroteLast }),
  z.strictObject({
    on: z.literal('attribute'),
    key: Key,
    is: z.string().max(200).optional().describe('Absent: whenever it has another value'),
  }),
  z.strictObject({ on: z.literal('event'), name: EventName.describe('Of POST /v1/events') }),
  z.strictObject({ on: z.literal('filter'), filter: Filter, everyHours: z.int().min(1).max(720).default(24) }),
])
export type Start = z.infer<typeof Start>

const Send = z.union([
  z.strictObject({
    text: z
      .string()
      .trim()
      .min(1)
      .max(4_096)
      .describe('Free form; {{name}} and {{attribute.KEY|instead}} stand for what is known of them'),
  }),
  z.strictObject({
    template: TemplateUse.extend({
      name: z.string().max(512).describe('Empty while none is chosen; it is not switched on before that'),
    }),
  }),
])
export type Send = z.infer<typeof Send>

export const Step = z.strictObject({
  afterMinutes: z.int().min(0).max(525_600).default(0).describe('After the sequence began, or after the step before'),
  send: Send,
})
export type Step = z.infer<typeof Step>

/** What counts as having come back, beside an answer. */
export const Conversion = z.union([
  z.strictObject({ attribute: Key, is: z.string().max(200).optional() }),
  z.strictObject({ event: EventName }),
])
export type Conversion = z.infer<typeof Conversion>

export const Definition = z.strictObject({
  start: Start,
  steps: z.array(Step).min(1).max(10),
  converts: Conversion.nullable().default(null),
  daytime: z
    .strictObject({ from: Hour, to: Hour })
    .refine(({ from, to }) => from < to, 'daytime begins before it ends')
    .default({ from: '09:00', to: '20:00' })
    .describe('Nothing leaves outside these hours of the recipient’s own day'),
  againAfterDays: z.int().min(1).max(365).default(30).describe('It does not begin again for the same person before'),
  includeWithoutOptIn: z
    .boolean()
    .default(false)
    .describe('Templates also to people who never recorded a yes. What the workspace refuses in its settings stays refused'),
})
export type Definition = z.infer<typeof Definition>

export const Sequence = z.strictObject({
  name: z.string().trim().min(1).max(200),
  from: z.string().min(1).max(64).describe('The number it writes from'),
  definition: Definition,
})

/** Why a definition cannot work, and what would: a sentence, or null. */
export function whyImpossible({ start, steps }: Definition): string | null {
  let minutes = 0
  for (const [index, step] of steps.entries()) {
    minutes += step.afterMinutes
    if (!('text' in step.send)) continue
    const place = `Step ${index + 1} is free form`
    if (start.on === 'window.closing') {
      if (index === 0 && step.afterMinutes > 0) return `${place} and begins by the time left: set its wait to 0.`
      if (minutes >= start.minutesBefore)
        return `${place}, and the window has closed by then: send an approved template instead, or send it earlier.`
    } else if (start.on === 'window.closed' || start.on === 'filter')
      return `${place}, and the window is closed: send an approved template instead.`
  }
  return null
}

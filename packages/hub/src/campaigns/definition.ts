import { z } from 'zod'
import { Filter } from '../segments/filter.ts'
import { Money } from '../settings/settings.ts'

const MOST_LISTED = 10_000
const Hour = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'write an hour like 09:00')

export const TemplateUse = z.object({
  name: z.string().min(1).max(512),
  language: z.string().min(2).max(16),
  parameters: z
    .array(z.looseObject({ type: z.string().max(32) }))
    .max(30)
    .default([])
    .describe(
      'Meta’s components of a template send. In place of any text stands {"from": "attribute.city", "fallback": "your town"}: name, phone, attribute.KEY or column.KEY of each person',
    ),
})
export type TemplateUse = z.infer<typeof TemplateUse>

/** Whom: people by what is known of them, a list, or the rows of a file that is uploaded to the draft. */
export const Audience = z.union([
  z.strictObject({ segment: Filter }),
  z.strictObject({ segmentId: z.uuid() }),
  z.strictObject({ upload: z.literal(true) }).describe('The rows of the file sent to POST /v1/campaigns/{id}/audience'),
  z
    .strictObject({
      contacts: z.array(z.uuid()).max(MOST_LISTED).optional(),
      numbers: z.array(z.string().min(1).max(64)).max(MOST_LISTED).optional(),
    })
    .refine(({ contacts, numbers }) => (contacts?.length ?? 0) + (numbers?.length ?? 0) > 0, 'name at least one person'),
])
export type Audience = z.infer<typeof Audience>

export const Schedule = z.strictObject({
  at: z.iso.datetime({ offset: true }).optional().describe('Not before; absent: at once'),
  morning: Hour.optional().describe('In each person’s own morning, at this hour of their time'),
})

export const Pace = z.strictObject({
  perSecond: z.number().positive().max(1_000).optional().describe('At most; absent: all the number may'),
  ramp: z
    .array(z.int().min(1))
    .min(1)
    .max(60)
    .optional()
    .describe('How many people on the first day, the second …; after the last, as many as are left'),
})

export const Trial = z.strictObject({
  template: TemplateUse.describe('The other template'),
  share: z
    .number()
    .gt(0)
    .max(1)
    .default(0.2)
    .describe('How many of all get one of the two before the winner is known; 1: everybody, half each'),
  measure: z.enum(['read', 'replied']).default('read'),
  decide: z.enum(['hand', 'measured']).default('measured'),
  afterHours: z.number().min(0).max(168).default(4).describe('How long after the last of the trial was sent it is measured'),
})

export const Draft = z.object({
  name: z.string().trim().min(1).max(200),
  from: z.string().min(1).max(64),
  template: TemplateUse.optional().describe('A draft may be without one; nothing can be planned or launched before it is chosen'),
  audience: Audience,
  schedule: Schedule.default({}),
  pace: Pace.default({}),
  trial: Trial.optional(),
  trackLinks: z.boolean().optional().describe('Whether links are led through ours and counted; absent: as the workspace does'),
  spendCap: Money.optional().describe('The most this campaign may cost, in the account’s currency'),
})
export type Draft = z.infer<typeof Draft>

export const DraftChange = Draft.omit({ schedule: true, pace: true, trial: true, spendCap: true }).partial().extend({
  schedule: Schedule.optional(),
  pace: Pace.optional(),
  trial: Trial.nullable().optional(),
  spendCap: Money.nullable().optional(),
})

/** All of a campaign but its name and number, as it is stored. */
export type Definition = Omit<Draft, 'name' | 'from'>

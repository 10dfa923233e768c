import { isOwnPurpose } from '@casement/rules'
import { type Condition, type Graph, LONGEST_WAIT_MINUTES, MOST_NODES } from '@casement/rules/automation'
import { z } from 'zod'
import { Filter } from '../segments/filter.ts'

const text = (most: number) =>
  z
    .string()
    .max(most)
    .refine((value) => !value.includes('\0'), 'it holds a zero byte')
const Hour = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'write an hour like 09:00')
const Zone = z.string().max(64).refine(isTimeZone, 'give an IANA time zone such as Europe/Berlin')
const Weekdays = z.array(z.int().min(1).max(7)).max(7)
const Value = z.union([text(500), z.number(), z.boolean()])
const Key = text(64)
const Tag = text(64).trim().min(1)
const Purpose = z.union([
  z.enum(['marketing', 'utility', 'authentication', 'everything']),
  z.string().max(64).refine(isOwnPurpose, 'name a purpose of the workspace’s own, such as own.newsletter'),
])
const Words = { words: z.array(text(200)).max(100), match: z.enum(['whole', 'contains']).default('whole') }
const BusinessHours = z.strictObject({
  timeZone: Zone,
  open: z
    .array(
      z.strictObject({
        days: Weekdays,
        from: Hour,
        to: z.string().regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'write an hour like 17:00, at most 24:00'),
      }),
    )
    .max(50),
  holidays: z
    .array(z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'write a day like 2026-12-25'))
    .max(400)
    .default([]),
})

const Trigger = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('keyword'), ...Words }),
  z.strictObject({ kind: z.literal('first-message') }),
  z.strictObject({ kind: z.literal('away'), hours: BusinessHours }),
  z.strictObject({ kind: z.literal('answer'), ids: z.array(text(256)).max(100).default([]) }),
  z.strictObject({ kind: z.literal('ad'), sources: z.array(text(128)).max(100).default([]) }),
  z.strictObject({
    kind: z.literal('window'),
    event: z.enum(['opened', 'closing', 'closed']),
    minutesBefore: z.int().min(1).max(1_440).optional().describe('For closing: 240, 60 or 15'),
  }),
  z.strictObject({
    kind: z.literal('template'),
    status: z.enum(['delivered', 'read', 'failed']),
    names: z.array(text(512)).max(100).default([]),
  }),
  z.strictObject({ kind: z.literal('attribute'), key: Key, is: Value.optional() }),
  z.strictObject({ kind: z.literal('event'), name: text(100) }),
  z.strictObject({ kind: z.literal('schedule'), hour: Hour, weekdays: Weekdays, timeZone: Zone, people: Filter }),
])

const compared = {
  is: Value.optional(),
  isNot: Value.optional(),
  contains: text(500).optional(),
  above: z.number().optional(),
  below: z.number().optional(),
  exists: z.boolean().optional(),
}
const Leaf = z.union([
  z.strictObject({ attribute: Key.min(1), ...compared }),
  z.strictObject({ data: text(200).min(1), ...compared }),
  z.strictObject({ tag: Tag }),
  z.strictObject({ consent: Purpose, is: z.enum(['in', 'out', 'unsaid']) }),
  z.strictObject({ country: z.array(z.string().regex(/^[A-Z]{2}$/, 'write a country by its two letters, such as GB')).max(250) }),
  z.strictObject({ window: z.enum(['open', 'closed']) }),
  z.strictObject({ windowLeft: z.number().min(0).max(4_320) }),
  z.strictObject({ entryPoint: z.enum(['open', 'closed']) }),
  z.strictObject({ thread: z.enum(['open', 'resolved']) }),
  z.strictObject({ assigned: z.boolean() }),
  z.strictObject({ threadTag: Tag }),
  z.strictObject({
    price: z.enum(['service', 'utility', 'marketing']),
    most: z.string().regex(/^\d{1,9}(\.\d{1,9})?$/, 'write an amount like 0.05'),
  }),
  z.strictObject({ hours: BusinessHours }),
  z.strictObject({ text: z.strictObject(Words) }),
  z.strictObject({ answer: z.strictObject(Words) }),
])
const Question: z.ZodType<Condition> = z
  .lazy(() =>
    z.union([
      Leaf as unknown as z.ZodType<Condition>,
      z.strictObject({ all: z.array(Question).max(20) }),
      z.strictObject({ any: z.array(Question).max(20) }),
      z.strictObject({ not: Question }),
    ]),
  )
  .refine((condition) => depthOf(condition) <= 5, 'conditions stand at most 5 deep in one another')

const depthOf = (condition: Condition): number => {
  if ('all' in condition) return 1 + Math.max(0, ...condition.all.map(depthOf))
  if ('any' in condition) return 1 + Math.max(0, ...condition.any.map(depthOf))
  return 'not' in condition ? 1 + depthOf(condition.not) : 1
}

const Id = z.string().regex(/^[\w-]{1,64}$/, 'use letters, digits, - and _')
const step = {
  id: Id,
  next: z.record(Id, Id).default({}),
  at: z.strictObject({ x: z.number(), y: z.number() }).optional(),
}
const Minutes = z.number().max(LONGEST_WAIT_MINUTES)
const Owner = z.uuid().nullable().default(null)
/** A header is a token and a line of visible signs, so that none can smuggle another in. */
const Headers = z
  .record(
    z.string().regex(/^[A-Za-z0-9-]{1,64}$/, 'use letters, digits and -'),
    z
      .string()
      .max(2_000)
      .regex(/^[\x20-\x7e]*$/, 'use visible ASCII signs'),
  )
  .refine((headers) => Object.keys(headers).length <= 20, 'at most 20 headers')
  .refine(
    (headers) =>
      !Object.keys(headers).some((name) => /^(host|content-length|transfer-encoding|connection|idempotency-key)$/i.test(name)),
    'this header is set by the call itself',
  )

const Node = z.discriminatedUnion('kind', [
  z.strictObject({ ...step, kind: z.literal('send'), message: z.looseObject({ type: z.string().min(1).max(64) }) }),
  z.strictObject({ ...step, kind: z.literal('wait'), minutes: Minutes }),
  z.strictObject({ ...step, kind: z.literal('wait-until'), hour: Hour }),
  z.strictObject({ ...step, kind: z.literal('ask'), timeoutMinutes: Minutes }),
  z.strictObject({
    ...step,
    kind: z.literal('branch'),
    cases: z.array(z.strictObject({ id: Id, name: text(80).default(''), if: Question })).max(20),
  }),
  z.strictObject({ ...step, kind: z.literal('assign'), owner: Owner }),
  z.strictObject({
    ...step,
    kind: z.literal('tag'),
    add: z.array(Tag).max(20).default([]),
    remove: z.array(Tag).max(20).default([]),
  }),
  z.strictObject({ ...step, kind: z.literal('note'), text: text(4_000) }),
  z.strictObject({ ...step, kind: z.literal('attribute'), key: Key, value: Value.nullable() }),
  z.strictObject({ ...step, kind: z.literal('consent'), purpose: Purpose, choice: z.enum(['in', 'out']) }),
  z.strictObject({
    ...step,
    kind: z.literal('http'),
    method: z.enum(['GET', 'POST', 'PUT']).default('POST'),
    url: text(2_000),
    headers: Headers.default({}),
    body: z.unknown().optional(),
  }),
  z.strictObject({ ...step, kind: z.literal('draft'), wish: text(1_000).default('') }),
  z.strictObject({ ...step, kind: z.literal('hand-over'), owner: Owner, note: text(1_000).default('') }),
])

const LARGEST_GRAPH = 200_000

/** A drawing as it is kept: its shape. Whether it makes sense is `checkGraph`’s question, so that half a drawing can be kept too. */
export const GraphBody = z
  .strictObject({
    trigger: Trigger,
    from: z.string().min(1).max(64).optional(),
    if: Question.optional(),
    limits: z
      .strictObject({
        perContact: z
          .strictObject({
            runs: z.int().min(1).max(100),
            hours: z
              .number()
              .min(0.1)
              .max(24 * 90),
          })
          .default({ runs: 5, hours: 1 }),
        perMinute: z.int().min(1).max(100_000).default(600),
      })
      .prefault({}),
    alongside: z.boolean().default(false),
    start: Id.nullable().default(null),
    nodes: z.array(Node).max(MOST_NODES).default([]),
  })
  .refine((graph) => JSON.stringify(graph).length <= LARGEST_GRAPH, `an automation holds at most ${LARGEST_GRAPH / 1_000} KB`)
  .refine(
    ({ trigger }) => trigger.kind !== 'window' || (trigger.event === 'closing') === (trigger.minutesBefore !== undefined),
    'say minutesBefore for a window that is closing, and for no other',
  )
  .transform((graph) => graph as unknown as Graph)

function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== null
  } catch {
    return false
  }
}

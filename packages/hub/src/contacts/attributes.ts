import { z } from 'zod'

export type Attributes = Record<string, string | number | boolean>

export const MOST_ATTRIBUTES = 50
const LONGEST_KEY = 64
export const LONGEST_VALUE = 500
const LONGEST_NAME = 200

// PostgreSQL keeps no zero byte in a text.
const text = (most: number) =>
  z
    .string()
    .max(most)
    .refine((value) => !value.includes('\0'), 'it holds a zero byte')

export const Name = text(LONGEST_NAME).describe('As the business calls this person')
const Key = text(LONGEST_KEY).min(1)
const Value = z.union([text(LONGEST_VALUE), z.number(), z.boolean()])

export const AttributeValues = z.record(Key, Value).describe(`At most ${MOST_ATTRIBUTES}, each a text, a number or a boolean`)
/** null removes an attribute. */
export const AttributeChanges = z.record(Key, Value.nullable())

/** What the attributes become: those given replace those there, null removes one. */
export function changeAttributes(before: Attributes, changes: z.infer<typeof AttributeChanges>): Attributes {
  const after = { ...before }
  for (const [key, value] of Object.entries(changes)) {
    if (value === null) delete after[key]
    else after[key] = value
  }
  return after
}

const Tag = text(64).trim().min(1)
const MOST_TAGS = 50
/** Words a business keeps with people, each once, in their order. */
export const Tags = z
  .array(Tag)
  .max(MOST_TAGS)
  .transform((tags) => [...new Set(tags)])
  .describe(`At most ${MOST_TAGS} words, such as vip; segments find people by them`)

/** A sentence when there are too many, else null. */
export const tooMany = (attributes: Attributes): string | null =>
  Object.keys(attributes).length > MOST_ATTRIBUTES
    ? `A contact holds at most ${MOST_ATTRIBUTES} attributes; this would make ${Object.keys(attributes).length}.`
    : null

import fc from 'fast-check'
import { expect, test } from 'vitest'
import type * as z from 'zod/v4/core'
import * as wire from '../wire.ts'

const schemas = Object.entries<unknown>({ ...wire, ...wire.webhookFieldSchemas }).filter(
  (one): one is [string, z.$ZodType] => typeof one[1] === 'object' && one[1] !== null && '_zod' in one[1],
)

test('there are schemas to try', () => expect(schemas.length).toBeGreaterThan(100))

/** Words that lead deeper into the schemas than chance would. */
const words = [
  'messaging_product',
  'type',
  'text',
  'body',
  'interactive',
  'action',
  'buttons',
  'template',
  'components',
  'parameters',
  'entry',
  'changes',
  'field',
  'value',
  'metadata',
  'phone_number_id',
  'messages',
  'statuses',
  'id',
  'timestamp',
  'errors',
  'code',
  '__proto__',
  'constructor',
  'toString',
  'image',
  'contacts',
  'name',
  'data',
  'error',
]
const likely = fc.letrec((tie) => ({
  json: fc.oneof(
    { depthSize: 'medium', withCrossShrink: true },
    fc.constantFrom(...words, 'whatsapp', 0, 1.5, true, null, ''),
    fc.array(tie('json'), { maxLength: 3 }),
    fc
      .array(fc.tuple(fc.constantFrom(...words), tie('json')), { maxLength: 6 })
      .map((pairs) =>
        JSON.parse(`{${pairs.map(([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)}`).join(',')}}`),
      ),
  ),
})).json

test.each(schemas)('%s gives a value or findings for any JSON, never an exception', (_, schema) => {
  fc.assert(
    fc.property(fc.oneof(fc.jsonValue(), likely), (json) => {
      const before = JSON.stringify(json)
      const read = wire.readWire(schema, json)
      expect(JSON.stringify(json)).toBe(before)
      if (read.ok) {
        expect(read.value).toBe(json)
      } else {
        expect(read.findings.length).toBeGreaterThan(0)
        for (const { sentence } of read.findings) expect(sentence).toMatch(/^\S.+\.$/s)
      }
    }),
    { numRuns: 60 },
  )
})

test('a message that contains itself a thousand times over is read, not fallen into', () => {
  let message: object = { type: 'text', text: { body: 'hi' } }
  for (let i = 0; i < 100_000; i++)
    message = { type: 'edit', id: 'a', timestamp: '1', edit: { original_message_id: 'a', message } }
  expect(wire.readWire(wire.inboundMessageSchema, message).ok).toBe(true)
})

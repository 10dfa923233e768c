import { describe, expect, it } from 'vitest'
import { canBeFilledHere, fieldsOf, missing, prefilled, templateContent } from './fields.ts'
import type { Template, TemplatePart } from './templates.ts'

const template = (components: TemplatePart[], more: Partial<Template> = {}): Template => ({
  id: '1',
  name: 'order_update',
  language: 'en_GB',
  category: 'UTILITY',
  status: 'APPROVED',
  components,
  ...more,
})
const order = template([
  { type: 'HEADER', format: 'TEXT', text: 'Order {{1}}' },
  { type: 'BODY', text: 'Hi {{1}}, your {{2}} leaves today.' },
  {
    type: 'BUTTONS',
    buttons: [
      { type: 'QUICK_REPLY', text: 'Thanks' },
      { type: 'URL', text: 'Follow', url: 'https://x.test/{{1}}' },
    ],
  },
])

describe('the fields of a template', () => {
  it('asks for each placeholder once, in reading order', () => {
    expect(fieldsOf(order).map((field) => field.id)).toEqual(['header.1', 'body.1', 'body.2', 'button.1'])
    expect(fieldsOf(template([{ type: 'BODY', text: '{{name}} and {{name}} and {{day}}' }])).map((field) => field.name)).toEqual([
      'name',
      'day',
    ])
    expect(fieldsOf(template([{ type: 'BODY', text: 'Welcome.' }]))).toEqual([])
  })

  it('knows the name where a name is meant, and nothing else', () => {
    expect(prefilled(fieldsOf(order), { name: 'Hannah Whitlock' })).toEqual({ 'body.1': 'Hannah' })
    expect(prefilled(fieldsOf(template([{ type: 'BODY', text: 'For {{first_name}}: {{code}}' }])), { name: 'Hannah' })).toEqual({
      'body.first_name': 'Hannah',
    })
    expect(prefilled(fieldsOf(order), { name: null })).toEqual({})
  })

  it('counts blanks as missing', () => {
    expect(missing(fieldsOf(order), { 'header.1': '17', 'body.1': ' ', 'body.2': 'sofa' }).map((field) => field.id)).toEqual([
      'body.1',
      'button.1',
    ])
  })

  it('writes the send as Meta wants it', () => {
    const values = { 'header.1': '17', 'body.1': 'Hannah', 'body.2': 'sofa ', 'button.1': 'abc' }
    expect(templateContent(order, fieldsOf(order), values)).toEqual({
      type: 'template',
      template: {
        name: 'order_update',
        language: { code: 'en_GB' },
        components: [
          { type: 'header', parameters: [{ type: 'text', text: '17' }] },
          {
            type: 'body',
            parameters: [
              { type: 'text', text: 'Hannah' },
              { type: 'text', text: 'sofa' },
            ],
          },
          { type: 'button', sub_type: 'url', index: '1', parameters: [{ type: 'text', text: 'abc' }] },
        ],
      },
    })
  })

  it('names parameters where the template does, and sends none where it has none', () => {
    const named = template([{ type: 'BODY', text: 'Hello {{first_name}}' }], { parameterFormat: 'NAMED' })
    expect(templateContent(named, fieldsOf(named), { 'body.first_name': 'Bo' }).template).toMatchObject({
      components: [{ type: 'body', parameters: [{ type: 'text', parameter_name: 'first_name', text: 'Bo' }] }],
    })
    const plain = template([{ type: 'BODY', text: 'Welcome.' }])
    expect(templateContent(plain, [], {}).template).toEqual({ name: 'order_update', language: { code: 'en_GB' } })
  })

  it.each([
    ['text and links', order, true],
    ['a carousel', template([{ type: 'BODY', text: 'x' }, { type: 'CAROUSEL' }]), false],
    ['a one-time code', template([{ type: 'BODY', text: '{{1}} is your code' }], { category: 'AUTHENTICATION' }), false],
    ['a flow', template([{ type: 'BUTTONS', buttons: [{ type: 'FLOW', text: 'Start' }] }]), false],
  ] as const)('can be filled in the inbox: %s', (_story, which, can) => expect(canBeFilledHere(which)).toBe(can))
})

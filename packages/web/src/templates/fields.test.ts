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
    expect(templateContent(order, values)).toEqual({
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
    expect(templateContent(named, { 'body.first_name': 'Bo' }).template).toMatchObject({
      components: [{ type: 'body', parameters: [{ type: 'text', parameter_name: 'first_name', text: 'Bo' }] }],
    })
    const plain = template([{ type: 'BODY', text: 'Welcome.' }])
    expect(templateContent(plain, {}).template).toEqual({ name: 'order_update', language: { code: 'en_GB' } })
  })

  it('fills each card of a carousel with its own', () => {
    const card = [
      { type: 'HEADER', format: 'IMAGE' },
      { type: 'BODY', text: '{{1}} for you' },
      { type: 'BUTTONS', buttons: [{ type: 'QUICK_REPLY', text: 'Yes' }] },
    ]
    const carousel = template([
      { type: 'BODY', text: 'Hi {{1}}' },
      { type: 'CAROUSEL', cards: [{ components: card }, { components: card }] },
    ])
    expect(fieldsOf(carousel).map((field) => field.id)).toEqual([
      'body.1',
      'card.0.header.media',
      'card.0.body.1',
      'card.1.header.media',
      'card.1.body.1',
    ])
    const values = {
      'body.1': 'Bo',
      'card.0.body.1': 'A sofa',
      'card.1.body.1': 'A lamp',
      'card.1.header.media': 'https://x.test/l.jpg',
    }
    expect(templateContent(carousel, values).template).toMatchObject({
      components: [
        { type: 'body', parameters: [{ text: 'Bo' }] },
        {
          type: 'carousel',
          cards: [
            { card_index: 0, components: [{ type: 'header' }, { type: 'body', parameters: [{ text: 'A sofa' }] }] },
            { card_index: 1, components: [{ parameters: [{ image: { link: 'https://x.test/l.jpg' } }] }, { type: 'body' }] },
          ],
        },
      ],
    })
  })

  it('puts a one-time code where it is read and where it is copied', () => {
    const code = template(
      [
        { type: 'BODY', text: '*{{1}}* is your code' },
        { type: 'BUTTONS', buttons: [{ type: 'URL', text: 'Copy code' }] },
      ],
      {
        category: 'AUTHENTICATION',
      },
    )
    expect(fieldsOf(code).map((field) => field.part)).toEqual(['one-time-code'])
    expect(templateContent(code, { code: '123456' }).template).toMatchObject({
      components: [
        { type: 'body', parameters: [{ type: 'text', text: '123456' }] },
        { type: 'button', sub_type: 'url', index: '0', parameters: [{ type: 'text', text: '123456' }] },
      ],
    })
  })

  it('asks for the end of an offer, and no blank nor half a time will do', () => {
    const offer = template([
      { type: 'LIMITED_TIME_OFFER', limited_time_offer: { text: 'Ends soon', has_expiration: true } },
      { type: 'BODY', text: 'Now' },
      { type: 'BUTTONS', buttons: [{ type: 'COPY_CODE', text: 'Copy' }] },
    ])
    expect(missing(fieldsOf(offer), { 'offer.end': '2026-', 'button.0': 'SOFA25' }).map((field) => field.id)).toEqual([
      'offer.end',
    ])
    expect(templateContent(offer, { 'offer.end': '2026-11-24T18:00', 'button.0': 'SOFA25' }).template).toMatchObject({
      components: [
        { parameters: [{ limited_time_offer: { expiration_time_ms: new Date(2026, 10, 24, 18).getTime() } }] },
        { sub_type: 'copy_code', parameters: [{ coupon_code: 'SOFA25' }] },
      ],
    })
  })

  it('reads a place from a point, a name and an address', () => {
    const visit = template([
      { type: 'HEADER', format: 'LOCATION' },
      { type: 'BODY', text: 'See you' },
    ])
    const values = { 'header.point': '59.9139, 10.7522', 'header.name': 'Shop', 'header.address': 'Storgata 1' }
    expect(missing(fieldsOf(visit), { ...values, 'header.point': 'Oslo' }).map((field) => field.id)).toEqual(['header.point'])
    expect(templateContent(visit, values).template).toMatchObject({
      components: [
        {
          type: 'header',
          parameters: [{ location: { latitude: 59.9139, longitude: 10.7522, name: 'Shop', address: 'Storgata 1' } }],
        },
      ],
    })
  })

  it('opens forms with Meta’s own token, and takes products by their ids', () => {
    const both = template([
      { type: 'BODY', text: 'x' },
      {
        type: 'BUTTONS',
        buttons: [
          { type: 'FLOW', text: 'Start' },
          { type: 'MPM', text: 'View' },
        ],
      },
    ])
    expect(templateContent(both, { 'button.1': 'fjord\nlamp' }).template).toMatchObject({
      components: [
        { sub_type: 'flow', index: '0', parameters: [{ type: 'action', action: { flow_token: 'unused' } }] },
        {
          sub_type: 'mpm',
          parameters: [
            {
              action: {
                thumbnail_product_retailer_id: 'fjord',
                sections: [{ product_items: [{}, { product_retailer_id: 'lamp' }] }],
              },
            },
          ],
        },
      ],
    })
  })

  it.each([
    ['text and links', order, true],
    ['a carousel', template([{ type: 'BODY', text: 'x' }, { type: 'CAROUSEL' }]), true],
    ['an order to be paid', template([{ type: 'BUTTONS', buttons: [{ type: 'ORDER_DETAILS', text: 'Pay' }] }]), false],
  ] as const)('can be filled in the inbox: %s', (_story, which, can) => expect(canBeFilledHere(which)).toBe(can))
})

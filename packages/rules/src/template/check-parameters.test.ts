import { DAY, platformTime } from '@casement/platform'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { checkContent } from '../content/check-content.ts'
import type { ContentContext } from '../content/context.ts'
import { checkParameters } from './check-parameters.ts'
import { parameterRules } from './parameter-rules.ts'

const letters = (count: number): string => 'a'.repeat(count)
const times = <T>(count: number, make: (at: number) => T): T[] => Array.from({ length: count }, (_, at) => make(at))
const value = (text: string) => ({ type: 'text', text })
const named = (parameter_name: string, text: string) => ({ type: 'text', parameter_name, text })
const body = (...parameters: object[]) => ({ type: 'body', parameters })
const header = (...parameters: object[]) => ({ type: 'header', parameters })
const button = (sub_type: string, index: unknown, ...parameters: object[]) => ({ type: 'button', sub_type, index, parameters })
const text = (body_text: string) => ({ type: 'BODY', text: body_text })
const buttons = (...list: object[]) => ({ type: 'BUTTONS', buttons: list })

const utility = (...components: object[]) => ({ name: 'ship_update', language: 'en_GB', category: 'UTILITY', components })
const plain = utility(text('Hello {{1}}, your order {{2}} is on its way.'))
const byName = { ...utility(text('Hello {{first_name}}, your order {{order_id}} is on its way.')), parameter_format: 'NAMED' }
const withLink = utility(
  text('Your order is on its way.'),
  buttons({ type: 'URL', text: 'Track', url: 'https://shop.example/{{1}}' }),
)
const withPicture = utility({ type: 'HEADER', format: 'IMAGE' }, text('Your order is on its way.'))
const withPlace = utility({ type: 'HEADER', format: 'LOCATION' }, text('We are here.'))
const withHeader = utility({ type: 'HEADER', format: 'TEXT', text: 'Order {{1}}' }, text('It is on its way.'))
const marketing = (...components: object[]) => ({ ...utility(...components), category: 'MARKETING' })
const footer = { type: 'FOOTER', text: 'Reply STOP to unsubscribe' }
const coupon = marketing(text('A gift for you.'), footer, buttons({ type: 'COPY_CODE', example: 'SAVE' }))
const offer = marketing(text('Only today. Reply STOP to end.'), {
  type: 'LIMITED_TIME_OFFER',
  limited_time_offer: { text: 'Hurry', has_expiration: true },
})
const code = {
  ...utility({ type: 'BODY', add_security_recommendation: true }, buttons({ type: 'OTP', otp_type: 'COPY_CODE' })),
  category: 'AUTHENTICATION',
}
const many = marketing(
  text('Our plants.'),
  footer,
  { type: 'HEADER', format: 'TEXT', text: 'Plants' },
  buttons({ type: 'MPM', text: 'View items' }),
)
const cardOf = (format: string) => ({
  components: [
    { type: 'HEADER', format },
    text('Fern {{1}}, in a pot.'),
    buttons({ type: 'URL', text: 'Buy', url: 'https://shop.example/{{1}}' }),
  ],
})
const pictures = marketing(text('New. Reply STOP to end.'), { type: 'CAROUSEL', cards: [cardOf('IMAGE'), cardOf('IMAGE')] })
const shelf = marketing(text('New. Reply STOP to end.'), {
  type: 'CAROUSEL',
  cards: times(2, () => ({ components: [{ type: 'HEADER', format: 'PRODUCT' }, buttons({ type: 'SPM', text: 'View' })] })),
})

const picture = { type: 'image', image: { id: '7741' } }
const sentCard = (card_index: number, more: object[] = []) => ({
  card_index,
  components: [header(picture), body(value('No. 1')), button('url', 0, value('fern')), ...more],
})
const productCard = (card_index: number) => ({
  card_index,
  components: [header({ type: 'product', product: { product_retailer_id: 'sku', catalog_id: '900' } })],
})
const cards = (...list: object[]) => ({ type: 'carousel', cards: list })
const ends = (expiration_time_ms: unknown) => ({
  type: 'limited_time_offer',
  parameters: [{ type: 'limited_time_offer', limited_time_offer: { expiration_time_ms } }],
})
const otp = (read: string, copied = read) => [body(value(read)), button('url', '0', value(copied))]
const items = (count: number, from = 0) => times(count, (at) => ({ product_retailer_id: `sku${from + at}` }))
const mpm = (...sections: object[]) =>
  button('mpm', 0, { type: 'action', action: { thumbnail_product_retailer_id: 'sku0', sections } })
const now = platformTime('2026-11-20T12:00:00Z')

type Case = { label: string; template: object; send?: object[]; more?: object; context?: ContentContext; finds: string[] }
const cases: Case[] = [
  { label: 'two values for two variables', template: plain, send: [body(value('Ada'), value('#12'))], finds: [] },
  { label: 'no values', template: plain, send: [], finds: ['parameters.count'] },
  { label: 'one value of two', template: plain, send: [body(value('Ada'))], finds: ['parameters.count'] },
  {
    label: 'three values for two',
    template: plain,
    send: [body(value('a'), value('b'), value('c'))],
    finds: ['parameters.count'],
  },
  {
    label: 'values where there are no variables',
    template: withLink,
    send: [body(value('a')), button('url', 0, value('x'))],
    finds: ['parameters.count'],
  },
  {
    label: 'a variable that stands twice',
    template: utility(text('Hi {{1}}, {{1}} is a good name.')),
    send: [body(value('Ada'))],
    finds: [],
  },
  {
    label: 'an amount and a date',
    template: plain,
    send: [
      body(
        { type: 'currency', currency: { fallback_value: '£5' } },
        { type: 'date_time', date_time: { fallback_value: '4 May' } },
      ),
    ],
    finds: [],
  },
  {
    label: 'another name than the definition',
    template: plain,
    send: [body(value('a'), value('b'))],
    more: { name: 'other' },
    finds: ['parameters.match'],
  },
  {
    label: 'another language than the definition',
    template: plain,
    send: [body(value('a'), value('b'))],
    more: { language: { code: 'en' } },
    finds: ['parameters.match'],
  },
  {
    label: 'neither name nor language',
    template: plain,
    send: [body(value('a'), value('b'))],
    more: { name: undefined, language: undefined },
    finds: ['content.required', 'content.required'],
  },
  { label: 'values by name', template: byName, send: [body(named('order_id', '#12'), named('first_name', 'Ada'))], finds: [] },
  {
    label: 'a name nobody asked for',
    template: byName,
    send: [body(named('first_name', 'Ada'), named('surname', 'Byrne'))],
    finds: ['parameters.name'],
  },
  {
    label: 'one name twice',
    template: byName,
    send: [body(named('first_name', 'Ada'), named('first_name', 'Bo'))],
    finds: ['parameters.name'],
  },
  {
    label: 'values without their names',
    template: byName,
    send: [body(value('Ada'), value('#12'))],
    finds: ['parameters.name', 'parameters.name'],
  },
  { label: 'an empty value', template: plain, send: [body(value(''), value('#12'))], finds: ['parameters.empty'] },
  {
    label: 'an amount without words',
    template: plain,
    send: [body(value('Ada'), { type: 'currency', currency: {} })],
    finds: ['parameters.empty'],
  },
  { label: 'a picture in the text', template: plain, send: [body(value('Ada'), picture)], finds: ['parameters.type'] },
  {
    label: 'a value that is no object',
    template: plain,
    send: [{ type: 'body', parameters: ['Ada', value('b')] }],
    finds: ['parameters.type'],
  },
  {
    label: 'a line break in a value',
    template: plain,
    send: [body(value('A\nB'), value('b'))],
    finds: ['parameters.characters'],
  },
  { label: 'a tab in a value', template: plain, send: [body(value('A\tB'), value('b'))], finds: ['parameters.characters'] },
  { label: 'four blanks in a row', template: plain, send: [body(value('A    B'), value('b'))], finds: [] },
  {
    label: 'five blanks in a row',
    template: plain,
    send: [body(value('A     B'), value('b'))],
    finds: ['parameters.characters'],
  },

  { label: 'a picture where the header wants one', template: withPicture, send: [header(picture)], finds: [] },
  { label: 'no picture', template: withPicture, send: [], finds: ['parameters.header'] },
  {
    label: 'a video instead',
    template: withPicture,
    send: [header({ type: 'video', video: { id: '1' } })],
    finds: ['parameters.header'],
  },
  {
    label: 'a picture without the picture',
    template: withPicture,
    send: [header({ type: 'image' })],
    finds: ['parameters.header'],
  },
  {
    label: 'a picture from nowhere',
    template: withPicture,
    send: [header({ type: 'image', image: {} })],
    finds: ['media.source'],
  },
  {
    label: 'a picture that is too large',
    template: withPicture,
    send: [header(picture)],
    context: { media: { '7741': { bytes: 5_242_881 } } },
    finds: ['media.size'],
  },
  { label: 'two pictures', template: withPicture, send: [header(picture, picture)], finds: ['parameters.count'] },
  {
    label: 'a place',
    template: withPlace,
    send: [header({ type: 'location', location: { latitude: '51.5', longitude: '-0.1', name: 'Shop', address: 'A' } })],
    finds: [],
  },
  {
    label: 'a place off the map',
    template: withPlace,
    send: [header({ type: 'location', location: { latitude: 91, longitude: 0 } })],
    finds: ['location.latitude'],
  },
  { label: 'a value for a text header', template: withHeader, send: [header(value('#12'))], finds: [] },
  { label: 'no value for a text header', template: withHeader, send: [], finds: ['parameters.count'] },

  { label: 'a link with its end', template: withLink, send: [button('url', '0', value('a/b'))], finds: [] },
  { label: 'a link without its end', template: withLink, send: [], finds: ['parameters.button.missing'] },
  { label: 'a link with an empty end', template: withLink, send: [button('url', 0)], finds: ['parameters.button.missing'] },
  {
    label: 'a link with two ends',
    template: withLink,
    send: [button('url', 0, value('a'), value('b'))],
    finds: ['parameters.count'],
  },
  {
    label: 'a button that is not there',
    template: withLink,
    send: [button('url', 0, value('a')), button('url', 1, value('b'))],
    finds: ['parameters.button'],
  },
  {
    label: 'a button of another kind',
    template: withLink,
    send: [button('quick_reply', 0, { type: 'payload', payload: 'x' })],
    finds: ['parameters.button'],
  },
  {
    label: 'one button twice',
    template: withLink,
    send: [button('url', 0, value('a')), button('url', '0', value('b'))],
    finds: ['parameters.button.twice'],
  },
  {
    label: 'a payload for a quick reply',
    template: utility(text('Well?'), buttons({ type: 'QUICK_REPLY', text: 'Yes' })),
    send: [button('quick_reply', 0, { type: 'payload', payload: 'YES' })],
    finds: [],
  },
  {
    label: 'nothing for a quick reply',
    template: utility(text('Well?'), buttons({ type: 'QUICK_REPLY', text: 'Yes' })),
    send: [],
    finds: [],
  },
  { label: 'a coupon without its code', template: coupon, send: [], finds: ['parameters.button.missing'] },
  {
    label: 'a bill without its order',
    template: utility(text('Pay.'), buttons({ type: 'ORDER_DETAILS', text: 'Pay' })),
    send: [button('order_details', 0, { type: 'action', action: {} })],
    finds: ['parameters.button.missing'],
  },
  {
    label: 'a call button for no time',
    template: utility(text('Call.'), buttons({ type: 'VOICE_CALL', text: 'Call' })),
    send: [button('voice_call', 0, { type: 'ttl_minutes', ttl_minutes: 0 })],
    finds: ['call.ttl'],
  },

  { label: 'a code, twice the same', template: code, send: otp('482915'), finds: [] },
  { label: 'two different codes', template: code, send: otp('482915', '482916'), finds: ['parameters.code.twice'] },
  { label: 'a code that is only read', template: code, send: [body(value('482915'))], finds: ['parameters.button.missing'] },
  {
    label: 'a code with a link in it',
    template: code,
    send: otp('www.a.example'),
    finds: ['parameters.code', 'parameters.code'],
  },
  { label: 'a code with an emoji', template: code, send: otp('48🎉15'), finds: ['parameters.code', 'parameters.code'] },
  { label: 'a code with digits only, as every code is', template: code, send: otp('1'), finds: [] },

  { label: 'an offer with its end', template: offer, send: [ends(now + DAY)], context: { now }, finds: [] },
  { label: 'an offer without an end', template: offer, send: [], finds: ['parameters.offer'] },
  { label: 'an offer that ends now', template: offer, send: [ends(now)], context: { now }, finds: ['parameters.offer.past'] },
  { label: 'an offer that ends in a moment', template: offer, send: [ends(now + 1)], context: { now }, finds: [] },
  { label: 'two cards for two', template: pictures, send: [cards(sentCard(0), sentCard(1))], finds: [] },
  { label: 'one card for two', template: pictures, send: [cards(sentCard(0))], finds: ['parameters.cards.count'] },
  {
    label: 'three cards for two',
    template: pictures,
    send: [cards(sentCard(0), sentCard(1), sentCard(2))],
    finds: ['parameters.cards.count'],
  },
  {
    label: 'cards in the wrong order',
    template: pictures,
    send: [cards(sentCard(1), sentCard(0))],
    finds: ['parameters.cards.index', 'parameters.cards.index'],
  },
  {
    label: 'a card without its picture',
    template: pictures,
    send: [cards(sentCard(0), { card_index: 1, components: [body(value('a')), button('url', 0, value('b'))] })],
    finds: ['parameters.header'],
  },
  { label: 'ten products on a shelf defined with two', template: shelf, send: [cards(...times(10, productCard))], finds: [] },
  { label: 'eleven products', template: shelf, send: [cards(...times(11, productCard))], finds: ['parameters.cards.count'] },
  { label: 'one product', template: shelf, send: [cards(productCard(0))], finds: ['parameters.cards.count'] },
  {
    label: 'products in sections',
    template: many,
    send: [mpm({ title: 'A', product_items: items(2) }, { title: 'B', product_items: items(2, 2) })],
    finds: [],
  },
  { label: 'no products', template: many, send: [], finds: ['parameters.button.missing'] },
  {
    label: 'one product twice',
    template: many,
    send: [mpm({ title: 'A', product_items: [...items(1), ...items(1)] })],
    finds: ['products.unique'],
  },

  { label: 'marketing that cannot be stopped', template: marketing(text('Hello from us.')), send: [], finds: ['template.stop'] },
  {
    label: 'marketing that a button stops',
    template: marketing(text('Hello.'), buttons({ type: 'QUICK_REPLY', text: 'Unsubscribe' })),
    send: [],
    finds: [],
  },
  { label: 'marketing that a word stops', template: marketing(text('Hello.'), footer), send: [], finds: [] },
]

type Edge = { rule: string; at: number; template: object; send: (n: number) => object[]; context?: ContentContext }
const before = platformTime('2025-09-15T12:00:00Z')
const edges: Edge[] = [
  { rule: 'parameters.length', at: 1024, template: utility(text('Hi {{1}}.')), send: (n) => [body(value(letters(n - 4)))] },
  { rule: 'parameters.length', at: 60, template: withHeader, send: (n) => [header(value(letters(n - 6)))] },
  {
    rule: 'parameters.length',
    at: 160,
    template: pictures,
    send: (n) => [
      cards(
        { card_index: 0, components: [header(picture), body(value(letters(n - 16))), button('url', 0, value('a'))] },
        sentCard(1),
      ),
    ],
  },
  {
    rule: 'parameters.length',
    at: 600,
    template: { ...offer, components: [text('Hi {{1}}.'), ...offer.components.slice(1)] },
    send: (n) => [body(value(letters(n - 4))), ends(1)],
  },
  { rule: 'parameters.url.length', at: 2000, template: withLink, send: (n) => [button('url', 0, value(letters(n - 21)))] },
  {
    rule: 'parameters.coupon.long',
    at: 15,
    template: coupon,
    send: (n) => [button('copy_code', 0, { type: 'coupon_code', coupon_code: letters(n) })],
  },
  {
    rule: 'parameters.coupon.length',
    at: 20,
    template: coupon,
    send: (n) => [button('copy_code', 0, { type: 'coupon_code', coupon_code: letters(n) })],
  },
  {
    rule: 'parameters.coupon.length',
    at: 15,
    template: coupon,
    send: (n) => [button('copy_code', 0, { type: 'coupon_code', coupon_code: letters(n) })],
    context: { now: before },
  },
  { rule: 'parameters.code', at: 15, template: code, send: (n) => otp(letters(n)) },
  { rule: 'products.count', at: 30, template: many, send: (n) => [mpm({ title: 'A', product_items: items(n) })] },
  {
    rule: 'products.sections.count',
    at: 10,
    template: many,
    send: (n) => [mpm(...times(n, (at) => ({ title: `S${at}`, product_items: items(1, at) })))],
  },
]

const rulesFound = (template: object, components: object[] = [], more: object = {}, context?: ContentContext): string[] =>
  checkParameters(template, { name: 'ship_update', language: { code: 'en_GB' }, components, ...more }, context).map(
    (one) => one.rule,
  )

describe('the values of a template', () => {
  test.each(cases)('$label → $finds', ({ template, send, more, context, finds }) => {
    expect(rulesFound(template, send, more, context)).toEqual(finds)
  })

  test.each(edges)('$rule: $at passes and one more does not', ({ rule, at, template, send, context }) => {
    expect(rulesFound(template, send(at), {}, context)).not.toContain(rule)
    expect(rulesFound(template, send(at + 1), {}, context)).toContain(rule)
  })

  test('every rule decides at least one case', () => {
    const decided = new Set([...cases.flatMap((one) => one.finds), ...edges.map((one) => one.rule)])
    expect(parameterRules.map((rule) => rule.id).filter((id) => !decided.has(id))).toEqual([])
  })

  test('a message of type template is judged the same, by the definition in its context', () => {
    const template = { name: 'ship_update', language: { code: 'en_GB' }, components: [body(value('Ada'))] }
    const found = checkContent({ type: 'template', template } as object, { template: plain })
    expect(found).toEqual(checkParameters(plain, template))
    expect(found[0]).toMatchObject({ path: 'template.components[0].parameters', limit: 2, actual: 1 })
  })

  test('types, sub types and indexes are read as Meta reads them', () => {
    const send = [{ type: 'BUTTON', sub_type: 'URL', index: '0', parameters: [{ type: 'TEXT', text: 'a' }] }]
    expect(rulesFound(withLink, send)).toEqual([])
  })

  test('any JSON at all gets an answer', () => {
    fc.assert(
      fc.property(
        fc.jsonValue(),
        fc.array(fc.jsonValue()),
        fc.constantFrom('BODY', 'HEADER', 'BUTTONS', 'CAROUSEL'),
        (one, parameters, type) => {
          const components = [{ type, format: 'IMAGE', text: 'a {{1}} b', buttons: parameters, cards: parameters }]
          checkParameters({ category: 'MARKETING', components }, { components: [{ type, parameters, cards: parameters }, one] })
          checkParameters(one as object, { components: parameters })
        },
      ),
    )
  })
})

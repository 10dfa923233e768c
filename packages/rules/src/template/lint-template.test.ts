import { platformTime, templateLimits } from '@casement/platform'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { consentWord } from '../consent/stop-words.ts'
import { categoryRisk } from './category-risk.ts'
import { type LintContext, lintTemplate } from './lint-template.ts'
import { renderTemplate } from './render-template.ts'
import { templateRules } from './rules.ts'
import { offersStop, stopRepair } from './stop.ts'

const letters = (count: number): string => 'a'.repeat(count)
const times = <T>(count: number, make: (at: number) => T): T[] => Array.from({ length: count }, (_, at) => make(at))
const body = (text: string, ...samples: string[]) => ({
  type: 'BODY',
  text,
  ...(samples.length > 0 && { example: { body_text: [samples] } }),
})
const plain = body('Your order is on its way.')
const head = (text: string, ...samples: string[]) => ({
  type: 'HEADER',
  format: 'TEXT',
  text,
  ...(samples.length > 0 && { example: { header_text: samples } }),
})
const file = (format: string, handle: string | undefined = '4::aW') => ({
  type: 'HEADER',
  format,
  example: { header_handle: handle === '' ? [] : [handle] },
})
const foot = (text: string) => ({ type: 'FOOTER', text })
const buttons = (...list: object[]) => ({ type: 'BUTTONS', buttons: list })
const quick = (text = 'Yes') => ({ type: 'QUICK_REPLY', text })
const url = (more: object = {}) => ({ type: 'URL', text: 'Open', url: 'https://shop.example/a', ...more })
const phone = (more: object = {}) => ({ type: 'PHONE_NUMBER', text: 'Call', phone_number: '+442079460000', ...more })
const copy = (example: unknown = 'SAVE15') => ({ type: 'COPY_CODE', example })
const otp = (more: object = {}) => ({ type: 'OTP', otp_type: 'COPY_CODE', ...more })
const app = (more: object = {}) => ({ package_name: 'com.example.app', signature_hash: letters(11), ...more })
const oneTap = (...apps: object[]) => otp({ otp_type: 'ONE_TAP', supported_apps: apps })
const offerOf = (text: string) => ({ type: 'LIMITED_TIME_OFFER', limited_time_offer: { text, has_expiration: true } })
const card = (...components: object[]) => ({ components })
const pictureCard = (...more: object[]) => card(file('IMAGE'), ...more, buttons(url()))
const carousel = (...cards: object[]) => ({ type: 'CAROUSEL', cards })
const stop = foot('Reply STOP to unsubscribe')

const utility = (components: unknown, more: object = {}) => ({
  name: 'order_update',
  language: 'en_GB',
  category: 'UTILITY',
  components,
  ...more,
})
const marketing = (components: unknown, more: object = {}) => utility(components, { category: 'MARKETING', ...more })
const authentication = (components: unknown, more: object = {}) => utility(components, { category: 'AUTHENTICATION', ...more })
const cards = (...list: object[]) => marketing([body('New plants. Reply STOP to end.'), carousel(...list)])
const offers = (...more: object[]) => marketing([body('Only for you. Reply STOP to end.'), ...more])
const codes = (...more: object[]) => authentication([{ type: 'BODY', add_security_recommendation: true }, ...more])
const named = (components: unknown) => utility(components, { parameter_format: 'NAMED' })
const sampled = (text: string, ...names: string[]) => ({
  type: 'BODY',
  text,
  example: { body_text_named_params: names.map((param_name) => ({ param_name, example: 'x' })) },
})

type Case = { label: string; template: object; context?: LintContext; finds: string[] }
const cases: Case[] = [
  { label: 'a plain text', template: utility([plain]), finds: [] },
  { label: 'a name in capitals', template: utility([plain], { name: 'Order-Update' }), finds: ['template.name'] },
  { label: 'no name', template: utility([plain], { name: '' }), finds: ['template.required'] },
  {
    label: 'a name that is taken',
    template: utility([plain]),
    context: { others: [utility([body('Other words here.')])] },
    finds: ['template.name.taken'],
  },
  {
    label: 'a translation of another template',
    template: utility([plain]),
    context: { others: [utility([body('Andere Worte.')], { language: 'de' })] },
    finds: [],
  },
  {
    label: 'words that exist already',
    template: utility([plain]),
    context: { others: [utility([plain], { name: 'other' })] },
    finds: ['template.duplicate'],
  },
  { label: 'no category', template: utility([plain], { category: 'NEWS' }), finds: ['template.category'] },
  { label: 'a language of ours', template: utility([plain], { language: 'en_FR' }), finds: ['template.language'] },
  {
    label: 'a strange format of variables',
    template: utility([plain], { parameter_format: 'LETTERS' }),
    finds: ['template.parameter-format'],
  },
  { label: 'a utility tried for 12 hours', template: utility([plain], { message_send_ttl_seconds: 43_200 }), finds: [] },
  {
    label: 'a utility tried for longer',
    template: utility([plain], { message_send_ttl_seconds: 43_201 }),
    finds: ['template.ttl'],
  },
  { label: 'a utility tried for 30 days', template: utility([plain], { message_send_ttl_seconds: -1 }), finds: [] },
  { label: 'marketing tried for 12 hours', template: marketing([plain, stop], { message_send_ttl_seconds: 43_200 }), finds: [] },
  {
    label: 'marketing tried for less',
    template: marketing([plain, stop], { message_send_ttl_seconds: 43_199 }),
    finds: ['template.ttl'],
  },
  { label: 'a code tried for half a minute', template: codes(buttons(otp())), finds: [] },
  { label: 'no components', template: utility(undefined), finds: ['template.required'] },
  { label: 'a part nobody knows', template: utility([plain, { type: 'MUSIC' }]), finds: ['template.component'] },
  { label: 'two bodies', template: utility([plain, plain]), finds: ['template.component'] },
  { label: 'no body', template: utility([head('Hello')]), finds: ['template.required'] },

  { label: 'a header with one variable', template: utility([head('Order {{1}}', '#12'), plain]), finds: [] },
  {
    label: 'a header with two',
    template: utility([head('{{1}} and {{2}}', 'a', 'b'), plain]),
    finds: ['template.header.variables'],
  },
  { label: 'a header on two lines', template: utility([head('Hello\nyou'), plain]), finds: ['template.header.line'] },
  { label: 'stars in a header', template: utility([head('*Hello*'), plain]), finds: ['template.header.marks'] },
  { label: 'a header of music', template: utility([file('AUDIO'), plain]), finds: ['template.header.format'] },
  { label: 'a picture with its sample', template: utility([file('IMAGE'), plain]), finds: [] },
  { label: 'a picture without', template: utility([file('IMAGE', ''), plain]), finds: ['template.header.sample'] },
  { label: 'a place', template: utility([{ type: 'HEADER', format: 'LOCATION' }, plain]), finds: [] },
  { label: 'a GIF', template: marketing([file('GIF'), plain, stop]), finds: ['template.header.gif'] },
  { label: 'a footer with a variable', template: utility([plain, foot('Yours, {{1}}')]), finds: ['template.footer.variables'] },
  { label: 'an empty footer', template: utility([plain, foot(' ')]), finds: ['template.required'] },

  {
    label: 'variables with words around and samples',
    template: utility([body('Hello {{1}}, your order {{2}} is on its way.', 'Ada', '#12')]),
    finds: [],
  },
  {
    label: 'no samples',
    template: utility([body('Hello {{1}}, your order is on its way.')]),
    finds: ['template.variable.sample'],
  },
  {
    label: 'one sample of two',
    template: utility([body('Hello {{1}}, your order {{2}} is on its way.', 'Ada')]),
    finds: ['template.variable.sample'],
  },
  {
    label: 'a sample that stands bare',
    template: utility([{ type: 'BODY', text: 'Hello {{1}}, it is on its way.', example: { body_text: 'Ada' } }]),
    finds: [],
  },
  {
    label: 'variables that skip a number',
    template: utility([body('Hello {{1}}, your order {{3}} is on its way.', 'Ada', 'b', 'c')]),
    finds: ['template.variable.order'],
  },
  {
    label: 'variables that count backwards',
    template: utility([body('Hello {{2}}, your order {{1}} is on its way.', 'Ada', 'b')]),
    finds: [],
  },
  {
    label: 'a variable that stands twice',
    template: utility([body('Hello {{1}}, yes {{1}}, your order is on its way.', 'Ada')]),
    finds: [],
  },
  {
    label: 'a dollar in a variable',
    template: utility([body('Hello {{$1}}, your order is on its way.', 'Ada')]),
    finds: ['template.variable.form'],
  },
  {
    label: 'a name where numbers are',
    template: utility([body('Hello {{name}}, your order is on its way.', 'Ada')]),
    finds: ['template.variable.form'],
  },
  {
    label: 'a brace too few',
    template: utility([body('Hello {{1}, your order is on its way.')]),
    finds: ['template.variable.form'],
  },
  {
    label: 'a variable with one brace',
    template: utility([body('Hello {1}, your order is on its way.')]),
    finds: ['template.variable.form'],
  },
  {
    label: 'named variables',
    template: named([sampled('Hello {{first_name}}, your order {{order_id}} is on its way.', 'first_name', 'order_id')]),
    finds: [],
  },
  {
    label: 'a name in capitals',
    template: named([sampled('Hello {{Name}}, your order is on its way.', 'Name')]),
    finds: ['template.variable.form'],
  },
  {
    label: 'one name twice',
    template: named([sampled('Hello {{name}}, yes {{name}}, your order is on its way.', 'name')]),
    finds: ['template.variable.unique'],
  },
  {
    label: 'a variable in front',
    template: utility([body('{{1}}, your order is on its way.', 'Ada')]),
    finds: ['template.variable.edge'],
  },
  {
    label: 'a variable at the end',
    template: utility([body('Your order is on its way, {{1}}', 'Ada')]),
    finds: ['template.variable.edge'],
  },
  { label: 'a variable and a full stop', template: utility([body('Your order is on its way, {{1}}.', 'Ada')]), finds: [] },
  {
    label: 'two variables in a row',
    template: utility([body('Hello {{1}} {{2}}, your order is on its way.', 'Ada', 'b')]),
    finds: ['template.variable.adjacent'],
  },
  { label: 'three words for one variable', template: utility([body('Hi, {{1}} is here.', 'Ada')]), finds: [] },
  {
    label: 'two words for one variable',
    template: utility([body('Hi, {{1}} here.', 'Ada')]),
    finds: ['template.variable.ratio', 'template.category.risk'],
  },
  {
    label: 'Chinese, which has no blanks',
    template: utility([body('您好，{{1}}您的订单已经发货。', 'Ada')], { language: 'zh_CN' }),
    finds: [],
  },

  { label: 'a quick reply', template: utility([plain, buttons(quick())]), finds: [] },
  { label: 'no buttons in it', template: utility([plain, buttons()]), finds: ['template.buttons.count'] },
  {
    label: 'a button nobody knows',
    template: utility([plain, buttons({ type: 'SONG', text: 'x' })]),
    finds: ['template.button.kind'],
  },
  { label: 'a code button outside authentication', template: utility([plain, buttons(otp())]), finds: ['template.button.kind'] },
  { label: 'a button without a label', template: utility([plain, buttons(quick(''))]), finds: ['template.required'] },
  {
    label: 'a label with a variable',
    template: utility([plain, buttons(quick('Yes {{1}}'))]),
    finds: ['template.button.label.variable'],
  },
  { label: 'a label with stars', template: utility([plain, buttons(quick('*Yes*'))]), finds: ['template.marks'] },
  {
    label: 'links around quick replies',
    template: utility([plain, buttons(url(), quick(), url())]),
    finds: ['template.buttons.group', 'template.buttons.desktop'],
  },
  {
    label: 'quick replies behind links',
    template: utility([plain, buttons(url(), phone(), quick(), quick('No'))]),
    finds: ['template.buttons.desktop'],
  },
  {
    label: 'quick replies around a link',
    template: utility([plain, buttons(quick(), url(), quick('No'))]),
    finds: ['template.buttons.group', 'template.buttons.desktop'],
  },
  {
    label: 'a link to no address',
    template: utility([plain, buttons(url({ url: 'shop.example' }))]),
    finds: ['template.button.url'],
  },
  {
    label: 'a link with its end open',
    template: utility([plain, buttons(url({ url: 'https://a.example/{{1}}', example: ['https://a.example/9'] }))]),
    finds: [],
  },
  {
    label: 'a link without a sample',
    template: utility([plain, buttons(url({ url: 'https://a.example/{{1}}' }))]),
    finds: ['template.variable.sample'],
  },
  {
    label: 'a link open in the middle',
    template: utility([plain, buttons(url({ url: 'https://a.example/{{1}}/x', example: 'y' }))]),
    finds: ['template.button.url.variable'],
  },
  {
    label: 'a link that is all variable',
    template: utility([plain, buttons(url({ url: '{{1}}', example: 'y' }))]),
    finds: ['template.button.url'],
  },
  {
    label: 'a phone number of letters',
    template: utility([plain, buttons(phone({ phone_number: 'CALL-US' }))]),
    finds: ['template.button.phone'],
  },
  { label: 'a flow by its id', template: utility([plain, buttons({ type: 'FLOW', text: 'Book', flow_id: 1 })]), finds: [] },
  {
    label: 'a flow by nothing',
    template: utility([plain, buttons({ type: 'FLOW', text: 'Book' })]),
    finds: ['template.button.flow'],
  },
  { label: 'a coupon without a sample', template: marketing([plain, stop, buttons(copy(''))]), finds: ['template.required'] },

  { label: 'two cards', template: cards(pictureCard(), pictureCard()), finds: [] },
  { label: 'one card', template: cards(pictureCard()), finds: ['template.carousel.cards'] },
  {
    label: 'a picture beside a video',
    template: cards(pictureCard(), card(file('VIDEO'), buttons(url()))),
    finds: ['template.carousel.alike'],
  },
  {
    label: 'text on one card only',
    template: cards(pictureCard(), pictureCard(body('A fern.'))),
    finds: ['template.carousel.alike'],
  },
  {
    label: 'cards without anything on top',
    template: cards(card(buttons(url())), card(buttons(url()))),
    finds: ['template.carousel.card', 'template.carousel.card'],
  },
  {
    label: 'a footer on a card',
    template: cards(pictureCard(foot('x')), pictureCard(foot('x'))),
    finds: ['template.carousel.card', 'template.carousel.card'],
  },
  {
    label: 'cards without buttons',
    template: cards(card(file('IMAGE')), card(file('IMAGE'))),
    finds: ['template.carousel.buttons', 'template.carousel.buttons'],
  },
  {
    label: 'a header beside cards',
    template: marketing([head('New'), body('Plants. Reply STOP to end.'), carousel(pictureCard(), pictureCard())]),
    finds: ['template.carousel.beside'],
  },
  {
    label: 'cards in a utility template',
    template: utility([plain, carousel(pictureCard(), pictureCard())]),
    finds: ['template.carousel.category', 'template.category.risk'],
  },

  { label: 'a code', template: codes(foot(''), buttons(otp())), finds: ['template.authentication.expiry'] },
  {
    label: 'a code that lives ten minutes',
    template: codes({ type: 'FOOTER', code_expiration_minutes: 10 }, buttons(otp())),
    finds: [],
  },
  {
    label: 'a code with words of ours',
    template: authentication([body('Your secret is here.'), buttons(otp())]),
    finds: ['template.authentication.body'],
  },
  {
    label: 'a code with Meta’s words, as Graph lists it',
    template: authentication([{ type: 'BODY', text: '*{{1}}* is your verification code.' }, buttons(url())]),
    finds: [],
  },
  { label: 'a code under a header', template: codes(head('Hi'), buttons(otp())), finds: ['template.authentication.parts'] },
  { label: 'a code without a button', template: codes(), finds: ['template.authentication.button'] },
  { label: 'a code with two buttons', template: codes(buttons(otp(), quick())), finds: ['template.authentication.button'] },
  {
    label: 'a code taken in an unknown way',
    template: codes(buttons(otp({ otp_type: 'MAGIC' }))),
    finds: ['template.authentication.button'],
  },
  { label: 'a code without a body', template: authentication([buttons(otp())]), finds: ['template.required'] },
  { label: 'a code that an app takes', template: codes(buttons(oneTap(app()))), finds: [] },
  { label: 'a code that no app takes', template: codes(buttons(oneTap())), finds: ['template.authentication.apps'] },
  {
    label: 'an app with a short hash',
    template: codes(buttons(oneTap(app({ signature_hash: letters(10) })))),
    finds: ['template.authentication.apps'],
  },
  {
    label: 'an app that is no package',
    template: codes(buttons(oneTap(app({ package_name: 'app' })))),
    finds: ['template.authentication.apps'],
  },
  {
    label: 'zero-tap without its terms',
    template: codes(buttons(otp({ otp_type: 'ZERO_TAP', supported_apps: [app()] }))),
    finds: ['template.authentication.terms'],
  },
  {
    label: 'zero-tap with its terms',
    template: codes(buttons(otp({ otp_type: 'ZERO_TAP', supported_apps: [app()], zero_tap_terms_accepted: true }))),
    finds: [],
  },

  { label: 'an offer', template: offers(file('IMAGE'), offerOf('Ends soon'), buttons(copy(), url())), finds: [] },
  {
    label: 'an offer with a footer',
    template: offers(offerOf('Ends soon'), stop, buttons(url())),
    finds: ['template.offer.parts'],
  },
  {
    label: 'an offer under a text',
    template: offers(head('New'), offerOf('Ends soon'), buttons(url())),
    finds: ['template.offer.parts'],
  },
  { label: 'an offer that leads nowhere', template: offers(offerOf('Ends soon')), finds: ['template.offer.button'] },
  {
    label: 'an offer in a utility template',
    template: utility([plain, offerOf('Ends soon'), buttons(url())]),
    finds: ['template.offer.category', 'template.category.risk'],
  },
  {
    label: 'products without a header',
    template: marketing([plain, stop, buttons({ type: 'MPM', text: 'View items' })]),
    finds: ['template.products.header'],
  },
  {
    label: 'products under a text',
    template: marketing([head('Plants'), plain, stop, buttons({ type: 'MPM', text: 'View items' })]),
    finds: [],
  },
  {
    label: 'a request to call with a button',
    template: utility([plain, { type: 'CALL_PERMISSION_REQUEST' }, buttons(quick())]),
    finds: ['template.call-permission'],
  },

  { label: 'marketing without a way to stop', template: marketing([body('Hello from all of us.')]), finds: ['template.stop'] },
  {
    label: 'a utility text that sells',
    template: utility([body('Your order is here. Enjoy 15% off your next one!')]),
    finds: ['template.category.risk'],
  },
  { label: 'a utility text that says nothing', template: utility([body('Hello there.')]), finds: ['template.category.risk'] },
]

type Edge = { rule: string; at: number; template: (n: number) => object; context?: LintContext }
const edges: Edge[] = [
  { rule: 'template.name.length', at: 512, template: (n) => utility([plain], { name: letters(n) }) },
  { rule: 'template.header.length', at: 60, template: (n) => utility([head(letters(n)), plain]) },
  { rule: 'template.body.length', at: 1024, template: (n) => utility([body(letters(n))]) },
  { rule: 'template.body.length', at: 600, template: (n) => marketing([body(letters(n)), offerOf('Now'), buttons(url())]) },
  { rule: 'template.body.length', at: 160, template: (n) => cards(...times(2, () => pictureCard(body(letters(n))))) },
  {
    rule: 'template.body.length',
    at: 160,
    template: (n) => marketing([body(letters(n)), buttons({ type: 'SPM', text: 'View' })]),
  },
  { rule: 'template.emoji', at: 10, template: (n) => utility([body(`Your order is here ${'🎉'.repeat(n)}`)]) },
  { rule: 'template.footer.length', at: 60, template: (n) => utility([plain, foot(letters(n))]) },
  { rule: 'template.buttons.count', at: 10, template: (n) => utility([plain, buttons(...times(n, (at) => quick(`No ${at}`)))]) },
  { rule: 'template.buttons.kind.count', at: 2, template: (n) => utility([plain, buttons(...times(n, () => url()))]) },
  { rule: 'template.buttons.kind.count', at: 1, template: (n) => utility([plain, buttons(...times(n, () => phone()))]) },
  { rule: 'template.buttons.kind.count', at: 1, template: (n) => utility([plain, buttons(...times(n, () => copy()))]) },
  {
    rule: 'template.buttons.kind.count',
    at: 1,
    template: (n) => utility([plain, buttons(...times(n, () => ({ type: 'FLOW', text: 'Go', flow_id: '1' })))]),
  },
  { rule: 'template.buttons.desktop', at: 3, template: (n) => utility([plain, buttons(...times(n, (at) => quick(`No ${at}`)))]) },
  { rule: 'template.button.label.length', at: 25, template: (n) => utility([plain, buttons(quick(letters(n)))]) },
  {
    rule: 'template.button.url.length',
    at: 2000,
    template: (n) => utility([plain, buttons(url({ url: `https://a.example/${letters(n - 18)}` }))]),
  },
  {
    rule: 'template.button.url.variable',
    at: 1,
    template: (n) => utility([plain, buttons(url({ url: `https://a.example/${'{{1}}'.repeat(n)}`, example: 'x' }))]),
  },
  { rule: 'template.button.phone', at: 20, template: (n) => utility([plain, buttons(phone({ phone_number: '4'.repeat(n) }))]) },
  { rule: 'template.button.code.long', at: 15, template: (n) => marketing([plain, buttons(copy(letters(n)))]) },
  { rule: 'template.button.code.length', at: 20, template: (n) => marketing([plain, buttons(copy([letters(n)]))]) },
  {
    rule: 'template.button.code.length',
    at: 15,
    template: (n) => marketing([plain, buttons(copy(letters(n)))]),
    context: { now: platformTime('2025-09-15T00:00:00Z') },
  },
  { rule: 'template.button.code.length', at: 15, template: (n) => offers(offerOf('Now'), buttons(copy(letters(n)), url())) },
  { rule: 'template.carousel.cards', at: 10, template: (n) => cards(...times(n, () => pictureCard())) },
  {
    rule: 'template.carousel.buttons',
    at: 2,
    template: (n) => cards(...times(2, () => card(file('IMAGE'), buttons(...times(n, (at) => quick(`No ${at}`)))))),
  },
  { rule: 'template.offer.text', at: 16, template: (n) => offers(offerOf(letters(n)), buttons(url())) },
  {
    rule: 'template.authentication.expiry',
    at: 90,
    template: (n) => codes({ type: 'FOOTER', code_expiration_minutes: n }, buttons(otp())),
  },
  { rule: 'template.authentication.apps', at: 5, template: (n) => codes(buttons(oneTap(...times(n, () => app())))) },
  {
    rule: 'template.authentication.apps',
    at: 224,
    template: (n) => codes(buttons(oneTap(app({ package_name: `a.${letters(n - 2)}` })))),
  },
  { rule: 'template.ttl', at: 900, template: (n) => ({ ...codes(buttons(otp())), message_send_ttl_seconds: n }) },
]

const rulesFound = (template: object, context?: LintContext): string[] => lintTemplate(template, context).map((one) => one.rule)

describe('a template before it is submitted', () => {
  test.each(cases)('$label → $finds', ({ template, context, finds }) => {
    expect(rulesFound(template, context)).toEqual(finds)
  })

  test.each(edges)('$rule: $at passes and one more does not', ({ rule, at, template, context }) => {
    expect(rulesFound(template(at), context)).not.toContain(rule)
    expect(rulesFound(template(at + 1), context)).toContain(rule)
  })

  test('the least minutes of a code have both their sides', () => {
    const living = (minutes: number) => rulesFound(codes({ type: 'FOOTER', code_expiration_minutes: minutes }, buttons(otp())))
    expect(living(1)).toEqual([])
    expect(living(0)).toEqual(['template.authentication.expiry'])
  })

  test('every rule decides at least one case', () => {
    const decided = new Set([...cases.flatMap((one) => one.finds), ...edges.map((one) => one.rule)])
    expect(templateRules.map((rule) => rule.id).filter((id) => !decided.has(id))).toEqual([])
  })

  test('every language of the platform is known', () => {
    for (const language of templateLimits.language.codes.value) expect(rulesFound(utility([plain], { language }))).toEqual([])
  })

  test('any JSON at all gets an answer', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), fc.array(fc.jsonValue()), (one, other, many) => {
        lintTemplate(one as object)
        categoryRisk(one as object)
        stopRepair(one as object)
        const component = { format: 'IMAGE', text: '{{1}}', example: one, cards: many, buttons: many, limited_time_offer: other }
        for (const type of ['BODY', 'HEADER', 'FOOTER', 'BUTTONS', 'CAROUSEL', 'LIMITED_TIME_OFFER'])
          for (const category of ['MARKETING', 'AUTHENTICATION', one])
            lintTemplate({ name: other, category, language: one, components: [{ type, ...component }, other, ...many] })
      }),
    )
  })

  test('what the lint accepts is rendered', () => {
    const words = fc.constantFrom(
      'Hello',
      'order',
      '*bold*',
      '{{1}}',
      '{{2}}',
      '_it_',
      '\n',
      '```',
      '> a',
      '- b',
      '🎉',
      'https://a.example',
    )
    const anyText = fc.array(words, { maxLength: 12 }).map((list) => `Your ${list.join(' ')} is here now.`)
    const accepted = fc
      .record({
        text: anyText,
        top: fc.option(fc.constantFrom(head('Hi'), file('IMAGE'), { type: 'HEADER', format: 'LOCATION' })),
        list: fc.subarray([quick(), quick('No'), quick('Stop')]),
      })
      .map(({ text, top, list }) =>
        marketing([...(top ? [top] : []), body(text, 'Ada', '#12'), ...(list.length > 0 ? [buttons(...list)] : [])]),
      )
      .filter((template) => lintTemplate(template).every((one) => one.severity === 'warning'))
    fc.assert(
      fc.property(accepted, (template) => {
        const rendered = renderTemplate(template)
        expect(rendered.body.length).toBeGreaterThan(0)
        expect(rendered.buttons.every((one) => one.text !== '')).toBe(true)
      }),
    )
  })
})

describe('a way to stop', () => {
  test.each([
    ['a quick reply', [plain, buttons(quick('Stop promotions'))], true],
    ['a quick reply in Portuguese', [plain, buttons(quick('Sair'))], true],
    ['a link called stop', [plain, buttons(url({ text: 'Stop' }))], false],
    ['a footer', [plain, foot('Reply STOP to opt out')], true],
    ['a footer in Spanish', [plain, foot('Responde BAJA para salir')], true],
    ['a line in the body', [body('News!\n\nTo unsubscribe, reply STOP.')], true],
    ['a shop that never stops', [body('Our non-stop service for you.')], false],
    ['a footer in Arabic', [plain, foot('أرسل إيقاف للخروج')], true],
    ['an Arabic bus stop', [body('نلتقي عند موقف الحافلة غدا.')], false],
    ['a footer in Chinese', [plain, foot('回复停止即可退出')], true],
    ['a bus stop', [body('See you at the bus stop.')], false],
    ['nothing', [plain], false],
  ])('%s: %s → %s', (_label, components, offers) => {
    expect(offersStop(components)).toBe(offers)
  })

  test.each(['en_GB', 'es_MX', 'pt_BR', 'fr', 'de', 'it', 'ja'])(
    'one click gives it, in %s, and the hub honours what it says',
    (language) => {
      const template = marketing([plain], { language })
      const { components, title } = stopRepair(template)
      expect(offersStop(components)).toBe(true)
      expect(lintTemplate({ ...template, components }).map((one) => one.rule)).toEqual([])
      expect(consentWord(/“(.+)”/.exec(title)?.[1] ?? '')).toBe('stop')
    },
  )

  test('the new button stands with the other quick replies', () => {
    const { components } = stopRepair(marketing([plain, buttons(quick('Yes'), quick('No'), url())]))
    expect(rulesFound(marketing(components))).toEqual(['template.buttons.desktop'])
  })

  test('with no room for a button it is a footer, and beside cards a line', () => {
    const full = marketing([plain, buttons(...times(10, (at) => quick(`No ${at}`)))])
    expect(stopRepair(full).title).toBe('Add the footer “Reply STOP to unsubscribe”')
    const { components } = stopRepair(marketing([body('New plants.'), carousel(pictureCard(), pictureCard())]))
    expect(rulesFound(marketing(components))).toEqual([])
  })
})

describe('what reads like marketing', () => {
  test('names the words and where they stand', () => {
    const template = utility([body('Your order is here. Enjoy 15% off, hurry!'), buttons(url({ text: 'Shop now' }))])
    expect(categoryRisk(template)).toEqual({
      reads: 'marketing',
      words: ['15% off', 'hurry', 'Shop now'],
      paths: ['components[0]', 'components[1].buttons[0]'],
    })
  })

  test.each([
    'Your order {{1}} is confirmed. We will let you know once it is on its way.',
    'Reminder: your monthly payment for {{1}} will be billed on {{2}} to the card on file.',
    'Your appointment on {{1}} at {{2}} is confirmed. Reply here to change it.',
    'We have received your item. Your refund of {{1}} has been processed. Thank you.',
    'There is a storm alert in your area. We recommend you remain indoors until {{1}} today.',
  ])('an update is no promotion: %s', (text) => {
    expect(categoryRisk(utility([body(text)]))).toBeNull()
  })

  test.each([
    'You left {{1}} in your cart! We saved them for you.',
    'Hoy tienes 20 % de descuento en toda la tienda.',
    'Aproveite o frete grátis só hoje na nossa loja.',
    'Nur heute: 20 % Rabatt auf alles in Ihrem Laden.',
    'Did you know? You can now pay in our app.',
  ])('a promotion is one: %s', (text) => {
    expect(categoryRisk(utility([body(text)]))?.reads).toBe('marketing')
  })
})

import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { plainText } from './plain-text.ts'
import { renderMessage } from './render-message.ts'
import { renderTemplate } from './render-template.ts'

const words = (text: string) => [{ kind: 'text', text }]
const order = {
  name: 'order_update',
  language: 'en_GB',
  category: 'UTILITY',
  components: [
    { type: 'HEADER', format: 'TEXT', text: 'Order {{1}}', example: { header_text: ['#1042'] } },
    { type: 'BODY', text: 'Hello *{{1}}*, it comes {{2}}.', example: { body_text: [['Ada', 'on Friday']] } },
    { type: 'FOOTER', text: 'Luma Plants' },
    {
      type: 'BUTTONS',
      buttons: [
        { type: 'URL', text: 'Track', url: 'https://luma.example/{{1}}', example: ['https://luma.example/1042'] },
        { type: 'QUICK_REPLY', text: 'Thanks' },
        { type: 'PHONE_NUMBER', text: 'Call', phone_number: '+442079460000' },
      ],
    },
  ],
}
const send = (...components: object[]) => ({ name: 'order_update', language: { code: 'en_GB' }, components })
const texts = (type: string, ...list: string[]) => ({ type, parameters: list.map((text) => ({ type: 'text', text })) })

describe('a template', () => {
  test('without values shows its samples as chips', () => {
    const rendered = renderTemplate(order)
    expect(rendered).toMatchObject({
      kind: 'template',
      template: { name: 'order_update', language: 'en_GB' },
      header: {
        kind: 'text',
        text: 'Order #1042',
        spans: [...words('Order '), { kind: 'variable', name: '1', text: '#1042', sample: true }],
      },
      footer: 'Luma Plants',
      buttons: [
        { kind: 'url', text: 'Track', url: 'https://luma.example/1042', variable: true },
        { kind: 'reply', text: 'Thanks' },
        { kind: 'phone', text: 'Call', phone: '+442079460000' },
      ],
      direction: 'ltr',
    })
    expect(rendered.body[1]).toEqual({ kind: 'bold', spans: [{ kind: 'variable', name: '1', text: 'Ada', sample: true }] })
    expect(plainText(rendered)).toBe('Hello Ada, it comes on Friday.')
  })

  test('with values is exactly what arrives', () => {
    const rendered = renderTemplate(
      order,
      send(
        texts('header', '#7'),
        texts('body', 'Bo', 'today'),
        { type: 'button', sub_type: 'url', index: '0', parameters: [{ type: 'text', text: '7' }] },
        { type: 'button', sub_type: 'quick_reply', index: 1, parameters: [{ type: 'payload', payload: 'THANKS' }] },
      ),
    )
    expect(rendered.header).toEqual({ kind: 'text', text: 'Order #7', spans: words('Order #7') })
    expect(rendered.body).toEqual([...words('Hello '), { kind: 'bold', spans: words('Bo') }, ...words(', it comes today.')])
    expect(rendered.buttons[0]).toEqual({ kind: 'url', text: 'Track', url: 'https://luma.example/7' })
    expect(rendered.buttons[1]).toEqual({ kind: 'reply', text: 'Thanks', id: 'THANKS' })
  })

  test('half filled shows what is missing', () => {
    const rendered = renderTemplate(order, send(texts('body', 'Bo')))
    expect(rendered.body.at(-2)).toEqual({ kind: 'variable', name: '2', text: '{{2}}', sample: false })
    expect(rendered.buttons[0]).toMatchObject({ url: 'https://luma.example/{{1}}', variable: true })
  })

  test('takes values by name, amounts and dates', () => {
    const named = { parameter_format: 'NAMED', components: [{ type: 'BODY', text: '{{who}} pays {{sum}} on {{day}}.' }] }
    const parameters = [
      { type: 'currency', parameter_name: 'sum', currency: { fallback_value: '£5.00', code: 'GBP', amount_1000: 5000 } },
      { type: 'date_time', parameter_name: 'day', date_time: { fallback_value: '4 May' } },
      { type: 'text', parameter_name: 'who', text: 'Ada' },
    ]
    expect(plainText(renderTemplate(named, send({ type: 'BODY', parameters })))).toBe('Ada pays £5.00 on 4 May.')
  })

  test('more than three buttons fold behind one', () => {
    const buttons = (count: number) => ({
      components: [
        { type: 'BUTTONS', buttons: Array.from({ length: count }, (_, at) => ({ type: 'QUICK_REPLY', text: `${at}` })) },
      ],
    })
    expect(renderTemplate(buttons(3)).folded).toBeUndefined()
    expect(renderTemplate(buttons(4)).folded).toEqual({ shown: 2, text: 'See all options' })
  })

  test('a file above the text is the sample first and then what is sent', () => {
    const definition = {
      components: [{ type: 'HEADER', format: 'DOCUMENT', example: { header_handle: ['https://cdn.example/a.pdf'] } }],
    }
    expect(renderTemplate(definition).header).toEqual({ kind: 'document', link: 'https://cdn.example/a.pdf', sample: true })
    const given = send({ type: 'header', parameters: [{ type: 'document', document: { id: '7741', filename: 'bill.pdf' } }] })
    expect(renderTemplate(definition, given).header).toEqual({ kind: 'document', id: '7741', filename: 'bill.pdf' })
  })

  test.each([
    [
      'en_US',
      '*{{1}}* is your verification code. For your security, do not share this code.',
      'This code expires in 5 minutes.',
      'Copy code',
    ],
    [
      'es_MX',
      '*{{1}}* es tu código de verificación. Por tu seguridad, no lo compartas.',
      'Este código caduca en 5 minutos.',
      'Copiar código',
    ],
    [
      'xx',
      '*{{1}}* is your verification code. For your security, do not share this code.',
      'This code expires in 5 minutes.',
      'Copy code',
    ],
  ])('an authentication draft in %s has the fixed text', (language, body, footer, button) => {
    const draft = {
      category: 'AUTHENTICATION',
      language,
      components: [
        { type: 'BODY', add_security_recommendation: true },
        { type: 'FOOTER', code_expiration_minutes: 5 },
        { type: 'BUTTONS', buttons: [{ type: 'OTP', otp_type: 'COPY_CODE' }] },
      ],
    }
    const rendered = renderTemplate(draft)
    expect(plainText(rendered)).toBe(body.replaceAll('*', ''))
    expect(rendered.footer).toBe(footer)
    expect(rendered.buttons).toEqual([{ kind: 'copy-code', text: button }])
    const filled = renderTemplate(
      draft,
      send(texts('body', '482915'), {
        type: 'button',
        sub_type: 'url',
        index: '0',
        parameters: [{ type: 'text', text: '482915' }],
      }),
    )
    expect(plainText(filled)).toContain('482915')
    expect(filled.buttons).toEqual([{ kind: 'copy-code', text: button, code: '482915' }])
  })

  test('an authentication template that Graph lists shows its button as what it is', () => {
    const listed = {
      category: 'AUTHENTICATION',
      components: [
        { type: 'BODY', text: '*{{1}}* is your verification code.' },
        {
          type: 'BUTTONS',
          buttons: [
            { type: 'URL', text: 'Copy code', url: 'https://www.whatsapp.com/otp/code/?otp_type=COPY_CODE&code=otp{{1}}' },
          ],
        },
      ],
    }
    expect(renderTemplate(listed).buttons).toEqual([{ kind: 'copy-code', text: 'Copy code' }])
  })

  test('a limited-time offer has its text, its end and its code', () => {
    const definition = {
      components: [
        { type: 'LIMITED_TIME_OFFER', limited_time_offer: { text: 'Ends soon', has_expiration: true } },
        { type: 'BODY', text: 'Now.' },
        { type: 'BUTTONS', buttons: [{ type: 'COPY_CODE', example: 'SAVE15' }] },
      ],
    }
    expect(renderTemplate(definition)).toMatchObject({
      offer: { text: 'Ends soon', expires: true },
      buttons: [{ kind: 'copy-code', text: 'Copy offer code', code: 'SAVE15' }],
    })
    const given = send(
      {
        type: 'limited_time_offer',
        parameters: [{ type: 'limited_time_offer', limited_time_offer: { expiration_time_ms: 1_790_000_000_000 } }],
      },
      { type: 'button', sub_type: 'copy_code', index: 0, parameters: [{ type: 'coupon_code', coupon_code: 'ADA20' }] },
    )
    expect(renderTemplate(definition, given)).toMatchObject({
      offer: { endsAt: 1_790_000_000_000 },
      buttons: [{ code: 'ADA20' }],
    })
  })

  test('cards show their values, and a product carousel grows to what is sent', () => {
    const card = {
      components: [
        { type: 'HEADER', format: 'PRODUCT' },
        { type: 'BODY', text: 'No. {{1}} is here.' },
        { type: 'BUTTONS', buttons: [{ type: 'SPM' }] },
      ],
    }
    const definition = {
      components: [
        { type: 'BODY', text: 'Look.' },
        { type: 'CAROUSEL', cards: [card, card] },
      ],
    }
    expect(renderTemplate(definition).cards).toHaveLength(2)
    const cards = [0, 1, 2].map((card_index) => ({
      card_index,
      components: [
        {
          type: 'header',
          parameters: [{ type: 'product', product: { product_retailer_id: `sku${card_index}`, catalog_id: '900' } }],
        },
        texts('body', `${card_index}`),
      ],
    }))
    const rendered = renderTemplate(definition, send({ type: 'carousel', cards }))
    expect(rendered.cards?.map((one) => one.header)).toEqual(
      [0, 1, 2].map((at) => ({ kind: 'product', retailerId: `sku${at}`, catalogId: '900' })),
    )
    expect(rendered.cards?.[2]).toMatchObject({ body: words('No. 2 is here.'), buttons: [{ kind: 'product', text: 'View' }] })
  })

  test('Arabic and Hebrew run from the right', () => {
    expect(renderTemplate({ components: [{ type: 'BODY', text: '*مرحبا* {{1}}' }] }).direction).toBe('rtl')
    expect(renderTemplate({ components: [{ type: 'BODY', text: '1. שלום' }] }).direction).toBe('rtl')
    expect(renderTemplate({ components: [{ type: 'BODY', text: 'Hi مرحبا' }] }).direction).toBe('ltr')
  })
})

const interactive = (type: string, action: object, more: object = {}) => ({
  type: 'interactive',
  interactive: { type, body: { text: 'Well?' }, action, ...more },
})

describe('one line for the thread list', () => {
  test.each([
    [{ type: 'text', text: { body: 'Is my *order*\nthere?' } }, 'Is my order there?'],
    [{ text: { body: 'no type' } }, 'no type'],
    [{ type: 'image', image: { id: '1' } }, 'Photo'],
    [{ type: 'image', image: { id: '1', caption: 'My cat' } }, 'My cat'],
    [{ type: 'video', video: {} }, 'Video'],
    [{ type: 'audio', audio: {} }, 'Audio'],
    [{ type: 'audio', audio: { voice: true } }, 'Voice message'],
    [{ type: 'document', document: { filename: 'bill.pdf' } }, 'bill.pdf'],
    [{ type: 'document', document: {} }, 'Document'],
    [{ type: 'sticker', sticker: {} }, 'Sticker'],
    [{ type: 'location', location: { latitude: 1, longitude: 2 } }, 'Location'],
    [{ type: 'location', location: { latitude: 1, longitude: 2, name: 'Shop' } }, 'Location: Shop'],
    [{ type: 'contacts', contacts: [{ name: { formatted_name: 'Ada' } }] }, 'Contact: Ada'],
    [{ type: 'contacts', contacts: [{}, {}] }, '2 contacts'],
    [{ type: 'reaction', reaction: { emoji: '👍' } }, 'Reacted 👍'],
    [{ type: 'reaction', reaction: {} }, 'Reaction removed'],
    [{ type: 'button', button: { text: 'Stop', payload: 'STOP_PROMO' } }, 'Stop'],
    [interactive('button', { buttons: [] }), 'Well?'],
    [interactive('product', { product_retailer_id: 'sku1' }, { body: undefined }), 'Products'],
    [interactive('call_permission_request', {}, { body: undefined }), 'Choose preference'],
    [{ type: 'interactive', interactive: { type: 'button_reply', button_reply: { id: '1', title: 'Yes' } } }, 'Yes'],
    [
      { type: 'interactive', interactive: { type: 'list_reply', list_reply: { id: '1', title: 'Fern', description: 'green' } } },
      'Fern green',
    ],
    [{ type: 'interactive', interactive: { type: 'nfm_reply', nfm_reply: { name: 'flow' } } }, 'Form answered'],
    [{ type: 'interactive', interactive: { type: 'nfm_reply', nfm_reply: { name: 'address_message' } } }, 'Address sent'],
    [
      { type: 'interactive', interactive: { type: 'call_permission_reply', call_permission_reply: { response: 'accept' } } },
      'Calls allowed',
    ],
    [{ type: 'order', order: { product_items: [{ quantity: 2, item_price: 7.99, currency: 'GBP' }] } }, 'Cart: 1 product'],
    [{ type: 'system', system: { body: 'Ada changed her number' } }, 'Ada changed her number'],
    [{ type: 'edit', edit: { message: { type: 'text', text: { body: 'better' } } } }, 'better'],
    [{ type: 'revoke', revoke: {} }, 'Message deleted'],
    [{ type: 'unsupported' }, 'This message cannot be shown here. Ask for it again in another form.'],
    [{ type: 'template', template: { name: 'hello_world' } }, 'Template hello_world'],
    [{ type: 'text', text: { body: '' } }, 'Message'],
  ])('%j → %s', (message, line) => {
    expect(plainText(renderMessage(message))).toBe(line)
  })
})

describe('a message', () => {
  test.each([
    [
      'cta_url',
      { parameters: { display_text: 'Open', url: 'https://a.example' } },
      { kind: 'url', text: 'Open', url: 'https://a.example' },
    ],
    ['location_request_message', {}, { kind: 'location-request', text: 'Send location' }],
    ['address_message', {}, { kind: 'address', text: 'Provide address' }],
    ['flow', { parameters: { flow_cta: 'Book' } }, { kind: 'flow', text: 'Book' }],
    ['catalog_message', {}, { kind: 'catalog', text: 'View catalog' }],
    ['voice_call', { parameters: {} }, { kind: 'call', text: 'Call now' }],
    ['request_contact_info', {}, { kind: 'contact-request', text: 'Share contact info' }],
    ['order_details', { parameters: {} }, { kind: 'pay', text: 'Review and pay' }],
    ['order_status', { parameters: {} }, { kind: 'order', text: 'View order' }],
    ['button', { buttons: [{ reply: { id: 'y', title: 'Yes' } }] }, { kind: 'reply', text: 'Yes', id: 'y' }],
    ['list', { button: 'See all', sections: [] }, { kind: 'list', text: 'See all' }],
    ['product_list', { catalog_id: '900', sections: [] }, { kind: 'products', text: 'View items' }],
  ])('of kind %s has its button', (kind, action, button) => {
    expect(renderMessage(interactive(kind, action))).toMatchObject({
      kind: 'interactive',
      variant: kind,
      body: words('Well?'),
      buttons: [button],
    })
  })

  test('a list opens its rows', () => {
    const sections = [
      {
        title: 'Plants',
        rows: [
          { id: 'f', title: 'Fern', description: 'green' },
          { id: 'm', title: 'Moss' },
        ],
      },
    ]
    expect(renderMessage(interactive('list', { button: 'See all', sections })).list).toEqual({
      button: 'See all',
      sections: [
        {
          title: 'Plants',
          rows: [
            { id: 'f', title: 'Fern', description: 'green' },
            { id: 'm', title: 'Moss', description: '' },
          ],
        },
      ],
    })
  })

  test('a carousel has its cards, with a link, with replies or with a product', () => {
    const cards = [
      {
        header: { type: 'image', image: { link: 'https://a.example/a.jpg' } },
        body: { text: '*Fern*' },
        action: { name: 'cta_url', parameters: { display_text: 'Buy', url: 'https://a.example' } },
      },
      {
        header: { type: 'video', video: { id: '7' } },
        action: { buttons: [{ type: 'quick_reply', quick_reply: { id: 'y', title: 'Yes' } }] },
      },
      { type: 'product', action: { product_retailer_id: 'sku1', catalog_id: '900' } },
    ]
    expect(renderMessage(interactive('carousel', { cards })).cards).toEqual([
      {
        header: { kind: 'image', link: 'https://a.example/a.jpg' },
        body: [{ kind: 'bold', spans: words('Fern') }],
        buttons: [{ kind: 'url', text: 'Buy', url: 'https://a.example' }],
      },
      { header: { kind: 'video', id: '7' }, body: [], buttons: [{ kind: 'reply', text: 'Yes', id: 'y' }] },
      {
        header: { kind: 'product', retailerId: 'sku1', catalogId: '900' },
        body: [],
        buttons: [{ kind: 'product', text: 'View' }],
      },
    ])
  })

  test('a bill and a cart carry their amounts as decimals', () => {
    const bill = {
      reference_id: 'A-1',
      currency: 'INR',
      total_amount: { value: 21_050, offset: 100 },
      order: { status: 'pending', items: [{ name: 'Fern', quantity: 2, amount: { value: 10_525, offset: 100 } }] },
    }
    expect(renderMessage(interactive('order_details', { parameters: bill })).order).toEqual({
      reference: 'A-1',
      status: 'pending',
      currency: 'INR',
      items: [{ name: 'Fern', quantity: 2, amount: '105.25' }],
      total: '210.50',
    })
    const cart = {
      catalog_id: '900',
      text: 'Please wrap',
      product_items: [{ product_retailer_id: 'sku1', quantity: 3, item_price: 0.1, currency: 'GBP' }],
    }
    expect(renderMessage({ type: 'order', order: cart } as object)).toMatchObject({
      order: { currency: 'GBP', total: '0.30' },
      body: words('Please wrap'),
    })
  })

  test('a link is previewed only when asked for, even inside marks', () => {
    const body = 'see *https://a.example* and https://b.example'
    expect(renderMessage({ type: 'text', text: { body, preview_url: true } } as object).preview).toEqual({
      url: 'https://a.example',
    })
    expect(renderMessage({ type: 'text', text: { body } } as object).preview).toBeUndefined()
  })

  test('quotes, forwards and ads are told', () => {
    expect(renderMessage({ type: 'text', text: { body: 'a' }, context: { id: 'wamid.1' } } as object).quotes).toBe('wamid.1')
    expect(renderMessage({ type: 'text', text: { body: 'a' }, context: { message_id: 'wamid.2' } } as object).quotes).toBe(
      'wamid.2',
    )
    expect(renderMessage({ type: 'text', text: { body: 'a' }, context: { forwarded: true } } as object).forwarded).toBe('once')
    expect(
      renderMessage({ type: 'text', text: { body: 'a' }, context: { frequently_forwarded: true } } as object).forwarded,
    ).toBe('often')
    const referral = { source_url: 'https://fb.me/x', source_type: 'ad', headline: 'Chat', body: '15% off' }
    expect(renderMessage({ type: 'text', text: { body: 'a' }, referral } as object).referral).toEqual({
      headline: 'Chat',
      body: '15% off',
      url: 'https://fb.me/x',
      source: 'ad',
    })
  })

  test('a template send with its definition is that template', () => {
    const message = { type: 'template', template: send(texts('header', '#7'), texts('body', 'Bo', 'today')) }
    expect(plainText(renderMessage(message as object, order))).toBe('Hello Bo, it comes today.')
  })
})

describe('any JSON at all', () => {
  const types = [
    'text',
    'image',
    'interactive',
    'template',
    'order',
    'contacts',
    'reaction',
    'system',
    'edit',
    'location',
    'button',
    'toString',
    '__proto__',
  ]
  const kinds = [
    'button',
    'list',
    'carousel',
    'product_list',
    'order_details',
    'nfm_reply',
    'button_reply',
    'constructor',
    'cta_url',
    'flow',
  ]

  test('becomes a line of text', () => {
    fc.assert(
      fc.property(
        fc.jsonValue(),
        fc.constantFrom(...types),
        fc.constantFrom(...kinds),
        fc.jsonValue(),
        (one, type, kind, value) => {
          const action = { buttons: value, sections: value, cards: value, parameters: one }
          for (const message of [
            one,
            { type, [type]: value, context: one, referral: one },
            { type: 'interactive', interactive: { type: kind, [kind]: value, action, header: one, body: value } },
          ]) {
            const line = plainText(renderMessage(message as object))
            expect(typeof line).toBe('string')
            expect(line).not.toMatch(/\n/)
            expect(line).not.toBe('')
          }
        },
      ),
    )
  })

  test('as a template becomes a line of text too', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), fc.array(fc.jsonValue()), (one, other, many) => {
        const component = {
          text: one,
          format: 'IMAGE',
          example: other,
          buttons: many,
          cards: many,
          parameters: many,
          limited_time_offer: other,
        }
        for (const type of ['HEADER', 'BODY', 'BUTTONS', 'CAROUSEL', 'LIMITED_TIME_OFFER', 'FOOTER']) {
          const template = { category: 'AUTHENTICATION', language: other, components: [{ type, ...component }, ...many] }
          expect(typeof plainText(renderTemplate(template, { components: [{ type, ...component }, one] }))).toBe('string')
        }
        expect(typeof plainText(renderTemplate(one as object, other as object))).toBe('string')
      }),
    )
  })
})

import { createHash } from 'node:crypto'
import { beforeEach, describe, expect, test } from 'vitest'
import { WhatsAppAPI } from 'whatsapp-api-js'
import * as m from 'whatsapp-api-js/messages'
import { CUSTOMER, DAY, MINUTE, TestEmulator } from '../start-emulator.ts'
import { approveTemplates, publishFlow } from './approved-templates.ts'
import { fileOf, ogg, pdf, png, webp } from './sample-files.ts'

/** The client of Secreto31126. Its addresses are fixed, so its own `fetch` option is where they are turned. */
function clientOf({ about }: TestEmulator): WhatsAppAPI {
  return new WhatsAppAPI({
    token: about.accessToken,
    appSecret: about.appSecret,
    webhookVerifyToken: about.verifyToken,
    v: 'v25.0',
    ponyfill: {
      fetch: ((url: string | URL, options: RequestInit) =>
        fetch(String(url).replace('https://graph.facebook.com', about.graphUrl), options)) as typeof fetch,
      subtle: crypto.subtle,
    },
  })
}

const link = 'https://nordlys-home.example/file'
const body = new m.Body('Which one?')
const language = new m.Language('en_GB')
const section = new m.ProductSection('Sofas', new m.Product('sofa-1'), new m.Product('sofa-2'))

/** Every free-form message it can build. `inbound` is a message of the customer, `media` files of the number. */
const freeForm: [
  string,
  (given: { inbound: string; media: Record<string, string>; flow: string }) => Parameters<WhatsAppAPI['sendMessage']>[2],
][] = [
  ['a text with a preview', () => new m.Text('https://nordlys-home.example', true)],
  ['an image by link', () => new m.Image(link, false, 'The sofa')],
  ['an image by id', ({ media }) => new m.Image(media.image as string, true)],
  ['a document', ({ media }) => new m.Document(media.document as string, true, 'Your invoice', 'invoice.pdf')],
  ['a voice note', ({ media }) => new m.Audio(media.audio as string, true, true)],
  ['a video', () => new m.Video(link)],
  ['a sticker', ({ media }) => new m.Sticker(media.sticker as string, true)],
  ['a place', () => new m.Location(-1.54, 53.8, 'Showroom', '4 Mill Lane, Leeds')],
  ['a reaction', ({ inbound }) => new m.Reaction(inbound, '👍')],
  ['no reaction any more', ({ inbound }) => new m.Reaction(inbound)],
  [
    'a card',
    () =>
      new m.Contacts([
        new m.Name('Ola Berg', 'Ola', 'Berg'),
        new m.Phone('+447700900789', 'CELL'),
        new m.Email('ola@nordlys-home.example'),
        new m.Organization('Nordlys Home', 'Deliveries', 'Driver'),
        new m.Address('Norway', 'NO', undefined, 'Oslo', 'Storgata 1', '0155', 'WORK'),
        new m.Url('https://nordlys-home.example'),
        new m.Birthday('1990', '05', '04'),
      ]),
  ],
  [
    'buttons below a picture',
    ({ media }) =>
      new m.Interactive(
        new m.ActionButtons(new m.Button('yes', 'Yes'), new m.Button('no', 'No')),
        body,
        new m.Header(new m.Image(media.image as string, true)),
        new m.Footer('Nordlys Home'),
      ),
  ],
  [
    'a list',
    () =>
      new m.Interactive(
        new m.ActionList('Choose', new m.ListSection('Sofas', new m.Row('s1', 'Fjord', 'Three seats'), new m.Row('s2', 'Vik'))),
        body,
        new m.Header('Sofas'),
      ),
  ],
  ['a link button', () => new m.Interactive(new m.ActionCTA('See it', 'https://nordlys-home.example/fjord'), body)],
  ['a request for a place', () => new m.Interactive(new m.ActionLocation(), body)],
  ['a request for contact details', () => new m.Interactive(new m.ActionContactRequest(), body)],
  ['a request to be allowed to call', () => new m.Interactive(new m.ActionCallPermission(), body)],
  ['the catalogue', () => new m.Interactive(new m.ActionCatalog(new m.Product('sofa-1')), body)],
  ['a product', () => new m.Interactive(new m.ActionProduct(new m.CatalogProduct('sofa-1', '9001')))],
  ['products', () => new m.Interactive(new m.ActionProductList('9001', section), body, new m.Header('Sofas'))],
  [
    'a flow to a screen',
    ({ flow }) => new m.Interactive(new m.ActionNavigateFlow('token', flow, 'Book', 'START', { day: 'Friday' }), body),
  ],
  ['a flow with an endpoint', ({ flow }) => new m.Interactive(new m.ActionDataExchangeFlow('token', flow, 'Book'), body)],
]

const template = (name: string, ...components: ConstructorParameters<typeof m.Template>[2][]) =>
  new m.Template(name, language, ...components)

/** Every template component it can build. */
const templates: [string, () => m.Template][] = [
  [
    'positional values',
    () =>
      template('order_update', new m.BodyComponent(new m.BodyParameter('NH-1'), new m.BodyParameter(new m.DateTime('Tuesday')))),
  ],
  [
    'an amount',
    () =>
      template(
        'lamp_coupon',
        new m.BodyComponent(new m.BodyParameter(new m.Currency(5_000, 'GBP', '£5.00'))),
        new m.CopyComponent('LAMP25'),
      ),
  ],
  [
    'named values',
    () =>
      template(
        'showroom_visit',
        new m.BodyComponent(
          new m.BodyParameter('Maja', 'first_name'),
          new m.BodyParameter('Leeds', 'showroom'),
          new m.BodyParameter('Friday', 'visit_time'),
        ),
      ),
  ],
  [
    'a suffix of a link',
    () => template('track_delivery', new m.BodyComponent(new m.BodyParameter('NH-1')), new m.URLComponent('NH-1')),
  ],
  [
    'payloads of quick replies',
    () =>
      template(
        'winter_sale',
        new m.BodyComponent(new m.BodyParameter('Maja'), new m.BodyParameter('20%')),
        new m.PayloadComponent('SHOW'),
        new m.PayloadComponent('STOP'),
      ),
  ],
  ['a one-time code', () => m.Template.OTP('sign_in_code', language, '482915')],
  [
    'a picture',
    () =>
      template(
        'new_armchair',
        new m.HeaderComponent(new m.HeaderParameter(new m.Image(link))),
        new m.BodyComponent(new m.BodyParameter('Maja')),
      ),
  ],
  ['a film', () => template('assembly_film', new m.HeaderComponent(new m.HeaderParameter(new m.Video(link))))],
  [
    'a file',
    () =>
      template(
        'your_invoice',
        new m.HeaderComponent(new m.HeaderParameter(new m.Document(link, false, undefined, 'invoice.pdf'))),
        new m.BodyComponent(new m.BodyParameter('NH-1')),
      ),
  ],
  [
    'a place',
    () =>
      template('where_we_are', new m.HeaderComponent(new m.HeaderParameter(new m.Location(-1.54, 53.8, 'Showroom', 'Leeds')))),
  ],
  [
    'an offer that ends',
    () =>
      template(
        'rug_offer',
        new m.HeaderComponent(new m.HeaderParameter(new m.Image(link))),
        new m.LTOComponent(Date.parse('2026-11-22T00:00:00Z')),
        new m.CopyComponent('RUG10'),
        new m.URLComponent('rugs'),
      ),
  ],
  [
    'cards',
    () =>
      template(
        'three_rooms',
        new m.BodyComponent(new m.BodyParameter('Maja')),
        new m.CarouselComponent(
          new m.CarouselCard(
            new m.Image(link),
            new m.BodyComponent(new m.BodyParameter('green')),
            new m.PayloadComponent('a'),
            new m.URLComponent('a'),
          ),
          new m.CarouselCard(
            new m.Image(link),
            new m.BodyComponent(new m.BodyParameter('blue')),
            new m.PayloadComponent('b'),
            new m.URLComponent('b'),
          ),
        ),
      ),
  ],
  ['a catalogue', () => template('whole_catalogue', new m.CatalogComponent(new m.Product('sofa-1')))],
  ['products', () => template('chosen_for_you', new m.MPMComponent(new m.Product('sofa-1'), section))],
  ['a flow', () => template('book_a_visit', new m.FlowComponent('token', { day: 'Friday' }))],
]

describe('whatsapp-api-js', () => {
  let emulator: TestEmulator
  let client: WhatsAppAPI
  let number: string

  beforeEach(async () => {
    emulator = await TestEmulator.start({ relax: ['marketing'] })
    client = clientOf(emulator)
    number = emulator.about.phoneNumberId
  })

  test('sends every free-form message it can build, and all arrive', async () => {
    const { id: inbound } = await emulator.write('Hello')
    const flow = await publishFlow(emulator)
    const media: Record<string, string> = {}
    for (const [kind, bytes, name, type] of [
      ['image', png, 'sofa.png', 'image/png'],
      ['document', pdf, 'invoice.pdf', 'application/pdf'],
      ['audio', ogg, 'note.ogg', 'audio/ogg'],
      ['sticker', webp, 'sofa.webp', 'image/webp'],
    ] as const) {
      const form = new FormData()
      form.set('file', fileOf(bytes, name, type))
      media[kind] = String(((await client.uploadMedia(number, form)) as { id: string }).id)
    }
    const sent: Record<string, unknown> = {}
    for (const [label, build] of freeForm) {
      const answer = await client.sendMessage(number, CUSTOMER, build({ inbound, media, flow }), undefined, label)
      sent[label] = 'error' in answer ? answer.error : 'accepted'
    }
    expect(sent).toEqual(Object.fromEntries(freeForm.map(([label]) => [label, 'accepted'])))
    await emulator.advance(MINUTE)
    expect(arrived(emulator)).toEqual(new Set(freeForm.map(([label]) => label)))
  })

  test('sends every template component it can build, and all arrive', async () => {
    await approveTemplates(emulator)
    const sent: Record<string, unknown> = {}
    for (const [label, build] of templates) {
      const answer = await client.sendMessage(number, CUSTOMER, build(), undefined, label)
      sent[label] = 'error' in answer ? answer.error : 'accepted'
    }
    expect(sent).toEqual(Object.fromEntries(templates.map(([label]) => [label, 'accepted'])))
    await emulator.advance(MINUTE)
    expect(arrived(emulator)).toEqual(new Set(templates.map(([label]) => label)))
  })

  test('quotes, and writes to a business-scoped id', async () => {
    const { id } = await emulator.write('Hello')
    const answer = await client.sendMessage(number, CUSTOMER, new m.Text('Hi'), id)
    expect(answer).toMatchObject({ messages: [{ id: expect.stringMatching(/^wamid\./) }] })
    const bsuid = String(emulator.inbound()[0]?.from_user_id)
    expect(await client.sendMessage(number, { bsuid }, new m.Text('Hi'))).toMatchObject({
      contacts: [{ input: bsuid, user_id: bsuid }],
    })
    expect(await client.sendMessage(number, { group: 'Y2FwaV9ncm91cA' }, new m.Text('Hi'))).toMatchObject({
      error: { code: 131041 },
    })
  })

  test('uploads a file, fetches it in two hops, and deletes it', async () => {
    const form = new FormData()
    form.set('file', fileOf(png, 'sofa.png', 'image/png'))
    const { id } = (await client.uploadMedia(number, form)) as { id: string }
    const found = (await client.retrieveMedia(id, number)) as Record<string, unknown>
    expect(found).toMatchObject({
      id,
      messaging_product: 'whatsapp',
      mime_type: 'image/png',
      file_size: png.length,
      sha256: createHash('sha256').update(png).digest('hex'),
    })
    const bytes = await client.fetchMedia(String(found.url))
    expect(bytes.headers.get('content-type')).toBe('image/png')
    expect(Buffer.from(await bytes.arrayBuffer())).toEqual(png)
    expect(await client.deleteMedia(id, number)).toEqual({ success: true })
    expect(await client.retrieveMedia(id)).toMatchObject({ error: { code: 100, error_subcode: 33 } })
  })

  test('reads what the emulator posts, and refuses what somebody else would', async () => {
    const heard: string[] = []
    client.on.message = ({ from, message }) => void heard.push(`${from}: ${message.type}`)
    client.on.status = ({ status, phone }) => void heard.push(`${phone} ${status}`)
    client.on.call.connect = ({ from }: { from: string }) => void heard.push(`${from} calls`)
    await emulator.write('Er sofaen på lager? 🛋️')
    await emulator.write({ type: 'image', image: { caption: 'this one' } })
    await client.sendMessage(number, CUSTOMER, new m.Text('Ja!'))
    await emulator.control('POST', `/customers/${CUSTOMER}/calls`, {})
    await emulator.advance(MINUTE)
    for (const { json, body, headers } of emulator.received) {
      await client.post(json as never, body, String(headers['x-hub-signature-256']))
    }
    expect(heard).toEqual(
      expect.arrayContaining([
        `${CUSTOMER}: text`,
        `${CUSTOMER}: image`,
        `${CUSTOMER} sent`,
        `${CUSTOMER} delivered`,
        `${CUSTOMER} calls`,
      ]),
    )
    const [first] = emulator.received
    await expect(
      client.post(first?.json as never, `${first?.body} `, String(first?.headers['x-hub-signature-256'])),
    ).rejects.toThrow()
    const challenge = client.get({
      'hub.mode': 'subscribe',
      'hub.challenge': '115',
      'hub.verify_token': emulator.about.verifyToken,
    })
    expect(challenge).toBe('115')
  })

  test('marks as read, types, blocks and unblocks', async () => {
    const { id } = await emulator.write('hi')
    expect(await client.markAsRead(number, id)).toEqual({ success: true })
    expect(await client.markAsRead(number, id, 'text')).toEqual({ success: true })
    expect(await client.blockUser(number, CUSTOMER)).toMatchObject({ block_users: { added_users: [{ wa_id: CUSTOMER }] } })
    expect(await client.sendMessage(number, CUSTOMER, new m.Text('hi'))).toMatchObject({ error: { code: 130403 } })
    expect(await client.unblockUser(number, CUSTOMER)).toMatchObject({ block_users: { removed_users: [{ wa_id: CUSTOMER }] } })
    expect(await client.sendMessage(number, CUSTOMER, new m.Text('hi'))).not.toHaveProperty('error')
  })

  test('makes, reads, changes and deletes a QR link', async () => {
    const made = (await client.createQR(number, 'I want a sofa', 'svg')) as unknown as Record<string, string>
    expect(made).toMatchObject({
      code: expect.stringMatching(/^[A-Z0-9]{14}$/),
      prefilled_message: 'I want a sofa',
      deep_link_url: `https://wa.me/message/${made.code}`,
      qr_image_url: expect.any(String),
    })
    const code = String(made.code)
    expect(await client.updateQR(number, code, 'Two sofas')).toMatchObject({ code, prefilled_message: 'Two sofas' })
    expect(await client.retrieveQR(number, code)).toMatchObject({ data: [{ code, prefilled_message: 'Two sofas' }] })
    expect(await client.retrieveQR(number)).toMatchObject({ data: [{ code }] })
    expect(await client.deleteQR(number, code)).toEqual({ success: true })
    expect(await client.retrieveQR(number)).toEqual({ data: [] })
  })

  test('calls a customer who allowed it', async () => {
    expect(await client.initiateCall(number, CUSTOMER, 'v=0')).toMatchObject({ error: { code: 138000 } })
    await emulator.graph('POST', `/v25.0/${number}/settings`, { calling: { status: 'ENABLED' } })
    expect(await client.initiateCall(number, CUSTOMER, 'v=0')).toMatchObject({ error: { code: 138006 } })
    await emulator.write({
      type: 'interactive',
      interactive: {
        type: 'call_permission_reply',
        call_permission_reply: { response: 'accept', response_source: 'user_action' },
      },
    })
    const { calls } = (await client.initiateCall(number, CUSTOMER, 'v=0', 'order 7')) as unknown as {
      calls: { id: `wacid.${string}` }[]
    }
    await emulator.advance(MINUTE / 2)
    expect(emulator.changes('calls').flatMap((change) => (change.value.statuses ?? []).map((one) => one.status))).toEqual([
      'RINGING',
      'ACCEPTED',
    ])
    const id = calls[0]?.id as `wacid.${string}`
    expect(await client.terminateCall(number, id)).toMatchObject({ success: true })
    await emulator.advance(DAY)
    expect(await client.terminateCall(number, id)).toHaveProperty('error')
  })
})

/** The send ids that `delivered` statuses carried; a reaction is never delivered, so `sent` counts for it. */
function arrived(emulator: TestEmulator): Set<unknown> {
  return new Set(
    emulator
      .statuses()
      .filter(
        ({ status, biz_opaque_callback_data: label }) =>
          status === 'delivered' || (status === 'sent' && /reaction/.test(String(label))),
      )
      .map((status) => status.biz_opaque_callback_data),
  )
}

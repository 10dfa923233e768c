import { expect, test } from 'vitest'
import { bodyText, CUSTOMER, DAY, HOUR, MINUTE, SECOND, TestEmulator } from '../testing/start-emulator.ts'

const longText = 'x'.repeat(4_097)

/** What is refused at once: message → code and a word of the details (or of the message, for Graph's own refusals). */
test.each([
  ['no product', { messaging_product: undefined, text: { body: 'hi' } }, 100, 'messaging_product'],
  ['no recipient', { to: undefined, text: { body: 'hi' } }, 100, 'to'],
  ['a name for a number', { to: 'Maja', text: { body: 'hi' } }, 131009, 'country code'],
  ['an empty text', { type: 'text', text: { body: '' } }, 131008, 'text.body'],
  ['no text at all', { type: 'text' }, 131008, 'text'],
  ['4,097 characters', { type: 'text', text: { body: longText } }, 131009, 'at most 4096'],
  ['a type nobody knows', { type: 'fax', fax: {} }, 131051, 'fax'],
  ['an image that is nowhere', { type: 'image', image: {} }, 131008, 'image.id'],
  [
    'an image id of nobody',
    { type: 'image', image: { id: '123' } },
    100,
    'is not a valid whatsapp business account media attachment ID',
  ],
  ['a link that is none', { type: 'image', image: { link: 'sofa.jpg' } }, 131009, 'image.link'],
  ['a caption on audio', { type: 'audio', audio: { link: 'https://x.example/a.mp3', caption: 'no' } }, 131009, 'caption'],
  ['a place beyond the pole', { type: 'location', location: { latitude: 91, longitude: 0 } }, 131009, 'latitude'],
  ['no contact', { type: 'contacts', contacts: [] }, 131008, 'contacts'],
  ['four buttons', { type: 'interactive', interactive: buttons(4) }, 131009, 'at most 3'],
  ['eleven rows', { type: 'interactive', interactive: rows(11) }, 131009, '10'],
  ['a reaction to nothing', { type: 'reaction', reaction: { message_id: 'wamid.none', emoji: '👍' } }, 131009, 'message_id'],
  ['a template without a name', { type: 'template', template: { language: { code: 'en_US' } } }, 100, "template['name']"],
  [
    'a template without a language',
    { type: 'template', template: { name: 'hello_world', language: {} } },
    100,
    "template['language']['code']",
  ],
  ['a template in another language', template('hello_world', 'fr'), 132001, 'does not exist in fr'],
  ['a template that is paused', template('clearance_last_call', 'en_GB', bodyText('Maja')), 132015, 'paused'],
  [
    'one parameter of two',
    template('order_update', 'en_GB', bodyText('NH-1')),
    132000,
    '(1) does not match the expected number of params (2)',
  ],
  ['a parameter with a line break', template('order_update', 'en_GB', bodyText('NH\n1', 'Tuesday')), 132018, 'new-line'],
  [
    'five spaces in a parameter',
    template('order_update', 'en_GB', bodyText('NH     1', 'Tuesday')),
    132018,
    'consecutive spaces',
  ],
  [
    'a text too long once filled',
    template('order_update', 'en_GB', bodyText('x'.repeat(1_000), 'Tuesday')),
    132005,
    'at most 1024',
  ],
  [
    'an image in the place of a text',
    template('order_update', 'en_GB', { type: 'body', parameters: [{ type: 'image' }, { type: 'text', text: 'x' }] }),
    132012,
    'should be text',
  ],
  ['a button without its suffix', template('track_delivery', 'en_GB', bodyText('NH-1')), 131008, 'requires a parameter'],
  ['a code without its button', template('sign_in_code', 'en_GB', bodyText('482915')), 131008, 'requires a parameter'],
  [
    'a code of sixteen characters',
    template('sign_in_code', 'en_GB', bodyText('4'.repeat(16)), {
      type: 'button',
      sub_type: 'url',
      index: '0',
      parameters: [{ type: 'text', text: '4'.repeat(16) }],
    }),
    131009,
    'at most 15',
  ],
  [
    'a name the template does not have',
    template('showroom_visit', 'en_GB', named({ first: 'Maja', showroom: 'Leeds', visit_time: 'Friday' })),
    132012,
    'parameter name',
  ],
  ['writing to oneself', { to: '+44 7700 900123', text: { body: 'hi' } }, 131021, 'sender'],
])('%s is refused', async (_label, message, code, words) => {
  const emulator = await TestEmulator.start({ quiet: true })
  const answer = await emulator.send(message)
  expect(answer.status).toBeGreaterThanOrEqual(400)
  expect(answer.body.error).toMatchObject({ code, type: 'OAuthException', fbtrace_id: expect.any(String) })
  expect(JSON.stringify(answer.body.error)).toContain(words)
})

/** What is accepted: 200 with an id, whatever becomes of it later. */
test.each([
  ['4,096 characters', { text: { body: longText.slice(1) } }],
  ['a number that is a number', { to: 447700900456, text: { body: 'hi' } }],
  ['spaces, dashes and brackets', { to: '+44 (7700) 900-456', text: { body: 'hi' } }],
  ['a number as written at home', { to: '07700 900456', text: { body: 'hi' } }],
  ['three buttons', { type: 'interactive', interactive: buttons(3) }],
  ['ten rows', { type: 'interactive', interactive: rows(10) }],
  ['a picture by link', { type: 'image', image: { link: 'https://nordlys-home.example/sofa.jpg', caption: 'The sofa' } }],
  ['a place', { type: 'location', location: { latitude: '53.8', longitude: -1.54, name: 'Showroom' } }],
  [
    'a card',
    {
      type: 'contacts',
      contacts: [{ name: { formatted_name: 'Ola Berg', first_name: 'Ola' }, phones: [{ phone: '+447700900789' }] }],
    },
  ],
  ['a template with both parameters', template('order_update', 'en_GB', bodyText('NH-1', 'Tuesday'))],
  [
    'named parameters in any order',
    template('showroom_visit', 'en_GB', named({ visit_time: 'Friday', first_name: 'Maja', showroom: 'Leeds' })),
  ],
  ['a code, said twice', template('sign_in_code', 'en_GB', bodyText('482915'), urlButton('482915'))],
  ['a button with its suffix', template('track_delivery', 'en_GB', bodyText('NH-1'), urlButton('NH-1'))],
])('%s is accepted', async (_label, message) => {
  const emulator = await TestEmulator.start({ quiet: true })
  const answer = await emulator.send(message)
  expect(answer.body).toMatchObject({
    messaging_product: 'whatsapp',
    contacts: [{ wa_id: CUSTOMER }],
    messages: [{ id: expect.stringMatching(/^wamid\./) }],
  })
  expect(answer.status).toBe(200)
})

test('only templates say that they were accepted', async () => {
  const emulator = await TestEmulator.start({ quiet: true })
  const [text] = (await emulator.sendText('hi')).body.messages as unknown as Record<string, unknown>[]
  const [offer] = (await emulator.sendTemplate('hello_world', 'en_US')).body.messages as unknown as Record<string, unknown>[]
  expect(text).not.toHaveProperty('message_status')
  expect(offer).toMatchObject({ message_status: 'accepted' })
})

/** The service window: time since the customer wrote → what becomes of a free-form message. */
test.each([
  ['nobody ever wrote', null, 'failed'],
  ['just now', 0, 'delivered'],
  ['23 hours ago', 23 * HOUR, 'delivered'],
  ['a second before a day', DAY - SECOND, 'delivered'],
  ['exactly a day ago', DAY, 'failed'],
  ['a second after a day', DAY + SECOND, 'failed'],
])('a reply when the customer wrote %s', async (_label, ago, status) => {
  const emulator = await TestEmulator.start({ quiet: true })
  if (ago !== null) {
    await emulator.write('Is my order there?')
    await emulator.advance(ago)
  }
  const answer = await emulator.sendText('It is.')
  expect(answer.status).toBe(200)
  await emulator.advance(MINUTE)
  const outcome = await emulator.outcome(answer)
  expect(outcome.status).toBe(status)
  if (status === 'failed') expect(outcome.error?.code).toBe(131047)
})

test('a template does not open the window, an answer to it does', async () => {
  const emulator = await TestEmulator.start({ quiet: true })
  await emulator.sendTemplate('hello_world', 'en_US')
  await emulator.advance(MINUTE)
  const early = await emulator.sendText('And now?')
  await emulator.advance(MINUTE)
  expect((await emulator.outcome(early)).error?.code).toBe(131047)
  await emulator.write('Hello!')
  const late = await emulator.sendText('And now?')
  await emulator.advance(MINUTE)
  expect((await emulator.outcome(late)).status).toBe('delivered')
})

/** Inbound types: does the window open? */
test.each([
  ['text', { text: { body: 'hi' } }, true],
  ['image', { image: {} }, true],
  ['audio', { audio: {} }, true],
  ['location', { location: { latitude: 1, longitude: 2 } }, true],
  ['contacts', { contacts: [{ name: { formatted_name: 'A' } }] }, true],
  ['button', { button: { payload: 'STOP', text: 'Stop' } }, true],
  ['interactive', { interactive: { type: 'button_reply', button_reply: { id: '1', title: 'Yes' } } }, true],
  ['order', { order: { catalog_id: '1', product_items: [] } }, true],
  ['unsupported', {}, true],
  ['reaction', { reaction: { message_id: 'wamid.x', emoji: '👍' } }, false],
  ['system', { system: { type: 'user_changed_number' } }, false],
  ['edit', { edit: { original_message_id: 'wamid.x' } }, false],
  ['revoke', { revoke: { original_message_id: 'wamid.x' } }, false],
])('whether an inbound %s opens the window', async (type, content, opens) => {
  const emulator = await TestEmulator.start({ quiet: true })
  await emulator.write({ type, ...content })
  const answer = await emulator.sendText('hi')
  await emulator.advance(MINUTE)
  expect((await emulator.outcome(answer)).status).toBe(opens ? 'delivered' : 'failed')
})

test('a call opens the window, taken or not', async () => {
  const emulator = await TestEmulator.start({ quiet: true })
  await emulator.control('POST', `/customers/${CUSTOMER}/calls`, { accepted: false })
  const answer = await emulator.sendText('You called?')
  await emulator.advance(MINUTE)
  expect((await emulator.outcome(answer)).status).toBe('delivered')
})

/** What becomes of an accepted message when something about the customer is in the way. */
test.each([
  ['is not on WhatsApp', { onWhatsApp: false }, 'failed', 131026],
  ['cannot be reached', { reachable: false }, 'failed', 131026],
  ['takes two minutes to receive', { deliverAfterMs: 2 * MINUTE }, 'sent', undefined],
  ['reads at once', { readAfterMs: 0 }, 'read', undefined],
])('a customer who %s', async (_label, change, status, code) => {
  const emulator = await TestEmulator.start({ quiet: true })
  await emulator.control('PATCH', `/customers/${CUSTOMER}`, change)
  const answer = await emulator.sendTemplate('hello_world', 'en_US')
  await emulator.advance(MINUTE)
  const outcome = await emulator.outcome(answer)
  expect(outcome.status).toBe(status)
  expect(outcome.error?.code).toBe(code)
})

test('a customer who blocked us never gets it, and nobody tells us', async () => {
  const emulator = await TestEmulator.start()
  await emulator.control('POST', `/customers/${CUSTOMER}/feedback`, { kind: 'block' })
  const answer = await emulator.sendTemplate('hello_world', 'en_US')
  await emulator.advance(DAY)
  expect((await emulator.outcome(answer)).status).toBe('sent')
  expect(emulator.statuses().map((status) => status.status)).toEqual(['sent'])
})

test('statuses come in order, in time, with the price on sent and delivered only', async () => {
  const emulator = await TestEmulator.start()
  await emulator.send({ ...template('hello_world', 'en_US'), biz_opaque_callback_data: 'cmp:1' })
  await emulator.advance(MINUTE)
  await emulator.control('POST', `/customers/${CUSTOMER}/reads`, {})
  await emulator.advance(0)
  const told = emulator.statuses()
  expect(told.map((status) => status.status)).toEqual(['sent', 'delivered', 'read'])
  expect(told.map((status) => 'pricing' in status)).toEqual([true, true, false])
  expect(told.every((status) => status.biz_opaque_callback_data === 'cmp:1' && status.recipient_id === CUSTOMER)).toBe(true)
  const start = Date.parse('2026-11-20T09:00:00Z') / SECOND
  expect(Number(told[0]?.timestamp) - start).toBeLessThanOrEqual(5)
  expect(Number(told[1]?.timestamp) - start).toBeLessThanOrEqual(60)
})

test('a throughput of 80 a second: the 81st is refused, a second later there is room', async () => {
  const emulator = await TestEmulator.start({ quiet: true })
  for (let i = 0; i < 80; i++) expect((await emulator.sendText('hi', `+4477009${String(i).padStart(5, '0')}`)).status).toBe(200)
  const refused = await emulator.sendText('hi', '+447700999999')
  expect(refused.body.error?.code).toBe(130429)
  await emulator.advance(SECOND)
  expect((await emulator.sendText('hi', '+447700999999')).status).toBe(200)
})

test('a pair takes a burst of 45, then one in six seconds once the debt is paid', async () => {
  const emulator = await TestEmulator.start({ quiet: true })
  for (let i = 0; i < 45; i++) expect((await emulator.sendText('hi')).status).toBe(200)
  expect((await emulator.sendText('hi')).body.error?.code).toBe(131056)
  await emulator.advance(45 * 6 * SECOND - 1)
  expect((await emulator.sendText('hi')).body.error?.code).toBe(131056)
  await emulator.advance(1)
  expect((await emulator.sendText('hi')).status).toBe(200)
})

/** One rule switched off: sends (to whom), and which refusals are left. */
test.each([
  ['throughput', 90, true, []],
  ['pair', 60, false, []],
  ['window', 60, false, [131056]],
  ['window', 90, true, [130429]],
] as const)('--relax %s, %d sends at once, to different people: %s', async (family, sends, different, left) => {
  const emulator = await TestEmulator.start({ quiet: true, relax: [family] })
  const codes = new Set<number>()
  for (let i = 0; i < sends; i++) {
    const answer = await emulator.sendText('hi', different ? `+4477009${String(i).padStart(5, '0')}` : undefined)
    if (answer.body.error) codes.add(answer.body.error.code)
  }
  expect([...codes]).toEqual(left)
  await emulator.advance(MINUTE)
  const { failed } = await emulator.control('GET', '/stats')
  expect(failed['131047'] === undefined).toBe(family === 'window')
})

test('marking as read needs an inbound message', async () => {
  const emulator = await TestEmulator.start({ quiet: true })
  const { id } = await emulator.write('hello')
  const path = `/${emulator.about.phoneNumberId}/messages`
  const mark = (message_id: string) =>
    emulator.graph('POST', path, {
      messaging_product: 'whatsapp',
      status: 'read',
      message_id,
      typing_indicator: { type: 'text' },
    })
  expect((await mark(id)).body).toEqual({ success: true })
  const [ours] = (await emulator.sendText('hi')).body.messages as unknown as { id: string }[]
  expect((await mark(ours?.id ?? '')).body.error?.error_data?.details).toContain('is outgoing')
  expect((await mark('wamid.none')).body.error?.error_data?.details).toContain('Please check the message ID')
})

function template(name: string, code: string, ...components: unknown[]) {
  return { type: 'template', template: { name, language: { code }, components } }
}
function named(values: Record<string, string>) {
  return {
    type: 'body',
    parameters: Object.entries(values).map(([parameter_name, text]) => ({ type: 'text', parameter_name, text })),
  }
}
function urlButton(text: string) {
  return { type: 'button', sub_type: 'url', index: '0', parameters: [{ type: 'text', text }] }
}
function buttons(count: number) {
  const reply = (i: number) => ({ type: 'reply', reply: { id: `b${i}`, title: `Button ${i}` } })
  return { type: 'button', body: { text: 'Choose' }, action: { buttons: Array.from({ length: count }, (_, i) => reply(i)) } }
}
function rows(count: number) {
  const row = (i: number) => ({ id: `r${i}`, title: `Row ${i}` })
  return {
    type: 'list',
    body: { text: 'Choose' },
    action: { button: 'Open', sections: [{ rows: Array.from({ length: count }, (_, i) => row(i)) }] },
  }
}

import { expect, test } from 'vitest'
import { CUSTOMER, TestEmulator } from '../testing/start-emulator.ts'
import { type Choice, choicesOf } from './choices.ts'

/** What can be pressed in a message that the emulator accepted. */
async function offered(emulator: TestEmulator, message: Record<string, unknown>): Promise<Choice[]> {
  await emulator.graph('POST', `/v25.0/${emulator.about.wabaId}/flows`, { name: 'booking', categories: ['OTHER'] })
  await emulator.write('Hello')
  const answer = await emulator.send(message)
  const [sent] = (answer.body.messages ?? []) as unknown as { id: string }[]
  const { world } = emulator.emulator
  const found = sent && world.messages.get(sent.id)
  if (!found) throw new Error(JSON.stringify(answer.body))
  return choicesOf(world, found)
}

const template = (name: string, components: unknown[], language = 'en_GB') => ({
  type: 'template',
  template: { name, language: { code: language }, components },
})
const body = (...texts: string[]) => ({ type: 'body', parameters: texts.map((text) => ({ type: 'text', text })) })
const interactive = (content: Record<string, unknown>) => ({
  type: 'interactive',
  interactive: { body: { text: 'Choose' }, ...content },
})

test('quick replies of a template carry the payload that was sent, or their text', async () => {
  const emulator = await TestEmulator.start()
  const payload = { type: 'button', sub_type: 'quick_reply', index: '1', parameters: [{ type: 'payload', payload: 'STOP' }] }
  const choices = await offered(emulator, template('winter_sale', [body('Maja', '20%'), payload]))
  expect(choices.map(({ label, says }) => [label, says])).toEqual([
    ['Show me', { type: 'button', button: { payload: 'Show me', text: 'Show me' }, context: { id: expect.any(String) } }],
    [
      'Stop promotions',
      { type: 'button', button: { payload: 'STOP', text: 'Stop promotions' }, context: { id: expect.any(String) } },
    ],
  ])
})

test('of a link or a number the business hears nothing; the link is the one that was sent', async () => {
  const emulator = await TestEmulator.start()
  const url = { type: 'button', sub_type: 'url', index: '0', parameters: [{ type: 'text', text: 'NH-7' }] }
  const choices = await offered(emulator, template('track_delivery', [body('NH-7'), url]))
  expect(choices).toEqual([
    { kind: 'url', label: 'Follow the van', target: 'https://nordlys-home.example/track/NH-7', says: null },
    { kind: 'call', label: 'Call us', target: '+447700900123', says: null },
  ])
})

const cases: [what: string, content: Record<string, unknown>, says: (Record<string, unknown> | null)[]][] = [
  [
    'buttons',
    { type: 'button', action: { buttons: [{ type: 'reply', reply: { id: 'yes', title: 'Yes' } }] } },
    [{ type: 'interactive', interactive: { type: 'button_reply', button_reply: { id: 'yes', title: 'Yes' } } }],
  ],
  [
    'a list',
    {
      type: 'list',
      action: { button: 'Days', sections: [{ title: 'June', rows: [{ id: 'a', title: 'Monday', description: 'all day' }] }] },
    },
    [
      {
        type: 'interactive',
        interactive: { type: 'list_reply', list_reply: { id: 'a', title: 'Monday', description: 'all day' } },
      },
    ],
  ],
  [
    'a link',
    { type: 'cta_url', action: { name: 'cta_url', parameters: { display_text: 'Look', url: 'https://example.com/' } } },
    [null],
  ],
  [
    'a flow',
    {
      type: 'flow',
      action: { name: 'flow', parameters: { flow_name: 'booking', mode: 'draft', flow_cta: 'Book', flow_token: 'tok' } },
    },
    [
      {
        type: 'interactive',
        interactive: {
          type: 'nfm_reply',
          nfm_reply: { name: 'flow', body: 'Sent', response_json: '{"flow_token":"tok"}' },
        },
      },
    ],
  ],
  [
    'a request for a place',
    { type: 'location_request_message', action: { name: 'send_location' } },
    [
      {
        type: 'location',
        location: { latitude: 53.7997, longitude: -1.5492, name: expect.any(String), address: expect.any(String) },
      },
    ],
  ],
]

test.each(cases)('%s: what pressing says', async (_what, content, says) => {
  const emulator = await TestEmulator.start()
  const choices = await offered(emulator, interactive(content))
  expect(choices.map((choice) => choice.says)).toEqual(
    says.map((one) => (one ? { ...one, context: { id: expect.any(String) } } : null)),
  )
})

test('whatever can be pressed can be written, and arrives as its webhook', async () => {
  const emulator = await TestEmulator.start()
  for (const [, content] of cases) {
    for (const { says } of await offered(emulator, interactive(content))) {
      if (!says) continue
      const before = emulator.inbound().length
      await emulator.control('POST', `/customers/${CUSTOMER}/messages`, { to: emulator.about.phoneNumberId, ...says })
      expect(emulator.inbound().slice(before)).toMatchObject([{ ...says, context: { from: '447700900123' } }])
    }
    await emulator.advance(60_000)
  }
})

test('a text offers nothing to press', async () => {
  const emulator = await TestEmulator.start()
  expect(await offered(emulator, { type: 'text', text: { body: 'Hello' } })).toEqual([])
})

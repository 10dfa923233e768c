import { pdf } from '../sdks/sample-files.ts'
import { bodyText, CUSTOMER, MINUTE } from '../start-emulator.ts'
import { block, codesIn, failed, file, hello, number, OTHER, offer, refused, type Story, waba } from './story.ts'

/** What a send is refused for at once, what it fails with later, and what a customer’s message carries. */
export const sendingStories: Story[] = [
  [
    130403,
    'the business blocked this person',
    async (e) => {
      await e.write('hi')
      await block(e, CUSTOMER)
      return refused(hello(e))
    },
  ],
  [
    130429,
    'the 81st message of a second',
    async (e) => {
      for (let i = 0; i < 80; i++) await hello(e, `+4477009${String(10_000 + i)}`)
      return refused(hello(e))
    },
  ],
  [
    131000,
    'an accident inside',
    async (e) => {
      await e.control('POST', '/faults', { on: 'send', fault: { http: 500 }, times: 1 })
      return refused(hello(e))
    },
  ],
  [131008, 'a text of nothing', (e) => refused(e.sendText(''))],
  [131009, 'a text of 4,097 characters', (e) => refused(e.sendText('x'.repeat(4_097)))],
  [131021, 'a number writes to itself', (e) => refused(hello(e, '+44 7700 900123'))],
  [
    131030,
    'a test number writes to somebody who is not on its list',
    async (e) => {
      await e.control('PATCH', '/settings', { allowedRecipients: [OTHER] })
      return refused(hello(e))
    },
  ],
  [
    131031,
    'an account is locked',
    async (e) => {
      await e.control('PATCH', `/wabas/${e.about.wabaId}`, { locked: true })
      return refused(hello(e))
    },
  ],
  [
    131061,
    'a template with a maximum price, by the ordinary call',
    async (e) => {
      await e.graph('POST', `${waba(e)}/message_templates`, {
        name: 'dear_offer',
        language: 'en_GB',
        category: 'MARKETING',
        components: [{ type: 'BODY', text: 'Our winter sale begins tomorrow morning.' }],
        optimization_spec: { maximum: 1 },
      })
      await e.advance(10 * MINUTE)
      return refused(e.sendTemplate('dear_offer', 'en_GB'))
    },
  ],
  [
    131064,
    'utility messages are capped because their category was misused',
    async (e) => {
      await e.control('PATCH', '/settings', { utilityCap: 0 })
      for (let i = 0; i < 2; i++)
        await e.control('POST', `/wabas/${e.about.wabaId}/violations`, { violation: 'UTILITY_TEMPLATE_ABUSE' })
      return failed(e, hello(e))
    },
  ],
  [131051, 'a fax', (e) => refused(e.send({ type: 'fax', fax: {} }))],
  [131053, 'a PDF that says it is a picture', (e) => refused(e.graph('POST', `${number(e)}/media`, file(pdf, 'image/png')))],
  [
    131056,
    'the 46th message to one person',
    async (e) => {
      for (let i = 0; i < 45; i++) await hello(e)
      return refused(hello(e))
    },
  ],
  [
    131057,
    'a number is being upgraded',
    async (e) => {
      const { numbers } = e.emulator.world
      for (const one of numbers.values()) numbers.put({ ...one, upgradingUntil: (e.emulator.world.now() + MINUTE) as never })
      return refused(hello(e))
    },
  ],
  [
    131062,
    'a code for a business-scoped id',
    async (e) => {
      await e.write('hi')
      const button = { type: 'button', sub_type: 'url', index: '0', parameters: [{ type: 'text', text: '482915' }] }
      return refused(e.sendTemplate('sign_in_code', 'en_GB', [bodyText('482915'), button], String(e.inbound()[0]?.from_user_id)))
    },
  ],
  [
    131063,
    'marketing was taken off the Cloud API',
    async (e) => {
      await e.graph('POST', waba(e), { disable_marketing_messages_on_cloud_api: true })
      return refused(offer(e))
    },
  ],
  [
    134100,
    'a receipt sent as marketing',
    (e) =>
      refused(
        e.graph('POST', `${number(e)}/marketing_messages`, {
          messaging_product: 'whatsapp',
          to: CUSTOMER,
          type: 'template',
          template: { name: 'hello_world', language: { code: 'en_US' } },
        }),
      ),
  ],
  [
    130472,
    'a person in the experiment',
    async (e) => {
      await e.control('PATCH', '/settings', { experimentShare: 1 })
      return failed(e, offer(e))
    },
  ],
  [
    131026,
    'a person who is not there',
    async (e) => {
      await e.control('PATCH', `/customers/${CUSTOMER}`, { onWhatsApp: false })
      return failed(e, hello(e))
    },
  ],
  [
    131042,
    'nobody pays',
    async (e) => {
      await e.control('PATCH', `/wabas/${e.about.wabaId}`, { unpaid: true })
      return failed(e, hello(e))
    },
  ],
  [131047, 'a text into a closed window', async (e) => failed(e, e.sendText('hi'))],
  [
    131048,
    'the 251st person of the day',
    async (e) => {
      await e.control('PATCH', `/portfolios/${e.about.businessId}`, { tier: 'TIER_250' })
      for (let i = 0; i < 250; i++) {
        if (i % 80 === 79) await e.advance(1_000)
        await hello(e, `+4477009${String(10_000 + i)}`)
      }
      return failed(e, hello(e))
    },
  ],
  [131049, 'an offer to the United States', (e) => failed(e, offer(e, '+12125550123'))],
  [
    131050,
    'a person who wants no more offers',
    async (e) => {
      await e.control('POST', `/customers/${CUSTOMER}/preferences`, { marketing: 'stop' })
      return failed(e, offer(e))
    },
  ],
  [
    131052,
    'a customer sends a film of 200 MB',
    async (e) => {
      await e.write({ type: 'video', video: { size: 200 * 1_048_576 } })
      return codesIn(e.inbound())
    },
  ],
  [
    137000,
    'the person has another phone than the message is meant for',
    async (e) => {
      await e.graph('POST', `${number(e)}/settings`, { user_identity_change: { enable_identity_key_check: true } })
      await e.write('hi')
      return failed(e, e.send({ type: 'text', text: { body: 'hi' }, recipient_identity_key_hash: 'AAAAAAAAAAA=' }))
    },
  ],
  [
    134011,
    'a bill of a business that never accepted the terms of payments',
    async (e) => {
      await e.control('PATCH', `/wabas/${e.about.wabaId}`, { paymentsAccepted: false })
      const amount = { value: 100, offset: 100 }
      const order = { items: [{ name: 'Sofa', amount, quantity: 1 }], subtotal: amount }
      const parameters = { reference_id: 'NH-1', currency: 'INR', total_amount: amount, order }
      const action = { name: 'review_and_pay', parameters }
      return refused(e.send({ type: 'interactive', interactive: { type: 'order_details', body: { text: 'Pay' }, action } }))
    },
  ],
]

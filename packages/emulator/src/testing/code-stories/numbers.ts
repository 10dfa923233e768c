import { CUSTOMER, MINUTE } from '../start-emulator.ts'
import { block, codesIn, deregister, hello, number, OTHER, refused, register, type Story, waba } from './story.ts'

/** Numbers, their names and their block lists. */
export const numberStories: Story[] = [
  [
    133005,
    'a wrong PIN',
    async (e) => {
      await register(e, '271828')
      return refused(register(e, '000000'))
    },
  ],
  [
    133006,
    'a number that was never verified',
    async (e) => {
      const added = await e.graph('POST', `${waba(e)}/phone_numbers`, {
        cc: '44',
        phone_number: '7700900321',
        verified_name: 'Leeds',
      })
      return refused(e.graph('POST', `/${added.body.id}/register`, { messaging_product: 'whatsapp', pin: '271828' }))
    },
  ],
  [
    133008,
    'the eleventh wrong PIN of a day',
    async (e) => {
      await register(e, '271828')
      for (let i = 0; i < 10; i++) {
        await register(e, '000000')
        await e.advance(MINUTE)
      }
      return refused(register(e, '000000'))
    },
  ],
  [
    133009,
    'four wrong PINs in ten seconds',
    async (e) => {
      await register(e, '271828')
      for (let i = 0; i < 3; i++) await register(e, '000000')
      return refused(register(e, '000000'))
    },
  ],
  [
    133010,
    'a number that is not registered',
    async (e) => {
      await deregister(e)
      return refused(hello(e))
    },
  ],
  [
    133016,
    'the eleventh registration of three days',
    async (e) => {
      for (let i = 0; i < 10; i++) await register(e, '271828')
      return refused(register(e, '271828'))
    },
  ],
  [
    136024,
    'a code for a number that is verified',
    (e) => refused(e.graph('POST', `${number(e)}/request_code`, { code_method: 'SMS', language: 'en_GB' })),
  ],
  [
    147001,
    'a username that begins with www',
    (e) => refused(e.graph('POST', `${number(e)}/username`, { username: 'www.nordlys' })),
  ],
  [
    147002,
    'a username for a small portfolio',
    async (e) => {
      await e.control('PATCH', `/portfolios/${e.about.businessId}`, { tier: 'TIER_250' })
      return refused(e.graph('POST', `${number(e)}/username`, { username: 'nordlys' }))
    },
  ],
  [
    147005,
    'a username of another number',
    async (e) => {
      await e.graph('POST', `${number(e)}/username`, { username: 'nordlys' })
      const { id } = await e.control('POST', '/numbers', {})
      return refused(e.graph('POST', `/${id}/username`, { username: 'nordlys' }))
    },
  ],
  [
    2593107,
    'the history is asked for twice',
    async (e) => {
      await e.control('POST', `/numbers/${e.about.phoneNumberId}/business-app`, {})
      const ask = () => e.graph('POST', `${number(e)}/smb_app_data`, { messaging_product: 'whatsapp', sync_type: 'history' })
      await ask()
      return refused(ask())
    },
  ],
  [
    2593108,
    'the history of a number that is on no phone',
    (e) => refused(e.graph('POST', `${number(e)}/smb_app_data`, { messaging_product: 'whatsapp', sync_type: 'history' })),
  ],
  [
    2593109,
    'a business keeps the history of its phone to itself',
    async (e) => {
      await e.control('POST', `/numbers/${e.about.phoneNumberId}/business-app`, { sharesHistory: false })
      await e.graph('POST', `${number(e)}/smb_app_data`, { messaging_product: 'whatsapp', sync_type: 'history' })
      await e.advance(MINUTE)
      return codesIn(e.changes('history').map(({ value }) => value))
    },
  ],
  [139100, 'somebody is blocked who never wrote', (e) => refused(block(e, OTHER))],
  [
    139101,
    'the 64,001st on the block list',
    async (e) => {
      const { threads } = e.emulator.world
      await e.write('hi')
      await block(e, CUSTOMER)
      const [first] = threads.values()
      for (let i = 0; first && i < 63_999; i++) threads.put({ ...first, waId: String(440_000_000_000 + i) })
      await e.write('hi', OTHER)
      return refused(block(e, OTHER))
    },
  ],
]

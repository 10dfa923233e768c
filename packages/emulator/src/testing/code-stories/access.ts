import { CUSTOMER } from '../start-emulator.ts'
import { deregister, hello, number, refused, type Story, waba, withToken } from './story.ts'

/** Who may call, and how often. */
export const accessStories: Story[] = [
  [
    1,
    'an app with a wrong secret asks for a token',
    (e) => refused(e.graph('GET', `/oauth/access_token?client_id=${e.about.appId}&client_secret=x`)),
  ],
  [
    10,
    'a token may only send, and manages',
    async (e) => refused(e.graph('GET', waba(e), undefined, await withToken(e, ['whatsapp_business_messaging']))),
  ],
  [33, 'nobody has this id', (e) => refused(e.graph('GET', '/v25.0/999'))],
  [
    100,
    'a send names nobody',
    (e) => refused(e.graph('POST', `${number(e)}/messages`, { messaging_product: 'whatsapp', text: { body: 'hi' } })),
  ],
  [190, 'a token nobody gave out', (e) => refused(e.graph('GET', waba(e), undefined, { authorization: 'Bearer x' }))],
  [
    200,
    'a token may only manage, and sends',
    async (e) =>
      refused(
        e.graph(
          'POST',
          `${number(e)}/messages`,
          { messaging_product: 'whatsapp', to: CUSTOMER, text: { body: 'hi' } },
          await withToken(e, ['whatsapp_business_management']),
        ),
      ),
  ],
  [
    368,
    'an account may not begin conversations',
    async (e) => {
      await e.control('POST', `/wabas/${e.about.wabaId}/restrictions`, { type: 'RESTRICTED_BIZ_INITIATED_MESSAGING' })
      return refused(hello(e))
    },
  ],
  [2500, 'no token at all', (e) => refused(e.graph('GET', waba(e), undefined, { authorization: '' }))],
  [
    80007,
    'a number was taken down, and 200 calls an hour are too few',
    async (e) => {
      await deregister(e)
      for (let i = 0; i < 200; i++) await e.graph('GET', waba(e))
      return refused(e.graph('GET', waba(e)))
    },
  ],
]

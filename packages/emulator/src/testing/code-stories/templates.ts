import { bodyText, DAY, HOUR } from '../start-emulator.ts'
import { body, create, fine, hello, order, refused, type Story, setTemplate, waba } from './story.ts'

/** Templates, when they are sent and when they are made. */
export const templateStories: Story[] = [
  [132000, 'one value of two', (e) => refused(order(e, 'NH-1'))],
  [132001, 'a template in another language', (e) => refused(e.sendTemplate('hello_world', 'fr'))],
  [132005, 'a text too long once it is filled', (e) => refused(order(e, 'x'.repeat(1_000), 'Tuesday'))],
  [
    132012,
    'a picture for a text',
    (e) =>
      refused(
        e.sendTemplate('order_update', 'en_GB', [{ type: 'body', parameters: [{ type: 'image' }, { type: 'text', text: 'x' }] }]),
      ),
  ],
  [132015, 'a template that is paused', (e) => refused(e.sendTemplate('clearance_last_call', 'en_GB', [bodyText('Maja')]))],
  [
    132016,
    'a template that is disabled',
    async (e) => {
      await setTemplate(e, 'hello_world', { status: 'DISABLED' })
      return refused(hello(e))
    },
  ],
  [132018, 'a line break in a value', (e) => refused(order(e, 'NH\n1', 'Tuesday'))],
  [
    2388019,
    'the 251st template of an unverified business',
    async (e) => {
      await e.control('PATCH', `/portfolios/${e.about.businessId}`, { verified: false })
      for (let i = 0; i < 250; i++) {
        if (i % 90 === 89) await e.advance(HOUR)
        await create(e, `template_${i}`, fine)
      }
      return refused(create(e, 'one_more', fine))
    },
  ],
  [
    2388023,
    'a name that was deleted yesterday',
    async (e) => {
      await e.graph('DELETE', `${waba(e)}/message_templates?name=order_update`)
      await e.advance(DAY)
      return refused(create(e, 'order_update', fine))
    },
  ],
  [2388024, 'a template there is already', (e) => refused(create(e, 'order_update', fine))],
  [
    2388039,
    'a template under review is edited',
    async (e) => {
      const { body: made } = await create(e, 'visit', fine)
      return refused(e.graph('POST', `/${made.id}`, { components: [fine] }))
    },
  ],
  [2388040, 'a body of 1,025 characters', (e) => refused(create(e, 'visit', body('x'.repeat(1_025))))],
  [2388043, 'a variable without an example', (e) => refused(create(e, 'visit', body('Your visit is on {{1}}, see you soon.')))],
  [2388046, 'a name in capitals', (e) => refused(create(e, 'Visit', fine))],
  [
    2388047,
    'a header with a line break',
    (e) => refused(create(e, 'visit', { type: 'HEADER', format: 'TEXT', text: 'a\nb' }, fine)),
  ],
  [2388072, 'no body', (e) => refused(create(e, 'visit', { type: 'FOOTER', text: 'x' }))],
  [2388073, 'a footer with a variable', (e) => refused(create(e, 'visit', fine, { type: 'FOOTER', text: 'To {{1}}' }))],
  [
    2388293,
    'three variables in four words',
    (e) => refused(create(e, 'visit', body('Your {{1}} and {{2}} and {{3}} come', 'a', 'b', 'c'))),
  ],
  [
    2388299,
    'a variable at the start',
    (e) => refused(create(e, 'visit', body('{{1}}, your visit to our showroom is booked.', 'Maja'))),
  ],
  [
    2593002,
    'a template that nobody made is deleted',
    (e) => refused(e.graph('DELETE', `${waba(e)}/message_templates?name=nothing`)),
  ],
  [
    200005,
    'insights that were never switched on',
    (e) => refused(e.graph('GET', `${waba(e)}/template_analytics?start=1&end=2&template_ids=[1]`)),
  ],
  [
    200006,
    'insights are switched off again',
    async (e) => {
      await e.graph('POST', waba(e), { is_enabled_for_insights: true })
      return refused(e.graph('POST', waba(e), { is_enabled_for_insights: false }))
    },
  ],
]

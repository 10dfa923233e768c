import { uploadExample } from '../sdks/approved-templates.ts'
import { png } from '../sdks/sample-files.ts'
import { CUSTOMER, MINUTE } from '../start-emulator.ts'
import { ask, call, create, enableCalls, file, fine, flow, permit, refused, type Story, sendFlow, waba } from './story.ts'

/** Calls, flows, and what the health of nodes tells. */
export const callAndFlowStories: Story[] = [
  [138000, 'calling is off', (e) => refused(call(e))],
  [
    138001,
    'nobody is there to be called',
    async (e) => {
      await enableCalls(e)
      await e.control('PATCH', `/customers/${CUSTOMER}`, { reachable: false })
      return refused(call(e))
    },
  ],
  [
    138002,
    'the 1,001st call at once',
    async (e) => {
      await enableCalls(e)
      await permit(e)
      const { things } = e.emulator.world
      await call(e)
      const [first] = [...things.values()].filter((thing) => thing.kind === 'call-record')
      for (let i = 0; i < 999; i++) things.put({ ...first, key: `call:${i}`, waId: String(i) })
      for (const thing of [...things.values()]) if (thing.kind === 'call-record') things.put({ ...thing, waId: `x${thing.key}` })
      return refused(call(e))
    },
  ],
  [
    138003,
    'a second call to one person',
    async (e) => {
      await enableCalls(e)
      await permit(e)
      await call(e)
      return refused(call(e))
    },
  ],
  [
    138006,
    'a person who never allowed calls',
    async (e) => {
      await enableCalls(e)
      return refused(call(e))
    },
  ],
  [
    138009,
    'a person is asked for permission twice in a day',
    async (e) => {
      await e.write('hi')
      await ask(e)
      return refused(ask(e))
    },
  ],
  [
    138012,
    'the sixth call a person took in a day',
    async (e) => {
      await enableCalls(e)
      await permit(e)
      for (let i = 0; i < 5; i++) {
        await call(e)
        await e.advance(5 * MINUTE)
      }
      return refused(call(e))
    },
  ],
  [
    138014,
    'calls of the business were switched off',
    async (e) => {
      await enableCalls(e)
      await permit(e)
      await e.control('POST', `/wabas/${e.about.wabaId}/restrictions`, { type: 'RESTRICTED_BUSINESS_INITIATED_CALLING' })
      return refused(call(e))
    },
  ],
  [
    138015,
    'a small portfolio calls',
    async (e) => {
      await e.control('PATCH', `/portfolios/${e.about.businessId}`, { tier: 'TIER_250' })
      return refused(enableCalls(e))
    },
  ],
  [
    138017,
    'permission is asked of somebody who gave it for good',
    async (e) => {
      await permit(e, { is_permanent: true })
      return refused(ask(e))
    },
  ],
  [
    132068,
    'a flow that is blocked',
    async (e) => {
      const id = await flow(e)
      await e.control('PATCH', `/flows/${id}`, { status: 'BLOCKED' })
      return refused(sendFlow(e, id))
    },
  ],
  [
    132069,
    'the eleventh message of an hour with a throttled flow',
    async (e) => {
      const id = await flow(e)
      await e.control('PATCH', `/flows/${id}`, { status: 'THROTTLED' })
      for (let i = 0; i < 10; i++) await sendFlow(e, id)
      return refused(sendFlow(e, id))
    },
  ],
  [
    139001,
    'a published flow is changed',
    async (e) => refused(e.graph('POST', `/${await flow(e)}/assets`, file(png, 'image/png'))),
  ],
  [139002, 'an empty flow is published', async (e) => refused(e.graph('POST', `/${await flow(e, {})}/publish`))],
  [139003, 'a draft is deprecated', async (e) => refused(e.graph('POST', `/${await flow(e, {})}/deprecate`))],
  [139004, 'a published flow is deleted', async (e) => refused(e.graph('DELETE', `/${await flow(e)}`))],
  [
    141002,
    'a template under review cannot be sent',
    async (e) => {
      const { body: made } = await create(
        e,
        'visit',
        { type: 'HEADER', format: 'IMAGE', example: { header_handle: [await uploadExample(e)] } },
        fine,
      )
      return refused(e.graph('GET', `/${made.id}?fields=health_status`))
    },
  ],
  [
    141006,
    'an account does not pay',
    async (e) => {
      await e.control('PATCH', `/wabas/${e.about.wabaId}`, { unpaid: true })
      return refused(e.graph('GET', `${waba(e)}?fields=health_status`))
    },
  ],
  [
    141010,
    'a business is not verified',
    async (e) => {
      await e.control('PATCH', `/portfolios/${e.about.businessId}`, { verified: false })
      return refused(e.graph('GET', `${waba(e)}?fields=health_status`))
    },
  ],
]

import { beforeEach, describe, expect, test } from 'vitest'
import { bodyText, CUSTOMER, DAY, HOUR, MINUTE, TestEmulator } from '../testing/start-emulator.ts'

const seconds = (time: string): number => Date.parse(time) / 1_000
const today = { start: seconds('2026-11-20T00:00:00Z'), end: seconds('2026-11-21T00:00:00Z') }
let emulator: TestEmulator

beforeEach(async () => {
  emulator = await TestEmulator.start({ quiet: true, relax: ['marketing'] })
})

const range = ({ start, end } = today) => `.start(${start}).end(${end})`
// biome-ignore lint/suspicious/noExplicitAny: each test checks the part it reads.
const field = async (text: string): Promise<any> => {
  const { body } = await emulator.graph('GET', `/v25.0/${emulator.about.wabaId}?fields=${encodeURIComponent(text)}`)
  return body.error ?? body[text.split('.')[0] as string]
}
const order = (to?: string) => emulator.sendTemplate('order_update', 'en_GB', [bodyText('NH-1', 'Tuesday')], to)
const offer = (to?: string) => emulator.sendTemplate('winter_sale', 'en_GB', [bodyText('Maja', '20%')], to)

test('a report of nothing says so without a list', async () => {
  expect(await field(`analytics${range()}.granularity(HALF_HOUR)`)).toEqual({ granularity: 'HALF_HOUR' })
  expect(await field(`pricing_analytics${range()}.granularity(DAILY)`)).toEqual({ data: [] })
})

test('messages are counted when they were sent and when they were delivered', async () => {
  await emulator.control('PATCH', `/customers/${CUSTOMER}`, { deliverAfterMs: 16 * HOUR })
  await order()
  await order('+447700900777')
  await emulator.advance(DAY)
  const both = { start: today.start, end: today.end + 86_400 }
  expect(await field(`analytics${range(both)}.granularity(DAY)`)).toEqual({
    granularity: 'DAY',
    data_points: [
      { ...today, sent: 2, delivered: 1 },
      { start: today.end, end: both.end, sent: 0, delivered: 1 },
    ],
  })
  expect((await field(`analytics${range(both)}.granularity(DAY).phone_numbers(["447700900999"])`)).data_points).toBeUndefined()
  expect((await field(`analytics${range()}.granularity(DAY).product_types([2])`)).data_points).toBeUndefined()
  expect((await field(`analytics${range()}.granularity(DAY).country_codes(["GB"])`)).data_points).toHaveLength(1)
})

test('days are those of the account', async () => {
  await emulator.control('PATCH', `/wabas/${emulator.about.wabaId}`, { timeZone: 'America/New_York' })
  await order()
  await emulator.advance(MINUTE)
  const [point] = (await field(`analytics${range()}.granularity(DAY)`)).data_points
  expect(point).toMatchObject({ start: seconds('2026-11-20T05:00:00Z'), end: seconds('2026-11-21T05:00:00Z') })
})

test('what was charged is split by category, type, country and number', async () => {
  await emulator.write('hello')
  await emulator.sendText('hi')
  await order()
  await offer('+4791234567')
  await emulator.advance(MINUTE)
  const { data } = await field(
    `pricing_analytics${range()}.granularity(DAILY).dimensions(["PRICING_CATEGORY","PRICING_TYPE","COUNTRY"]).metric_types(["COST","VOLUME"])`,
  )
  expect(data[0].data_points).toEqual([
    { ...today, pricing_category: 'MARKETING', pricing_type: 'REGULAR', country: 'NO', volume: 1, cost: expect.any(Number) },
    { ...today, pricing_category: 'SERVICE', pricing_type: 'FREE_CUSTOMER_SERVICE', country: 'GB', volume: 1, cost: 0 },
    { ...today, pricing_category: 'UTILITY', pricing_type: 'REGULAR', country: 'GB', volume: 1, cost: 0.022 },
  ])
  const { charged } = await emulator.control('GET', '/stats')
  const sum = data[0].data_points.reduce((total: number, point: { cost: number }) => total + point.cost, 0)
  expect(sum).toBeCloseTo(Number(charged.USD), 9)
  const only = await field(`pricing_analytics${range()}.granularity(MONTHLY).pricing_types(["REGULAR"]).metric_types(["VOLUME"])`)
  expect(only.data[0].data_points).toEqual([
    { start: seconds('2026-11-01T00:00:00Z'), end: seconds('2026-12-01T00:00:00Z'), volume: 2 },
  ])
})

test('conversations of old are counted once', async () => {
  emulator = await TestEmulator.start({ quiet: true, policy: 'CBP' })
  await order()
  await order()
  await emulator.advance(MINUTE)
  const { data } = await field(
    `conversation_analytics${range()}.granularity(DAILY).dimensions(["CONVERSATION_CATEGORY","CONVERSATION_TYPE","CONVERSATION_DIRECTION"])`,
  )
  expect(data[0].data_points).toMatchObject([
    { conversation_category: 'UTILITY', conversation_type: 'REGULAR', conversation_direction: 'BUSINESS_INITIATED', cost: 0.022 },
  ])
})

/** What a report refuses. */
test.each([
  ['no range', 'analytics.granularity(DAY)', 'needs .start'],
  ['a range that ends before it begins', 'analytics.start(2).end(1).granularity(DAY)', 'Invalid parameter'],
  ['a granularity of another report', `analytics${range()}.granularity(DAILY)`, 'must be one of {HALF_HOUR, DAY, MONTH}'],
  ['a granularity of nothing', `pricing_analytics${range()}.granularity(WEEKLY)`, 'must be one of {HALF_HOUR, DAILY, MONTHLY}'],
  ['a dimension there is not', `pricing_analytics${range()}.granularity(DAILY).dimensions(["COLOUR"])`, 'dimensions'],
  ['a metric there is not', `conversation_analytics${range()}.granularity(DAILY).metric_types(["VOLUME"])`, 'metric_types'],
])('%s', async (_label, text, words) => {
  expect(await field(text)).toMatchObject({ code: 100, message: expect.stringContaining(words) })
})

test('calls are counted with how long they lasted', async () => {
  await emulator.control('POST', `/customers/${CUSTOMER}/calls`, { accepted: true })
  await emulator.control('POST', `/customers/${CUSTOMER}/calls`, { accepted: false })
  expect(await field(`call_analytics${range()}.granularity(DAILY).dimensions(["DIRECTION"])`)).toEqual({
    data: [{ data_points: [{ ...today, direction: 'USER_INITIATED', count: 1, average_duration: 30 }] }],
  })
})

describe('of templates', () => {
  let id: string
  const report = (more = '', span = today) =>
    emulator.graph(
      'GET',
      `/v25.0/${emulator.about.wabaId}/template_analytics?start=${span.start}&end=${span.end}&granularity=DAILY&template_ids=[${id}]${more}`,
    )

  beforeEach(async () => {
    const { data } = (await emulator.graph('GET', `/${emulator.about.wabaId}/message_templates?name=winter_sale`)).body
    id = (data as unknown as [{ id: string }])[0].id
  })

  test('nothing is told before insights are switched on, once and for all', async () => {
    expect((await report()).body.error?.code).toBe(200005)
    expect((await emulator.graph('POST', `/${emulator.about.wabaId}?is_enabled_for_insights=true`)).body).toEqual({
      id: emulator.about.wabaId,
    })
    expect((await report()).body).toMatchObject({ data: [{ granularity: 'DAILY', product_type: 'cloud_api' }] })
  })

  test('what was sent, read, answered and pressed, and what it cost', async () => {
    await emulator.graph('POST', `/${emulator.about.wabaId}?is_enabled_for_insights=true`)
    const { body } = await offer()
    await offer('+447700900777')
    await emulator.advance(MINUTE)
    const [message] = body.messages as unknown as [{ id: string }]
    const context = { id: message.id }
    await emulator.write({ type: 'button', button: { text: 'Show me', payload: 'x' }, context })
    await emulator.write({ type: 'text', text: { body: 'Which sofas?' }, context })
    const { data } = (await report()).body as unknown as { data: [{ data_points: Record<string, unknown>[] }] }
    expect(data[0].data_points).toEqual([
      {
        template_id: id,
        ...today,
        sent: 2,
        delivered: 2,
        read: 1,
        replied: 2,
        clicked: [{ type: 'quick_reply_button', button_content: 'Show me', count: 1 }],
        cost: [
          { type: 'amount_spent', value: expect.any(Number) },
          { type: 'cost_per_delivered', value: expect.any(Number) },
          { type: 'cost_per_url_button_click' },
        ],
      },
    ])
    const few = (await report('&metric_types=SENT,READ')).body as unknown as {
      data: [{ data_points: Record<string, unknown>[] }]
    }
    expect(few.data[0].data_points).toEqual([{ template_id: id, ...today, sent: 2, read: 1 }])
    expect((await report('&after=MjQZD')).body).toMatchObject({
      data: [{ granularity: 'DAILY', product_type: 'cloud_api' }],
      paging: { previous: expect.stringContaining('before=MAZDZD') },
    })
  })

  test('links that people follow are counted, each and by message, and have a price', async () => {
    await emulator.graph('POST', `/${emulator.about.wabaId}?is_enabled_for_insights=true`)
    const { data: found } = (await emulator.graph('GET', `/${emulator.about.wabaId}/message_templates?name=track_delivery`)).body
    id = (found as unknown as [{ id: string }])[0].id
    const [template] = [...emulator.emulator.world.templates.values()].filter((one) => one.id === id)
    const values = { type: 'button', sub_type: 'url', index: '0', parameters: [{ type: 'text', text: 'NH-1' }] }
    const sent = await emulator.sendTemplate('track_delivery', template?.language ?? '', [bodyText('Maja'), values])
    const [{ id: messageId }] = sent.body.messages as unknown as [{ id: string }]
    const follow = (button?: string) => emulator.control('POST', `/customers/${CUSTOMER}/clicks`, { messageId, button })
    await expect(follow()).rejects.toThrow('has not reached')
    await emulator.advance(MINUTE)
    const { label, url } = await follow()
    expect(url).toMatch(/^https:.*NH-1$/)
    await follow(label)
    await expect(follow('Nowhere')).rejects.toThrow(label)
    const { data } = (await report('&metric_types=CLICKED,COST,READ')).body as unknown as {
      data: [{ data_points: [Record<string, unknown>] }]
    }
    const [{ clicked, cost, read }] = data[0].data_points
    expect([clicked, read]).toEqual([
      [
        { type: 'url_button', button_content: label, count: 2 },
        { type: 'unique_url_button', button_content: label, count: 1 },
      ],
      1,
    ])
    const [spent, , perClick] = cost as { value: number }[]
    expect(perClick).toEqual({ type: 'cost_per_url_button_click', value: (spent?.value ?? 0) / 2 })
  })

  /** What it refuses. */
  test.each([
    ['eleven templates', () => report(`&template_ids=[${Array.from({ length: 11 }, (_, i) => i)}]`)],
    ['a template of nobody', () => report('&template_ids=[1]')],
    ['hours', () => report('&granularity=HALF_HOUR')],
    ['a metric there is not', () => report('&metric_types=JOY')],
    ['more than 90 days back', () => report('', { start: today.start - 92 * 86_400, end: today.end })],
  ])('%s', async (_label, ask) => {
    await emulator.graph('POST', `/${emulator.about.wabaId}?is_enabled_for_insights=true`)
    expect((await ask()).body.error?.code).toBe(100)
  })
})

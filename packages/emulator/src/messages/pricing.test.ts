import { describe, expect, test } from 'vitest'
import { bodyText, CUSTOMER, DAY, HOUR, MINUTE, TestEmulator } from '../testing/start-emulator.ts'

const V1 = '2025-09-10T09:00:00Z'
const V2 = '2026-11-20T09:00:00Z'
const CBP = '2025-03-10T09:00:00Z'

type Step = 'wrote' | 'ad' | 'ad-from-desktop' | 'page' | 'answered' | number
const wrote: Step = 'wrote'
const UTILITY: [string, string, unknown[]] = ['hello_world', 'en_US', []]
const MARKETING: [string, string, unknown[]] = ['winter_sale', 'en_GB', [bodyText('Maja', '20%')]]
const CODE: [string, string, unknown[]] = [
  'sign_in_code',
  'en_GB',
  [bodyText('1'), { type: 'button', sub_type: 'url', index: 0, parameters: [{ type: 'text', text: '1' }] }],
]
const what = { 'free form': null, utility: UTILITY, marketing: MARKETING, code: CODE }

/** Brings the chat into a state, then sends; the `pricing` object is what the webhook of `sent` would carry. */
async function priceAfter(now: string, steps: Step[], message: keyof typeof what) {
  const emulator = await TestEmulator.start({ quiet: true, now })
  for (const step of steps) {
    if (typeof step === 'number') await emulator.advance(step)
    else if (step === 'answered') {
      await emulator.sendText('Hello!')
      await emulator.advance(MINUTE)
    } else if (step === 'wrote') await emulator.write('hi')
    else
      await emulator.write({
        type: 'text',
        text: { body: 'hi' },
        arrival: step === 'page' ? 'page' : 'ad',
        client: step === 'ad-from-desktop' ? 'desktop' : 'phone',
      })
  }
  const chosen = what[message]
  const answer = chosen ? await emulator.sendTemplate(chosen[0], chosen[1], chosen[2]) : await emulator.sendText('Yes.')
  await emulator.advance(MINUTE)
  return await emulator.outcome(answer)
}

const free = (category: string) => ({ billable: false, pricing_model: 'PMP', type: 'free_customer_service', category })
const entry = { billable: false, pricing_model: 'PMP', type: 'free_entry_point', category: 'referral_conversion' }
const paid = (category: string) => ({ billable: true, pricing_model: 'PMP', type: 'regular', category })

test.each([
  // July 2025 to September 2026: free form free, utility free inside the window.
  [V1, [wrote], 'free form', free('service')],
  [V1, [wrote], 'utility', free('utility')],
  [V1, [wrote, DAY - 1_000], 'utility', free('utility')],
  [V1, [wrote, DAY], 'utility', paid('utility')],
  [V1, [], 'utility', paid('utility')],
  [V1, [wrote], 'marketing', paid('marketing')],
  [V1, [wrote], 'code', paid('authentication')],
  [V1, ['ad'], 'free form', entry],
  [V1, ['ad', 'answered'], 'marketing', entry],
  [V1, ['ad', 'answered', 71 * HOUR], 'marketing', entry],
  [V1, ['ad', 'answered', 73 * HOUR], 'marketing', paid('marketing')],
  // Since October 2026: a thousand free-form messages a month, utility always charged.
  [V2, [wrote], 'free form', free('service')],
  [V2, [wrote], 'utility', paid('utility')],
  [V2, [], 'utility', paid('utility')],
  [V2, [wrote], 'marketing', paid('marketing')],
  [V2, [wrote], 'code', paid('authentication')],
  [V2, ['page'], 'free form', entry],
  [V2, ['ad', 'answered'], 'utility', entry],
  [V2, ['ad', 'answered', 30 * HOUR], 'marketing', entry],
  [V2, ['ad', 24 * HOUR], 'marketing', paid('marketing')],
  [V2, ['ad', 24 * HOUR - 1_000], 'marketing', entry],
  [V2, ['ad-from-desktop'], 'utility', paid('utility')],
  // Before July 2025: conversations.
  [CBP, [], 'utility', { billable: true, pricing_model: 'CBP', category: 'utility' }],
  [CBP, [wrote], 'free form', { billable: false, pricing_model: 'CBP', category: 'service' }],
  [CBP, ['ad', 'answered'], 'marketing', { billable: false, pricing_model: 'CBP', category: 'referral_conversion' }],
] as [string, Step[], keyof typeof what, unknown][])('%s after %j: %s', async (now, steps, message, pricing) => {
  expect((await priceAfter(now, steps, message)).pricing).toEqual(pricing)
})

test('a British customer pays the British rate, once, on delivery', async () => {
  const emulator = await TestEmulator.start({ quiet: true, now: V2 })
  const answer = await emulator.sendTemplate(...UTILITY)
  expect((await emulator.outcome(answer)).charged).toBe(false)
  await emulator.advance(MINUTE)
  expect(await emulator.outcome(answer)).toMatchObject({
    charged: true,
    price: { amount: '0.0220', currency: 'USD', market: 'United Kingdom' },
  })
  expect((await emulator.control('GET', '/stats')).charged).toEqual({ USD: '0.0220' })
})

/** Markets by the longest prefix of the number. */
test.each([
  ['447700900456', 'United Kingdom'],
  ['12025550123', 'North America'],
  ['18765550123', 'Rest of Latin America'],
  ['77012345678', 'Kazakhstan'],
  ['79161234567', 'Russia'],
  ['4915112345678', 'Germany'],
  ['99812345678', 'Rest of Asia Pacific'],
  ['88312345678', 'Other'],
])('%s is in the market %s', async (digits, market) => {
  const emulator = await TestEmulator.start({ quiet: true, now: V2 })
  const answer = await emulator.sendTemplate(...UTILITY, digits)
  expect((await emulator.outcome(answer)).price.market).toBe(market)
})

test('the 1,000th service message of a month is free, the 1,001st is charged, and the next month begins anew', async () => {
  const emulator = await TestEmulator.start({ quiet: true, now: '2026-11-29T09:00:00Z', relax: ['throughput', 'pair'] })
  await emulator.write('hi')
  let last = await emulator.sendText('1')
  for (let i = 2; i <= 1_000; i++) last = await emulator.sendText(String(i))
  expect((await emulator.outcome(last)).pricing).toEqual(free('service'))
  expect((await emulator.outcome(await emulator.sendText('1001'))).pricing).toEqual(paid('service'))
  await emulator.advance(2 * DAY)
  await emulator.write('hi again')
  expect((await emulator.outcome(await emulator.sendText('first of December'))).pricing).toEqual(free('service'))
})

test('a service message that fails gives its free place back', async () => {
  const emulator = await TestEmulator.start({ quiet: true, relax: ['throughput', 'pair', 'window'] })
  await emulator.control('PATCH', `/customers/${CUSTOMER}`, { onWhatsApp: false })
  for (let i = 0; i < 30; i++) await emulator.sendText('lost')
  await emulator.control('PATCH', `/customers/${CUSTOMER}`, { onWhatsApp: true })
  const { world, about } = { world: emulator.emulator.world, about: emulator.about }
  expect(world.books.freeUsed(about.phoneNumberId, '2026-11')).toBe(30)
  await emulator.advance(MINUTE)
  expect(world.books.freeUsed(about.phoneNumberId, '2026-11')).toBe(0)
  await emulator.sendText('kept')
  expect(world.books.freeUsed(about.phoneNumberId, '2026-11')).toBe(1)
})

type Told = { timestamp: string; conversation: { id: string; expiration_timestamp: string } }

test('the free entry point begins with delivery and its end is told on sent', async () => {
  const emulator = await TestEmulator.start({ now: V2 })
  await emulator.write({ type: 'text', text: { body: 'From the ad' }, arrival: 'ad' })
  expect(emulator.inbound()[0]).toMatchObject({ referral: { source_type: 'ad', ctwa_clid: expect.any(String) } })
  await emulator.advance(10 * HOUR)
  await emulator.sendText('Welcome!')
  await emulator.advance(MINUTE)
  const [sent, delivered] = emulator.statuses() as unknown as [Told, Told]
  expect(Number(sent.conversation.expiration_timestamp)).toBe(Number(delivered.timestamp) + 72 * 3_600)
  expect(delivered.conversation).toEqual({ id: sent.conversation.id, origin: { type: 'referral_conversion' } })
})

test('outside a free entry point apps of today get no conversation', async () => {
  const emulator = await TestEmulator.start({ now: V2 })
  await emulator.sendTemplate(...UTILITY)
  await emulator.advance(MINUTE)
  expect(emulator.statuses().some((status) => 'conversation' in status)).toBe(false)
})

test('a Page button leaves no referral, a desktop no entry point', async () => {
  const emulator = await TestEmulator.start({ now: V2 })
  await emulator.write({ type: 'text', text: { body: 'hi' }, arrival: 'page' })
  expect(emulator.inbound()[0]).not.toHaveProperty('referral')
})

type Sent = { at: number; message: keyof typeof what; charged: boolean }
const sends = (...list: [number, keyof typeof what, boolean][]): Sent[] =>
  list.map(([at, message, charged]) => ({ at, message, charged }))

/** Messages at these hours, and which of them are charged: the first delivered of each category, for 24 hours. */
test.each([
  ['inside an open conversation', sends([0, 'utility', true], [1, 'utility', false], [23, 'utility', false])],
  ['after it ended', sends([0, 'utility', true], [1, 'utility', false], [25, 'utility', true], [26, 'utility', false])],
  ['by category', sends([0, 'utility', true], [1, 'marketing', true], [2, 'utility', false], [3, 'marketing', false])],
  ['codes, too', sends([0, 'code', true], [1, 'code', false], [2, 'utility', true])],
  ['two on their way at once', sends([0, 'utility', true], [0, 'utility', false])],
])('conversation-based pricing, %s', async (_label, list) => {
  const emulator = await TestEmulator.start({ now: CBP, relax: ['pair'] })
  let hour = 0
  const ids: string[] = []
  for (const { at, message } of list) {
    if (at > hour) await emulator.advance((at - hour) * HOUR)
    hour = at
    const answer = await emulator.sendTemplate(...(what[message] as typeof UTILITY))
    ids.push((answer.body.messages as unknown as { id: string }[])[0]?.id as string)
  }
  await emulator.advance(MINUTE)
  const outcomes = await Promise.all(ids.map((id) => emulator.control('GET', `/messages/${id}`)))
  expect(outcomes.map((one) => one.charged)).toEqual(list.map((one) => one.charged))
  // `billable` says whether a message's conversation is: it is told on every message of it, charged or not.
  expect(outcomes.map((one) => one.pricing.billable)).toEqual(list.map(() => true))
})

type Conversation = { id: string; expiration_timestamp?: string; origin: { type: string } }
const conversationsTold = (emulator: TestEmulator): Conversation[] =>
  emulator.statuses().flatMap(({ conversation }) => (conversation ? [conversation as Conversation] : []))

test('the messages of one conversation share its id and its end, and the next one has another', async () => {
  const emulator = await TestEmulator.start({ now: CBP, relax: ['pair'] })
  await emulator.sendTemplate(...UTILITY)
  await emulator.sendTemplate(...UTILITY)
  await emulator.advance(HOUR)
  await emulator.sendTemplate(...UTILITY)
  await emulator.sendTemplate(...MARKETING)
  await emulator.advance(25 * HOUR)
  await emulator.sendTemplate(...UTILITY)
  await emulator.advance(MINUTE)
  const told = conversationsTold(emulator)
  const ids = [...new Set(told.map(({ id, origin }) => `${origin.type} ${id}`))]
  expect(ids.map((one) => one.split(' ')[0])).toEqual(['utility', 'marketing', 'utility'])
  expect(told.filter(({ id }) => id === told[0]?.id)).toHaveLength(6)
})

test('a free entry point ends the conversations that were paid, and none is paid before it is over', async () => {
  const emulator = await TestEmulator.start({ now: CBP, relax: ['pair'] })
  const paidFor = await emulator.sendTemplate(...UTILITY)
  await emulator.advance(MINUTE)
  await emulator.write({ type: 'text', text: { body: 'From the ad' }, arrival: 'ad' })
  await emulator.sendText('Welcome!')
  await emulator.advance(MINUTE)
  const inside = await emulator.sendTemplate(...UTILITY)
  await emulator.advance(72 * HOUR)
  const after = await emulator.sendTemplate(...UTILITY)
  await emulator.advance(MINUTE)
  const charged = await Promise.all([paidFor, inside, after].map(async (one) => (await emulator.outcome(one)).charged))
  expect(charged).toEqual([true, false, true])
  const told = conversationsTold(emulator).filter(({ origin }) => origin.type === 'utility')
  expect(new Set(told.map(({ id }) => id)).size).toBe(2)
})

test('a paid conversation that an entry point cut short does not go on after it', async () => {
  const emulator = await TestEmulator.start({ now: CBP, relax: ['pair'] })
  await emulator.write({ type: 'text', text: { body: 'From the ad' }, arrival: 'ad' })
  await emulator.control('PATCH', `/customers/${CUSTOMER}`, { deliverAfterMs: 10 * HOUR })
  await emulator.sendText('Welcome!')
  await emulator.control('PATCH', `/customers/${CUSTOMER}`, { deliverAfterMs: 0 })
  await emulator.advance(11 * HOUR)
  expect(emulator.emulator.world.threads.get(`${emulator.about.phoneNumberId}:${CUSTOMER}`)?.conversations).toEqual({})
})

describe('volume tiers', () => {
  const ARGENTINE = '5491155550123'
  const volume = (emulator: TestEmulator, charged: number) =>
    emulator.control('POST', `/portfolios/${emulator.about.businessId}/volume`, {
      market: 'Argentina',
      category: 'authentication',
      charged,
    })
  const code = async (emulator: TestEmulator) => {
    const answer = await emulator.sendTemplate(...CODE, ARGENTINE)
    await emulator.advance(MINUTE)
    return await emulator.outcome(answer)
  }

  test.each([
    [119_999, '0.0260'],
    [120_000, '0.0247'],
    [399_999, '0.0247'],
    [400_000, '0.0234'],
    [10_000_000, '0.0195'],
  ])('after %i charged codes of the month the next costs %s', async (charged, amount) => {
    const emulator = await TestEmulator.start({ quiet: true, now: V2 })
    await volume(emulator, charged)
    expect((await code(emulator)).price.amount).toBe(amount)
  })

  test('the first message of a tier is told, the next is not, and the next month begins at the list rate', async () => {
    const emulator = await TestEmulator.start({ now: '2026-11-29T09:00:00Z', fields: ['account_update'] })
    await volume(emulator, 119_999)
    await code(emulator)
    expect(emulator.changes('account_update')).toHaveLength(0)
    await code(emulator)
    await code(emulator)
    expect(emulator.changes('account_update').map(({ value }) => value)).toEqual([
      {
        event: 'VOLUME_BASED_PRICING_TIER_UPDATE',
        volume_tier_info: {
          tier_update_time: expect.any(Number),
          pricing_category: 'AUTHENTICATION',
          tier: '120001:400000',
          effective_month: '2026-11',
          region: 'Argentina',
        },
      },
    ])
    const snapshot = await emulator.control('GET', '/snapshot')
    await emulator.control('PUT', '/snapshot', snapshot)
    expect((await code(emulator)).price.amount).toBe('0.0247')
    await emulator.advance(2 * DAY)
    expect((await code(emulator)).price.amount).toBe('0.0260')
  })

  test('reports are split by tier', async () => {
    const emulator = await TestEmulator.start({ quiet: true, now: V2 })
    await volume(emulator, 119_999)
    await code(emulator)
    await code(emulator)
    const day = Date.parse('2026-11-20T00:00:00Z') / 1_000
    const asked = `pricing_analytics.start(${day}).end(${day + 86_400}).granularity(DAILY).dimensions(["TIER"])`
    const { body } = await emulator.graph('GET', `/v25.0/${emulator.about.wabaId}?fields=${encodeURIComponent(asked)}`)
    expect(body.pricing_analytics).toMatchObject({
      data: [
        {
          data_points: [
            { tier: '0:120000', volume: 1, cost: 0.026 },
            { tier: '120001:400000', volume: 1, cost: 0.0247 },
          ],
        },
      ],
    })
  })
})

describe('the international rate of codes', () => {
  const INDIAN = '919876543210'
  const code = async (emulator: TestEmulator, to: string) => {
    const answer = await emulator.sendTemplate(...CODE, to)
    await emulator.advance(MINUTE)
    const { pricing, price } = await emulator.outcome(answer)
    return [pricing.category, price.amount]
  }
  const eligible = (emulator: TestEmulator) =>
    emulator.control('PATCH', `/portfolios/${emulator.about.businessId}`, { authenticationInternational: true })

  test('begins 30 days after a portfolio became eligible, for countries that have one and are not its own', async () => {
    const emulator = await TestEmulator.start({ now: V2, fields: ['account_update'] })
    await eligible(emulator)
    const start = Date.parse(V2) / 1_000 + 30 * 86_400
    await emulator.advance(0)
    expect(emulator.changes('account_update').map(({ value }) => value)).toEqual([
      {
        event: 'AUTH_INTL_PRICE_ELIGIBILITY_UPDATE',
        auth_international_rate_eligibility: { start_time: start, exception_countries: [] },
      },
    ])
    await emulator.control('POST', '/clock', { set: new Date((start - 120) * 1_000).toISOString() })
    expect(await code(emulator, INDIAN)).toEqual(['authentication', '0.0014'])
    await emulator.control('POST', '/clock', { set: new Date(start * 1_000).toISOString() })
    expect(await code(emulator, INDIAN)).toEqual(['authentication-international', '0.0304'])
    expect(await code(emulator, CUSTOMER)).toEqual(['authentication', '0.0220'])
    await emulator.control('PATCH', `/wabas/${emulator.about.wabaId}`, { country: 'IN' })
    expect(await code(emulator, INDIAN)).toEqual(['authentication', '0.0014'])
    await emulator.advance(0)
    expect(emulator.changes('account_update').at(-1)?.value).toEqual({
      event: 'BUSINESS_PRIMARY_LOCATION_COUNTRY_UPDATE',
      country: 'IN',
    })
  })

  test('is earned by more than 750,000 people of such countries in 30 days', async () => {
    const emulator = await TestEmulator.start({ quiet: true, now: V2 })
    const { books, portfolios } = emulator.emulator.world
    const people = books.reach(`${emulator.about.businessId}:international`)
    for (let i = 0; i < 750_000; i++) people.add(String(i), Date.parse(V2))
    await emulator.sendTemplate(...UTILITY)
    await emulator.advance(2 * HOUR)
    const of = () => portfolios.get(emulator.about.businessId)?.internationalFrom ?? null
    expect(of()).toBeNull()
    await emulator.sendTemplate(...UTILITY, INDIAN)
    await emulator.advance(HOUR)
    expect(of()).toBe(Date.parse('2026-12-20T12:00:00Z'))
  })
})

describe('a maximum price', () => {
  const send = (emulator: TestEmulator, edge: string, more: object, to: object = { to: CUSTOMER }) =>
    emulator.graph('POST', `/v25.0/${emulator.about.phoneNumberId}/${edge}`, {
      messaging_product: 'whatsapp',
      ...to,
      type: 'template',
      template: { name: MARKETING[0], language: { code: MARKETING[1] }, components: MARKETING[2] },
      ...more,
    })

  test('is answered by an estimate of the cost', async () => {
    const emulator = await TestEmulator.start({ now: V2 })
    await send(emulator, 'marketing_messages', { optimization_spec: { maximum: 1 } })
    await emulator.advance(MINUTE)
    expect(emulator.statuses()[0]?.pricing).toEqual({
      ...paid('marketing_lite'),
      cost: { amount: 0.0635, currency: 'USD' },
    })
  })

  test('of a template keeps it to the Marketing Messages API', async () => {
    const emulator = await TestEmulator.start({ quiet: true, now: V2 })
    const { body } = await emulator.graph('POST', `/v25.0/${emulator.about.wabaId}/message_templates`, {
      name: 'dear_offer',
      language: 'en_GB',
      category: 'MARKETING',
      components: [{ type: 'BODY', text: 'Our winter sale begins tomorrow morning.' }],
      optimization_spec: { maximum: 1 },
    })
    await emulator.advance(HOUR)
    const template = { name: 'dear_offer', language: { code: 'en_GB' } }
    expect((await send(emulator, 'messages', { template })).body.error?.code).toBe(131061)
    expect((await send(emulator, 'marketing_messages', { template })).status).toBe(200)
    expect(body.id).toBeDefined()
  })
})

test('who comes by an ad twice is answered by what was sent after the first time', async () => {
  const emulator = await TestEmulator.start({ quiet: true, now: V2 })
  await emulator.control('PATCH', `/customers/${CUSTOMER}`, { deliverAfterMs: 10_000 })
  await emulator.write({ type: 'text', text: { body: 'From the ad' }, arrival: 'ad' })
  await emulator.sendText('Welcome!')
  await emulator.advance(2_000)
  await emulator.write({ type: 'text', text: { body: 'From the ad again' }, arrival: 'ad' })
  await emulator.advance(30 * HOUR)
  const offer = await emulator.sendTemplate(...MARKETING)
  expect((await emulator.outcome(offer)).pricing).toEqual(entry)
})

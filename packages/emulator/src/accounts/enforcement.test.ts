import { describe, expect, test } from 'vitest'
import { bodyText, CUSTOMER, DAY, HOUR, MINUTE, TestEmulator } from '../testing/start-emulator.ts'

const fields = ['account_update', 'template_category_update']
const start = (more = {}) => TestEmulator.start({ fields, relax: ['throughput', 'pair', 'reach'], ...more })
const hello = (emulator: TestEmulator) => emulator.sendTemplate('hello_world', 'en_US')
const answer = async (emulator: TestEmulator) => {
  await emulator.write('hi')
  return await emulator.sendText('hello')
}
const guilty = (emulator: TestEmulator, violation: string) =>
  emulator.control('POST', `/wabas/${emulator.about.wabaId}/violations`, { violation })
const updates = async (emulator: TestEmulator) => {
  await emulator.advance(0)
  return emulator.changes('account_update').map(({ value }) => value as Record<string, unknown>)
}
const code = async (sent: ReturnType<typeof hello>): Promise<number> => (await sent).body.error?.code ?? 0

describe('the ladder of policy', () => {
  /** Offences → what the next hello and the next answer meet, and for how many days. */
  test.each([
    [1, 0, 0, 0],
    [2, 368, 0, 1],
    [3, 368, 0, 3],
    [4, 368, 368, 5],
    [5, 368, 368, 7],
    [6, 368, 368, 30],
    [7, 131031, 131031, null],
    [8, 131031, 131031, null],
  ])('after %i violations a template meets %i and an answer %i, for %s days', async (steps, template, reply, days) => {
    const emulator = await start()
    for (let i = 0; i < steps; i++) await guilty(emulator, 'ADULT')
    expect(await code(hello(emulator))).toBe(template)
    expect(await code(answer(emulator))).toBe(reply)
    const told = await updates(emulator)
    expect(told.filter(({ event }) => event === 'ACCOUNT_VIOLATION')).toHaveLength(steps)
    if (days === null) {
      expect(told.at(-1)).toMatchObject({ event: 'DISABLED_UPDATE', ban_info: { waba_ban_state: 'DISABLE' } })
      await emulator.control('PATCH', `/wabas/${emulator.about.wabaId}`, { locked: false })
    } else if (days > 0) {
      await emulator.advance(days * DAY - MINUTE)
      expect(await code(hello(emulator))).toBe(368)
      await emulator.advance(MINUTE)
    }
    if (days !== null) expect(await code(hello(emulator))).toBe(0)
  })

  test('a step that takes templates takes new numbers, too, and both are told at once', async () => {
    const emulator = await start()
    await guilty(emulator, 'SCAM')
    await guilty(emulator, 'SCAM')
    const expiration = Date.parse(emulator.about.now) / 1_000 + 86_400
    expect(await updates(emulator)).toEqual([
      { event: 'ACCOUNT_VIOLATION', violation_info: { violation_type: 'SCAM' } },
      { event: 'ACCOUNT_VIOLATION', violation_info: { violation_type: 'SCAM' } },
      {
        event: 'ACCOUNT_RESTRICTION',
        restriction_info: [
          { restriction_type: 'RESTRICTED_BIZ_INITIATED_MESSAGING', expiration },
          { restriction_type: 'RESTRICTED_ADD_PHONE_NUMBER_ACTION', expiration },
        ],
      },
    ])
    const added = await emulator.graph('POST', `/v25.0/${emulator.about.wabaId}/phone_numbers`, {
      cc: '44',
      phone_number: '7700900321',
      verified_name: 'Leeds',
    })
    expect(added.body.error?.code).toBe(368)
  })
})

describe('misuse of the category utility', () => {
  const misuse = (emulator: TestEmulator) => guilty(emulator, 'UTILITY_TEMPLATE_ABUSE')
  const category = (emulator: TestEmulator, name = 'hello_world') =>
    [...emulator.emulator.world.templates.values()].find((one) => one.name === name)?.category
  const create = (emulator: TestEmulator) =>
    emulator.graph('POST', `/v25.0/${emulator.about.wabaId}/message_templates`, {
      name: 'visit_booked',
      language: 'en_GB',
      category: 'UTILITY',
      components: [{ type: 'BODY', text: 'Your visit to our showroom is booked.' }],
    })

  test('first it is warned, and categories change without notice from then on', async () => {
    const emulator = await start()
    const id = [...emulator.emulator.world.templates.values()].find((one) => one.name === 'order_update')?.id
    const hi = [...emulator.emulator.world.templates.values()].find((one) => one.name === 'hello_world')?.id
    await emulator.control('PATCH', `/templates/${id}`, { correctCategory: 'MARKETING' })
    expect(category(emulator, 'order_update')).toBe('UTILITY')
    const { body } = await emulator.graph('GET', `/v25.0/${id}?fields=category,correct_category`)
    expect(body).toMatchObject({ category: 'UTILITY', correct_category: 'MARKETING' })
    await misuse(emulator)
    expect(await updates(emulator)).toEqual([
      { event: 'ACCOUNT_RESTRICTION', violation_info: { violation_type: 'UTILITY_TEMPLATE_ABUSE' } },
    ])
    await emulator.control('PATCH', `/templates/${hi}`, { correctCategory: 'MARKETING' })
    expect(category(emulator)).toBe('MARKETING')
    await emulator.advance(DAY - MINUTE)
    expect(category(emulator, 'order_update')).toBe('UTILITY')
    await emulator.advance(MINUTE)
    expect(category(emulator, 'order_update')).toBe('MARKETING')
    expect(emulator.changes('template_category_update').map(({ value }) => value)).toMatchObject([
      { correct_category: 'MARKETING', new_category: 'UTILITY', category_update_timestamp: expect.any(Number) },
      { previous_category: 'UTILITY', new_category: 'MARKETING' },
      { previous_category: 'UTILITY', new_category: 'MARKETING' },
    ])
  })

  test('then its utility messages are capped for a week', async () => {
    const emulator = await start()
    await emulator.control('PATCH', '/settings', { utilityCap: 2 })
    for (let i = 0; i < 2; i++) await misuse(emulator)
    for (let i = 0; i < 3; i++) await hello(emulator)
    await emulator.sendTemplate('winter_sale', 'en_GB', [bodyText('Maja', '20%')])
    await emulator.advance(MINUTE)
    const failures = (await emulator.control('GET', '/stats')).failed
    expect(failures).toEqual({ 131064: 1 })
    await emulator.advance(DAY)
    await hello(emulator)
    await emulator.advance(6 * DAY)
    for (let i = 0; i < 5; i++) await hello(emulator)
    await emulator.advance(MINUTE)
    expect((await emulator.control('GET', '/stats')).failed).toEqual(failures)
    expect((await updates(emulator)).map(({ violation_info }) => violation_info)).toEqual([
      { violation_type: 'UTILITY_TEMPLATE_ABUSE' },
      { violation_type: 'UTILITY_TEMPLATE_ABUSE_RATE_LIMIT' },
      { violation_type: 'UTILITY_TEMPLATE_ABUSE_RATE_LIMIT_RECOVERY' },
    ])
  })

  test.each([
    [3, 7],
    [4, 30],
    [5, 30],
  ])('step %i takes utility away for %i days: templates are marketing, and no new one is taken', async (steps, days) => {
    const emulator = await start()
    const other = await emulator.control('POST', '/wabas', {})
    for (let i = 0; i < steps; i++) await misuse(emulator)
    expect(category(emulator)).toBe('MARKETING')
    expect((await create(emulator)).body.error?.code).toBe(368)
    expect((await hello(emulator)).status).toBe(200)
    expect(emulator.emulator.world.wabas.get(other.id)?.restrictions).toHaveLength(steps === 5 ? 1 : 0)
    await emulator.advance(days * DAY - MINUTE)
    expect((await create(emulator)).body.error?.code).toBe(368)
    await emulator.advance(MINUTE)
    expect((await create(emulator)).status).toBe(200)
    expect((await updates(emulator)).at(-1)).toMatchObject({ violation_info: { violation_type: 'UTILITY_TEMPLATE_ABUSE_UNBAN' } })
  })

  test('a template that promotes by what it is filled with is found out', async () => {
    const emulator = await start()
    await emulator.control('PATCH', '/settings', { misuseSends: 3 })
    const order = (words: string) => emulator.sendTemplate('order_update', 'en_GB', [bodyText('NH-1', words)])
    for (let i = 0; i < 5; i++) await order('Tuesday')
    for (let i = 0; i < 2; i++) await order('20% off all sofas')
    expect(emulator.changes('template_category_update')).toEqual([])
    await order('20% off all sofas')
    await emulator.advance(0)
    expect(emulator.changes('template_category_update')[0]?.value).toMatchObject({ correct_category: 'MARKETING' })
    await emulator.advance(DAY)
    expect(category(emulator, 'order_update')).toBe('MARKETING')
  })
})

describe('portfolio pacing', () => {
  const burst = async (emulator: TestEmulator, count: number) => {
    const statuses: string[] = []
    for (let i = 0; i < count; i++) {
      const { body } = await emulator.sendTemplate('hello_world', 'en_US', [], String(447_700_800_000 + i))
      statuses.push((body.messages as unknown as { message_status: string }[])[0]?.message_status as string)
    }
    return statuses
  }
  const delivered = async (emulator: TestEmulator) => (await emulator.control('GET', '/stats')).delivered

  test('a burst of a portfolio with little history goes out in batches', async () => {
    const emulator = await start({ quiet: true })
    await emulator.control('PATCH', '/settings', { portfolioBatch: 10 })
    const held = (await burst(emulator, 25)).filter((status) => status === 'held_for_quality_assessment')
    expect(held).toHaveLength(15)
    await emulator.advance(MINUTE)
    expect(await delivered(emulator)).toBe(10)
    await emulator.advance(HOUR)
    expect(await delivered(emulator)).toBe(20)
    await emulator.advance(HOUR)
    expect(await delivered(emulator)).toBe(25)
  })

  test('on bad feedback the rest fails, and the portfolio waits for a review', async () => {
    const emulator = await start()
    await emulator.control('PATCH', '/settings', { portfolioBatch: 10 })
    await burst(emulator, 15)
    await emulator.control('PATCH', `/numbers/${emulator.about.phoneNumberId}`, { quality: 'RED' })
    await emulator.advance(HOUR + MINUTE)
    const stats = await emulator.control('GET', '/stats')
    expect([stats.delivered, stats.failed]).toEqual([10, { 132015: 5 }])
    expect(await code(hello(emulator))).toBe(368)
    await emulator.advance(2 * DAY)
    expect(await code(hello(emulator))).toBe(0)
  })

  test('none is paced where no size is set', async () => {
    const emulator = await start({ quiet: true })
    expect(new Set(await burst(emulator, 50))).toEqual(new Set(['accepted']))
  })
})

test('calls may be restricted by direction', async () => {
  const emulator = await start()
  const restrict = (type: string) => emulator.control('POST', `/wabas/${emulator.about.wabaId}/restrictions`, { type, hours: 24 })
  await restrict('RESTRICTED_USER_INITIATED_CALLING')
  await expect(emulator.control('POST', `/customers/${CUSTOMER}/calls`, {})).rejects.toThrow('may not be called')
  await emulator.advance(DAY)
  expect(await emulator.control('POST', `/customers/${CUSTOMER}/calls`, {})).toMatchObject({ delivered: true })
})

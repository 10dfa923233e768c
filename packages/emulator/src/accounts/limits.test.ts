import { expect, test } from 'vitest'
import { bodyText, CUSTOMER, DAY, HOUR, MINUTE, TestEmulator } from '../testing/start-emulator.ts'

const person = (i: number) => `4477${String(20_000_000 + i)}`
const offer = (emulator: TestEmulator, to: string) => emulator.sendTemplate('winter_sale', 'en_GB', [bodyText('Maja', '20%')], to)
const hello = (emulator: TestEmulator, i: number) => emulator.sendTemplate('hello_world', 'en_US', [], person(i))

async function greet(emulator: TestEmulator, from: number, to: number) {
  for (let at = from; at < to; at += 50) {
    await Promise.all(Array.from({ length: Math.min(50, to - at) }, (_, i) => hello(emulator, at + i)))
  }
}

async function limited(tier = 'TIER_250') {
  const fields = ['business_capability_update', 'phone_number_quality_update']
  const emulator = await TestEmulator.start({ relax: ['throughput', 'pair'], fields })
  await emulator.control('PATCH', `/portfolios/${emulator.about.businessId}`, { tier, verified: false })
  return emulator
}

test('the 251st person of a day fails with 131048; one already reached, or in the window, does not count', async () => {
  const emulator = await limited()
  await greet(emulator, 0, 250)
  const over = await hello(emulator, 250)
  const again = await hello(emulator, 0)
  await emulator.write('hi', person(251))
  const inWindow = await hello(emulator, 251)
  await emulator.advance(MINUTE)
  expect((await emulator.outcome(over)).error?.code).toBe(131048)
  expect((await emulator.outcome(again)).status).toBe('delivered')
  expect((await emulator.outcome(inWindow)).status).toBe('delivered')
})

test('places come back after exactly 24 hours, and when a message is told to have failed', async () => {
  const emulator = await limited()
  await emulator.control('PATCH', `/customers/${person(0)}`, { onWhatsApp: false })
  await greet(emulator, 0, 1)
  await emulator.advance(MINUTE)
  await greet(emulator, 1, 251)
  await emulator.advance(MINUTE)
  expect((await emulator.control('GET', '/stats')).failed).toEqual({ 131026: 1 })
  await emulator.advance(DAY - MINUTE - 1)
  const early = await hello(emulator, 300)
  await emulator.advance(1)
  const late = await hello(emulator, 301)
  await emulator.advance(MINUTE)
  expect((await emulator.outcome(early)).error?.code).toBe(131048)
  expect((await emulator.outcome(late)).status).toBe('delivered')
})

test('half the limit used raises it one level within six hours, and the webhook says so', async () => {
  const emulator = await limited('TIER_2K')
  await greet(emulator, 0, 999)
  await emulator.advance(7 * HOUR)
  expect(emulator.changes('business_capability_update')).toEqual([])
  await hello(emulator, 999)
  await emulator.advance(7 * HOUR)
  const tier = await emulator.graph('GET', `/${emulator.about.phoneNumberId}?fields=whatsapp_business_manager_messaging_limit`)
  expect(tier.body).toMatchObject({ whatsapp_business_manager_messaging_limit: 'TIER_10K' })
  expect(emulator.changes('business_capability_update').at(-1)?.value).toMatchObject({
    max_daily_conversations_per_business: 'TIER_10K',
  })
  expect(emulator.changes('phone_number_quality_update')).toEqual([])
})

test('a red number is not raised', async () => {
  const emulator = await limited('TIER_2K')
  await emulator.control('PATCH', '/settings', { qualityMinimum: 100_000 })
  await emulator.control('PATCH', `/numbers/${emulator.about.phoneNumberId}`, { quality: 'RED' })
  await greet(emulator, 0, 1_200)
  await emulator.advance(12 * HOUR)
  expect((await emulator.graph('GET', `/${emulator.about.phoneNumberId}?fields=messaging_limit_tier`)).body).toMatchObject({
    messaging_limit_tier: 'TIER_2K',
  })
})

test('the first level ends with verification', async () => {
  const emulator = await limited()
  await hello(emulator, 1)
  await emulator.advance(12 * HOUR)
  expect((await emulator.graph('GET', `/${emulator.about.phoneNumberId}?fields=messaging_limit_tier`)).body).toMatchObject({
    messaging_limit_tier: 'TIER_250',
  })
  await emulator.control('PATCH', `/portfolios/${emulator.about.businessId}`, { verified: true })
  await emulator.advance(6 * HOUR)
  expect((await emulator.graph('GET', `/${emulator.about.phoneNumberId}?fields=messaging_limit_tier`)).body).toMatchObject({
    messaging_limit_tier: 'TIER_2K',
  })
})

test('before February 2026 the old webhook tells the limit too', async () => {
  const emulator = await TestEmulator.start({ now: '2025-11-10T09:00:00Z' })
  await emulator.control('PATCH', `/portfolios/${emulator.about.businessId}`, { tier: 'TIER_10K' })
  await emulator.advance(0)
  expect(emulator.changes('phone_number_quality_update')[0]?.value).toMatchObject({
    event: 'UPGRADE',
    old_limit: 'TIER_2K',
    current_limit: 'TIER_10K',
  })
})

/** Marketing: who to, what before → code, or delivered. */
test.each([
  ['an American', '12025550123', [], 131049],
  ['a Canadian', '14165550123', [], undefined],
  ['a Jamaican', '18765550123', [], undefined],
  ['a Briton, the third time today', '447700900456', ['offer', 'offer'], undefined],
] as const)('marketing to %s', async (_label, to, before, code) => {
  const emulator = await TestEmulator.start({ quiet: true, relax: ['pair'] })
  for (const _ of before) await offer(emulator, to)
  const answer = await offer(emulator, to)
  await emulator.advance(MINUTE)
  expect((await emulator.outcome(answer)).error?.code).toBe(code)
})

test('two offers a day from everybody, but for Europeans and inside the window', async () => {
  const emulator = await TestEmulator.start({ quiet: true })
  await emulator.emulator.world.numbers.put({
    ...[...emulator.emulator.world.numbers.values()][0],
    digits: '5511999990000',
    display: '+55 11 99999-0000',
  } as never)
  const codes: (number | undefined)[] = []
  for (let i = 0; i < 3; i++) {
    const answer = await offer(emulator, '5511988887777')
    await emulator.advance(MINUTE)
    codes.push((await emulator.outcome(answer)).error?.code)
  }
  expect(codes).toEqual([undefined, undefined, 131049])
  await emulator.write('hi', '5511988887777')
  const inWindow = await offer(emulator, '5511988887777')
  await emulator.advance(DAY)
  const tomorrow = await offer(emulator, '5511988887777')
  await emulator.advance(MINUTE)
  expect((await emulator.outcome(inWindow)).status).toBe('delivered')
  expect((await emulator.outcome(tomorrow)).status).toBe('delivered')
})

test('who stopped marketing gets none, and is told of; utility still goes', async () => {
  const emulator = await TestEmulator.start()
  await emulator.control('POST', `/customers/${CUSTOMER}/preferences`, { marketing: 'stop' })
  const marketing = await offer(emulator, CUSTOMER)
  const utility = await emulator.sendTemplate('hello_world', 'en_US')
  await emulator.advance(MINUTE)
  expect((await emulator.outcome(marketing)).error?.code).toBe(131050)
  expect((await emulator.outcome(utility)).status).toBe('delivered')
  expect(emulator.changes('user_preferences')[0]?.value).toMatchObject({
    user_preferences: [{ wa_id: CUSTOMER, category: 'marketing_messages', value: 'stop' }],
  })
  await emulator.control('POST', `/customers/${CUSTOMER}/preferences`, { marketing: 'resume' })
  const later = await offer(emulator, CUSTOMER)
  await emulator.advance(MINUTE)
  expect((await emulator.outcome(later)).status).toBe('delivered')
})

test('the experiment is off, and can be switched on', async () => {
  const emulator = await TestEmulator.start({ quiet: true })
  const before = await offer(emulator, CUSTOMER)
  await emulator.control('PATCH', '/settings', { experimentShare: 1 })
  const after = await offer(emulator, CUSTOMER)
  await emulator.advance(MINUTE)
  expect((await emulator.outcome(before)).status).toBe('delivered')
  expect((await emulator.outcome(after)).error?.code).toBe(130472)
})

/** States of number and account: change → code of a send. */
test.each([
  ['numbers', { status: 'DISCONNECTED' }, 133010],
  ['numbers', { status: 'PENDING' }, 133010],
  ['numbers', { status: 'BANNED' }, 131031],
  ['numbers', { status: 'CONNECTED' }, undefined],
  ['wabas', { locked: true }, 131031],
] as const)('%s %j', async (kind, change, code) => {
  const emulator = await TestEmulator.start({ quiet: true })
  await emulator.control('PATCH', `/${kind}/${kind === 'numbers' ? emulator.about.phoneNumberId : emulator.about.wabaId}`, change)
  expect((await emulator.sendTemplate('hello_world', 'en_US')).body.error?.code).toBe(code)
})

test('without a payment method what is billed fails, what is free goes', async () => {
  const emulator = await TestEmulator.start({ quiet: true })
  await emulator.control('PATCH', `/wabas/${emulator.about.wabaId}`, { unpaid: true })
  await emulator.write('hi')
  const free = await emulator.sendText('hello')
  const billed = await emulator.sendTemplate('hello_world', 'en_US')
  await emulator.advance(MINUTE)
  expect((await emulator.outcome(free)).status).toBe('delivered')
  expect((await emulator.outcome(billed)).error?.code).toBe(131042)
})

test('a test number writes only to its list', async () => {
  const emulator = await TestEmulator.start({ quiet: true })
  await emulator.control('PATCH', '/settings', { allowedRecipients: [`+${CUSTOMER}`] })
  expect((await emulator.sendTemplate('hello_world', 'en_US')).status).toBe(200)
  expect((await emulator.sendTemplate('hello_world', 'en_US', [], '447700900457')).body.error?.code).toBe(131030)
})

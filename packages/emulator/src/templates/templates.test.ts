import { expect, test } from 'vitest'
import { bodyText, DAY, HOUR, MINUTE, TestEmulator } from '../testing/start-emulator.ts'

const reply = { type: 'QUICK_REPLY', text: 'Yes' }
const url = { type: 'URL', text: 'Open', url: 'https://nordlys-home.example/' }
const body = (text: string, ...examples: string[]) => ({
  type: 'BODY',
  text,
  ...(examples.length > 0 ? { example: { body_text: [examples] } } : {}),
})
const utility = (name: string, components: unknown[], more = {}) => ({
  name,
  language: 'en_GB',
  category: 'UTILITY',
  components,
  ...more,
})
const good = [body('Your chair {{1}} is ready to be collected at our shop.', 'NH-1')]

async function create(emulator: TestEmulator, definition: unknown) {
  return await emulator.graph('POST', `/v25.0/${emulator.about.wabaId}/message_templates`, definition)
}

/** What is refused at creation: definition → Meta's own number. */
test.each([
  ['a name with capitals', utility('Chair_Ready', good), 2388046],
  ['a name and language that exist', utility('order_update', good), 2388024],
  ['a body that begins with a variable', utility('t', [body('{{1}} is your chair, ready to collect.', 'x')]), 2388299],
  ['a body that ends with a variable', utility('t', [body('Collect your new chair here: {{1}}', 'x')]), 2388299],
  ['more variables than words', utility('t', [body('Chair {{1}} and {{2}} of {{3}} ready', '1', '2', '3')]), 2388293],
  [
    'variables without a word between',
    utility('t', [body('Your new chair {{1}} {{2}} is ready to be collected today', '1', '2')]),
    2388072,
  ],
  [
    'a gap in the numbers',
    utility('t', [body('Your new chair {{1}} and table {{3}} are ready to be collected', '1', '2')]),
    2388072,
  ],
  ['no example', utility('t', [body('Your chair {{1}} is ready to be collected at our shop.')]), 2388043],
  ['no body', utility('t', [{ type: 'FOOTER', text: 'Nordlys' }]), 2388072],
  ['1,025 characters', utility('t', [body('x'.repeat(1_025))]), 2388040],
  ['a header of 61', utility('t', [{ type: 'HEADER', format: 'TEXT', text: 'x'.repeat(61) }, ...good]), 2388040],
  ['stars in a header', utility('t', [{ type: 'HEADER', format: 'TEXT', text: '*Ready*' }, ...good]), 2388047],
  ['an image header without a sample', utility('t', [{ type: 'HEADER', format: 'IMAGE' }, ...good]), 2388043],
  ['a variable in the footer', utility('t', [...good, { type: 'FOOTER', text: 'Yours, {{1}}' }]), 2388073],
  ['eleven buttons', utility('t', [...good, replies(11)]), 2388072],
  [
    'a label of 26',
    utility('t', [...good, { type: 'BUTTONS', buttons: [{ type: 'QUICK_REPLY', text: 'x'.repeat(26) }] }]),
    2388072,
  ],
  ['quick replies around a URL', utility('t', [...good, { type: 'BUTTONS', buttons: [reply, url, reply] }]), 2388072],
  ['three URLs', utility('t', [...good, { type: 'BUTTONS', buttons: [url, url, url] }]), 2388072],
  ['a code without its button', { ...utility('t', [{ type: 'BODY' }]), category: 'AUTHENTICATION' }, 2388072],
])('%s is refused', async (_label, definition, subcode) => {
  const emulator = await TestEmulator.start({ quiet: true })
  const answer = await create(emulator, definition)
  expect(answer.status).toBe(400)
  expect(answer.body.error).toMatchObject({
    code: 100,
    error_subcode: subcode,
    error_user_title: expect.any(String),
    error_user_msg: expect.any(String),
  })
})

test.each([
  ['no name', { language: 'en_GB', category: 'UTILITY', components: good }, 'The parameter name is required'],
  ['no category', { name: 't', language: 'en_GB', components: good }, 'The parameter category is required'],
  ['a category of its own', { ...utility('t', good), category: 'NEWS' }, 'must be one of {MARKETING'],
  ['a language nobody speaks', { ...utility('t', good), language: 'xx_YY' }, 'Param language'],
])('%s is refused by Graph itself', async (_label, definition, words) => {
  const emulator = await TestEmulator.start({ quiet: true })
  expect((await create(emulator, definition)).body.error).toMatchObject({ code: 100, message: expect.stringContaining(words) })
})

/** The review: definition → what comes of it. */
test.each([
  ['a plain notice', utility('chair_ready', good), 'APPROVED', 'UTILITY', undefined],
  [
    'a notice that sells',
    utility('chair_sale', [body('Your chair {{1}} is ready, and our winter sale gives you a discount on cushions.', 'NH-1')]),
    'APPROVED',
    'MARKETING',
    undefined,
  ],
  [
    'a code outside its category',
    utility('my_code', [body('Your verification code for Nordlys Home is {{1}}, keep it secret.', '1')]),
    'REJECTED',
    'UTILITY',
    'INCORRECT_CATEGORY',
  ],
  [
    'fraud',
    utility('prize', [body('You have won a sofa, please make a wire transfer of {{1}} to collect it.', '1')]),
    'REJECTED',
    'UTILITY',
    'SCAM',
  ],
])('%s', async (_label, definition, status, category, reason) => {
  const emulator = await TestEmulator.start()
  const answer = await create(emulator, definition)
  expect(answer.body).toMatchObject({ id: expect.stringMatching(/^\d+$/), status: 'PENDING', category: 'UTILITY' })
  await emulator.advance(10 * MINUTE)
  const read = await emulator.graph('GET', `/${String(answer.body.id)}?fields=status,category,rejected_reason`)
  expect(read.body).toMatchObject({ status, category, rejected_reason: reason ?? 'NONE' })
  const [told] = emulator.changes('message_template_status_update')
  expect(told?.value).toMatchObject({
    event: status,
    message_template_id: Number(answer.body.id),
    message_template_language: 'en_GB',
    reason: reason ?? 'NONE',
  })
})

test('a template is sent once it is approved and not before', async () => {
  const emulator = await TestEmulator.start({ quiet: true })
  await create(emulator, utility('chair_ready', good))
  expect((await emulator.sendTemplate('chair_ready', 'en_GB', [bodyText('NH-1')])).body.error?.code).toBe(132001)
  await emulator.advance(10 * MINUTE)
  expect((await emulator.sendTemplate('chair_ready', 'en_GB', [bodyText('NH-1')])).status).toBe(200)
})

test('an approved template is edited once a day, keeps its category, and is reviewed again', async () => {
  const emulator = await TestEmulator.start({ quiet: true })
  const [{ id }] = (await emulator.graph('GET', `/${emulator.about.wabaId}/message_templates?name=order_update&language=en_GB`))
    .body.data as unknown as [{ id: string }]
  const edit = (more: object = {}) => emulator.graph('POST', `/${id}`, { components: good, ...more })
  expect((await edit({ category: 'MARKETING' })).body.error?.error_subcode).toBe(2388039)
  expect((await edit()).body).toMatchObject({ success: true, id, name: 'order_update', category: 'UTILITY' })
  expect((await edit()).body.error?.error_subcode).toBe(2388039)
  await emulator.advance(10 * MINUTE)
  expect((await edit()).body.error?.error_user_title).toBe('Too Many Edits')
  await emulator.advance(DAY)
  expect((await edit()).status).toBe(200)
})

test('a deleted name is locked for 30 days, all its languages are gone', async () => {
  const emulator = await TestEmulator.start({ quiet: true })
  const path = `/${emulator.about.wabaId}/message_templates`
  expect((await emulator.graph('DELETE', `${path}?name=order_update`)).body).toEqual({ success: true })
  expect((await emulator.graph('GET', `${path}?name=order_update`)).body).toEqual({ data: [] })
  expect((await emulator.graph('DELETE', `${path}?name=order_update`)).body.error).toMatchObject({
    code: 100,
    error_subcode: 2593002,
  })
  expect((await create(emulator, utility('order_update', good))).body.error?.error_subcode).toBe(2388023)
  await emulator.advance(30 * DAY)
  expect((await create(emulator, utility('order_update', good))).status).toBe(200)
})

test('a hundred creations an hour, then 80007', async () => {
  const emulator = await TestEmulator.start({ quiet: true })
  for (let i = 0; i < 100; i++) expect((await create(emulator, utility(`chair_${i}`, good))).status).toBe(200)
  expect((await create(emulator, utility('one_more', good))).body.error?.code).toBe(80007)
  await emulator.advance(HOUR)
  expect((await create(emulator, utility('one_more', good))).status).toBe(200)
})

test('an unverified portfolio holds 250 templates', async () => {
  const emulator = await TestEmulator.start({ quiet: true })
  await emulator.control('PATCH', `/portfolios/${emulator.about.businessId}`, { verified: false })
  let made = 9
  for (; made < 250; made++) {
    if (made % 90 === 0) await emulator.advance(HOUR)
    expect((await create(emulator, utility(`chair_${made}`, good))).status).toBe(200)
  }
  expect((await create(emulator, utility('one_more', good))).body.error?.error_subcode).toBe(2388019)
})

test('the pause ladder: 3 hours, 6 hours, for good', async () => {
  const emulator = await TestEmulator.start()
  const [{ id }] = (await emulator.graph('GET', `/${emulator.about.wabaId}/message_templates?name=winter_sale`)).body
    .data as unknown as [{ id: string }]
  const send = async () => (await emulator.sendTemplate('winter_sale', 'en_GB', [bodyText('Maja', '20%')])).body.error?.code
  const red = () => emulator.control('PATCH', `/templates/${id}`, { quality: 'RED' })
  await red()
  expect(await send()).toBe(132015)
  await emulator.advance(3 * HOUR - 1)
  expect(await send()).toBe(132015)
  await emulator.advance(1)
  expect(await send()).toBeUndefined()
  await red()
  await emulator.advance(6 * HOUR)
  expect(await send()).toBeUndefined()
  await red()
  expect(await send()).toBe(132016)
  await emulator.advance(30 * DAY)
  expect(await send()).toBe(132016)
  const told = emulator
    .changes('message_template_status_update')
    .map((change) => [change.value.event, (change.value.other_info as { title: string }).title])
  expect(told).toEqual([
    ['PAUSED', 'FIRST_PAUSE'],
    ['APPROVED', 'UNPAUSE'],
    ['PAUSED', 'SECOND_PAUSE'],
    ['APPROVED', 'UNPAUSE'],
    ['DISABLED', 'DISABLED'],
  ])
})

test('a reviewer’s word overtakes a pending review', async () => {
  const emulator = await TestEmulator.start()
  const { body: made } = await create(emulator, utility('chair_ready', good))
  await emulator.control('PATCH', `/templates/${String(made.id)}`, { status: 'REJECTED', reason: 'TAG_CONTENT_MISMATCH' })
  await emulator.advance(DAY)
  expect((await emulator.graph('GET', `/${String(made.id)}?fields=status,rejected_reason`)).body).toMatchObject({
    status: 'REJECTED',
    rejected_reason: 'TAG_CONTENT_MISMATCH',
  })
  expect(emulator.changes('message_template_status_update')).toHaveLength(1)
})

test('what pacing holds is released after its time, or fails when the template is paused', async () => {
  for (const bad of [false, true]) {
    const emulator = await TestEmulator.start({ quiet: true })
    await emulator.control('PATCH', '/settings', { pacingThreshold: 2 })
    const { body: made } = await create(emulator, {
      ...utility('new_rugs', [body('Hello {{1}}, our new rugs are in the shop, come and walk on them.', 'Maja')]),
      category: 'MARKETING',
    })
    await emulator.advance(10 * MINUTE)
    const send = (to: string) => emulator.sendTemplate('new_rugs', 'en_GB', [bodyText('Maja')], to)
    for (const to of ['447700900001', '447700900002'])
      expect((await send(to)).body.messages).toMatchObject([{ message_status: 'accepted' }])
    const third = await send('447700900003')
    expect(third.body.messages).toMatchObject([{ message_status: 'held_for_quality_assessment' }])
    await emulator.advance(30 * MINUTE)
    expect((await emulator.outcome(third)).status).toBe('held')
    if (bad) await emulator.control('PATCH', `/templates/${String(made.id)}`, { quality: 'RED' })
    await emulator.advance(31 * MINUTE)
    expect(await emulator.outcome(third)).toMatchObject(
      bad ? { status: 'failed', error: { code: 132015 } } : { status: 'delivered' },
    )
  }
})

test('complaints lower a template by the hour, and pause it', async () => {
  const emulator = await TestEmulator.start({ quiet: true, relax: ['throughput', 'marketing'] })
  for (let i = 0; i < 120; i++)
    await emulator.sendTemplate('winter_sale', 'en_GB', [bodyText('Maja', '20%')], `4477001${String(i).padStart(5, '0')}`)
  await emulator.advance(MINUTE)
  const number = `/${emulator.about.phoneNumberId}?fields=quality_rating`
  for (let i = 0; i < 2; i++)
    await emulator.control('POST', `/customers/4477001${String(i).padStart(5, '0')}/feedback`, { kind: 'block' })
  await emulator.advance(HOUR)
  const template = `/${emulator.about.wabaId}/message_templates?name=winter_sale&fields=status,quality_score`
  expect((await emulator.graph('GET', template)).body.data).toMatchObject([
    { status: 'APPROVED', quality_score: { score: 'YELLOW' } },
  ])
  expect((await emulator.graph('GET', number)).body).toMatchObject({ quality_rating: 'YELLOW' })
  for (let i = 10; i < 14; i++)
    await emulator.control('POST', `/customers/4477001${String(i).padStart(5, '0')}/feedback`, { kind: 'report' })
  await emulator.advance(HOUR)
  expect((await emulator.graph('GET', template)).body.data).toMatchObject([{ status: 'PAUSED', quality_score: { score: 'RED' } }])
})

function replies(count: number) {
  return { type: 'BUTTONS', buttons: Array.from({ length: count }, (_, i) => ({ type: 'QUICK_REPLY', text: `Reply ${i}` })) }
}

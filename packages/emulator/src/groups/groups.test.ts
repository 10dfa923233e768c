import { beforeEach, describe, expect, test } from 'vitest'
import { fileOf, jpeg, png } from '../testing/sdks/sample-files.ts'
import { type Answer, bodyText, CUSTOMER, DAY, HOUR, MINUTE, TestEmulator } from '../testing/start-emulator.ts'
import { sizeOfJpeg } from './picture.ts'

const OTHER = '447700900457'
const V1 = '2026-09-10T09:00:00Z'
let emulator: TestEmulator

beforeEach(async () => {
  emulator = await eligible()
})

/** A portfolio and a number that may have groups. */
async function eligible(more: object = {}): Promise<TestEmulator> {
  const made = await TestEmulator.start({ relax: ['throughput'], ...more })
  await made.control('PATCH', `/portfolios/${made.about.businessId}`, { tier: 'TIER_100K' })
  await made.control('PATCH', `/numbers/${made.about.phoneNumberId}`, { official: true })
  return made
}

const groups = () => `/v25.0/${emulator.about.phoneNumberId}/groups`
const ask = (body: object = {}) =>
  emulator.graph('POST', groups(), { messaging_product: 'whatsapp', subject: 'Delivery on Friday', ...body })
// biome-ignore lint/suspicious/noExplicitAny: each test checks the part it reads.
const told = (field: string): any[] => emulator.changes(field).flatMap(({ value }) => value.groups as unknown[])

async function makeGroup(body: object = {}): Promise<{ id: string; link: string }> {
  expect((await ask(body)).status).toBe(200)
  await emulator.advance(MINUTE)
  const { group_id: id, invite_link: link } = told('group_lifecycle_update').at(-1)
  return { id, link }
}
const act = (who: string, group: string, action: string) =>
  emulator.control('POST', `/customers/${who}/groups`, { group, action })
const join = (who: string, link: string) => act(who, link, 'join')
const write = (who: string, group: string, content: object = { text: { body: 'When do you come?' } }) =>
  emulator.control('POST', `/customers/${who}/messages`, { group, ...content })
const send = (group: string, message: object) =>
  emulator.graph('POST', `/v25.0/${emulator.about.phoneNumberId}/messages`, {
    messaging_product: 'whatsapp',
    recipient_type: 'group',
    to: group,
    ...message,
  })
const text = { type: 'text', text: { body: 'On Friday at ten.' } }
const template = (name: string, language: string, ...values: string[]) => ({
  type: 'template',
  template: { name, language: { code: language }, components: values.length > 0 ? [bodyText(...values)] : [] },
})
const codeOf = (answer: Answer): number => answer.body.error?.code ?? 0
const node = (group: string, fields = '') => emulator.graph('GET', `/v25.0/${group}${fields === '' ? '' : `?fields=${fields}`}`)

test('a group is asked for, made, told with its link, read, listed, changed and deleted', async () => {
  const { body } = await ask({ description: 'Sofa, two armchairs', join_approval_mode: 'auto_approve' })
  expect(body).toEqual({ messaging_product: 'whatsapp', request_id: expect.any(String) })
  expect((await emulator.graph('GET', groups())).body).toEqual({ data: { groups: [] } })
  await emulator.advance(MINUTE)
  const [made] = told('group_lifecycle_update')
  expect(made).toEqual({
    timestamp: expect.stringMatching(/^\d{10}$/),
    group_id: expect.any(String),
    type: 'group_create',
    request_id: body.request_id,
    subject: 'Delivery on Friday',
    description: 'Sofa, two armchairs',
    invite_link: expect.stringMatching(/^https:\/\/chat\.whatsapp\.com\/[0-9A-Za-z]{22}$/),
    join_approval_mode: 'auto_approve',
  })
  const { group_id: id, invite_link: link } = made
  expect((await emulator.graph('GET', groups())).body).toMatchObject({
    data: { groups: [{ id, subject: 'Delivery on Friday', created_at: expect.stringMatching(/^\d{10}$/) }] },
    paging: { cursors: {} },
  })
  expect((await node(id)).body).toEqual({ id, messaging_product: 'whatsapp' })
  await join(CUSTOMER, link)
  const all = 'subject,description,suspended,creation_timestamp,participants,total_participant_count,join_approval_mode'
  expect((await node(id, all)).body).toEqual({
    id,
    subject: 'Delivery on Friday',
    description: 'Sofa, two armchairs',
    suspended: false,
    creation_timestamp: expect.any(Number),
    participants: [{ wa_id: CUSTOMER, user_id: expect.stringMatching(/^GB\./) }],
    total_participant_count: 1,
    join_approval_mode: 'auto_approve',
  })
  await emulator.graph('POST', `/v25.0/${id}`, {
    messaging_product: 'whatsapp',
    subject: ' Delivery on Saturday ',
    description: '',
  })
  await emulator.advance(0)
  expect(told('group_settings_update')[0]).toMatchObject({
    type: 'group_settings_update',
    group_id: id,
    group_subject: { text: 'Delivery on Saturday', update_successful: true },
    group_description: { update_successful: true },
  })
  expect((await node(id, 'subject,description')).body).toEqual({ id, subject: 'Delivery on Saturday' })
  expect((await emulator.graph('DELETE', `/v25.0/${id}`)).status).toBe(200)
  await emulator.advance(0)
  expect(told('group_lifecycle_update').at(-1)).toMatchObject({ type: 'group_delete', group_id: id })
  expect(codeOf(await send(id, text))).toBe(131041)
})

/** What groups are refused for: situation → code. */
test.each([
  ['no subject', {}, { subject: undefined }, 100],
  ['a subject of spaces', {}, { subject: '   ' }, 100],
  ['a subject of 129 characters', {}, { subject: 'x'.repeat(129) }, 131009],
  ['a subject of 128', {}, { subject: 'x'.repeat(128) }, 0],
  ['a description of 2,049 characters', {}, { description: 'x'.repeat(2_049) }, 131009],
  ['a way to join that is none', {}, { join_approval_mode: 'everybody' }, 100],
  ['no product', {}, { messaging_product: undefined }, 100],
])('a group with %s', async (_label, _more, body, code) => {
  expect(codeOf(await ask(body))).toBe(code)
})

test.each([
  [
    'a small portfolio',
    async () => void (await emulator.control('PATCH', `/portfolios/${emulator.about.businessId}`, { tier: 'TIER_10K' })),
    131215,
  ],
  [
    'an ordinary account',
    async () => void (await emulator.control('PATCH', `/numbers/${emulator.about.phoneNumberId}`, { official: false })),
    131215,
  ],
  [
    'an ordinary account in a world that does not ask',
    async () => {
      await emulator.control('PATCH', `/numbers/${emulator.about.phoneNumberId}`, { official: false })
      await emulator.control('PATCH', '/settings', { groupsNeedEligibility: false })
    },
    0,
  ],
])('%s asks for a group', async (_label, prepare, code) => {
  await prepare()
  expect(codeOf(await ask())).toBe(code)
})

test('lists are paged, and a damaged cursor has an error of its own', async () => {
  for (let i = 0; i < 3; i++) await makeGroup({ subject: `Group ${i}` })
  const first = await emulator.graph('GET', `${groups()}?limit=2`)
  const { data, paging } = first.body as unknown as { data: { groups: unknown[] }; paging: { next: string } }
  expect(data.groups).toHaveLength(2)
  const next = (await (await fetch(paging.next)).json()) as { data: { groups: { subject: string }[] } }
  expect(next.data.groups.map(({ subject }) => subject)).toEqual(['Group 2'])
  expect(codeOf(await emulator.graph('GET', `${groups()}?after=nonsense`))).toBe(131059)
})

describe('people', () => {
  test('come by the link, leave, and come again; who was put out does not', async () => {
    const { id, link } = await makeGroup()
    expect(await join(CUSTOMER, link)).toEqual({ group: id, state: 'joined' })
    await act(CUSTOMER, id, 'leave')
    await join(CUSTOMER, link)
    await join(OTHER, link)
    const { body } = await emulator.graph('DELETE', `/v25.0/${id}/participants`, {
      messaging_product: 'whatsapp',
      participants: [{ user: `+${CUSTOMER}` }, { user: '447700900999' }],
    })
    await emulator.advance(0)
    const user_id = expect.stringMatching(/^GB\./)
    expect(told('group_participants_update').map(({ timestamp: _at, group_id: _id, ...rest }) => rest)).toEqual([
      { type: 'group_participants_add', reason: 'invite_link', added_participants: [{ wa_id: CUSTOMER, user_id }] },
      { type: 'group_participants_remove', initiated_by: 'participant', removed_participants: [{ wa_id: CUSTOMER, user_id }] },
      { type: 'group_participants_add', reason: 'invite_link', added_participants: [{ wa_id: CUSTOMER, user_id }] },
      { type: 'group_participants_add', reason: 'invite_link', added_participants: [{ wa_id: OTHER, user_id }] },
      {
        type: 'group_participants_remove',
        request_id: body.request_id,
        initiated_by: 'business',
        removed_participants: [{ input: `+${CUSTOMER}`, wa_id: CUSTOMER, user_id }],
        failed_participants: [{ input: '447700900999', errors: [expect.objectContaining({ code: 131212 })] }],
        errors: [expect.objectContaining({ code: 131201 })],
      },
    ])
    await expect(join(CUSTOMER, link)).rejects.toThrow('was removed')
  })

  test('are eight at most', async () => {
    const { link } = await makeGroup()
    for (let i = 0; i < 8; i++) await join(`44770090050${i}`, link)
    await expect(join(CUSTOMER, link)).rejects.toThrow('full')
  })

  test('do not come by a link that was reset', async () => {
    const { id, link } = await makeGroup()
    const { body } = await emulator.graph('POST', `/v25.0/${id}/invite_link`, { messaging_product: 'whatsapp' })
    expect((await emulator.graph('GET', `/v25.0/${id}/invite_link`)).body).toEqual(body)
    await expect(join(CUSTOMER, link)).rejects.toThrow('leads nowhere')
    await join(CUSTOMER, body.invite_link as unknown as string)
  })

  test.each([
    ['nobody', [], 100],
    ['the same person twice', [{ user: CUSTOMER }, { user: `+${CUSTOMER}` }], 131202],
    ['nine people', Array.from({ length: 9 }, (_, i) => ({ user: `44770090050${i}` })), 131204],
    ['strangers only', [{ user: OTHER }], 131212],
  ])('%s cannot be put out', async (_label, participants, code) => {
    const { id, link } = await makeGroup()
    await join(CUSTOMER, link)
    const answer = await emulator.graph('DELETE', `/v25.0/${id}/participants`, { messaging_product: 'whatsapp', participants })
    expect(codeOf(answer)).toBe(code)
  })
})

describe('a group that asks for approval', () => {
  const requests = (id: string, method = 'GET', ...ids: string[]) =>
    emulator.graph(
      method,
      `/v25.0/${id}/join_requests`,
      method === 'GET' ? undefined : { messaging_product: 'whatsapp', join_requests: ids },
    )

  test('is asked, and lets in whom it approves', async () => {
    const { id, link } = await makeGroup({ join_approval_mode: 'approval_required' })
    expect(await join(CUSTOMER, link)).toEqual({ group: id, state: 'asked' })
    await join(OTHER, link)
    await act(OTHER, id, 'cancel')
    const { data } = (await requests(id)).body as unknown as { data: { join_request_id: string }[] }
    expect(data).toEqual([{ join_request_id: expect.any(String), wa_id: CUSTOMER, creation_timestamp: expect.any(String) }])
    const [{ join_request_id: request }] = data as [{ join_request_id: string }]
    expect((await requests(id, 'POST', request)).body).toEqual({
      messaging_product: 'whatsapp',
      approved_join_requests: [request],
    })
    await emulator.advance(0)
    expect(told('group_participants_update').map(({ type }) => type)).toEqual([
      'group_join_request_created',
      'group_join_request_created',
      'group_join_request_revoked',
      'group_participants_add',
    ])
    expect((await node(id, 'total_participant_count')).body.total_participant_count).toBe(1)
    expect((await requests(id)).body).toEqual({ data: [] })
  })

  test('turns others away, and says which of the requests it does not have', async () => {
    const { id, link } = await makeGroup({ join_approval_mode: 'approval_required' })
    await join(CUSTOMER, link)
    const [{ join_request_id: request }] = (await requests(id)).body.data as unknown as [{ join_request_id: string }]
    const answer = await requests(id, 'DELETE', request, 'nobody')
    expect(answer).toMatchObject({
      status: 206,
      body: {
        rejected_join_requests: [request],
        failed_join_requests: [{ join_request_id: 'nobody', errors: [{ code: 131213 }] }],
        errors: [{ code: 131201 }],
      },
    })
    expect(codeOf(await requests(id, 'POST', 'nobody'))).toBe(131213)
    await join(CUSTOMER, link)
  })
})

describe('messages', () => {
  test('of participants open one window for the whole group, and none for themselves', async () => {
    const { id, link } = await makeGroup()
    await join(CUSTOMER, link)
    await join(OTHER, link)
    await write(CUSTOMER, id)
    await emulator.advance(0)
    expect(emulator.inbound()[0]).toMatchObject({
      from: CUSTOMER,
      group_id: id,
      type: 'text',
      text: { body: 'When do you come?' },
    })
    expect((await send(id, text)).body).toEqual({
      messaging_product: 'whatsapp',
      contacts: [{ input: id, wa_id: id }],
      messages: [{ id: expect.stringMatching(/^wamid\./), group_id: id }],
    })
    const alone = await emulator.sendText('hello')
    await emulator.advance(MINUTE)
    expect((await emulator.outcome(alone)).error?.code).toBe(131047)
  })

  test('are told once as sent, and together as delivered; read by whoever reads', async () => {
    const { id, link } = await makeGroup()
    for (const who of [CUSTOMER, OTHER, '447700900458']) await join(who, link)
    await emulator.control('PATCH', '/customers/447700900458', { reachable: false })
    await emulator.control('PATCH', `/customers/${OTHER}`, { readAfterMs: 60_000 })
    await write(CUSTOMER, id)
    const sentAt = emulator.received.length
    await send(id, { ...text, biz_opaque_callback_data: 'round 7' })
    await emulator.advance(30_000)
    const posts = emulator.received.slice(sentAt).flatMap(({ json }) => json.entry.flatMap(({ changes }) => changes))
    const batches = posts.flatMap(({ value }) => (value.statuses ? [value.statuses] : []))
    const pricing = { billable: false, pricing_model: 'PMP', type: 'free_group_customer_service', category: 'group_service' }
    const common = { recipient_id: id, recipient_type: 'group', biz_opaque_callback_data: 'round 7', pricing }
    expect(batches).toMatchObject([
      [{ ...common, status: 'sent' }],
      [
        { ...common, status: 'delivered', recipient_participant_id: CUSTOMER },
        { ...common, status: 'delivered', recipient_participant_id: OTHER },
      ],
    ])
    await emulator.control('POST', `/customers/${CUSTOMER}/reads`, {})
    await emulator.advance(HOUR)
    const reads = emulator.statuses().filter(({ status }) => status === 'read')
    expect(reads.map((one) => one.recipient_participant_id)).toEqual([CUSTOMER, OTHER])
    expect(reads[0]).not.toHaveProperty('pricing')
  })

  test('fail when nobody wrote in 24 hours, and templates do not', async () => {
    const { id, link } = await makeGroup()
    await join(CUSTOMER, link)
    await write(CUSTOMER, id)
    await emulator.advance(DAY - 1_000)
    await send(id, text)
    await emulator.advance(1_000)
    await send(id, text)
    await send(id, template('hello_world', 'en_US'))
    await emulator.advance(MINUTE)
    const ends = emulator.statuses().filter(({ status }) => status !== 'sent')
    expect(ends.map(({ status }) => status).sort()).toEqual(['delivered', 'delivered', 'failed'])
    expect(ends.find(({ status }) => status === 'failed')).toMatchObject({
      recipient_type: 'group',
      errors: [{ code: 131047 }],
    })
  })

  /** What a send to a group is refused for at once. */
  test.each([
    ['nobody is in it', 131020, async (id: string) => send(id, text)],
    ['there is no such group', 131041, async () => send('Y2FwaV9ncm91cDox', text)],
    ['the number is a person’s', 131041, async () => send(CUSTOMER, text)],
    ['it names no group', 100, async () => send('', text)],
    ['it is taken for a person', 131009, async (id: string) => emulator.send(text, id)],
    [
      'it is a kind groups do not carry',
      131051,
      async (id: string) => send(id, { type: 'location', location: { latitude: 1, longitude: 1 } }),
    ],
  ])('%s: %i', async (_label, code, attempt) => {
    const { id } = await makeGroup()
    expect(codeOf(await attempt(id))).toBe(code)
  })

  test('to a suspended group are refused until it is cleared, and both is told', async () => {
    const { id, link } = await makeGroup()
    await join(CUSTOMER, link)
    await emulator.control('PATCH', `/groups/${id}`, { suspended: true })
    const answer = await send(id, template('hello_world', 'en_US'))
    expect([answer.status, codeOf(answer)]).toEqual([403, 131207])
    await emulator.control('PATCH', `/groups/${id}`, { suspended: false })
    expect(codeOf(await send(id, template('hello_world', 'en_US')))).toBe(0)
    await emulator.advance(0)
    expect(told('group_status_update').map(({ type }) => type)).toEqual(['group_suspend', 'group_suspend_cleared'])
  })

  test('of a kind that groups do not carry arrive as not supported', async () => {
    const { id, link } = await makeGroup()
    await join(CUSTOMER, link)
    await write(CUSTOMER, id, { type: 'location', location: { latitude: 1, longitude: 1 } })
    await emulator.advance(0)
    expect(emulator.inbound()[0]).toMatchObject({ type: 'unsupported', group_id: id, errors: [{ code: 130501 }] })
  })

  test('are written by participants only', async () => {
    const { id } = await makeGroup()
    await expect(write(OTHER, id)).rejects.toThrow('not in this group')
  })

  test('invite to a group by its id in a template', async () => {
    const { id } = await makeGroup()
    const invitation = {
      name: 'order_update',
      language: { code: 'en_GB' },
      components: [
        {
          type: 'body',
          parameters: [
            { type: 'group_id', group_id: id },
            { type: 'text', text: 'Friday' },
          ],
        },
      ],
    }
    expect(codeOf(await emulator.send({ type: 'template', template: invitation }))).toBe(0)
  })
})

describe('prices', () => {
  const sendPriced = async (now: string, wrote: boolean, message: object) => {
    emulator = await eligible({ now })
    const { id, link } = await makeGroup()
    await join(CUSTOMER, link)
    await join('4915112345678', link)
    if (wrote) await write(CUSTOMER, id)
    await send(id, message)
    await emulator.advance(MINUTE)
    const { pricing } = emulator.statuses()[0] as { pricing: { type: string; category: string } }
    const { charged } = await emulator.control('GET', '/stats')
    return [pricing.category, pricing.type, charged.USD ?? '0']
  }
  const V2 = '2026-11-20T09:00:00Z'
  const sale = template('winter_sale', 'en_GB', 'Maja', '20%')
  const free = 'free_group_customer_service'

  test.each([
    [V1, true, text, 'group_service', free, '0'],
    [V1, true, template('hello_world', 'en_US'), 'group_utility', free, '0'],
    [V1, false, template('hello_world', 'en_US'), 'group_utility', 'regular', '0.0770'],
    [V1, true, sale, 'group_marketing', 'regular', '0.2000'],
    [V2, true, text, 'group_service', free, '0'],
    [V2, true, template('hello_world', 'en_US'), 'group_utility', 'regular', '0.0770'],
  ])('%s, after somebody wrote %s: each delivery at the rate of whom it reached', async (now, wrote, message, ...expected) => {
    expect(await sendPriced(now, wrote, message)).toEqual(expected)
  })

  test('every delivery takes one of the free messages of the month, which are one pool with those to people', async () => {
    const { id, link } = await makeGroup()
    await join(CUSTOMER, link)
    await join(OTHER, link)
    await write(CUSTOMER, id)
    const { books } = emulator.emulator.world
    const { phoneNumberId } = emulator.about
    books.changeFreeUsed(phoneNumberId, '2026-11', 997)
    for (let i = 0; i < 2; i++) {
      await send(id, text)
      await emulator.advance(MINUTE)
    }
    const types = emulator.statuses().flatMap((one) => (one.status === 'sent' ? [(one.pricing as { type: string }).type] : []))
    expect(types).toEqual([free, 'regular'])
    expect(books.freeUsed(phoneNumberId, '2026-11')).toBe(999)
  })
})

describe('pins', () => {
  const pin = (id: string, more: object) => send(id, { type: 'pin', pin: { type: 'pin', expiration_days: 7, ...more } })

  test('are three at most; the oldest gives way', async () => {
    const { id, link } = await makeGroup()
    await join(CUSTOMER, link)
    const ids: string[] = []
    for (let i = 0; i < 4; i++) ids.push((await write(CUSTOMER, id)).id)
    for (const message_id of ids) expect(codeOf(await pin(id, { message_id }))).toBe(0)
    const group = emulator.emulator.world.things.get(id) as unknown as { pinned: { messageId: string }[] }
    expect(group.pinned.map(({ messageId }) => messageId)).toEqual(ids.slice(1))
  })

  test.each([
    ['a message that is not there', { message_id: 'wamid.x' }, 131009],
    ['for no time', { expiration_days: undefined }, 131008],
    ['for 31 days', { expiration_days: 31 }, 131009],
    ['for 30 days', { expiration_days: 30 }, 0],
    ['in a way that is none', { type: 'glue' }, 131009],
  ])('of %s', async (_label, more, code) => {
    const { id, link } = await makeGroup()
    await join(CUSTOMER, link)
    const message = await write(CUSTOMER, id)
    expect(codeOf(await pin(id, { message_id: message.id, ...more }))).toBe(code)
  })

  test('are for groups', async () => {
    expect(codeOf(await emulator.send({ type: 'pin', pin: { type: 'pin', message_id: 'wamid.x' } }))).toBe(131051)
  })
})

describe('the picture', () => {
  /** A JPEG that says how large it is. */
  const picture = (width: number, height: number): Buffer =>
    Buffer.concat([
      Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 1, 0xff, 0xff, 0xc0, 0, 11, 8]),
      Buffer.from([height >> 8, height & 255, width >> 8, width & 255]),
      Buffer.alloc(20),
    ])
  const upload = async (bytes: Buffer) => {
    const { id } = await makeGroup()
    const form = new FormData()
    form.set('messaging_product', 'whatsapp')
    form.set('file', fileOf(bytes, 'group.jpg', 'image/jpeg'))
    return await emulator.graph('POST', `/v25.0/${id}`, form)
  }

  test.each([
    ['192 by 192', picture(192, 192), 0],
    ['191 by 191', picture(191, 191), 131210],
    ['not square', picture(300, 200), 131209],
    ['no JPEG', png, 131053],
    ['a JPEG without a frame', jpeg, 131053],
    ['larger than 5 MB', Buffer.concat([picture(300, 300), Buffer.alloc(5_242_880)]), 131053],
  ])('%s: %i', async (_label, bytes, code) => {
    expect(codeOf(await upload(bytes))).toBe(code)
    await emulator.advance(0)
    if (code === 0) expect(told('group_settings_update')[0]).toMatchObject({ profile_picture: { update_successful: true } })
  })

  test('says its size wherever its frame is', () => {
    expect(sizeOfJpeg(picture(640, 480))).toEqual({ width: 640, height: 480 })
    expect(sizeOfJpeg(Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 1]))).toBeNull()
    expect(sizeOfJpeg(Buffer.alloc(0))).toBeNull()
  })
})

test('groups outlive a snapshot, and a message on its way arrives after it', async () => {
  const { id, link } = await makeGroup()
  await join(CUSTOMER, link)
  await write(CUSTOMER, id)
  await send(id, text)
  await emulator.control('PUT', '/snapshot', await emulator.control('GET', '/snapshot'))
  await emulator.advance(MINUTE)
  expect(emulator.statuses().map(({ status }) => status)).toEqual(['sent', 'delivered'])
  const { data } = await emulator.control('GET', `/groups/${id}/messages`)
  expect(data).toMatchObject([{ status: 'sent', copies: [{ customer: CUSTOMER, status: 'delivered' }] }])
})

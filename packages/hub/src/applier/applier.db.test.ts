import { DAY, isoTime, later, MINUTE, platformTime } from '@casement/platform'
import { type ConsentState, consentFor, newConsent } from '@casement/rules'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { row, rows } from '../database/database.ts'
import { createApplierFor } from '../testing/apply.ts'
import { createExampleAccount, EXAMPLE, webhook } from '../testing/example-account.ts'
import { createTestDatabase, emptyTables, type TestDatabase } from '../testing/test-database.ts'

let database: TestDatabase
let workspaceId: string
const noon = EXAMPLE.now
/** A year with five digits, which PostgreSQL does not read. */
const FAR_TOO_LATE = platformTime('+010000-01-01T00:00:00Z')

beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())
beforeEach(async () => {
  await emptyTables(database.pool)
  workspaceId = (await createExampleAccount(database.pool)).workspaceId
})

const apply = (...bodies: unknown[]) => createApplierFor(database.pool)(...bodies)

const thread = () =>
  row<{
    csw_until: Date | null
    unread: number
    last_message: { text: string }
    fep_state: string
    fep_until: Date | null
    last_failed: boolean
  }>(
    database.pool,
    'select csw_until, unread, last_message, fep_state, fep_until, last_failed from threads where workspace_id = $1',
    [workspaceId],
  )
const events = async () =>
  (
    await rows<{ type: string }>(database.pool, 'select type from events where workspace_id = $1 order by seq', [workspaceId])
  ).map((event) => event.type)
const deadLetters = () => rows<{ path: string; reason: string }>(database.pool, 'select path, reason from dead_letters')

/** A message of ours that the platform has accepted under this wamid. */
async function sent(wamid: string, at = noon) {
  const found = await row<{ id: string; contact_id: string }>(
    database.pool,
    'select id, contact_id from threads where workspace_id = $1',
    [workspaceId],
  )
  const id = '019a0000-0000-7000-8000-000000000001'
  await database.pool.query(
    `insert into sends (workspace_id, id, phone_number_id, thread_id, contact_id, recipient, payload, kind, category, initiator, priority, state, due_at, expires_at, fence, intent_at, wamid)
     values ($1, $2, $3, $4, $5, $6, '{}', 'free-form', 'service', 'person', 1, 'accepted', $7, $7, 1, now(), $8)`,
    [
      workspaceId,
      id,
      EXAMPLE.numberId,
      found?.id,
      found?.contact_id,
      JSON.stringify({ phone: EXAMPLE.customer, bsuid: null }),
      isoTime(at),
      wamid,
    ],
  )
  await database.pool.query(
    `insert into messages (workspace_id, id, thread_id, direction, type, content, text, at, status, timeline, wamid)
     values ($1, $2, $3, 'out', 'text', '{}', 'Yes', $4, 'accepted', $5, $6)`,
    [workspaceId, id, found?.id, isoTime(at), JSON.stringify([{ status: 'accepted', at: isoTime(at) }]), wamid],
  )
  await database.pool.query('insert into wamids (workspace_id, wamid, message_id) values ($1, $2, $3)', [workspaceId, wamid, id])
}
const ours = () =>
  row<{
    status: string
    timeline: { status: string; late?: boolean }[]
    charged: { amount: string } | null
    error: { code: number } | null
  }>(database.pool, `select status, timeline, charged, error from messages where workspace_id = $1 and direction = 'out'`, [
    workspaceId,
  ])

describe('a customer writes', () => {
  test('the first message makes contact, thread and window', async () => {
    const { spent } = await apply(webhook.of(webhook.message('wamid.1', noon)))
    expect(await thread()).toMatchObject({
      unread: 1,
      csw_until: new Date(later(noon, DAY)),
      last_message: { text: 'Is my order there?' },
    })
    expect(await events()).toEqual(['message.received', 'thread.changed', 'window.opened'])
    expect(spent, 'what comes in uses throughput too').toEqual([`${EXAMPLE.numberId} 1`])
  })

  test('the same webhook twice is one message', async () => {
    const body = webhook.of(webhook.message('wamid.1', noon))
    await apply(body, body)
    expect(await thread()).toMatchObject({ unread: 1 })
    expect(await events()).toHaveLength(3)
  })

  test('a late webhook neither shortens the window nor becomes the last message', async () => {
    await apply(
      webhook.of(webhook.message('wamid.2', noon, { type: 'text', text: { body: 'second' } })),
      webhook.of(webhook.message('wamid.1', later(noon, -30 * MINUTE), { type: 'text', text: { body: 'first' } })),
    )
    expect(await thread()).toMatchObject({ unread: 2, csw_until: new Date(later(noon, DAY)), last_message: { text: 'second' } })
  })

  test('a reaction is kept and opens no window', async () => {
    await apply(
      webhook.of(webhook.message('wamid.1', noon, { type: 'reaction', reaction: { message_id: 'wamid.0', emoji: '👍' } })),
    )
    expect(await thread()).toMatchObject({ csw_until: null, unread: 1 })
  })

  test('from an ad, a free entry point may follow', async () => {
    await apply(
      webhook.of(
        webhook.message('wamid.1', noon, { type: 'text', text: { body: 'Hi' }, referral: { source_type: 'ad', source_id: '1' } }),
      ),
    )
    expect(await thread()).toMatchObject({ fep_state: 'candidate' })
  })

  test('number and business-scoped id are one person, whichever comes first', async () => {
    const byId = webhook.message('wamid.1', noon)
    const [message] = byId.value.messages as { from?: string }[]
    delete message?.from
    for (const contact of byId.value.contacts as { wa_id?: string }[]) delete contact.wa_id
    await apply(webhook.of(byId), webhook.of(webhook.message('wamid.2', later(noon, MINUTE))))
    expect(
      await rows(database.pool, 'select kind from contact_aliases where workspace_id = $1 order by kind', [workspaceId]),
    ).toEqual([{ kind: 'bsuid' }, { kind: 'e164' }])
    expect(await thread()).toMatchObject({ unread: 2 })
  })
})

describe('what people say about being written to', () => {
  const consent = async () => {
    const said = await row<{ state: ConsentState }>(database.pool, 'select state from consents where workspace_id = $1', [
      workspaceId,
    ])
    return consentFor(said?.state ?? newConsent, 'marketing').choice
  }

  test.each([
    ['STOP typed', webhook.of(webhook.message('wamid.1', noon, { type: 'text', text: { body: 'Stop!' } })), 'out'],
    [
      'STOP tapped',
      webhook.of(webhook.message('wamid.1', noon, { type: 'button', button: { text: 'Stop promotions', payload: 'X' } })),
      'out',
    ],
    ['START typed', webhook.of(webhook.message('wamid.1', noon, { type: 'text', text: { body: 'start' } })), 'unsaid'],
    ['stopped in WhatsApp', webhook.of(webhook.preference('stop', noon)), 'out'],
    [
      'a sentence with the word in it',
      webhook.of(webhook.message('wamid.1', noon, { type: 'text', text: { body: 'Do not stop by before nine' } })),
      'unsaid',
    ],
  ])('%s', async (_what, body, choice) => {
    await apply(body)
    expect(await consent()).toBe(choice)
  })

  test('START takes a STOP back', async () => {
    await apply(
      webhook.of(webhook.message('wamid.1', later(noon, -MINUTE), { type: 'text', text: { body: 'STOP' } })),
      webhook.of(webhook.message('wamid.2', noon, { type: 'text', text: { body: 'START' } })),
    )
    expect(await consent()).toBe('in')
  })

  test('an opt-out that arrives after a later resume changes nothing', async () => {
    await apply(webhook.of(webhook.preference('resume', noon)), webhook.of(webhook.preference('stop', later(noon, -MINUTE))))
    expect(await consent()).toBe('in')
  })
})

describe('statuses of what we sent', () => {
  beforeEach(async () => {
    await apply(webhook.of(webhook.message('wamid.in', later(noon, -MINUTE))))
    await sent('wamid.out')
  })
  const priced = { pricing: { billable: true, pricing_model: 'PMP', type: 'regular', category: 'utility' } }

  test.each([
    ['in order', ['sent', 'delivered', 'read'], 'read'],
    ['backwards', ['read', 'delivered', 'sent'], 'read'],
    ['twice', ['sent', 'sent', 'delivered', 'delivered'], 'delivered'],
    ['failed after sent', ['sent', 'failed'], 'failed'],
    ['failed after delivered', ['delivered', 'failed'], 'delivered'],
    ['delivered after failed', ['failed', 'delivered'], 'delivered'],
    ['one we have never heard of', ['sent', 'warning'], 'sent'],
  ])('%s', async (_what, statuses, outcome) => {
    await apply(
      ...statuses.map((status, index) => webhook.of(webhook.status('wamid.out', status, later(noon, (index + 1) * 1_000)))),
    )
    expect(await ours()).toMatchObject({ status: outcome })
  })

  test('a failure that comes too late is kept as a note', async () => {
    await apply(
      webhook.of(webhook.status('wamid.out', 'delivered', noon)),
      webhook.of(webhook.status('wamid.out', 'failed', later(noon, 1_000))),
    )
    expect((await ours())?.timeline.at(-1)).toMatchObject({ status: 'failed', late: true })
  })

  test('the price comes from the first status that carries one, at our card’s rate', async () => {
    await apply(
      webhook.of(webhook.status('wamid.out', 'sent', noon, priced)),
      webhook.of(webhook.status('wamid.out', 'delivered', noon, priced)),
    )
    expect((await ours())?.charged).toMatchObject({ amount: '0.0220', type: 'regular' })
  })

  test('a failure says why, and marks the thread', async () => {
    const errors = [{ code: 131047, title: 'Re-engagement message', error_data: { details: 'More than 24 hours have passed.' } }]
    await apply(webhook.of(webhook.status('wamid.out', 'failed', noon, { errors })))
    expect((await ours())?.error).toMatchObject({ code: 131047, detail: 'More than 24 hours have passed.' })
  })

  test('a status of a message that somebody else sent changes nothing', async () => {
    const before = await events()
    await apply(webhook.of(webhook.status('wamid.of-nobody', 'delivered', noon)))
    expect(await events()).toEqual(before)
  })
})

describe('a free entry point', () => {
  const fromAd = webhook.message('wamid.ad', later(noon, -MINUTE), {
    type: 'text',
    text: { body: 'Hi' },
    referral: { source_type: 'ad' },
  })
  const inFreeEntryPoint = { pricing: { billable: false, type: 'free_entry_point', category: 'referral_conversion' } }

  test.each([
    ['begins with the delivery of our reply', [], 'estimated'],
    ['is confirmed by a price', [inFreeEntryPoint], 'confirmed'],
  ])('%s', async (_what, [more = {}], state) => {
    await apply(webhook.of(fromAd))
    await sent('wamid.out')
    await apply(webhook.of(webhook.status('wamid.out', 'delivered', later(noon, 2_000), more)))
    expect(await thread()).toMatchObject({
      fep_state: state,
      ...(state === 'estimated' ? { fep_until: new Date(later(noon, 2_000 + 3 * DAY)) } : {}),
    })
  })

  test('is found when the ad’s webhook comes after the delivery', async () => {
    await apply(webhook.of(webhook.message('wamid.in', later(noon, -2 * MINUTE))))
    await sent('wamid.out')
    await apply(webhook.of(webhook.status('wamid.out', 'delivered', later(noon, 2_000))), webhook.of(fromAd))
    expect(await thread()).toMatchObject({ fep_state: 'estimated', fep_until: new Date(later(noon, 2_000 + 3 * DAY)) })
  })
})

describe('bad input', () => {
  test('one bad item is set aside with its reason, its neighbours go on', async () => {
    const broken = webhook.message('wamid.2', noon, { type: 'text', text: { body: 'When?' }, timestamp: undefined })
    const body = webhook.of(webhook.message('wamid.1', noon), broken, webhook.message('wamid.3', noon))
    await apply(body)
    expect(await thread()).toMatchObject({ unread: 2 })
    expect(await deadLetters()).toEqual([
      { path: 'entry[0].changes[1].value.messages[0]', reason: 'The message has no id or no timestamp.' },
    ])
  })

  test('a thousand changes in one body, one of them bad in a way that only the database sees', async () => {
    const changes = Array.from({ length: 1_000 }, (_, i) =>
      webhook.message(`wamid.${i}`, i === 613 ? FAR_TOO_LATE : noon, undefined, `4477009${10_000 + i}`),
    )
    const { spent } = await apply(webhook.of(...changes))
    expect(await deadLetters()).toMatchObject([{ path: 'entry[0].changes[613].value.messages[0]' }])
    expect(await rows(database.pool, 'select count(*) as threads from threads')).toEqual([{ threads: 999 }])
    expect(spent).toEqual([`${EXAMPLE.numberId} 999`])
  })

  test('signs that PostgreSQL cannot keep are shown as unreadable, and the message arrives', async () => {
    await apply(webhook.of(webhook.message('wamid.1', noon, { type: 'text', text: { body: 'one\u0000two \ud83d' } })))
    expect(await thread()).toMatchObject({ last_message: { text: 'one\ufffdtwo \ufffd' } })
  })

  test.each([
    ['no JSON', 'hello', 'unreadable'],
    ['JSON that is no webhook', '[1, 2]', 'unreadable'],
    ['an entry that is text', { entry: 'x' }, 'unreadable'],
    ['changes that are numbers', { entry: [{ id: EXAMPLE.wabaId, changes: [1, null] }] }, 'applied'],
    [
      'a field from the future',
      webhook.of({ field: 'telepathy', value: { metadata: { phone_number_id: EXAMPLE.numberId } } }),
      'applied',
    ],
    ['a number nobody has', webhook.of({ field: 'messages', value: { metadata: { phone_number_id: '1' } } }), 'applied'],
    ['an account nobody has', { entry: [{ id: '1', changes: [{ field: 'messages', value: {} }] }] }, 'unrouted'],
  ])('%s is kept and hurts nobody', async (_what, body, state) => {
    await apply(body, webhook.of(webhook.message('wamid.1', noon)))
    expect(await rows(database.pool, 'select state from journal order by id')).toEqual([{ state }, { state: 'applied' }])
    expect(await thread()).toMatchObject({ unread: 1 })
  })
})

test('events are numbered without gaps, in the order of their commits', async () => {
  await Promise.all(
    Array.from({ length: 20 }, (_, i) =>
      apply(webhook.of(webhook.message(`wamid.${i}`, noon, undefined, `4477009004${10 + i}`))),
    ),
  )
  const seqs = (
    await rows<{ seq: number }>(database.pool, 'select seq from events where workspace_id = $1 order by seq', [workspaceId])
  ).map((event) => event.seq)
  expect(seqs).toEqual(seqs.map((_, index) => index + 1))
  expect(seqs).toHaveLength(60)
})

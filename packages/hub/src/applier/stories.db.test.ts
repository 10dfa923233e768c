import { DAY, HOUR, isoTime, later, MINUTE, SECOND } from '@casement/platform'
import { consentFor } from '@casement/rules'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { row, rows } from '../database/database.ts'
import { messagesOfThread, presentMessage } from '../messages/queries.ts'
import { createApplierFor } from '../testing/apply.ts'
import { createExampleAccount, EXAMPLE, webhook } from '../testing/example-account.ts'
import { strayNumbers } from '../testing/stray-numbers.ts'
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts'

let database: TestDatabase
let workspaceId: string
const noon = EXAMPLE.now
const NEW_NUMBER = '447700900789'

beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(() => database.drop())
// Each story has a workspace of its own, which the same number leads to.
beforeEach(async () => {
  await database.pool.query('truncate routes, dead_letters')
  workspaceId = (await createExampleAccount(database.pool)).workspaceId
})

afterEach(async () => expect(await strayNumbers(database.pool)).toEqual([]))

const apply = (...bodies: unknown[]) => createApplierFor(database.pool)(...bodies)
const seconds = (at: number) => String(Math.floor(at / 1_000))
const metadata = { display_phone_number: EXAMPLE.phone, phone_number_id: EXAMPLE.numberId }
const ofNumber = (field: string, value: object) =>
  webhook.of({ field, value: { messaging_product: 'whatsapp', metadata, ...value } })
const ofAccount = (field: string, value: object, time = noon as number) => ({
  object: 'whatsapp_business_account',
  entry: [{ id: EXAMPLE.wabaId, time: Math.floor(time / 1_000), changes: [{ field, value }] }],
})
const one = <T extends object>(sql: string, ...values: unknown[]) => row<T>(database.pool, sql, [workspaceId, ...values])
const all = <T extends object>(sql: string, ...values: unknown[]) => rows<T>(database.pool, sql, [workspaceId, ...values])
const threads = () =>
  all<{ id: string; contact_id: string; csw_until: Date | null; unread: number; last_message: { text: string } }>(
    'select id, contact_id, csw_until, unread, last_message from threads where workspace_id = $1 order by id',
  )
const shown = async () => {
  const [thread] = await threads()
  return (await messagesOfThread(database.pool, workspaceId, thread?.id ?? '', null, 50)).map(presentMessage)
}
const text = (body: string) => ({ type: 'text', text: { body } })
const from = (more: object) => ({ contacts: [], messages: [{ timestamp: seconds(noon), ...more }] })

describe('a message about another one', () => {
  beforeEach(() => apply(webhook.of(webhook.message('wamid.1', noon, text('Do you have it in grey?')))))
  const later1 = later(noon, MINUTE)

  test('an answer quotes, and a screen gets what it needs to draw that', async () => {
    await apply(webhook.of(webhook.message('wamid.2', later1, { ...text('This one'), context: { id: 'wamid.1' } })))
    expect((await shown())[0]).toMatchObject({ text: 'This one', about: { text: 'Do you have it in grey?', direction: 'in' } })
  })

  test.each([
    ['a reaction', ['👍'], [{ emoji: '👍' }]],
    ['another one takes its place', ['👍', '❤️'], [{ emoji: '❤️' }]],
    ['and an empty one takes it back', ['👍', ''], undefined],
  ])('%s', async (_what, emojis, expected) => {
    for (const [index, emoji] of emojis.entries()) {
      const reaction = { type: 'reaction', reaction: { message_id: 'wamid.1', emoji } }
      await apply(webhook.of(webhook.message(`wamid.r${index}`, later(later1, index * SECOND), reaction)))
    }
    const target = (await shown()).find((message) => message.wamid === 'wamid.1')
    if (expected) expect(target).toMatchObject({ reactions: expected })
    else expect(target).not.toHaveProperty('reactions')
  })

  test('a reaction that comes late does not replace a newer one', async () => {
    const reaction = (emoji: string) => ({ type: 'reaction', reaction: { message_id: 'wamid.1', emoji } })
    await apply(webhook.of(webhook.message('wamid.r2', later(later1, SECOND), reaction('❤️'))))
    await apply(webhook.of(webhook.message('wamid.r1', later1, reaction('👍'))))
    expect((await shown()).find((message) => message.wamid === 'wamid.1')).toMatchObject({ reactions: [{ emoji: '❤️' }] })
  })

  test('an edit shows the new words, and is no news to the window', async () => {
    const edit = { type: 'edit', edit: { original_message_id: 'wamid.1', message: text('Do you have it in green?') } }
    await apply(webhook.of(webhook.message('wamid.e', later1, edit)))
    const target = (await shown()).find((message) => message.wamid === 'wamid.1')
    expect(target).toMatchObject({ text: 'Do you have it in green?', message: { text: { body: 'Do you have it in green?' } } })
    expect(target?.editedAt).toBe(isoTime(later1))
    expect((await threads())[0]?.csw_until).toEqual(new Date(later(noon, DAY)))
  })

  test('what its author deleted is gone here too, and an edit does not bring it back', async () => {
    const revoke = { type: 'revoke', revoke: { original_message_id: 'wamid.1' } }
    const edit = { type: 'edit', edit: { original_message_id: 'wamid.1', message: text('Still here') } }
    await apply(webhook.of(webhook.message('wamid.x', later1, revoke)))
    await apply(webhook.of(webhook.message('wamid.e', later(later1, SECOND), edit)))
    expect((await shown()).find((message) => message.wamid === 'wamid.1')).toMatchObject({ text: 'Message deleted' })
    expect(JSON.stringify(await all('select content, text from messages where workspace_id = $1'))).not.toContain('in grey')
  })
})

describe('a person under another name', () => {
  const moved = (id = 'wamid.moved', at: number = later(noon, HOUR)) =>
    webhook.of({
      field: 'messages',
      value: {
        metadata,
        messages: [
          {
            from: EXAMPLE.customer,
            from_user_id: `GB.${EXAMPLE.customer}`,
            id,
            timestamp: seconds(at),
            type: 'system',
            system: { type: 'user_changed_number', wa_id: NEW_NUMBER, user_id: `GB.${NEW_NUMBER}`, body: 'User changed number' },
          },
        ],
      },
    })
  const newId = (at: number = later(noon, HOUR)) =>
    ofNumber('user_id_update', {
      user_id_update: [
        {
          wa_id: NEW_NUMBER,
          user_id: { previous: `GB.${EXAMPLE.customer}`, current: `GB.${NEW_NUMBER}` },
          timestamp: seconds(at),
        },
      ],
    })
  const wroteFromNew = (at: number = later(noon, 2 * HOUR)) =>
    webhook.of(webhook.message('wamid.new', at, text('It is me'), NEW_NUMBER))
  const aliases = async () =>
    (await all<{ value: string }>('select value from contact_aliases where workspace_id = $1 order by kind desc, value')).map(
      ({ value }) => value,
    )

  test.each([
    ['told by a message', [moved()]],
    ['told by a new id', [newId()]],
    ['told by both', [moved(), newId()]],
    ['told by both, the other way round', [newId(), moved()]],
    ['told twice', [moved(), moved(), newId(), newId()]],
  ])('%s, keeps one contact and one thread with all of its history', async (_what, news) => {
    await apply(webhook.of(webhook.message('wamid.1', noon)), ...news, wroteFromNew())
    expect(await threads()).toHaveLength(1)
    expect((await shown()).map((message) => message.text)).toEqual(expect.arrayContaining(['It is me', 'Is my order there?']))
    expect(await aliases()).toEqual(expect.arrayContaining([NEW_NUMBER, `GB.${NEW_NUMBER}`]))
    expect(await aliases()).not.toContain(`GB.${EXAMPLE.customer}`)
    expect((await threads())[0]?.csw_until, 'open by what the new number wrote').toEqual(new Date(later(noon, 26 * HOUR)))
  })

  test('whose new number wrote before we heard of the change, is joined', async () => {
    await apply(webhook.of(webhook.message('wamid.1', noon)), wroteFromNew(), moved('wamid.m', later(noon, 3 * HOUR)))
    const [thread, ...others] = await threads()
    expect(others).toEqual([])
    expect(thread).toMatchObject({ unread: 3, csw_until: new Date(later(noon, 26 * HOUR)) })
    const redirects = await all<{ merged_into: string | null }>('select merged_into from contacts where workspace_id = $1')
    expect(redirects.map(({ merged_into }) => merged_into).sort()).toEqual([null, thread?.contact_id].sort())
  })

  test('has no open window at the new number until they write from it', async () => {
    await apply(webhook.of(webhook.message('wamid.1', noon)), moved())
    expect((await threads())[0]?.csw_until).toBeNull()
  })

  test('leaves the old number free for whoever gets it next', async () => {
    await apply(webhook.of(webhook.message('wamid.1', noon)), moved())
    const stranger = webhook.message('wamid.s', later(noon, 5 * HOUR), text('Hello'))
    for (const contact of [
      ...(stranger.value.contacts as { user_id?: string }[]),
      ...(stranger.value.messages as { from_user_id?: string }[]),
    ]) {
      if ('user_id' in contact) contact.user_id = 'GB.stranger'
      if ('from_user_id' in contact) contact.from_user_id = 'GB.stranger'
    }
    await apply(webhook.of(stranger))
    expect(await threads()).toHaveLength(2)
    expect(await all('select value from former_aliases where workspace_id = $1 order by value')).toEqual([
      { value: EXAMPLE.customer },
      { value: `GB.${EXAMPLE.customer}` },
    ])
  })

  test('stays opted out, whatever the other one said later', async () => {
    await apply(
      webhook.of(webhook.message('wamid.1', noon, text('STOP'))),
      webhook.of(webhook.message('wamid.2', later(noon, MINUTE), text('Stop'), NEW_NUMBER)),
      webhook.of(webhook.message('wamid.3', later(noon, 2 * MINUTE), text('START'), NEW_NUMBER)),
      moved(),
    )
    const kept = (await threads())[0]?.contact_id
    const said = await one<{ state: never }>('select state from consents where workspace_id = $1 and contact_id = $2', kept)
    expect(consentFor(said?.state ?? {}, 'marketing').choice).toBe('out')
  })

  test('gets at the new number what was waiting for the old', async () => {
    await apply(webhook.of(webhook.message('wamid.1', noon)))
    const [thread] = await threads()
    await database.pool.query(
      `insert into sends (workspace_id, id, phone_number_id, thread_id, contact_id, recipient, payload, kind, category, initiator, priority, state, due_at, expires_at)
       values ($1, '019a0000-0000-7000-8000-000000000009', $2, $3, $4, $5, '{}', 'template', 'utility', 'api', 2, 'queued', $6, $6)`,
      [
        workspaceId,
        EXAMPLE.numberId,
        thread?.id,
        thread?.contact_id,
        JSON.stringify({ phone: EXAMPLE.customer, bsuid: null }),
        isoTime(later(noon, DAY)),
      ],
    )
    await apply(moved())
    expect(await one('select recipient from sends where workspace_id = $1')).toEqual({
      recipient: { phone: NEW_NUMBER, bsuid: `GB.${NEW_NUMBER}` },
    })
  })

  test('joined with another, is not sent a campaign again that reached them under the other name', async () => {
    await apply(webhook.of(webhook.message('wamid.1', noon)), wroteFromNew())
    const [old, fresh] = await threads()
    const key = `campaign 019a0000-0000-7000-8000-0000000000c1 ${fresh?.contact_id} 1`
    const id = '019a0000-0000-7000-8000-00000000000a'
    await database.pool.query(
      `insert into sends (workspace_id, id, phone_number_id, thread_id, contact_id, recipient, payload, kind, category, initiator, priority, state, due_at, expires_at, idempotency_key, campaign_id)
       values ($1, $2, $3, $4, $5, '{}', '{}', 'template', 'marketing', 'campaign', 3, 'cancelled', $6, $6, $7, '019a0000-0000-7000-8000-0000000000c1')`,
      [workspaceId, id, EXAMPLE.numberId, fresh?.id, fresh?.contact_id, isoTime(noon), key],
    )
    await database.pool.query(
      `insert into messages (workspace_id, id, thread_id, direction, type, content, text, at, status) values ($1, $2, $3, 'out', 'template', '{}', 'Offer', $4, 'cancelled')`,
      [workspaceId, id, fresh?.id, isoTime(noon)],
    )
    await apply(moved('wamid.m', later(noon, 3 * HOUR)))
    expect(await one('select idempotency_key, contact_id, thread_id from sends where workspace_id = $1')).toEqual({
      idempotency_key: key.replace(fresh?.contact_id ?? '', old?.contact_id ?? ''),
      contact_id: old?.contact_id,
      thread_id: old?.id,
    })
  })

  test('known by number and by id as two, is joined with the windows and messages of both', async () => {
    const hidden = webhook.message('wamid.h', later(noon, HOUR), text('By name'))
    for (const message of hidden.value.messages as { from?: string }[]) delete message.from
    for (const contact of hidden.value.contacts as { wa_id?: string }[]) delete contact.wa_id
    const plain = webhook.message('wamid.p', noon, text('By number'))
    for (const message of plain.value.messages as { from_user_id?: string }[]) delete message.from_user_id
    for (const contact of plain.value.contacts as { user_id?: string }[]) delete contact.user_id
    await apply(webhook.of(hidden), webhook.of(plain))
    expect(await threads()).toHaveLength(2)
    await apply(webhook.of(webhook.message('wamid.both', later(noon, MINUTE), text('By both'))))
    expect(await threads()).toMatchObject([
      { unread: 3, csw_until: new Date(later(noon, HOUR + DAY)), last_message: { text: 'By name' } },
    ])
    expect((await shown()).map((message) => message.text)).toEqual(['By name', 'By both', 'By number'])
  })
})

describe('a number shared with the Business app', () => {
  const echo = (id: string, more: object) =>
    ofNumber('smb_message_echoes', {
      message_echoes: [{ id, from: EXAMPLE.phone, to: EXAMPLE.customer, timestamp: seconds(noon), ...more }],
    })

  test('shows what the owner wrote on the phone, which uses no ledger, opens no window, and moves with its statuses', async () => {
    await apply(
      echo('wamid.echo', text('Yes, until six.')),
      webhook.of(webhook.status('wamid.echo', 'read', later(noon, MINUTE))),
    )
    expect(await shown()).toMatchObject([
      { text: 'Yes, until six.', direction: 'out', status: 'read', sentBy: { kind: 'business-app' } },
    ])
    expect(await threads()).toMatchObject([{ csw_until: null, unread: 0 }])
    expect(await all('select 1 from sends where workspace_id = $1')).toEqual([])
  })

  test('follows an edit and a deletion of the owner', async () => {
    await apply(
      echo('wamid.echo', text('Until six.')),
      echo('wamid.edit', { type: 'edit', edit: { original_message_id: 'wamid.echo', message: text('Until seven.') } }),
    )
    expect(await shown()).toMatchObject([{ text: 'Until seven.' }])
    await apply(echo('wamid.gone', { type: 'revoke', revoke: { original_message_id: 'wamid.echo' } }))
    expect(await shown()).toMatchObject([{ text: 'Message deleted' }])
  })

  const history = (...messages: object[]) =>
    ofNumber('history', {
      history: [{ metadata: { phase: 0, chunk_order: 1, progress: 30 }, threads: [{ id: EXAMPLE.customer, messages }] }],
    })
  const spoken = (id: string, at: number, body: string, ours = false) => ({
    from: ours ? EXAMPLE.phone : EXAMPLE.customer,
    id,
    timestamp: seconds(at),
    ...text(body),
    history_context: { status: 'READ' },
  })

  test('brings its history in order, unread by nobody, and opens no window, however fresh it is', async () => {
    await apply(
      history(
        spoken('wamid.h1', later(noon, -HOUR), 'When do you open?'),
        spoken('wamid.h2', later(noon, -MINUTE), 'At nine.', true),
      ),
    )
    expect(await threads()).toMatchObject([{ csw_until: null, unread: 0, last_message: { text: 'At nine.' } }])
    expect((await shown()).map(({ text, status }) => [text, status])).toEqual([
      ['At nine.', 'read'],
      ['When do you open?', 'received'],
    ])
  })

  test('does not make an old message the newest of a living thread, nor the same one twice', async () => {
    await apply(webhook.of(webhook.message('wamid.1', noon)))
    const old = history(spoken('wamid.h1', later(noon, -30 * DAY), 'Long ago'), spoken('wamid.1', noon, 'Is my order there?'))
    await apply(old, old)
    expect(await threads()).toMatchObject([
      { unread: 1, last_message: { text: 'Is my order there?' }, csw_until: new Date(later(noon, DAY)) },
    ])
    expect(await shown()).toHaveLength(2)
  })

  test('heeds a STOP of the past, and takes no START from it', async () => {
    await apply(history(spoken('wamid.h1', later(noon, -9 * DAY), 'STOP'), spoken('wamid.h2', later(noon, -8 * DAY), 'START')))
    const said = await one<{ state: never }>('select state from consents where workspace_id = $1')
    expect(consentFor(said?.state ?? {}, 'marketing').choice).toBe('out')
  })

  test('puts the file that follows in the place of the line that stood for it', async () => {
    await apply(
      history({ from: EXAMPLE.customer, id: 'wamid.f', timestamp: seconds(later(noon, -HOUR)), type: 'media_placeholder' }),
    )
    expect(await shown()).toMatchObject([{ text: 'A file, still on the phone' }])
    const image = { id: '4400220001', mime_type: 'image/jpeg', sha256: 'x' }
    await apply(ofNumber('history', from({ from: EXAMPLE.customer, id: 'wamid.f', type: 'image', image })))
    expect(await shown()).toMatchObject([{ type: 'image', media: { state: 'waiting', mimeType: 'image/jpeg' } }])
  })

  test('names people who have no name here, and keeps both names otherwise', async () => {
    const book = (phone: string, full_name: string) =>
      ofNumber('smb_app_state_sync', {
        state_sync: [{ type: 'contact', action: 'add', contact: { full_name, phone_number: phone } }],
      })
    await apply(
      webhook.of(webhook.message('wamid.1', noon)),
      book(EXAMPLE.customer, 'Ada from the market'),
      book('447700900111', 'Ben'),
    )
    expect(await all(`select name, attributes from contacts where workspace_id = $1 order by name`)).toEqual([
      { name: 'Ada Byrne', attributes: { addressBookName: 'Ada from the market' } },
      { name: 'Ben', attributes: { addressBookName: 'Ben' } },
    ])
  })
})

test('who writes to a group opens the group’s window, never their own', async () => {
  await apply(webhook.of(webhook.message('wamid.1', later(noon, -2 * DAY))))
  await apply(webhook.of(webhook.message('wamid.g', noon, { ...text('Hello, all'), group_id: 'group-1' })))
  expect(await threads()).toMatchObject([{ csw_until: new Date(later(noon, -DAY)) }, { csw_until: new Date(later(noon, DAY)) }])
  expect(await all(`select kind, value from contact_aliases where workspace_id = $1 and kind = 'group'`)).toEqual([
    { kind: 'group', value: 'group-1' },
  ])
})

describe('a call', () => {
  const call = (event: string, at: number, more: object = {}) =>
    ofNumber('calls', {
      calls: [
        {
          id: 'wacid.1',
          from: EXAMPLE.customer,
          to: EXAMPLE.phone,
          direction: 'USER_INITIATED',
          event,
          timestamp: seconds(at),
          ...more,
        },
      ],
    })
  const status = (word: string, at: number) =>
    ofNumber('calls', {
      statuses: [{ id: 'wacid.2', type: 'call', status: word, timestamp: seconds(at), recipient_id: EXAMPLE.customer }],
    })

  test('from a customer opens the window, answered or not, and is seen in the thread once', async () => {
    await apply(call('connect', noon), call('terminate', later(noon, MINUTE), { status: 'FAILED' }), call('connect', noon))
    expect(await threads()).toMatchObject([
      { csw_until: new Date(later(noon, DAY)), last_message: { text: 'The customer called' } },
    ])
    expect(await shown()).toHaveLength(1)
    expect(await one('select state from calls where workspace_id = $1')).toEqual({ state: 'failed' })
  })

  test.each([
    ['taken by the customer opens it', ['RINGING', 'ACCEPTED'], new Date(later(noon, DAY + SECOND))],
    ['not taken does not', ['RINGING', 'REJECTED'], null],
    ['that only rings does not', ['RINGING'], null],
  ])('of ours, %s', async (_what, words, until) => {
    for (const [index, word] of words.entries()) await apply(status(word, later(noon, index * SECOND)))
    expect((await threads())[0]?.csw_until).toEqual(until)
  })
})

describe('news about an account that comes late', () => {
  const template = (event: string, at: number) =>
    ofAccount('message_template_status_update', { event, message_template_id: 800000000000001, reason: 'NONE' }, at)
  const limit = (value: object, at: number = noon) => ofAccount('business_capability_update', value, at)
  const statusOf = () => one('select status from templates where workspace_id = $1 and id = $2', '800000000000001')

  test('changes nothing: a template paused after it was approved', async () => {
    await apply(template('PAUSED', later(noon, MINUTE)), template('APPROVED', noon))
    expect(await statusOf()).toEqual({ status: 'PAUSED' })
  })
  test('of the same second, the last one told counts', async () => {
    await apply(template('PAUSED', noon), template('APPROVED', noon))
    expect(await statusOf()).toEqual({ status: 'APPROVED' })
  })
  test('a lower limit of before', async () => {
    await apply(
      limit({ max_daily_conversations_per_business: 'TIER_100K' }, later(noon, MINUTE)),
      limit({ max_daily_conversations_per_business: 'TIER_10K' }),
    )
    expect(await one('select tier from portfolios where workspace_id = $1')).toEqual({ tier: 'TIER_100K' })
  })
  test('a ban that was lifted since', async () => {
    const ban = (state: string, at: number) =>
      ofAccount('account_update', { event: 'DISABLED_UPDATE', ban_info: { waba_ban_state: state } }, at)
    await apply(ban('REINSTATE', later(noon, MINUTE)), ban('DISABLE', noon))
    expect(await one('select status from wabas where workspace_id = $1')).toEqual({ status: 'ACTIVE' })
    expect(await all('select 1 from account_restrictions where workspace_id = $1')).toEqual([])
  })
})

test.each([
  [{ max_daily_conversations_per_business: 'TIER_10K' }, 'TIER_10K'],
  [{ max_daily_conversations_per_business: 10_000 }, 'TIER_10K'],
  [{ max_daily_conversations_per_business: '10000' }, 'TIER_10K'],
  [{ max_daily_conversations_per_business: -1 }, 'TIER_UNLIMITED'],
  [{ max_daily_conversation_per_phone: 250 }, 'TIER_250'],
  [{ max_daily_conversation_per_phone: 1_000 }, 'TIER_1K'],
  [{ current_limit: 'TIER_100K' }, 'TIER_100K'],
  [{ currentLimit: 'TIER_100K' }, 'TIER_100K'],
  [{ current_limit: 'tier_unlimited' }, 'TIER_UNLIMITED'],
  [{ max_daily_conversations_per_business: 'TIER_NOT_SET' }, 'TIER_NOT_SET'],
  [{ max_daily_conversations_per_business: 'A lot' }, 'TIER_2K'],
  [{ max_daily_conversations_per_business: 3_333 }, 'TIER_2K'],
  [{}, 'TIER_2K'],
])('a limit told as %j is %s', async (value, tier) => {
  await apply(ofAccount('phone_number_quality_update', { event: 'ONBOARDING', display_phone_number: EXAMPLE.phone, ...value }))
  expect(await one('select tier from portfolios where workspace_id = $1')).toEqual({ tier })
})

test('times of the platform that cannot be read set the item aside and nothing else', async () => {
  await apply(
    webhook.of({
      field: 'user_id_update',
      value: { metadata, user_id_update: [{ user_id: { previous: 'a', current: 'b' }, timestamp: 'x' }] },
    }),
    ofAccount('account_update', {}),
    webhook.of(webhook.message('wamid.1', noon)),
  )
  expect(await rows(database.pool, 'select reason from dead_letters order by id')).toEqual([
    { reason: 'The change of a person has no timestamp.' },
    { reason: 'The account update names no event.' },
  ])
  expect(await threads()).toHaveLength(1)
})

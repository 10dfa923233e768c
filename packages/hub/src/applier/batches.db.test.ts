import { isoTime, later, MINUTE, SECOND } from '@casement/platform'
import fc from 'fast-check'
import type pg from 'pg'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { rows } from '../database/database.ts'
import { createApplierFor } from '../testing/apply.ts'
import { createExampleAccount, EXAMPLE, webhook } from '../testing/example-account.ts'
import { strayNumbers } from '../testing/stray-numbers.ts'
import { createTestDatabase, emptyTables, type TestDatabase } from '../testing/test-database.ts'

const noon = EXAMPLE.now
const customers = ['447700900456', '447700900457', '447700900458']
const sendIds = [1, 2, 3, 4].map((n) => `019a0000-0000-7000-8000-00000000000${n}`)

let together: TestDatabase
let alone: TestDatabase

beforeAll(async () => {
  ;[together, alone] = await Promise.all([createTestDatabase(), createTestDatabase()])
})
afterAll(() => Promise.all([together.drop(), alone.drop()]))
afterEach(async () => expect([...(await strayNumbers(together.pool)), ...(await strayNumbers(alone.pool))]).toEqual([]))

/** A customer who wrote before, and four sends to them: two accepted, one whose answer was never heard, one on its way. */
async function begin({ pool }: TestDatabase): Promise<string> {
  await emptyTables(pool)
  const { workspaceId } = await createExampleAccount(pool)
  await createApplierFor(pool)(webhook.of(webhook.message('wamid.hello', later(noon, -10 * MINUTE))))
  const [thread] = await rows<{ id: string; contact_id: string }>(pool, 'select id, contact_id from threads')
  await pool.query(
    `insert into sends (workspace_id, id, phone_number_id, thread_id, contact_id, recipient, payload, kind, category, initiator,
       priority, state, due_at, expires_at, attempt, fence, intent_at, wamid, service_month)
     select $1, id, $3, $4, $5, $6, '{}', 'free-form', 'service', 'person', 1, state, $7, $7, 1, 1, now(), wamid, month
     from unnest($2::uuid[], $8::text[], $9::text[], $10::text[]) as send (id, state, wamid, month)`,
    [
      workspaceId,
      sendIds,
      EXAMPLE.numberId,
      thread?.id,
      thread?.contact_id,
      JSON.stringify({ phone: EXAMPLE.customer, bsuid: null }),
      isoTime(noon),
      ['accepted', 'accepted', 'unclear', 'posting'],
      ['wamid.out1', 'wamid.out2', null, null],
      ['2026-11', null, '2026-11', null],
    ],
  )
  await pool.query(
    `insert into messages (workspace_id, id, thread_id, direction, type, content, text, at, status, timeline, wamid)
     select $1, id, $3, 'out', 'text', '{}', 'Yes', $4, case state when 'posting' then 'sending' else state end,
       case state when 'accepted' then jsonb_build_array(jsonb_build_object('status', 'accepted', 'at', $5::text)) else '[]' end, wamid
     from sends where workspace_id = $1 and id = any ($2::uuid[])`,
    [workspaceId, sendIds, thread?.id, isoTime(noon), isoTime(noon)],
  )
  await pool.query(`insert into wamids select workspace_id, wamid, id from sends where wamid is not null`)
  await pool.query(
    `insert into reach_uses (workspace_id, send_id, portfolio_id, contact_id, at) select workspace_id, id, $1, contact_id, $2 from sends`,
    [EXAMPLE.portfolioId, isoTime(noon)],
  )
  await pool.query(`insert into service_usage (workspace_id, phone_number_id, month, used) values ($1, $2, '2026-11', 5)`, [
    workspaceId,
    EXAMPLE.numberId,
  ])
  return workspaceId
}

/** Everything the applier may write, by names that do not differ from run to run. */
async function stateOf(pool: pg.Pool): Promise<unknown> {
  const people = `(select contact_id, string_agg(value, ' ' order by value) as names from contact_aliases group by contact_id)`
  const message = (id: string) => `(select coalesce(wamid, m.id::text) from messages m where m.id = ${id})`
  const queries = [
    `select names, name from ${people} p join contacts c on c.id = p.contact_id`,
    `select names, window_state, csw_until, fep_state, fep_until, from_ad, unread, state, last_message->>'text' as text,
       last_message->>'at' as at, last_message->>'direction' as direction, last_failed, last_message_at
     from threads t left join ${people} p using (contact_id)`,
    `select names, direction, type, content, text, at, status, timeline, m.wamid, charged, error, window_event, case direction when 'out' then m.id end as id
     from messages m join threads t on t.id = m.thread_id left join ${people} p using (contact_id)`,
    'select id, state, wamid, service_month from sends',
    'select send_id from reach_uses',
    'select phone_number_id, month, used from service_usage',
    `select names, c.state from consents c join ${people} p using (contact_id)`,
    'select reason, item from dead_letters',
    `select row_number() over (order by seq) as number, type, at, data->>'status' as status, data->>'choice' as choice,
       data->>'purpose' as purpose, ${message(`(data->>'messageId')::uuid`)} as message from events`,
  ]
  return Promise.all(queries.map(async (query) => (await rows(pool, query)).map((row) => JSON.stringify(row)).sort()))
}

const at = fc.integer({ min: -120, max: 120 }).map((second) => later(noon, second * 10 * SECOND))
const content = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom('Is it there?', 'Thanks').map((body) => ({ type: 'text', text: { body } })) },
  { weight: 2, arbitrary: fc.constantFrom('STOP', 'START').map((body) => ({ type: 'text', text: { body } })) },
  {
    weight: 2,
    arbitrary: fc.constant({ type: 'text', text: { body: 'Hi' }, referral: { source_type: 'ad', source_id: '1' } }),
  },
  { weight: 1, arbitrary: fc.constant({ type: 'reaction', reaction: { message_id: 'wamid.out1', emoji: '👍' } }) },
  { weight: 1, arbitrary: fc.constant({ type: 'text', text: { body: 'a \u0000 b \ud800' } }) },
  // A year that PostgreSQL refuses: nothing shows it before the database is asked.
  { weight: 1, arbitrary: fc.constant({ type: 'text', text: { body: 'When?' }, timestamp: '253402300800' }) },
  { weight: 1, arbitrary: fc.constant({ type: 'text', text: { body: 'When?' }, timestamp: 'soon' }) },
)

/** Somebody writes, known by number, by business-scoped id, or by both: now and then two turn out to be one. */
const inbound = fc
  .record({ at, content, from: fc.constantFrom(...customers), known: fc.constantFrom('both', 'number', 'id') })
  .map(({ at, content, from, known }) => (id: string) => {
    const change = webhook.message(id, at, content, from)
    for (const message of change.value.messages as { from?: string; from_user_id?: string }[]) {
      if (known === 'id') delete message.from
      if (known === 'number') delete message.from_user_id
    }
    for (const contact of change.value.contacts as { wa_id?: string; user_id?: string }[]) {
      if (known === 'id') delete contact.wa_id
      if (known === 'number') delete contact.user_id
    }
    return change
  })

const news = fc.oneof(
  fc.constant({}),
  fc
    .constantFrom('service', 'utility')
    .map((category) => ({ pricing: { billable: false, pricing_model: 'PMP', type: 'free_customer_service', category } })),
  fc.constant({ pricing: { billable: false, type: 'free_entry_point', category: 'referral_conversion' } }),
)
const status = fc
  .record({
    at,
    which: fc.integer({ min: 0, max: 3 }),
    told: fc.constantFrom('sent', 'delivered', 'read', 'failed', 'odd'),
    news,
  })
  .map(
    ({ at, which, told, news }) =>
      () =>
        webhook.status(`wamid.out${which + 1}`, told, at, {
          biz_opaque_callback_data: sendIds[which],
          ...(told === 'failed' ? { errors: [{ code: which === 1 ? 131050 : 131026, title: 'Not delivered' }] } : news),
        }),
  )
const preference = fc
  .record({ at, value: fc.constantFrom('stop' as const, 'resume' as const), from: fc.constantFrom(...customers) })
  .map(
    ({ at, value, from }) =>
      () =>
        webhook.preference(value, at, from),
  )

const change = fc.oneof({ weight: 4, arbitrary: inbound }, { weight: 6, arbitrary: status }, { weight: 1, arbitrary: preference })

/** What happened, some of it told again, in any order. */
const history = fc
  .array(change, { minLength: 1, maxLength: 14 })
  .map((made) => made.map((make, index) => make(`wamid.in${index}`)))
  .chain((told) =>
    fc
      .tuple(fc.constant(told), fc.subarray(told))
      .chain(([first, again]) => fc.shuffledSubarray([...first, ...again], { minLength: first.length + again.length })),
  )

const RUNS = 5

test('a batch leaves what its items leave one by one, in any order and with any of them told twice', {
  timeout: 600_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(history, async (told) => {
      await Promise.all([begin(together), begin(alone)])
      await createApplierFor(together.pool)(webhook.of(...told))
      for (const item of told) await createApplierFor(alone.pool)(webhook.of(item))
      expect(await stateOf(together.pool)).toEqual(await stateOf(alone.pool))
    }),
    { numRuns: RUNS },
  )
})

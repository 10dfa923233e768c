import { DAY, isoTime, later, MINUTE } from '@casement/platform'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { row, rows, transact } from '../database/database.ts'
import { admitMessages } from '../messages/admit-messages.ts'
import { loadReach } from '../messages/load-reach.ts'
import { findNumber, type SendingNumber } from '../messages/load-situations.ts'
import { submitMessage } from '../messages/submit-message.ts'
import { changeSettings } from '../settings/settings.ts'
import { createApplierFor } from '../testing/apply.ts'
import { createExampleAccount, EXAMPLE, webhook } from '../testing/example-account.ts'
import { createTestDatabase, type TestDatabase } from '../testing/test-database.ts'
import { admitDue } from './admit-sends.ts'
import { type Lease, takeLease } from './lease.ts'
import { claimDueSends, staleIntents, withdraw, writeIntents } from './ledger.ts'
import { recordOutcomes } from './record-outcomes.ts'
import { settleUnclear } from './settle-sends.ts'

let database: TestDatabase
let workspaceId: string
let number: SendingNumber
const now = EXAMPLE.now
const person = { kind: 'person', id: 'p1', name: 'Maja' } as const

beforeAll(async () => {
  database = await createTestDatabase()
  workspaceId = (await createExampleAccount(database.pool)).workspaceId
  number = (await findNumber(database.pool, workspaceId, EXAMPLE.numberId)) as SendingNumber
})
afterAll(() => database.drop())
beforeEach(async () => {
  await database.pool.query(
    'truncate leases, sends, messages, threads, contacts, contact_aliases, wamids, reach_uses, service_usage, journal, events',
  )
})

/** A holder of the lease; whoever held it before is gone. */
async function holder(name: string): Promise<Lease> {
  await database.pool.query(`update leases set expires_at = now() - interval '1 second' where holder <> $1`, [name])
  return (await takeLease(database.pool, {
    workspaceId,
    phoneNumberId: EXAMPLE.numberId,
    holder: name,
    monotonic: () => 0,
  })) as Lease
}

const shipped = { type: 'template', template: { name: 'order_shipped', language: { code: 'en_GB' } } }
async function queue(
  to = '+447700900456',
  message: { type: string } & Record<string, unknown> = shipped,
  key: string | null = null,
) {
  const { message: made, decision } = await submitMessage(database.pool, {
    workspaceId,
    request: { from: EXAMPLE.numberId, to, message },
    now,
    sentBy: person,
    idempotencyKey: key,
  })
  if (!made) throw new Error(`refused: ${decision.because}`)
  return made.id
}
const stateOf = async (id: string) =>
  (await row<{ state: string }>(database.pool, 'select state from sends where id = $1', [id]))?.state
const statusOf = async (id: string) =>
  (await row<{ status: string }>(database.pool, 'select status from messages where id = $1', [id]))?.status
const admit = async (lease: Lease, at = now, by = number) =>
  (await admitDue(database.pool, lease, by, { now: at, limit: 100 })).admitted
/** What a holder could claim now; the locks end with the statement. */
const claimable = async () =>
  (await claimDueSends(database.pool, workspaceId, EXAMPLE.numberId, { now, limit: 100, quotas: [0, 0, 0, 0] })).map(
    ({ id }) => id,
  )
const apply = (...bodies: unknown[]) => createApplierFor(database.pool)(...bodies)

test('two campaigns that write to one person in the same batch know of each other', async () => {
  await changeSettings(database.pool, workspaceId, { frequencyCap: { messages: 1, days: 7 } })
  const [first, second, other] = [await queue(), await queue(), await queue('+447700900457')]
  await database.pool.query(`update sends set initiator = 'campaign'`)
  expect(new Set((await admit(await holder('one'))).map((send) => send.id))).toEqual(new Set([first, other]))
  expect(await stateOf(second)).toBe('refused')
  await changeSettings(database.pool, workspaceId, { frequencyCap: null })
})

test('many at the gate at once are judged each for itself, and a person who is named twice one after the other', async () => {
  const apply = createApplierFor(database.pool)
  const people = ['447700900456', '447700900457', '447700900458']
  await apply(webhook.of(...people.map((from, index) => webhook.message(`wamid.${index}`, now, undefined, from))))
  const found = await rows<{ id: string; value: string }>(
    database.pool,
    `select contact_id as id, value from contact_aliases where kind = 'e164'`,
  )
  const idOf = (phone?: string) => found.find(({ value }) => value === phone)?.id as string
  const [late, one, two] = people.map(idOf) as [string, string, string]
  await database.pool.query(
    `update threads set window_state = jsonb_set(window_state, '{lastUserAt}', $2) where contact_id = $1`,
    [late, String(later(now, -25 * 60 * MINUTE))],
  )
  await changeSettings(database.pool, workspaceId, { frequencyCap: { messages: 1, days: 7 } })
  const hello = { type: 'text', text: { body: 'Hello' } }
  const photo = { type: 'image', image: { id: '00000000-0000-7000-8000-000000000000' } }
  const asked = [
    { to: late, message: hello },
    { to: one, message: hello },
    { to: late, message: shipped },
    { to: late, message: shipped },
    { to: two, message: photo },
    { to: '00000000-0000-7000-8000-000000000000', message: hello },
    { to: one, message: hello, from: '999' },
    { to: one, message: hello, key: 'automation 1' },
  ]
  const by = { kind: 'automation', id: 'a1', name: 'Welcome' } as const
  const answers = await transact(database.pool, (tx) =>
    admitMessages(
      tx,
      { workspaceId, now },
      asked.map(({ to, message, from = EXAMPLE.numberId, key }, index) => ({
        request: { from, to: { contactId: to }, message },
        sentBy: by,
        idempotencyKey: key ?? `automation ${index}`,
      })),
    ),
  )
  await changeSettings(database.pool, workspaceId, { frequencyCap: null })
  const say = (answer: (typeof answers)[0]) => {
    if (answer instanceof Error) return answer.message.replace(/ with the id.*/, '')
    const { decision, message } = answer.submitted
    return message ? decision.kind : `${decision.kind} ${decision.rule}`
  }
  expect(answers.map(say)).toEqual([
    'refuse window.closed',
    'send',
    'send',
    'refuse frequency.cap',
    'refuse content.invalid',
    'This workspace has no contact',
    'This workspace has no number',
    'send',
  ])
  const [, first, , , , , , again] = answers.map((answer) => (answer instanceof Error ? null : answer.submitted.message?.id))
  expect(again, 'the same key answers with the message it made').toBe(first)
  expect(await rows(database.pool, 'select state from sends')).toHaveLength(2)
  const messages = await rows<{ last: string; id: string }>(
    database.pool,
    `select t.last_message->>'id' as last, m.id from threads t join messages m on m.thread_id = t.id and m.direction = 'out'
     where t.contact_id = $1`,
    [one],
  )
  expect(messages).toEqual([{ last: first, id: first }])
})

describe('killed on the way', () => {
  test('before the intent is kept: nothing had happened, and the next holder sends it', async () => {
    const id = await queue()
    const client = await database.pool.connect()
    await client.query('begin')
    const claimed = await claimDueSends(client, workspaceId, EXAMPLE.numberId, { now, limit: 100, quotas: [0, 0, 0, 0] })
    expect(await claimable(), 'while it is claimed, nobody else waits for it').toEqual([])
    await writeIntents(client, await holder('one'), [{ id, serviceMonth: null, cost: null }], { now, month: '2026-11' })
    client.release(new Error('killed'))
    expect(claimed.map((send) => send.id)).toEqual([id])
    await expect.poll(claimable).toEqual([id])
    expect((await admit(await holder('other'))).map((send) => send.id)).toEqual([id])
  })

  test('after the intent: nobody sends it again, for its answer may have been lost', async () => {
    const id = await queue()
    await admit(await holder('one'))
    const next = await holder('other')
    expect(await admit(next)).toEqual([])
    expect((await staleIntents(database.pool, next)).map((send) => send.id)).toEqual([id])
  })

  test('a paused holder that wakes up late writes no intent and posts nothing', async () => {
    const id = await queue()
    const late = await holder('late')
    await holder('other')
    expect(await admit(late)).toEqual([])
    expect(await writeIntents(database.pool, late, [{ id, serviceMonth: null, cost: null }], { now, month: '2026-11' })).toEqual(
      new Map(),
    )
    expect(await stateOf(id)).toBe('queued')
  })

  test('a holder whose lease has run out by the database’s time writes no intent, even when nobody took it', async () => {
    const id = await queue()
    const lease = await holder('one')
    await database.pool.query(`update leases set expires_at = now() - interval '1 millisecond'`)
    expect(await admit(lease)).toEqual([])
    expect(await stateOf(id)).toBe('queued')
  })

  test('an intent whose bytes never left goes back, even after another holder called it unclear', async () => {
    const id = await queue()
    const late = await holder('late')
    const [send] = await admit(late)
    await holder('other')
    await settleUnclear(database.pool, workspaceId, [
      { id, error: { code: null, title: 'No answer heard', detail: '' }, at: now },
    ])
    await withdraw(database.pool, late, [{ id, attempt: send?.attempt ?? 0 }])
    expect(await stateOf(id)).toBe('queued')
    expect(await statusOf(id)).toBe('queued')
    expect(await rows(database.pool, 'select 1 from reach_uses'), 'its place is free again').toEqual([])
  })

  test('an answer that is written down twice, or late, does not bring back what was posted again since', async () => {
    const id = await queue()
    const lease = await holder('one')
    const [first] = await admit(lease)
    if (!first) throw new Error('not admitted')
    const error = { code: 130429, title: 'Rate limit hit', detail: '' }
    const again = { send: first, kind: 'again', error, afterMs: 0, scope: 'number', at: now } as const
    await recordOutcomes(database.pool, workspaceId, [again])
    expect(await stateOf(id)).toBe('queued')
    const [second] = await admit(lease)
    expect(second?.attempt).toBe(2)
    await recordOutcomes(database.pool, workspaceId, [again])
    await recordOutcomes(database.pool, workspaceId, [{ ...again, kind: 'failed' }])
    expect(await stateOf(id)).toBe('posting')
    await withdraw(database.pool, lease, [first])
    expect(await stateOf(id)).toBe('posting')
  })
})

describe('an unclear send', () => {
  async function unclear() {
    await apply(webhook.of(webhook.message('wamid.in', later(now, -MINUTE))))
    const id = await queue()
    const lease = await holder('one')
    const [send] = await admit(lease)
    if (!send) throw new Error('not admitted')
    await recordOutcomes(database.pool, workspaceId, [
      { send, kind: 'unclear', error: { code: null, title: 'No answer heard', detail: 'socket closed' }, at: now },
    ])
    return { id, send, lease }
  }

  test('is a state that shows, and is not claimed again', async () => {
    const { id, lease } = await unclear()
    expect(await statusOf(id)).toBe('unclear')
    expect(await admit(lease)).toEqual([])
  })

  test('is settled by the first status that carries its id', async () => {
    const { id } = await unclear()
    await apply(webhook.of(webhook.status('wamid.out', 'delivered', later(now, 2_000), { biz_opaque_callback_data: id })))
    expect(await stateOf(id)).toBe('accepted')
    expect(await statusOf(id)).toBe('delivered')
  })

  test('that failed after all is failed, and what it had reserved is given back', async () => {
    const { id } = await unclear()
    await apply(
      webhook.of(
        webhook.status('wamid.out', 'failed', later(now, 2_000), {
          biz_opaque_callback_data: id,
          errors: [{ code: 131026, title: 'Message undeliverable' }],
        }),
      ),
    )
    expect(await statusOf(id)).toBe('failed')
    expect(await rows(database.pool, 'select 1 from reach_uses')).toEqual([])
  })

  test('whose answer is recorded after the webhook counts once', async () => {
    const { id, send } = await unclear()
    await apply(webhook.of(webhook.status('wamid.out', 'sent', later(now, 2_000), { biz_opaque_callback_data: id })))
    await recordOutcomes(database.pool, workspaceId, [
      { send, kind: 'accepted', wamid: 'wamid.out', heldForQuality: false, at: now },
    ])
    expect(await statusOf(id)).toBe('sent')
    expect(
      await rows(
        database.pool,
        `select 1 from messages, jsonb_array_elements(timeline) entry where id = $1 and entry->>'status' = 'accepted'`,
        [id],
      ),
    ).toHaveLength(1)
  })
})

describe('what is counted', () => {
  test('a template outside the window takes one place in the reach, however many follow it', async () => {
    for (let i = 0; i < 3; i++) await queue()
    const lease = await holder('one')
    await admit(lease)
    expect(await rows(database.pool, 'select count(distinct contact_id) as people from reach_uses')).toEqual([{ people: 1 }])
  })

  test('what failed gives its place back, and takes it again as of when it was sent if it is delivered all the same', async () => {
    const id = await queue()
    const [send] = await admit(await holder('one'))
    if (!send) throw new Error('not admitted')
    const reached = () => rows(database.pool, 'select send_id, contact_id, at from reach_uses')
    const before = await reached()
    expect(before).toHaveLength(1)
    await recordOutcomes(database.pool, workspaceId, [
      { send, kind: 'accepted', wamid: 'wamid.out', heldForQuality: false, at: now },
    ])
    await apply(
      webhook.of(webhook.status('wamid.out', 'failed', now, { errors: [{ code: 131026, title: 'Message undeliverable' }] })),
    )
    expect(await reached()).toEqual([])
    for (let twice = 0; twice < 2; twice++) await apply(webhook.of(webhook.status('wamid.out', 'delivered', later(now, 1_000))))
    expect([await stateOf(id), await statusOf(id)]).toEqual(['accepted', 'delivered'])
    expect(await reached()).toEqual(before)
  })

  test('a reply in the open window takes none, and one of the month’s free messages once it is accepted', async () => {
    await apply(webhook.of(webhook.message('wamid.in', later(now, -MINUTE))))
    await queue('+447700900456', { type: 'text', text: { body: 'Yes, tomorrow.' } })
    const lease = await holder('one')
    const [send] = await admit(lease)
    expect(await rows(database.pool, 'select 1 from reach_uses')).toEqual([])
    expect(await rows(database.pool, 'select used from service_usage')).toEqual([])
    if (!send) throw new Error('not admitted')
    const accepted = { send, kind: 'accepted', wamid: 'wamid.out', heldForQuality: false, at: now } as const
    await recordOutcomes(database.pool, workspaceId, [accepted])
    await recordOutcomes(database.pool, workspaceId, [accepted])
    expect(await rows(database.pool, 'select month, used from service_usage')).toEqual([{ month: '2026-11', used: 1 }])
    await apply(
      webhook.of(webhook.status('wamid.out', 'failed', now, { errors: [{ code: 131026, title: 'Message undeliverable' }] })),
    )
    expect(await rows(database.pool, 'select used from service_usage')).toEqual([{ used: 0 }])
    await apply(webhook.of(webhook.status('wamid.out', 'delivered', later(now, 1_000))))
    expect(await rows(database.pool, 'select used from service_usage'), 'it arrived all the same').toEqual([{ used: 1 }])
  })
})

test.each([
  ['a free entry point used none', { type: 'free_entry_point', category: 'referral_conversion' }, 0],
  ['service used one', { type: 'free_customer_service', category: 'service' }, 1],
])('the platform says that %s of the month’s free messages', async (_what, pricing, used) => {
  await apply(webhook.of(webhook.message('wamid.in', later(now, -MINUTE))))
  const id = await queue('+447700900456', { type: 'text', text: { body: 'Yes, tomorrow.' } })
  const lease = await holder('one')
  const [send] = await admit(lease)
  if (!send) throw new Error('not admitted')
  await recordOutcomes(database.pool, workspaceId, [
    { send, kind: 'accepted', wamid: 'wamid.out', heldForQuality: false, at: now },
  ])
  const status = webhook.of(
    webhook.status('wamid.out', 'sent', now, { biz_opaque_callback_data: id, pricing: { billable: false, ...pricing } }),
  )
  await apply(status, status)
  expect(await rows(database.pool, 'select used from service_usage')).toEqual([{ used }])
})

describe('the last look', () => {
  test('a window that closed while the message waited refuses it, with the reason', async () => {
    await apply(webhook.of(webhook.message('wamid.in', later(now, -MINUTE))))
    const id = await queue('+447700900456', { type: 'text', text: { body: 'Yes, tomorrow.' } })
    await database.pool.query(`update sends set expires_at = '2027-01-01'`)
    const lease = await holder('one')
    const tomorrow = later(now, 24 * 60 * MINUTE)
    expect(await admit(lease, tomorrow)).toEqual([])
    expect(await row(database.pool, 'select status, rule from messages where id = $1', [id])).toEqual({
      status: 'refused',
      rule: 'window.closed',
    })
  })

  test('somebody who said STOP while an offer waited does not get it', async () => {
    await apply(webhook.of(webhook.message('wamid.in', later(now, -MINUTE))))
    const id = await queue('+447700900456', { type: 'template', template: { name: 'autumn_offer', language: { code: 'en_GB' } } })
    await apply(webhook.of(webhook.message('wamid.stop', now, { type: 'text', text: { body: 'STOP' } })))
    const lease = await holder('one')
    expect(await admit(lease)).toEqual([])
    expect(await statusOf(id)).toBe('refused')
  })

  test('what has run out is expired, not sent', async () => {
    const id = await queue()
    await database.pool.query('update sends set due_at = $1, expires_at = $1', [new Date(now)])
    const lease = await holder('one')
    expect(await admit(lease)).toEqual([])
    expect(await statusOf(id)).toBe('expired')
  })

  test('the last place in the reach goes to the first, and the rest is held until one frees', async () => {
    await database.pool.query(`update portfolios set tier = 'TIER_50'`)
    for (let i = 0; i < 51; i++) await queue(`+4477009005${String(i).padStart(2, '0')}`)
    const lease = await holder('one')
    const small = (await findNumber(database.pool, workspaceId, EXAMPLE.numberId)) as SendingNumber
    const admitted = await admit(lease, now, small)
    await database.pool.query(`update portfolios set tier = 'TIER_2K'`)
    expect(admitted).toHaveLength(50)
    expect(
      await rows(database.pool, `select m.rule, s.due_at from messages m join sends s using (id) where m.status = 'held'`),
    ).toEqual([{ rule: 'reach.exhausted', due_at: new Date(later(now, DAY)) }])
  })
})

test('after a fall in level a place frees only when enough have left', async () => {
  const people = Array.from({ length: 53 }, (_, i) => `019a0000-0000-7000-8000-0000000000${String(i).padStart(2, '0')}`)
  for (const [i, id] of people.entries()) {
    await database.pool.query(
      'insert into reach_uses (workspace_id, send_id, portfolio_id, contact_id, at) values ($1, $2, $3, $2, $4)',
      [workspaceId, id, EXAMPLE.portfolioId, new Date(later(now, (i - 60) * MINUTE))],
    )
  }
  const reach = await loadReach(database.pool, workspaceId, { ...number, tier: 'TIER_50' }, [], now)
  expect(reach).toMatchObject({ limit: 50, freesAt: later(now, DAY - 57 * MINUTE) })
})

describe('the gate', () => {
  test('the same idempotency key is one message, however often and however many at once', async () => {
    const ids = await Promise.all(Array.from({ length: 8 }, () => queue('+447700900456', shipped, 'order 1042')))
    expect(new Set(ids).size).toBe(1)
    expect(await rows(database.pool, 'select 1 from sends')).toHaveLength(1)
    expect(await rows(database.pool, 'select 1 from messages')).toHaveLength(1)
  })

  test('a refusal leaves nothing behind, not even a contact', async () => {
    await expect(queue('+447700900999', { type: 'text', text: { body: 'Hello?' } })).rejects.toThrow(/refused/)
    expect(
      await rows(database.pool, 'select 1 from contacts union all select 1 from threads union all select 1 from sends'),
    ).toEqual([])
  })

  test('a code goes before a reply, a reply before an order update, that before an offer', async () => {
    await apply(webhook.of(webhook.message('wamid.in', later(now, -MINUTE))))
    const code = {
      name: 'login_code',
      language: { code: 'en_GB' },
      components: [{ type: 'body', parameters: [{ type: 'text', text: '482915' }] }],
    }
    const offer = await queue('+447700900456', {
      type: 'template',
      template: { name: 'autumn_offer', language: { code: 'en_GB' } },
    })
    const update = await queue()
    const reply = await queue('+447700900456', { type: 'text', text: { body: 'Yes.' } })
    const login = await queue('+447700900456', { type: 'template', template: code })
    const order = []
    const lease = await holder('one')
    for (let i = 0; i < 4; i++) {
      const { admitted } = await admitDue(database.pool, lease, number, { now, limit: 1 })
      order.push(admitted[0]?.id)
    }
    expect(order).toEqual([login, reply, update, offer])
  })

  test('what is due in a moment may be claimed, and is judged as of when it is due', async () => {
    const soon = later(now, 200)
    const [early, late] = [await queue(), await queue('+447700900457')]
    await database.pool.query('update sends set due_at = $2 where id = $1', [early, isoTime(soon)])
    await database.pool.query('update sends set due_at = $2 where id = $1', [late, isoTime(later(now, 251))])
    await database.pool.query(`update templates set status = 'PAUSED', paused_until = $1 where name = 'order_shipped'`, [
      isoTime(soon),
    ])
    try {
      const { admitted } = await admitDue(database.pool, await holder('one'), number, { now, dueBy: later(now, 250), limit: 100 })
      expect(admitted.map((send) => send.id)).toEqual([early])
      expect(await stateOf(late)).toBe('queued')
    } finally {
      await database.pool.query(`update templates set status = 'APPROVED', paused_until = null where name = 'order_shipped'`)
    }
  })
})

import { DAY, HOUR, MINUTE, platformTime } from '@casement/platform'
import type pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openDatabase } from '../database/database.ts'
import { type ConnectedHub, connectHub } from '../testing/connected-hub.ts'
import { countByFilter, findByFilter } from './find-beginners.ts'

// biome-ignore lint/suspicious/noExplicitAny: answers are read as another program would.
type Json = any

const TEMPLATE = {
  name: 'answer_to_your_question',
  language: 'en_GB',
  parameters: [{ type: 'body', parameters: [{ type: 'text', text: { from: 'attribute.topic', fallback: 'your order' } }] }],
}
const question = (more: Json = {}) => ({
  start: { on: 'window.closing', minutesBefore: 60, wroteLast: 'us' },
  steps: [
    { send: { text: 'Hello {{name}}, is anything left to answer?' } },
    { afterMinutes: 1_440, send: { template: TEMPLATE } },
  ],
  converts: { attribute: 'bought' },
  ...more,
})

/** What can be done to one hub, by the people of a story. */
function stage(hub: ConnectedHub) {
  const write = (phone: string, text: string) =>
    hub.control('POST', `/customers/${phone}/messages`, { to: hub.world.phoneNumberId, type: 'text', text: { body: text } })
  const contactOf = async (phone: string): Promise<string> =>
    (await hub.database.pool.query('select contact_id from contact_aliases where value = $1', [phone])).rows[0].contact_id
  const answer = (phone: string) =>
    hub.api('POST', '/v1/messages', {
      from: hub.world.phoneNumberId,
      to: phone,
      message: { type: 'text', text: { body: 'Yes, on Saturday.' } },
    })
  const sequence = async (definition: Json, name = 'Abandoned question') => {
    const made = await hub.api('POST', '/v1/sequences', { name, from: hub.world.phoneNumberId, definition })
    expect(made).toMatchObject({ status: 201 })
    return made.body.id as string
  }
  const turn = async (id: string, how: string, body: Json = {}) => {
    const turned = await hub.api('POST', `/v1/sequences/${id}/${how}`, body)
    expect(turned).toMatchObject({ status: 200 })
    return turned.body
  }
  return { write, contactOf, answer, sequence, turn }
}

type Deed = [minute: number, does: 'writes' | 'is answered' | 'agrees' | 'buys' | `writes ${string}`]
/** What a person lives through, what is sent to them by itself (minutes after the start), and how it ends. */
const HISTORIES: readonly [situation: string, deeds: readonly Deed[], sent: readonly string[], outcome: string | null][] = [
  [
    'falls silent, and had agreed',
    [
      [0, 'writes'],
      [1, 'agrees'],
      [10, 'is answered'],
    ],
    ['1380 text', '2820 template'],
    'done',
  ],
  [
    'falls silent, and never agreed',
    [
      [0, 'writes'],
      [10, 'is answered'],
    ],
    ['1380 text'],
    'no-opt-in',
  ],
  [
    'answers the first',
    [
      [0, 'writes'],
      [1, 'agrees'],
      [10, 'is answered'],
      [1_400, 'writes'],
    ],
    ['1380 text'],
    'replied',
  ],
  [
    'says STOP to it',
    [
      [0, 'writes'],
      [1, 'agrees'],
      [10, 'is answered'],
      [1_400, 'writes STOP'],
    ],
    ['1380 text'],
    'opted-out',
  ],
  [
    'buys after it',
    [
      [0, 'writes'],
      [1, 'agrees'],
      [10, 'is answered'],
      [1_500, 'buys'],
    ],
    ['1380 text'],
    'converted',
  ],
  [
    'writes once more before it is time',
    [
      [0, 'writes'],
      [10, 'is answered'],
      [1_300, 'writes'],
    ],
    [],
    'replied',
  ],
  ['waits for us', [[0, 'writes']], [], null],
  [
    'is answered in the last minutes',
    [
      [0, 'writes'],
      [1_430, 'is answered'],
    ],
    [],
    null,
  ],
  [
    'bought before it was time',
    [
      [0, 'writes'],
      [10, 'is answered'],
      [1_250, 'buys'],
    ],
    [],
    'converted',
  ],
]

describe.each([
  ['July 2025', '2025-08-04T12:00:00Z'],
  ['October 2026', '2026-11-16T12:00:00Z'],
])('under the prices of %s', (_policy, start) => {
  let hub: ConnectedHub
  let pool: pg.Pool
  let id: string
  const phones = HISTORIES.map((_, index) => `44770090${String(index + 100).padStart(4, '0')}`)

  beforeAll(async () => {
    hub = await connectHub({ now: start })
    pool = openDatabase(hub.database.url)
    const { write, contactOf, answer, sequence, turn } = stage(hub)
    id = await sequence(question())
    await turn(id, 'on')
    const timeline = HISTORIES.flatMap(([, deeds], index) =>
      deeds.map(([minute, does]) => ({ minute, does, phone: phones[index] as string })),
    )
    let at = 0
    for (const { minute, does, phone } of timeline.sort((a, b) => a.minute - b.minute)) {
      if (minute > at) await hub.advance((minute - at) * MINUTE)
      at = minute
      if (does.startsWith('writes')) await write(phone, does === 'writes' ? 'Is it there?' : 'STOP')
      else if (does === 'is answered') await answer(phone)
      else {
        const contact = `/v1/contacts/${await contactOf(phone)}`
        const changed =
          does === 'buys'
            ? await hub.api('PATCH', contact, { attributes: { bought: 'yes' } })
            : await hub.api('POST', `${contact}/consent`, { purpose: 'marketing', choice: 'in' })
        expect(changed.status).toBeLessThan(300)
      }
      await hub.settle()
    }
    await hub.advance(2 * DAY - at * MINUTE)
  }, 120_000)
  afterAll(async () => {
    await pool?.end()
    await hub?.stop()
  })

  test.each(HISTORIES.map((history, index) => [...history, index] as const))(
    'who %s',
    async (_situation, _deeds, sent, outcome, index) => {
      const phone = phones[index] as string
      const { rows } = await pool.query(
        `select round(extract(epoch from m.at - $2::timestamptz) / 60) || ' ' || m.type as sent, m.status from messages m
       join threads t on t.id = m.thread_id join contact_aliases a on a.contact_id = t.contact_id and a.value = $1
       where m.sent_by->>'kind' = 'automation' order by m.at`,
        [phone, start],
      )
      expect(rows.map((row) => row.sent)).toEqual(sent)
      for (const { status } of rows) expect(['accepted', 'sent', 'delivered', 'read']).toContain(status)
      const runs = await pool.query(
        `select r.outcome from sequence_runs r join contact_aliases a on a.contact_id = r.contact_id and a.value = $1 order by r.id`,
        [phone],
      )
      expect(runs.rows.map((run) => run.outcome)).toEqual(outcome === null ? [] : [outcome])
    },
  )

  test('what it cost and brought back', async () => {
    const { results } = (await hub.api('GET', `/v1/sequences/${id}`)).body
    expect(results).toMatchObject({
      began: 7,
      waiting: 0,
      sent: 6,
      returned: 2,
      outcomes: { done: 1, 'no-opt-in': 1, replied: 2, converted: 2, 'opted-out': 1 },
    })
    // Words in an open window cost nothing so far; the one template does.
    expect(Number(results.cost.amount)).toBeGreaterThan(0)
    expect(Number(results.costPerReturn)).toBeCloseTo(Number(results.cost.amount) / 2)
    expect((await hub.control('GET', '/stats')).rejected).toEqual({})
  })
})

describe('people, and what may go to them', () => {
  let hub: ConnectedHub
  let pool: pg.Pool
  let on: ReturnType<typeof stage>

  beforeAll(async () => {
    hub = await connectHub({ now: '2026-11-16T12:00:00Z' })
    pool = openDatabase(hub.database.url, { max: 4 })
    on = stage(hub)
  })
  afterAll(async () => {
    await pool?.end()
    await hub?.stop()
  })
  const make = async (phone: string, more: Json = {}) =>
    (await hub.api('POST', '/v1/contacts', { phone: `+${phone}`, name: 'Maja', ...more })).body
  const outcomes = async (id: string) =>
    (await hub.api('GET', `/v1/sequences/${id}/runs`)).body.data.map((run: Json) => run.outcome)

  test.each([
    [
      'free form after the window closed',
      { start: { on: 'window.closed' }, steps: [{ send: { text: 'Hi' } }] },
      /Step 1 is free form, and the window is closed/,
    ],
    [
      'free form that waits beyond the window',
      question({ steps: [{ send: { text: 'Hi' } }, { afterMinutes: 90, send: { text: 'Still there?' } }] }),
      /Step 2 is free form, and the window has closed by then/,
    ],
    [
      'a field nobody has',
      question({
        steps: [{ send: { template: { ...TEMPLATE, parameters: [{ type: 'body', parameters: [{ from: 'shoe' }] }] } } }],
      }),
      /shoe/,
    ],
  ])('%s is no sequence', async (_what, definition, detail) => {
    const answer = await hub.api('POST', '/v1/sequences', { name: 'No', from: hub.world.phoneNumberId, definition })
    expect(answer).toMatchObject({ status: 422, body: { detail: expect.stringMatching(detail) } })
  })

  test('without an approved template it is not switched on', async () => {
    const id = await on.sequence(
      question({ steps: [{ send: { template: { name: 'nobody_approved', language: 'en', parameters: [] } } }] }),
    )
    expect(await hub.api('POST', `/v1/sequences/${id}/on`, {})).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining('no approved template nobody_approved (en)') },
    })
  })

  test('an attribute begins it, once for a value; waits end in the person’s daytime; the cap ends it', async () => {
    await hub.api('PATCH', '/v1/settings', { frequencyCap: { messages: 1, days: 30 } })
    const id = await on.sequence({
      start: { on: 'attribute', key: 'quote_sent' },
      steps: [
        { afterMinutes: 600, send: { template: TEMPLATE } },
        { afterMinutes: 60, send: { template: TEMPLATE } },
      ],
      includeWithoutOptIn: true,
    })
    await on.turn(id, 'on')
    const { id: contact } = await make('447700900300')
    await hub.api('PATCH', `/v1/contacts/${contact}`, { attributes: { quote_sent: 'Q-1' } })
    await hub.api('PATCH', `/v1/contacts/${contact}`, { attributes: { quote_sent: 'Q-1', colour: 'blue' } })
    await hub.settle()
    // Ten hours later it is night in London.
    const run = (await hub.api('GET', `/v1/sequences/${id}/runs`)).body.data[0]
    expect(run).toMatchObject({ dueAt: '2026-11-17T09:00:00.000Z', contact: { name: 'Maja' } })
    await hub.advance(24 * HOUR)
    expect(await outcomes(id)).toEqual(['capped'])
    await hub.api('PATCH', '/v1/settings', { frequencyCap: null })
  })

  test('a paused sequence sends nothing until it goes on; one that is switched off ends', async () => {
    const id = await on.sequence({
      start: { on: 'attribute', key: 'visit' },
      steps: [{ send: { template: TEMPLATE } }, { afterMinutes: 60, send: { template: TEMPLATE } }],
      includeWithoutOptIn: true,
    })
    await on.turn(id, 'on')
    await make('447700900301', { attributes: {} }).then(({ id: contact }) =>
      hub.api('PATCH', `/v1/contacts/${contact}`, { attributes: { visit: '1' } }),
    )
    await hub.settle()
    await on.turn(id, 'pause')
    await hub.advance(3 * HOUR)
    expect((await hub.api('GET', `/v1/sequences/${id}`)).body.results).toMatchObject({ sent: 1, waiting: 1 })
    await on.turn(id, 'on')
    await hub.advance(HOUR)
    expect((await hub.api('GET', `/v1/sequences/${id}`)).body.results).toMatchObject({ sent: 2, waiting: 0 })
    await make('447700900302').then(({ id: contact }) =>
      hub.api('PATCH', `/v1/contacts/${contact}`, { attributes: { visit: '2' } }),
    )
    await hub.settle()
    await on.turn(id, 'off')
    expect(await outcomes(id)).toEqual(['stopped', 'done'])
  })

  test('a person of yours who writes after it did takes it over; whoever is left alone hears the next step', async () => {
    const id = await on.sequence({
      start: { on: 'attribute', key: 'order' },
      steps: [{ send: { template: TEMPLATE } }, { afterMinutes: 60, send: { template: TEMPLATE } }],
      includeWithoutOptIn: true,
    })
    await on.turn(id, 'on')
    const [helped, alone] = ['447700900305', '447700900306']
    const people = [await make(helped), await make(alone)]
    const byHand = () =>
      hub.asPerson('POST', '/v1/messages', {
        from: hub.world.phoneNumberId,
        to: `+${helped}`,
        message: { type: 'template', template: { name: 'hello_world', language: { code: 'en_US' } } },
      })
    // What somebody writes before the first step says nothing of a conversation yet.
    expect((await byHand()).status).toBe(202)
    for (const { id: contact } of people) await hub.api('PATCH', `/v1/contacts/${contact}`, { attributes: { order: '1' } })
    await hub.advance(MINUTE)
    expect((await byHand()).status).toBe(202)
    await hub.advance(2 * HOUR)
    const { data } = (await hub.api('GET', `/v1/sequences/${id}/runs`)).body
    const ended = new Map(data.map((run: Json) => [run.contact.id, [run.outcome, run.because]]))
    expect(ended.get(people[0].id)).toEqual(['stopped', expect.stringMatching(/ took over the conversation\.$/)])
    expect(ended.get(people[1].id)).toEqual(['done', 'Every step was taken.'])
    await on.turn(id, 'off')
  })

  test('what is changed while it is on holds for whoever begins then; those in the middle go on as they began', async () => {
    const definition = (template: Json, key = 'basket') => ({
      start: { on: 'attribute', key },
      steps: [{ send: { template: TEMPLATE } }, { afterMinutes: 60, send: { template } }],
      includeWithoutOptIn: true,
    })
    const other = { name: 'hello_world', language: 'en_US', parameters: [] }
    const id = await on.sequence(definition(TEMPLATE))
    await on.turn(id, 'on')
    const [early, late] = [await make('447700900307'), await make('447700900308')]
    await hub.api('PATCH', `/v1/contacts/${early.id}`, { attributes: { basket: '1' } })
    await hub.advance(MINUTE)
    const change = (body: Json) => hub.api('PATCH', `/v1/sequences/${id}`, body)
    expect(await change({ definition: definition({ ...other, name: 'nobody_approved' }) })).toMatchObject({ status: 409 })
    expect(await change({ from: '1' })).toMatchObject({ status: 409 })
    const changed = await change({ definition: definition(other, 'basket_left') })
    expect(changed).toMatchObject({ status: 200, body: { state: 'on', version: 2, results: { waiting: 1 } } })
    // The same again is no other version.
    expect((await change({ definition: changed.body.definition, name: 'Basket' })).body).toMatchObject({
      version: 2,
      name: 'Basket',
    })
    for (const key of ['basket', 'basket_left']) {
      await hub.api('PATCH', `/v1/contacts/${late.id}`, { attributes: { [key]: '1' } })
      await hub.advance(MINUTE)
    }
    const versions = (await hub.api('GET', `/v1/sequences/${id}/versions`)).body.data
    expect(versions.map(({ version, waiting }: Json) => [version, waiting])).toEqual([
      [2, 1],
      [1, 1],
    ])
    await hub.advance(2 * HOUR)
    const { rows } = await pool.query(
      `select t.contact_id, array_agg(m.template->>'name' order by m.at) as got from messages m join threads t on t.id = m.thread_id
       where m.sent_by->>'id' = $1 group by 1`,
      [id],
    )
    const got = new Map(rows.map((row) => [row.contact_id, row.got]))
    expect(got.get(early.id)).toEqual([TEMPLATE.name, TEMPLATE.name])
    expect(got.get(late.id)).toEqual([TEMPLATE.name, 'hello_world'])
    await on.turn(id, 'off')
  })

  test('the plan says whom it would reach, at what cost, and whom it cannot and why', async () => {
    for (const phone of ['447700900310', '447700900311', '12025550143']) {
      await on.write(phone, 'Hello')
      await hub.settle()
      await on.answer(phone)
    }
    await hub.settle()
    const nudge = await on.sequence(question())
    // It is shortly after four in the afternoon there when these windows have an hour left, and morning in America.
    const plan = await on.turn(nudge, 'plan')
    expect(plan).toMatchObject({ people: 3, reached: 3, steps: [{ people: 3, cost: '0' }, { people: 0 }], perSecond: 40 })
    const { rows } = await pool.query('select throughput_mps from phone_numbers')
    // A number this slow reaches only as many as fit before their windows close.
    await pool.query('update phone_numbers set throughput_mps = 80')
    expect(rows[0].throughput_mps).toBe(80)
    const byFilter = async () => {
      const [sequence] = (await pool.query('select * from sequences where id = $1', [nudge])).rows
      const now = platformTime('2026-11-20T12:00:00Z')
      const found = await findByFilter(pool, sequence, { everybody: true }, now)
      expect(await countByFilter(pool, sequence, { everybody: true }, now), 'as many are counted as would be found').toBe(
        found.beginners.length,
      )
      return found.beginners.length
    }
    const before = await byFilter()
    const begun = await on.turn(nudge, 'on', { begin: true })
    expect(begun.results).toMatchObject({ began: 3, waiting: 3 })
    expect(await byFilter()).toBe(before - 3)
    await on.turn(nudge, 'off')
  })

  test('killed and told twice, nobody gets a step twice and nothing goes that the rules refuse', async () => {
    const people = Array.from({ length: 8 }, (_, n) => `4477009005${String(n).padStart(2, '0')}`)
    const id = await on.sequence({ ...question({ converts: null }), includeWithoutOptIn: true }, 'Storm')
    await on.turn(id, 'on')
    await hub.control('POST', '/faults', { on: 'webhook', fault: { duplicate: true } })
    for (const phone of people) await on.write(phone, 'Is it there?')
    await hub.settle()
    for (const phone of people) await on.answer(phone)
    await hub.settle()
    let killed = 0
    /** Lets the time pass while connections are cut in the middle of their work, as if their processes had died. */
    const livesThrough = async (ms: number) => {
      let over = false
      const passing = hub
        .advance(ms)
        .catch(() => null)
        .then(() => {
          over = true
        })
      while (!over) {
        const { rowCount } = await pool.query(
          `select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()
           and state <> 'idle' and query ~ 'sequence_|sends' and random() < $1`,
          [killed === 0 ? 1 : 0.3],
        )
        killed += rowCount ?? 0
        await new Promise((resolve) => setTimeout(resolve, killed === 0 ? 5 : 100))
      }
      await passing
    }
    await hub.advance(22 * HOUR)
    await livesThrough(90 * MINUTE)
    await hub.advance(22 * HOUR)
    await livesThrough(3 * HOUR)
    await hub.control('DELETE', '/faults')
    await hub.advance(HOUR)
    expect(killed).toBeGreaterThan(0)
    const { rows } = await pool.query(
      `select s.run_id, s.step, count(*)::int as sends from sequence_steps s join messages m on m.id = s.message_id
       where s.sequence_id = $1 group by 1, 2`,
      [id],
    )
    expect(rows.every((row) => row.sends === 1)).toBe(true)
    const twice = await pool.query(
      `select idempotency_key from sends where idempotency_key like 'sequence %' group by 1 having count(*) > 1`,
    )
    expect(twice.rows).toEqual([])
    // The platform's own ledger: each person at most once with each of the two.
    const accepted: Json[] = await hub.control('GET', `/messages?from=${hub.world.phoneNumberId}`)
    const ours = new Set((await pool.query(`select id from messages where sent_by->>'id' = $1`, [id])).rows.map((row) => row.id))
    const got = new Map<string, number>()
    for (const message of accepted) {
      if (!ours.has(message.biz_opaque_callback_data)) continue
      if (!people.includes(message.to)) continue
      const key = `${message.to} ${message.type}`
      got.set(key, (got.get(key) ?? 0) + 1)
    }
    expect([...got.values()].every((times) => times === 1)).toBe(true)
    expect(got.size).toBe(people.length * 2)
    expect((await hub.control('GET', '/stats')).rejected).toEqual({})
  }, 120_000)
})

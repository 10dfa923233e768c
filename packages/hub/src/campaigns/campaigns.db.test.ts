import { DAY, HOUR, MINUTE, multiplyAmount, SECOND } from '@casement/platform'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { uuid7 } from '../database/uuid7.ts'
import { type ConnectedHub, connectHub } from '../testing/connected-hub.ts'

let hub: ConnectedHub
let workspaceId: string
// Clear of the emulator's own numbers.
let next = 500

beforeAll(async () => {
  hub = await connectHub()
  workspaceId = (await hub.database.pool.query('select id from workspaces')).rows[0].id
  await hub.control('PATCH', `/portfolios/${await portfolioId()}`, { tier: 'TIER_UNLIMITED' })
  await hub.settle()
  await hub.database.pool.query(`update portfolios set tier = 'TIER_UNLIMITED'`)
}, 60_000)
afterAll(() => hub.stop())
beforeEach(async () => {
  await hub.api('PATCH', '/v1/settings', { quietHours: null, frequencyCap: null, spendCap: null, requireOptIn: 'campaigns' })
})

const portfolioId = async () => (await hub.database.pool.query('select id from portfolios')).rows[0].id

type Someone = { id?: string; phone?: string; name?: string; attributes?: object; tags?: string[]; consent?: 'in' | 'out' | null }

/** People of an invented town, each with a number of the range for fiction. */
async function people(count: number, more: (index: number) => Someone = () => ({})): Promise<{ id: string; phone: string }[]> {
  const made = Array.from({ length: count }, (_, index) => {
    const {
      id = uuid7(),
      phone = `4477009${String(next++).padStart(5, '0')}`,
      name = 'Ada',
      attributes = {},
      tags = [],
      consent = 'in',
    } = more(index)
    const said = consent ? { marketing: { [consent]: { at: Date.parse('2026-01-01'), evidence: { how: 'form' } } } } : {}
    return { id, phone, name, attributes, tags, said }
  })
  const { pool } = hub.database
  for (const one of made) {
    await pool.query(
      `with c as (insert into contacts (workspace_id, id, name, attributes, tags, created_at, phone) values ($1, $2, $3, $4, $5, now(), $6)),
         a as (insert into contact_aliases (workspace_id, kind, value, contact_id) values ($1, 'e164', $6, $2))
       insert into consents (workspace_id, contact_id, state) values ($1, $2, $7)`,
      [workspaceId, one.id, one.name, JSON.stringify(one.attributes), one.tags, one.phone, JSON.stringify(one.said)],
    )
  }
  return made
}

const hello = { name: 'hello_world', language: 'en_US' }
const draft = async (more: object = {}) => {
  const { status, body } = await hub.api('POST', '/v1/campaigns', {
    name: 'Spring',
    from: hub.world.phoneNumberId,
    template: hello,
    audience: { segment: { everybody: true } },
    ...more,
  })
  if (status !== 201) throw new Error(JSON.stringify(body))
  return body.id as string
}
const show = async (id: string) => (await hub.api('GET', `/v1/campaigns/${id}`)).body
const act = (id: string, what: string, body?: object) => hub.api('POST', `/v1/campaigns/${id}/${what}`, body)
const listed = (some: readonly { id: string }[]) => ({ contacts: some.map(({ id }) => id) })
const acceptedFor = async (phone: string) => (await hub.control('GET', `/messages?to=${phone}`)) as unknown[]
const accepted = async () => (await hub.control('GET', '/messages')) as { to: string; biz_opaque_callback_data: string }[]

/** The statuses exclude each other and sum to the audience less the excluded: always. */
function expectWhole({ counts }: { counts: Record<string, number> & { excluded: Record<string, number> } }) {
  const { audience, excluded, ...statuses } = counts
  const sum = (values: Record<string, number>) => Object.values(values).reduce((total, one) => total + one, 0)
  expect(sum(statuses)).toBe((audience as number) - sum(excluded))
}

test('from a draft to the last delivery: everybody once, and what was planned is what it came to', async () => {
  const some = await people(30)
  const id = await draft({ audience: listed(some) })
  const plan = (await act(id, 'plan')).body
  expect(plan).toMatchObject({ audience: 30, reaches: 30, excluded: {}, endEstimated: false })
  expect((await act(id, 'launch')).body.state).toBe('preparing')
  await hub.settle()
  await hub.advance(5 * MINUTE)
  const done = await show(id)
  expectWhole(done)
  expect(done).toMatchObject({ state: 'finished', counts: { audience: 30, queued: 0 } })
  expect(done.counts.delivered + done.counts.read).toBe(30)
  expect(Number(done.cost.actual)).toBeCloseTo(Number(plan.cost.high))
  expect(Number(done.cost.estimated)).toBeCloseTo(Number(plan.cost.high))
  expect(Math.abs(Date.parse(done.endedAt) - Date.parse(plan.endsAt))).toBeLessThan(2 * MINUTE)
  const to = (await accepted()).map((message) => message.to.replace('+', ''))
  for (const { phone } of some) expect(to.filter((one) => one === phone)).toHaveLength(1)
})

describe('who is left out', () => {
  const sale = (first: object = { from: 'name' }) => ({
    name: 'winter_sale',
    language: 'en_GB',
    parameters: [
      {
        type: 'body',
        parameters: [
          { type: 'text', text: first },
          { type: 'text', text: { from: 'attribute.discount' } },
        ],
      },
    ],
  })
  const someone = (more: Someone = {}): Someone => ({ attributes: { discount: '20%' }, ...more })

  test('each for one reason, in the plan and in what really happens, and everybody can be looked up', async () => {
    const some = await people(
      9,
      (index) =>
        [
          someone(),
          someone(),
          someone({ consent: 'out' }),
          someone({ consent: null }),
          someone({ phone: '14155550123' }),
          someone({ attributes: {} }),
          someone({ attributes: { discount: 'a\nbreak' } }),
          someone({ name: '' }),
          someone({ attributes: { discount: ' ' } }),
        ].at(index) as Someone,
    )
    const audience = {
      contacts: [...some, some[0]].map((one) => (one as { id: string }).id),
      numbers: ['no number', `+${some[1]?.phone}`],
    }
    const id = await draft({ template: sale(), audience })
    const expected = { 'opted-out': 1, 'no-opt-in': 1, 'us-number': 1, 'missing-variable': 3, duplicate: 2, 'no-number': 1 }
    const plan = (await act(id, 'plan')).body
    for (const [reason, count] of Object.entries(expected)) {
      const found = await hub.api('GET', `/v1/campaigns/${id}/plan/people?reason=${reason}&limit=1`)
      expect(found.body.data, reason).toHaveLength(1)
      expect(found.body.cursor === null, reason).toBe(false)
      const rest = await hub.api('GET', `/v1/campaigns/${id}/plan/people?reason=${reason}&cursor=${found.body.cursor}`)
      expect(rest.body, reason).toMatchObject({ data: { length: count - 1 }, cursor: null })
    }
    expect((await hub.api('GET', `/v1/campaigns/${id}/plan/people`)).body).toEqual({ data: [], cursor: null })
    // A line break is found when each person's message is looked at, before anything is sent.
    expect(plan).toMatchObject({ audience: 12, excluded: expected, reaches: 3 })
    expect(plan.previews[0].text).toContain('Hello Ada, our winter sale has begun: 20% off')
    await act(id, 'launch')
    await hub.advance(MINUTE)
    const done = await show(id)
    expectWhole(done)
    expect(done.counts).toMatchObject({ audience: 12, excluded: { ...expected, 'content-invalid': 1 }, delivered: 2 })
    for (const [reason, count] of Object.entries(done.counts.excluded)) {
      const found = await hub.api('GET', `/v1/campaigns/${id}/recipients?state=excluded&reason=${reason}`)
      expect(found.body.data, reason).toHaveLength(count as number)
    }
    const csv = await hub.api('GET', `/v1/campaigns/${id}/recipients?format=csv`)
    expect(csv.body.trim().split('\n')).toHaveLength(13)
  })

  test('a fallback stands in for what is missing', async () => {
    const some = await people(1, () => someone({ name: '' }))
    const id = await draft({ template: sale({ from: 'name', fallback: 'there' }), audience: listed(some) })
    expect((await act(id, 'plan')).body).toMatchObject({ reaches: 1 })
    await act(id, 'launch')
    await hub.advance(MINUTE)
    const [person] = (await hub.api('GET', `/v1/campaigns/${id}/recipients`)).body.data
    const { body } = await hub.api('GET', `/v1/messages/${person.messageId}`)
    expect(body.text).toContain('Hello there, our winter sale')
    expect(body.sentBy).toMatchObject({ kind: 'campaign', id, name: 'Spring' })
  })

  test('who opts out after the launch, before it goes, is refused by the gate and counted', async () => {
    const some = await people(2, () => someone())
    const id = await draft({ template: sale(), audience: listed(some), schedule: { at: '2099-01-01T00:00:00Z' } })
    await act(id, 'launch')
    await hub.settle()
    expect((await show(id)).state).toBe('scheduled')
    await hub.database.pool.query(`update campaigns set starts_at = $2 where id = $1`, [id, new Date(await now())])
    await hub.database.pool.query(`update consents set state = $2 where contact_id = $1`, [
      some[0]?.id,
      JSON.stringify({ marketing: { out: { at: Date.parse('2026-11-01'), evidence: { how: 'keyword' } } } }),
    ])
    await hub.advance(MINUTE)
    const done = await show(id)
    expectWhole(done)
    expect(done.counts).toMatchObject({ audience: 2, refused: 1, delivered: 1 })
    const [refused] = (await hub.api('GET', `/v1/campaigns/${id}/recipients?state=refused`)).body.data
    expect(refused).toMatchObject({ contactId: some[0]?.id, reason: 'opted-out' })
  })

  test('a purpose of one’s own: the plan counts who never agreed to it, and they are left out', async () => {
    const some = await people(3)
    const purpose = 'own.club'
    const kept = await hub.api('PUT', `/v1/consent/purposes/${purpose}`, { name: 'Club news', templates: ['hello_world'] })
    expect(kept.status, JSON.stringify(kept.body)).toBe(200)
    const say = (person: { id: string } | undefined, choice: string) =>
      hub.api('POST', `/v1/contacts/${person?.id}/consent`, {
        purpose,
        choice,
        evidence: { how: 'person', wording: 'At the counter' },
      })
    await say(some[0], 'in')
    await say(some[1], 'out')
    const id = await draft({ audience: listed(some) })
    const excluded = { 'no-opt-in': 2 }
    expect((await act(id, 'plan')).body).toMatchObject({ audience: 3, reaches: 1, excluded })
    await act(id, 'launch')
    await hub.advance(MINUTE)
    expect((await show(id)).counts).toMatchObject({ excluded, delivered: 1 })
    expect(await acceptedFor(some[0]?.phone ?? '')).toHaveLength(1)
    await hub.api('DELETE', `/v1/consent/purposes/${purpose}`)
  })

  test('over the frequency cap: whoever a campaign wrote to today is left out of the next', async () => {
    const some = await people(2, () => someone())
    await hub.api('PATCH', '/v1/settings', { frequencyCap: { messages: 1, days: 7 } })
    const first = await draft({ template: sale(), audience: listed(some.slice(0, 1)) })
    await act(first, 'launch')
    await hub.advance(MINUTE)
    const second = await draft({ template: sale(), audience: listed(some) })
    expect((await act(second, 'plan')).body).toMatchObject({ reaches: 1, excluded: { 'frequency-cap': 1 } })
    await act(second, 'launch')
    await hub.advance(MINUTE)
    expect((await show(second)).counts).toMatchObject({ excluded: { 'frequency-cap': 1 }, delivered: 1 })
  })
})

describe('on its way', () => {
  test('paused in the middle nothing more leaves; resumed everybody gets it once; cancelled the rest never does', async () => {
    const some = await people(24)
    const id = await draft({ audience: listed(some), pace: { perSecond: 2 } })
    await act(id, 'launch')
    await hub.advance(5 * SECOND)
    const paused = (await act(id, 'pause', { because: 'The shop is closed.' })).body
    expect(paused).toMatchObject({ state: 'paused', because: 'The shop is closed.', waitingFor: 'The shop is closed.' })
    const before = (await accepted()).length
    await hub.advance(10 * MINUTE)
    expect(await accepted()).toHaveLength(before)
    const held = await show(id)
    expectWhole(held)
    const gone = held.counts.delivered + held.counts.read
    expect(gone).toBeGreaterThan(5)
    expect(gone).toBeLessThan(16)

    expect((await act(id, 'resume')).body.state).toBe('running')
    await hub.advance(2 * SECOND)
    expectWhole(await show(id))
    await act(id, 'cancel')
    await hub.advance(10 * MINUTE)
    const ended = await show(id)
    expectWhole(ended)
    expect(ended.state).toBe('cancelled')
    expect(ended.counts.cancelled).toBe(24 - ended.counts.delivered - ended.counts.read)
    expect(ended.counts.delivered + ended.counts.read).toBeGreaterThan(gone)
    const to = (await accepted()).map((message) => message.to)
    const mine = some.map(({ phone }) => to.filter((one) => one.replace('+', '') === phone).length)
    expect(Math.max(...mine)).toBe(1)
    expect(mine.filter((count) => count === 1)).toHaveLength(ended.counts.delivered + ended.counts.read)

    const { body: told } = await hub.api('GET', `/v1/campaigns/${id}/timeline`)
    expect(told.data.map(({ kind, because }: Record<string, unknown>) => [kind, because])).toEqual([
      ['planned', null],
      ['launched', null],
      ['prepared', null],
      ['paused', 'The shop is closed.'],
      ['resumed', null],
      ['cancelled', null],
    ])
    expect(told.data.map(({ by }: { by: string | null }) => by !== null)).toEqual([true, true, false, true, true, true])
    expect(told.data[1].by).toBe((await show(id)).launchedBy)
    expect((await hub.api('GET', `/v1/campaigns/${id}/reach`)).body.limit).toBe(null)
    const levels = await hub.database.pool.query('select id, tier from portfolios')
    await hub.database.pool.query(`update portfolios set tier = 'TIER_2K'`)
    const { body: reach } = await hub.api('GET', `/v1/campaigns/${id}/reach`)
    for (const { id: portfolio, tier } of levels.rows)
      await hub.database.pool.query('update portfolios set tier = $2 where id = $1', [portfolio, tier])
    expect(reach).toMatchObject({ limit: 2_000, campaign: ended.counts.delivered + ended.counts.read })
    const today = (await hub.api('GET', '/v1/clock')).body.now.slice(0, 10)
    const { body: figures } = await hub.api('GET', `/v1/insights/reach?from=${today}&to=${today}`)
    expect(reach.campaign + reach.otherCampaigns + reach.others).toBe(figures.data[0].used)
  })

  test('the pace is kept by platform time', async () => {
    const some = await people(24)
    const id = await draft({ audience: listed(some), pace: { perSecond: 2 } })
    const { endsAt } = (await act(id, 'plan')).body
    await act(id, 'launch')
    await hub.advance(10 * SECOND)
    const { counts } = await show(id)
    expect(counts.accepted + counts.sent + counts.delivered + counts.read).toBeLessThanOrEqual(22)
    expect(counts.accepted + counts.sent + counts.delivered + counts.read).toBeGreaterThanOrEqual(18)
    await hub.advance(2 * MINUTE)
    const done = await show(id)
    expect(done.state).toBe('finished')
    expect(Math.abs(Date.parse(done.endedAt) - Date.parse(endsAt))).toBeLessThan(MINUTE)
  })

  test('a ramp spreads it over days', async () => {
    const some = await people(9)
    const id = await draft({ audience: listed(some), pace: { ramp: [2, 3] } })
    expect((await act(id, 'plan')).body.days.map((day: { people: number }) => day.people)).toEqual([2, 3, 4])
    await act(id, 'launch')
    await hub.advance(HOUR)
    expect(await show(id)).toMatchObject({
      state: 'running',
      counts: { delivered: 2 },
      waitingFor: expect.stringContaining('ramp'),
    })
    await hub.advance(DAY)
    expect((await show(id)).counts.delivered).toBe(5)
    await hub.advance(DAY)
    expect(await show(id)).toMatchObject({ state: 'finished', counts: { delivered: 9 } })
  })

  test('in each person’s own morning, and never in their night', async () => {
    const begun = await now()
    await hub.api('PATCH', '/v1/settings', { quietHours: { from: '21:00', to: '08:00' } })
    const some = [...(await people(1)), ...(await people(1, () => ({ phone: '919900000101' })))]
    const id = await draft({ audience: listed(some), schedule: { morning: '09:00' } })
    await act(id, 'launch')
    await hub.settle()
    expect(await show(id)).toMatchObject({ state: 'running', waitingFor: expect.stringContaining('morning') })
    await hub.advance(26 * HOUR)
    expect(await show(id)).toMatchObject({ state: 'finished' })
    const sent = await hub.database.pool.query(
      `select s.recipient->>'phone' as phone, m.timeline->0->>'at' as at from sends s join messages m on m.id = s.id where s.campaign_id = $1`,
      [id],
    )
    const at = new Map(sent.rows.map((one) => [one.phone, new Date(one.at)]))
    expect(at.get('919900000101')?.toISOString().slice(11, 16)).toBe('03:30')
    expect(at.get(some[0]?.phone)?.toISOString().slice(11, 16)).toBe('09:00')
    expect((at.get(some[0]?.phone)?.getTime() ?? 0) - begun).toBeLessThanOrEqual(DAY)
  })
})

describe('what stops it', () => {
  test('a template that Meta pauses', async () => {
    const template = (await hub.api('GET', '/v1/templates')).body.data.find((one: { name: string }) => one.name === 'hello_world')
    const some = await people(20)
    const id = await draft({ audience: listed(some), pace: { perSecond: 1 } })
    await act(id, 'launch')
    await hub.advance(5 * SECOND)
    await hub.control('PATCH', `/templates/${template.id}`, { status: 'PAUSED' })
    await hub.advance(30 * SECOND)
    const stopped = await show(id)
    expectWhole(stopped)
    expect(stopped).toMatchObject({ state: 'paused', because: expect.stringContaining('hello_world') })
    await hub.control('PATCH', `/templates/${template.id}`, { status: 'APPROVED' })
    await hub.settle()
    await act(id, 'resume')
    await hub.advance(5 * MINUTE)
    expect(await show(id)).toMatchObject({ state: 'finished' })
    const said = await hub.database.pool.query(
      `select type, data->>'because' as because from events where type like 'campaign.%' and data->>'campaignId' = $1 order by seq`,
      [id],
    )
    const types = said.rows.map(({ type }) => type).filter((type) => type !== 'campaign.progress')
    expect(types).toEqual(['campaign.launched', 'campaign.paused', 'campaign.resumed', 'campaign.finished'])
  })

  test('too many failures, by the workspace’s own threshold; resumed, only what comes after counts', async () => {
    await hub.api('PATCH', '/v1/settings', { pauseWhen: { after: 5, failed: 0.5 } })
    const some = await people(16)
    for (const { phone } of some.slice(0, 14)) await hub.control('PATCH', `/customers/${phone}`, { onWhatsApp: false })
    const id = await draft({ audience: listed(some), pace: { perSecond: 1 } })
    await act(id, 'launch')
    await hub.advance(35 * SECOND)
    const stopped = await show(id)
    expectWhole(stopped)
    expect(stopped).toMatchObject({ state: 'paused', because: expect.stringMatching(/% of \d+ messages failed, more than 50 %/) })
    await hub.api('PATCH', '/v1/settings', { pauseWhen: { after: 100, failed: 1 } })
    await act(id, 'resume')
    await hub.advance(5 * MINUTE)
    expect(await show(id)).toMatchObject({ state: 'finished', counts: { failed: 14 } })
    expect((await act(id, 'retry')).body, 'whoever is not on WhatsApp is not tried again').toMatchObject({ again: 0 })
  })

  test('its own spend cap: it never costs more, and goes on once the cap is raised', async () => {
    const some = await people(6)
    const { price } = (
      await hub.api('POST', '/v1/messages/check', {
        from: hub.world.phoneNumberId,
        to: `+${some[0]?.phone}`,
        message: { type: 'template', template: { name: 'hello_world', language: { code: 'en_US' } } },
      })
    ).body.decision
    const id = await draft({
      audience: listed(some),
      spendCap: { amount: multiplyAmount(price.amount, 4), currency: price.currency },
    })
    expect((await act(id, 'plan')).body.warnings.join(' ')).toContain('cap')
    await act(id, 'launch')
    await hub.advance(MINUTE)
    expect(await show(id)).toMatchObject({
      state: 'paused',
      because: expect.stringContaining('cap'),
      counts: { delivered: 4, held: 2 },
    })
  })

  test('the cap of the workspace’s month: it waits for the next one, and says so', async () => {
    const some = await people(3)
    const id = await draft({ audience: listed(some) })
    await hub.api('PATCH', '/v1/settings', { spendCap: { amount: '0.0001', currency: 'USD' } })
    await act(id, 'launch')
    await hub.advance(MINUTE)
    expect(await show(id)).toMatchObject({
      state: 'running',
      waitingFor: expect.stringContaining('spend cap'),
      counts: { held: 3 },
    })
    await hub.api('PATCH', '/v1/settings', { spendCap: null })
    await act(id, 'pause')
    await act(id, 'resume')
    await hub.advance(MINUTE)
    expect(await show(id)).toMatchObject({ state: 'finished', counts: { delivered: 3 } })
  })
})

test('two templates: a trial, the better by more than chance, and the rest gets it', async () => {
  // Chance is the end of an id: ten for either template, twenty for the rest.
  const some = await people(40, (index) => ({
    id:
      uuid7().slice(0, -8) +
      Math.floor(((index + 0.5) / 40) * 2 ** 32)
        .toString(16)
        .padStart(8, '0'),
  }))
  const id = await draft({
    audience: listed(some),
    trial: { template: { name: 'order_update', language: 'en_US', parameters: [] }, share: 0.5, afterHours: 1 },
  }).catch((error) => error.message)
  // The other template wants values: the draft is taken, and each person's message is found wanting before anything is sent.
  expect(id).toMatch(/^[0-9a-f-]{36}$/)
  await act(id, 'cancel')
  const trial = { template: hello, share: 0.5, afterHours: 1 }
  const second = await draft({ audience: listed(some), trial })
  await act(second, 'launch')
  await hub.advance(10 * MINUTE)
  const half = await show(second)
  expectWhole(half)
  expect(half).toMatchObject({ state: 'running', waitingFor: expect.stringContaining('winner') })
  expect(half.counts.delivered).toBe(20)
  const first = await hub.database.pool.query(
    `select m.id, m.wamid, r.contact_id, m.campaign_variant as variant from campaign_recipients r join messages m on m.id = r.message_id where r.campaign_id = $1`,
    [second],
  )
  expect(new Set(first.rows.map(({ variant }) => variant))).toEqual(new Set([0, 1]))
  for (const { wamid, contact_id, variant } of first.rows) {
    const { phone } = some.find(({ id: one }) => one === contact_id) as { phone: string }
    if (variant === 1) await hub.control('POST', `/customers/${phone}/reads`, { messageId: wamid })
  }
  await hub.advance(2 * HOUR)
  expect(await show(second)).toMatchObject({ state: 'finished', trialResults: { winner: 1, significant: true } })
})

test('a test goes to oneself, with what is not known standing as its own name', async () => {
  const id = await draft({
    template: {
      name: 'winter_sale',
      language: 'en_GB',
      parameters: [
        {
          type: 'body',
          parameters: [
            { type: 'text', text: { from: 'name' } },
            { type: 'text', text: { from: 'column.discount' } },
          ],
        },
      ],
    },
  })
  const sent = await act(id, 'test', { to: '+447700900998' })
  expect(sent.status).toBe(202)
  const { body } = await hub.api('GET', `/v1/messages/${sent.body.message.id}`)
  expect(body.text).toContain('[column.discount] off')
  expect((await show(id)).counts.audience).toBe(0)
})

describe('segments', () => {
  test('find people by what is known of them; kept, they are counted anew', async () => {
    const tag = 'of-this-test'
    const eve = (await hub.api('POST', '/v1/contacts', { name: 'Eve', phone: '+447700950001', tags: ['vip', 'vip', 'press'] }))
      .body
    expect(eve.tags).toEqual(['vip', 'press'])
    expect((await hub.api('PATCH', `/v1/contacts/${eve.id}`, { tags: ['press'] })).body.tags).toEqual(['press'])
    expect((await hub.api('POST', '/v1/segments/count', { filter: { tag: 'press' } })).body.people).toBe(1)
    await people(3, (index) => ({ tags: [tag], attributes: { visits: String(index), city: index === 0 ? 'Leeds' : 'York' } }))
    await people(1, () => ({ tags: [tag], consent: 'out', phone: '491700000001' }))
    const count = async (filter: object) =>
      (await hub.api('POST', '/v1/segments/count', { filter: { all: [{ tag }, filter] } })).body.people
    expect(await count({ everybody: true })).toBe(4)
    expect(await count({ attribute: 'city', is: 'York' })).toBe(2)
    expect(await count({ attribute: 'city', isNot: 'York' })).toBe(2)
    expect(await count({ attribute: 'city', contains: 'EED' })).toBe(1)
    expect(await count({ attribute: 'visits', above: 0 })).toBe(2)
    expect(await count({ attribute: 'visits', below: 2 })).toBe(2)
    expect(await count({ attribute: 'visits', exists: false })).toBe(1)
    expect(await count({ consent: 'marketing', is: 'in' })).toBe(3)
    expect(await count({ not: { consent: 'marketing', is: 'in' } })).toBe(1)
    expect(await count({ country: ['DE'] })).toBe(1)
    expect(await count({ market: ['United Kingdom'] })).toBe(3)
    expect(await count({ any: [{ country: ['DE'] }, { attribute: 'city', is: 'Leeds' }] })).toBe(2)
    expect(await count({ wroteWithin: 1 })).toBe(0)
    expect(await count({ silentFor: 1 })).toBe(4)
    expect(await count({ name: 'ad' })).toBe(4)
    const kept = await hub.api('POST', '/v1/segments', {
      name: 'York',
      filter: { all: [{ tag }, { attribute: 'city', is: 'York' }] },
    })
    expect(kept).toMatchObject({ status: 201, body: { people: 2 } })
    expect((await hub.api('POST', '/v1/segments', { name: 'York', filter: { tag } })).status).toBe(409)
    const id = await draft({ audience: { segmentId: kept.body.id } })
    expect((await act(id, 'plan')).body).toMatchObject({ audience: 2, reaches: 2 })
    await act(id, 'launch')
    await hub.advance(MINUTE)
    expect(await count({ campaign: id, was: 'delivered' })).toBe(2)
    expect(await count({ not: { campaign: id, was: 'read' } })).toBe(4)
  })
})

test.each([
  ['a template the account does not have', { template: { name: 'nowhere', language: 'en' } }, 422],
  ['a number that is not ours', { from: '1' }, 404],
  ['a field nobody has', { template: { ...hello, parameters: [{ type: 'body', text: { from: 'horoscope' } }] } }, 422],
  ['an audience of nobody', { audience: { contacts: [] } }, 422],
  ['a filter that is none', { audience: { segment: { colour: 'red' } } }, 422],
  ['a cap in another currency', { spendCap: { amount: '5', currency: 'EUR' } }, 422],
  ['a pace of nothing', { pace: { perSecond: 0 } }, 422],
])('%s is refused with a sentence', async (_label, more, status) => {
  const answer = await hub.api('POST', '/v1/campaigns', {
    name: 'Spring',
    from: hub.world.phoneNumberId,
    template: hello,
    audience: { segment: { everybody: true } },
    ...more,
  })
  expect(answer.status).toBe(status)
  expect(answer.body.detail).toMatch(/\.$/)
})

test('what came of it: who answered, what an answer cost, who failed and what to do, and the price of asking the silent again', async () => {
  const some = await people(8)
  const phones = some.map(({ phone }) => phone)
  await hub.control('PATCH', `/customers/${phones[7]}`, { onWhatsApp: false })
  const id = await draft({ audience: listed(some) })
  await act(id, 'launch')
  await hub.advance(10 * MINUTE)
  const got = await hub.database.pool.query(
    `select r.contact_id, m.wamid from campaign_recipients r join messages m on m.id = r.message_id where r.campaign_id = $1`,
    [id],
  )
  const wamidOf = (index: number) => got.rows.find(({ contact_id }) => contact_id === some[index]?.id).wamid
  const says = (index: number, body: string, more: object = {}) =>
    hub.control('POST', `/customers/${phones[index]}/messages`, {
      to: hub.world.phoneNumberId,
      type: 'text',
      text: { body },
      ...more,
    })
  for (const index of [0, 1, 2]) await hub.control('POST', `/customers/${phones[index]}/reads`, { messageId: wamidOf(index) })
  await says(0, 'Thank you')
  await says(0, 'Again')
  await says(1, 'STOP')
  await hub.advance(4 * DAY)
  await says(2, 'Too late to be an answer')
  await says(3, 'Late, and yet one', { context: { message_id: wamidOf(3) } })
  await hub.settle()
  const { body: results } = await hub.api('GET', `/v1/campaigns/${id}/results`)
  const { cost } = await show(id)
  expect(results).toMatchObject({
    funnel: { sent: 8, delivered: 7, replied: 3, stopped: 1, clicked: 0 },
    noReadReceipt: 7 - results.funnel.read,
    costPerReply: { amount: (Number(cost.actual) / 3).toFixed(4), currency: 'USD' },
    failures: [{ code: 131026, people: 1, action: 'none-left-out', happened: expect.any(String) }],
  })
  expect(results.funnel.read).toBeGreaterThanOrEqual(3)
  const behind = async (search: string) => (await hub.api('GET', `/v1/campaigns/${id}/recipients?${search}`)).body.data
  expect(await behind('code=131026')).toMatchObject([{ contactId: some[7]?.id, did: [] }])
  expect((await behind('did=replied')).map(({ contactId }: { contactId: string }) => contactId).sort()).toEqual(
    [0, 1, 3].map((index) => some[index]?.id).sort(),
  )
  expect(await behind('did=stopped')).toMatchObject([{ contactId: some[1]?.id, did: ['replied', 'stopped'] }])
  const { body: again } = await hub.api('GET', `/v1/campaigns/${id}/no-read-receipt`)
  expect(again).toMatchObject({ people: results.noReadReceipt, audience: { segment: { campaign: id, was: 'no-read-receipt' } } })
  expect(Number(again.cost.high)).toBeGreaterThan(0)
  const { body: found } = await hub.api('POST', '/v1/segments/count', { filter: { campaign: id, was: 'replied' } })
  expect(found.people).toBe(3)

  const unreachable = { all: [{ campaign: id, was: 'failed', code: 131026 }, { not: { tag: 'not-on-whatsapp' } }] }
  const change = async (whom: object, what: object) => {
    const { body } = await hub.api('POST', '/v1/contacts/change', { whom, ...what })
    await hub.settle()
    await expect.poll(async () => (await hub.api('GET', `/v1/jobs/${body.job.id}`)).body.state).toBe('done')
    return body
  }
  const tagged = async () => (await hub.api('POST', '/v1/segments/count', { filter: { tag: 'not-on-whatsapp' } })).body.people
  await change({ ids: [some[6]?.id] }, { addTags: ['not-on-whatsapp'] })
  const marked = await change({ q: '', filter: unreachable }, { addTags: ['not-on-whatsapp'], undoable: true })
  expect([marked.people, await tagged()]).toEqual([1, 2])
  const undone = await change({ changedBy: marked.job.id }, { removeTags: ['not-on-whatsapp'] })
  expect([undone.people, await tagged()], 'who was tagged before stays').toEqual([1, 1])
})

test('a draft is kept before its template is chosen, and says so when it is planned or launched', async () => {
  const id = await draft({ template: undefined, audience: { upload: true } })
  expect(await show(id)).toMatchObject({ state: 'draft', template: null, file: null })
  for (const what of ['plan', 'launch']) {
    expect(await act(id, what)).toMatchObject({ status: 409, body: { detail: 'Choose the template of this campaign first.' } })
  }
  await hub.api('PATCH', `/v1/campaigns/${id}`, { template: hello, audience: { numbers: ['+447700960021'] } })
  expect((await act(id, 'plan')).body).toMatchObject({ audience: 1 })
})

test('what a state does not allow is a conflict that says what would', async () => {
  const id = await draft()
  for (const what of ['pause', 'resume', 'retry']) {
    const answer = await act(id, what)
    expect(answer.status, what).toBe(409)
    expect(answer.body.detail).toContain('a draft')
  }
  expect((await hub.api('PATCH', `/v1/campaigns/${id}`, { name: 'Autumn', pace: { perSecond: 5 } })).body).toMatchObject({
    name: 'Autumn',
    pace: { perSecond: 5 },
    template: hello,
  })
  await act(id, 'cancel')
  expect((await act(id, 'launch')).status).toBe(409)
  expect((await hub.api('GET', `/v1/campaigns/${uuid7()}`)).status).toBe(404)
})

describe('people from a file', () => {
  const upload = async (id: string, csv: string, query = '') => {
    const { status, body } = await hub.api('POST', `/v1/campaigns/${id}/audience${query}`, csv, { 'content-type': 'text/csv' })
    if (status !== 202) return { status, body }
    for (;;) {
      const job = (await hub.api('GET', `/v1/jobs/${body.job.id}`)).body
      if (job.state === 'done' || job.state === 'failed') return { status, body: job }
      await new Promise((resolve) => setTimeout(resolve, 20))
    }
  }
  const sale = {
    name: 'winter_sale',
    language: 'en_GB',
    parameters: [
      {
        type: 'body',
        parameters: [
          { type: 'text', text: { from: 'name', fallback: 'there' } },
          { type: 'text', text: { from: 'column.discount' } },
        ],
      },
    ],
  }

  test('columns fill the template, rows that are nobody are counted and can be fetched, and no column changes a contact', async () => {
    const id = await draft({ template: sale, audience: { upload: true } })
    expect((await act(id, 'launch')).status, 'without its file').toBe(409)
    const csv = [
      'phone,name,discount,consent.marketing',
      '+447700960001,Ada,10%,yes',
      '+447700960002,,20%,yes',
      '+447700960001,Ada again,30%,yes',
      'no number,Bea,40%,yes',
      '+447700960003,Cy,,yes',
      '+447700960004,Di,50%,',
    ].join('\n')
    expect((await upload(id, csv)).body).toMatchObject({ state: 'done', done: 6, rejected: 2 })
    // A screen that keeps its draft tells the audience each time.
    await hub.api('PATCH', `/v1/campaigns/${id}`, { name: 'Renamed', audience: { upload: true } })
    expect((await show(id)).file).toMatchObject({ state: 'done', total: 6, rejected: 2, columns: ['discount'] })
    const excluded = { duplicate: 1, 'no-number': 1, 'missing-variable': 1, 'no-opt-in': 1 }
    expect((await act(id, 'plan')).body).toMatchObject({ audience: 6, reaches: 2, excluded })
    await act(id, 'launch')
    await hub.advance(MINUTE)
    const done = await show(id)
    expectWhole(done)
    expect(done.counts).toMatchObject({ audience: 6, excluded, delivered: 2 })
    const texts = (await hub.database.pool.query('select text from messages where campaign_id = $1 order by text', [id])).rows
    expect(texts.map(({ text }) => text)).toEqual([
      expect.stringContaining('Hello Ada, our winter sale has begun: 10% off'),
      expect.stringContaining('Hello there, our winter sale has begun: 20% off'),
    ])
    const { rows: known } = await hub.database.pool.query(
      `select c.attributes from contacts c join contact_aliases a on a.contact_id = c.id where a.value = '447700960001'`,
    )
    expect(known[0].attributes).toEqual({})
  })

  test('another file replaces the first; who is launched takes no more', async () => {
    const id = await draft({ audience: { upload: true } })
    await upload(id, 'phone\n+447700960011\n+447700960012\n')
    await upload(id, 'phone\n+447700960013\n')
    expect((await act(id, 'plan')).body).toMatchObject({ audience: 1 })
    await act(id, 'launch')
    expect((await upload(id, 'phone\n+447700960014\n')).status).toBe(409)
    await act(id, 'cancel')
  })
})

test('the process that feeds it dies and another goes on: nobody twice, nobody missed', async () => {
  const some = await people(30)
  const id = await draft({ audience: listed(some), pace: { perSecond: 20 } })
  await act(id, 'launch')
  await hub.advance(SECOND)
  const other = await hub.startAnother(['jobs', 'sender'])
  await other.close()
  await hub.startAnother(['jobs', 'sender'])
  await hub.advance(5 * MINUTE)
  const done = await show(id)
  expectWhole(done)
  expect(done).toMatchObject({ state: 'finished', counts: { delivered: 30 } })
  for (const { phone } of some) expect(await acceptedFor(phone)).toHaveLength(1)
})

const now = async () => Date.parse((await hub.control('GET', '/clock')).now)

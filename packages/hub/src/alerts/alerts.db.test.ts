import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { HOUR, MINUTE } from '@casement/platform'
import { SMTPServer } from 'smtp-server'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type ConnectedHub, connectHub } from '../testing/connected-hub.ts'
import { alertKinds } from './alert-kinds.ts'

// biome-ignore lint/suspicious/noExplicitAny: answers are read member by member, as another program would.
type Json = any

let hub: ConnectedHub
let smtp: SMTPServer
const mails: string[] = []
let refuseMails = false

beforeAll(async () => {
  smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onData(stream, _session, done) {
      let mail = ''
      stream.on('data', (chunk) => {
        mail += chunk
      })
      stream.on('end', () => {
        if (refuseMails) return done(Object.assign(new Error('Come later'), { responseCode: 451 }))
        mails.push(mail.replaceAll('=\r\n', ''))
        done()
      })
    },
  })
  await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', resolve))
  const { port } = smtp.server.address() as { port: number }
  hub = await connectHub({ now: '2026-09-26T12:00:00Z', env: { SMTP_URL: `smtp://127.0.0.1:${port}` } })
  await hub.database.pool.query(`update auth."user" set email = 'ada@example.com'`)
})
afterAll(async () => {
  await hub?.stop()
  await new Promise<void>((resolve) => smtp.close(() => resolve()))
})

const alerts = async (state = 'open'): Promise<Json[]> => (await hub.api('GET', `/v1/alerts?state=${state}`)).body.data
const open = async (kind: string) => (await alerts()).filter((alert) => alert.kind === kind)
/** What a person is shown of the alerts of a kind: how urgent, whose, and the one button. */
const shown = async (kind: string) =>
  (await open(kind)).map(({ severity, ownerId, remedy }) => ({
    severity,
    owner: ownerId,
    button: remedy.label,
    href: remedy.href,
  }))
const HELLO = { name: 'hello_world', language: { code: 'en_US' } }
const eventually = (check: () => void | Promise<void>) => vi.waitFor(check, { timeout: 20_000 })
const rule = (kind: string, change: object) => hub.api('PATCH', `/v1/alert-rules/${kind}`, change)
/** As if the number had sent so many free answers this month. */
const spendFreeAnswers = async (used: number) => {
  const { now } = await hub.control('GET', '/clock')
  await hub.database.pool.query(
    `insert into service_usage (workspace_id, phone_number_id, month, used) select workspace_id, id, $1, $2 from phone_numbers
     on conflict (workspace_id, phone_number_id, month) do update set used = excluded.used`,
    [now.slice(0, 7), used],
  )
  await hub.advance(16 * MINUTE)
}
const answer = (body: string) =>
  hub.api('POST', '/v1/messages', {
    from: hub.world.phoneNumberId,
    to: hub.world.testRecipient,
    message: { type: 'text', text: { body } },
  })

describe.each([
  { prices: 'of July 2025', from: null, counted: false },
  { prices: 'of October 2026', from: '2026-10-01T12:00:00Z', counted: true },
])('a customer waits for an answer, under the prices $prices', ({ from, counted }) => {
  beforeAll(async () => {
    if (from) await hub.control('POST', '/clock', { set: from })
  })

  test.each([
    { label: 'just outside four hours before the end: nothing', advance: 20 * HOUR - MINUTE, severity: null },
    { label: 'four hours before the end: good to know', advance: MINUTE, severity: 'info' },
    { label: 'an hour before the end: a warning', advance: 3 * HOUR, severity: 'warning' },
    { label: 'a quarter of an hour before the end: act now', advance: 45 * MINUTE, severity: 'critical' },
  ])('$label', async ({ advance, severity }) => {
    if (severity === null) await hub.write('Is the lamp in stock?')
    await hub.advance(advance)
    const found = await open('window.closing')
    expect(found.map((alert) => alert.severity)).toEqual(severity === null ? [] : [severity])
  })

  test('it is one alert all the way, and it is over when somebody answers', async () => {
    const [{ id, because }] = (await open('window.closing')) as [Json]
    expect(because).toMatch(/^1 chat closes within 15 minutes, the first in 1[0-5] minutes: answer/)
    await answer('Yes, three of them.')
    await hub.advance(MINUTE)
    await eventually(async () => expect(await open('window.closing')).toEqual([]))
    expect((await alerts('ended')).filter((alert) => alert.kind === 'window.closing').map((alert) => alert.id)).toContain(id)
  })

  test('an owned chat is its owner’s alone until the last quarter of an hour, then everyone’s', async () => {
    await hub.write('And the other lamp?')
    const { body } = await hub.api('GET', '/v1/threads')
    const { rows } = await hub.database.pool.query('select id from auth."user"')
    await hub.api('PATCH', `/v1/threads/${body.data[0].id}`, { owner: rows[0].id })
    await hub.advance(23 * HOUR)
    expect((await open('window.closing')).map((alert) => alert.ownerId)).toEqual([rows[0].id])
    await hub.advance(50 * MINUTE)
    expect((await open('window.closing')).map((alert) => alert.ownerId).sort()).toEqual([rows[0].id, null].sort())
    await hub.advance(15 * MINUTE)
    await hub.api('PATCH', `/v1/threads/${body.data[0].id}`, { owner: null })
    expect(await open('window.closing')).toEqual([])
  })

  test('a receipt in the open window counts against the spend cap where it costs something', async () => {
    await hub.write('Has it been sent?')
    const receipt = await hub.api('POST', '/v1/messages', {
      from: hub.world.phoneNumberId,
      to: hub.world.testRecipient,
      message: { type: 'template', template: HELLO },
    })
    const { amount } = receipt.body.decision.price
    expect(Number(amount) > 0).toBe(counted)
    await hub.advance(MINUTE)
    await hub.api('PATCH', '/v1/settings', { spendCap: { amount: '0.0001', currency: 'USD' } })
    await hub.advance(16 * MINUTE)
    expect(await shown('spend.nearly-used')).toEqual(
      counted ? [{ severity: 'critical', owner: null, button: 'Open the cap', href: '/settings/sending' }] : [],
    )
    await hub.api('PATCH', '/v1/settings', { spendCap: null })
    await hub.advance(16 * MINUTE)
    expect(await open('spend.nearly-used')).toEqual([])
  })

  test('a template that Meta moves to another category: from when, and what a message costs then', async () => {
    const { rows } = await hub.database.pool.query(`select id from templates where name = 'hello_world'`)
    const { now } = await hub.control('GET', '/clock')
    const planned = new Date(Date.parse(now) + 24 * HOUR).toISOString()
    const move = (to: string | null) =>
      hub.database.pool.query('update templates set planned_category = $2, planned_category_at = $3 where id = $1', [
        rows[0].id,
        to,
        planned,
      ])
    await move('MARKETING')
    await hub.advance(16 * MINUTE)
    const [alert] = await open('template.category')
    expect(alert.because).toContain(`will be MARKETING from ${planned.slice(0, 10)}, not UTILITY`)
    expect(alert.because).toMatch(/A message costs 0\.\d+ instead of 0\.\d+ USD/)
    expect(Number(alert.data.after)).toBeGreaterThan(Number(alert.data.before))
    expect(await shown('template.category')).toEqual([
      { severity: 'warning', owner: null, button: 'Open the template', href: '/templates/hello_world' },
    ])
    await move(null)
    await hub.advance(16 * MINUTE)
    expect(await open('template.category')).toEqual([])
  })

  test('a campaign that reaches its cap pauses itself, and says how many still wait', async () => {
    const numbers = [0, 1, 2].map((n) => `+44770090110${n}`)
    const made = await hub.api('POST', '/v1/campaigns', {
      name: 'Capped',
      from: hub.world.phoneNumberId,
      template: { name: HELLO.name, language: HELLO.language.code },
      audience: { numbers },
      spendCap: { amount: '0.03', currency: 'USD' },
    })
    await hub.api('POST', `/v1/campaigns/${made.body.id}/launch`)
    await hub.advance(16 * MINUTE)
    expect((await open('campaign.paused')).map(({ because }) => because)).toEqual([
      expect.stringMatching(/^Capped is paused: .*cap.* 2 people still wait\.$/),
    ])
    expect(await shown('campaign.paused')).toEqual([
      { severity: 'warning', owner: null, button: 'Open the campaign', href: `/campaigns/${made.body.id}` },
    ])
    await hub.api('POST', `/v1/campaigns/${made.body.id}/cancel`)
    await hub.advance(16 * MINUTE)
    expect(await open('campaign.paused')).toEqual([])
  })

  test('free answers are counted where the policy counts them', async () => {
    await spendFreeAnswers(900)
    expect(await open('allowance.nearly-used')).toHaveLength(counted ? 1 : 0)
    await spendFreeAnswers(0)
  })

  test('whoever comes by an ad is worth 72 free hours while there is time', async () => {
    await hub.write('I saw your ad', {
      arrival: 'ad',
      referral: { source_url: 'https://example.com/ad', source_id: '1', source_type: 'ad', headline: 'Lamps', body: 'Lamps' },
    })
    await hub.advance(16 * HOUR - MINUTE)
    expect(await open('entry-point.closing')).toEqual([])
    await hub.advance(MINUTE)
    const [found] = await open('entry-point.closing')
    expect(found.because).toMatch(
      /^1 person who came by an ad waits: answer within [78] h \d+ min, and 72 free hours are likely\.$/,
    )
    await answer('Welcome!')
    await hub.advance(MINUTE)
    await eventually(async () => expect(await open('entry-point.closing')).toEqual([]))
  })
})

describe('what is nearly used up', () => {
  test.each([
    ['a message before the share that was set', 799, null],
    ['at the share that was set', 800, 'has used 800 of its 1,000 free messages of the month (80 %).'],
    ['all of it', 1_000, 'has used its 1,000 free messages of the month'],
  ])('free answers of the month: %s', async (_situation, used, says) => {
    await spendFreeAnswers(used)
    const found = await open('allowance.nearly-used')
    expect(found.map(({ because }) => because)).toEqual(says === null ? [] : [expect.stringContaining(says)])
  })
})

test('whoever wants to hear of it is told that somebody wrote, once for an owner, until it is answered', async () => {
  await hub.write('Good morning')
  await hub.advance(MINUTE)
  expect(await open('window.opened')).toEqual([])
  await rule('window.opened', { enabled: true })
  await hub.advance(MINUTE)
  await eventually(async () =>
    expect(await shown('window.opened')).toEqual([
      { severity: 'warning', owner: null, button: 'Open who waits', href: '/inbox?view=unassigned' },
    ]),
  )
  expect((await open('window.opened'))[0].because).toBe(
    '1 person wrote and waits for an answer: free form may go for another 23 h.',
  )
  await answer('Good morning!')
  await hub.advance(MINUTE)
  await eventually(async () => expect(await open('window.opened')).toEqual([]))
  await rule('window.opened', { enabled: false })
})

test('reach that is nearly used, and used up', async () => {
  const { pool } = hub.database
  const { rows } = await pool.query('select id, tier from portfolios')
  const limit = (tier: string) => hub.control('PATCH', `/portfolios/${rows[0].id}`, { tier })
  await limit('TIER_250')
  const reached = async (people: number) => {
    const { now } = await hub.control('GET', '/clock')
    await pool.query('delete from reach_uses')
    await pool.query(
      `insert into reach_uses (workspace_id, send_id, portfolio_id, contact_id, at)
       select workspace_id, gen_random_uuid(), id, gen_random_uuid(), $1 from portfolios, generate_series(1, $2)`,
      [now, people],
    )
    await hub.advance(16 * MINUTE)
    return shown('reach.nearly-used')
  }
  const button = { owner: null, button: 'See the limit', href: '/accounts' }
  expect(await reached(199)).toEqual([])
  expect(await reached(200)).toEqual([{ severity: 'info', ...button }])
  expect(await reached(250)).toEqual([{ severity: 'warning', ...button }])
  await limit(rows[0].tier)
  expect(await reached(0)).toEqual([])
})

test('a number on its way to a worse rating: with the campaign that did it, before Meta says so', async () => {
  await hub.api('PATCH', '/v1/settings', { requireOptIn: 'never' })
  await rule('number.quality-falling', { settings: { minimum: 2 } })
  const numbers = Array.from({ length: 110 }, (_, n) => `+44770090${String(1_200 + n)}`)
  const made = await hub.api('POST', '/v1/campaigns', {
    name: 'Autumn offer',
    from: hub.world.phoneNumberId,
    template: { name: HELLO.name, language: HELLO.language.code },
    audience: { numbers },
  })
  await hub.api('POST', `/v1/campaigns/${made.body.id}/launch`)
  await hub.advance(5 * MINUTE)
  const stops = async (number: string) => {
    await hub.control('POST', `/customers/${number.slice(1)}/messages`, {
      to: hub.world.phoneNumberId,
      type: 'text',
      text: { body: 'STOP' },
    })
    await hub.advance(16 * MINUTE)
  }
  await stops(numbers[0] as string)
  expect(await open('number.quality-falling')).toEqual([])
  await stops(numbers[1] as string)
  const [alert] = await open('number.quality-falling')
  expect(alert?.because).toMatch(
    /is on its way to a medium rating \(1\.\d % of the people it writes to opt out\): 2 of the 2 who opted out had last heard from the campaign Autumn offer; hold that back/,
  )
  expect(await shown('number.quality-falling')).toEqual([
    { severity: 'warning', owner: null, button: 'Open the campaign', href: `/campaigns/${made.body.id}` },
  ])
  // Once Meta says it itself, that is the alert.
  await hub.database.pool.query(`update phone_numbers set quality = 'YELLOW'`)
  await hub.advance(16 * MINUTE)
  expect(await open('number.quality-falling')).toEqual([])
  expect((await open('number.quality'))[0].because).toContain('the campaign Autumn offer')
  await hub.database.pool.query(`update phone_numbers set quality = 'GREEN'`)
  await hub.api('PATCH', '/v1/settings', { requireOptIn: 'campaigns' })
  await rule('number.quality-falling', { settings: {} })
})

test('a program that says it is gone is no longer told, and somebody hears of that', async () => {
  const gone = createServer((_request, response) => response.writeHead(410).end())
  await new Promise<void>((resolve) => gone.listen(0, '127.0.0.1', resolve))
  const url = `http://127.0.0.1:${(gone.address() as AddressInfo).port}/hook`
  const { id } = (await hub.api('POST', '/v1/webhook-endpoints', { url, events: ['message.received'] })).body
  await hub.write('Hello')
  await eventually(async () =>
    expect(await shown('webhook-endpoint.disabled')).toEqual([
      { severity: 'warning', owner: null, button: 'Open the endpoint', href: `/settings/webhooks/${id}` },
    ]),
  )
  expect((await open('webhook-endpoint.disabled'))[0].because).toContain(
    'is no longer told what happens. It answered 410: it is gone. Mend it, then switch it on: nothing is lost.',
  )
  await hub.api('DELETE', `/v1/webhook-endpoints/${id}`)
  await hub.advance(16 * MINUTE)
  expect(await open('webhook-endpoint.disabled')).toEqual([])
  gone.closeAllConnections()
  await new Promise((resolve) => gone.close(resolve))
})

describe('what Meta does', () => {
  test.each([
    ['rejects', 'REJECTED', 'warning', /^Meta rejected order_update \(en_GB\): read its reason, change the text/],
    ['disables', 'DISABLED', 'critical', /^Meta disabled order_update \(en_GB\) for good: make another template/],
  ])('a template that Meta %s', async (_deed, status, severity, says) => {
    const { rows } = await hub.database.pool.query(`select id from templates where name = 'order_update' and language = 'en_GB'`)
    await hub.control('PATCH', `/templates/${rows[0].id}`, { status })
    const about = async () => (await open('template.status')).filter(({ data }) => data.templateId === rows[0].id)
    await eventually(async () => expect((await about()).map(({ because }) => because)).toEqual([expect.stringMatching(says)]))
    expect((await about()).map((alert) => [alert.severity, alert.ownerId, alert.remedy])).toEqual([
      [severity, null, { label: 'Open the template', href: expect.stringContaining('/templates/') }],
    ])
    await hub.control('PATCH', `/templates/${rows[0].id}`, { status: 'APPROVED' })
    await eventually(async () => expect(await about()).toEqual([]))
  })

  test('a number that is taken down sends nothing', async () => {
    const become = async (status: string) => {
      await hub.control('PATCH', `/numbers/${hub.world.phoneNumberId}`, { status })
      await hub.api('POST', '/v1/accounts/refresh', {})
      await hub.advance(16 * MINUTE)
      return shown('number.status')
    }
    expect(await become('DISCONNECTED')).toEqual([
      { severity: 'critical', owner: null, button: 'Open the account', href: '/accounts' },
    ])
    expect(await become('CONNECTED')).toEqual([])
  })

  test('a template that is paused is told by mail too, within a moment, and ends with the pause', async () => {
    const { body } = await hub.api('GET', '/v1/templates')
    const [{ id, name }] = body.data
    await hub.database.pool.query('delete from alert_mails')
    refuseMails = true
    await hub.control('PATCH', `/templates/${id}`, { status: 'PAUSED' })
    const about = async () => (await open('template.status')).filter((alert) => alert.because.startsWith(`Meta paused ${name} `))
    await eventually(async () => expect(await about()).toHaveLength(1))
    const waiting = () => hub.database.pool.query('select attempt, last_failure from alert_mails')
    await eventually(async () =>
      expect((await waiting()).rows).toMatchObject([{ attempt: 1, last_failure: expect.stringContaining('451') }]),
    )
    refuseMails = false
    await hub.database.pool.query('update alert_mails set retry_at = now()')
    await eventually(() => expect(mails.join()).toContain(`Meta paused ${name}`))
    expect(mails.filter((mail) => mail.includes(`Meta paused ${name}`))).toHaveLength(1)
    await hub.control('PATCH', `/templates/${id}`, { status: 'APPROVED' })
    await eventually(async () => expect(await about()).toEqual([]))
  })

  test('a number that turns yellow warns, red is critical, green ends it', async () => {
    const paint = async (quality: string) => {
      await hub.control('PATCH', `/numbers/${hub.world.phoneNumberId}`, { quality })
      await hub.database.pool.query('update phone_numbers set quality = $1', [quality])
      await hub.advance(15 * MINUTE)
      return (await open('number.quality')).map((alert) => alert.severity)
    }
    expect(await paint('YELLOW')).toEqual(['warning'])
    expect(await paint('RED')).toEqual(['critical'])
    expect(await paint('GREEN')).toEqual([])
  })
})

describe('what stands still', () => {
  test('messages are taken, and no webhook tells of them', async () => {
    await hub.control('POST', '/faults', { on: 'webhook', fault: { delayMs: 2 * HOUR }, percent: 100 })
    for (let n = 0; n < 3; n++)
      await hub.api('POST', '/v1/messages', {
        from: hub.world.phoneNumberId,
        to: `+44770090135${n}`,
        message: { type: 'template', template: HELLO },
      })
    await hub.advance(8 * MINUTE)
    expect(await open('webhooks.silent')).toEqual([])
    await hub.advance(24 * MINUTE)
    await eventually(async () =>
      expect(await shown('webhooks.silent')).toEqual([
        { severity: 'critical', owner: null, button: 'Open the account', href: '/accounts' },
      ]),
    )
    await hub.control('DELETE', '/faults')
    await hub.advance(3 * HOUR)
    await eventually(async () => expect(await open('webhooks.silent')).toEqual([]))
  })

  test('an account that Meta restricts is critical until its end', async () => {
    const { wabaId } = await hub.control('GET', '')
    await hub.control('POST', `/wabas/${wabaId}/restrictions`, { type: 'RESTRICTED_BIZ_INITIATED_MESSAGING', hours: 2 })
    await hub.settle()
    await eventually(async () =>
      expect((await open('account.restricted')).map((alert) => [alert.severity, alert.data.type])).toEqual([
        ['critical', 'RESTRICTED_BIZ_INITIATED_MESSAGING'],
      ]),
    )
    await hub.advance(2 * HOUR + 15 * MINUTE)
    expect(await open('account.restricted')).toEqual([])
  })

  test('a number whose every send is refused says so, and what would help, until one passes', async () => {
    await hub.control('POST', '/faults', { on: 'send', fault: { code: 190 } })
    for (let index = 0; index < 4; index++) await answer(`Lost ${index}`)
    await hub.settle()
    await eventually(async () => expect((await open('number.stopped')).map((alert) => alert.severity)).toEqual(['critical']))
    await hub.control('DELETE', '/faults')
    await hub.advance(20 * MINUTE)
    await eventually(async () => expect(await open('number.stopped')).toEqual([]))
  })
})

test('posts that were never answered wait for a status or a person, and say so until they are settled', async () => {
  await hub.control('POST', '/faults', { on: 'send', fault: { dropResponse: true }, times: 1 })
  await hub.control('POST', '/faults', { on: 'webhook', fault: { delayMs: 2 * HOUR }, percent: 100 })
  const sent = await hub.api('POST', '/v1/messages', {
    from: hub.world.phoneNumberId,
    to: '+447700901099',
    message: { type: 'template', template: { name: 'hello_world', language: { code: 'en_US' } } },
  })
  const status = async () => (await hub.api('GET', `/v1/messages/${sent.body.message.id}`)).body.status
  await hub.advance(16 * MINUTE)
  expect(await status()).toBe('unclear')
  await eventually(async () =>
    expect((await open('sends.unclear')).map(({ severity, data }) => [severity, data.waiting])).toEqual([['info', 1]]),
  )
  await hub.control('DELETE', '/faults')
  await hub.advance(3 * HOUR)
  expect(await status()).toBe('delivered')
  await hub.advance(16 * MINUTE)
  await eventually(async () => expect(await open('sends.unclear')).toEqual([]))
})

describe('snooze and rules', () => {
  test('a snoozed alert is quiet until its time, and wakes when it becomes more urgent', async () => {
    await hub.write('Hello?')
    await hub.advance(20 * HOUR)
    const [{ id }] = (await open('window.closing')) as [Json]
    const now = (await hub.control('GET', '/clock')).now
    const until = new Date(Date.parse(now) + 2 * HOUR).toISOString()
    expect(await hub.api('POST', `/v1/alerts/${id}/snooze`, { until })).toMatchObject({ status: 200 })
    expect(await open('window.closing')).toEqual([])
    expect((await alerts('snoozed')).map((alert) => alert.id)).toEqual([id])
    await hub.api('POST', `/v1/alerts/${id}/snooze`, { until: new Date(Date.parse(now) + 10 * HOUR).toISOString() })
    await hub.advance(3 * HOUR)
    expect((await open('window.closing')).map((alert) => alert.severity)).toEqual(['warning'])
  })

  test('what a workspace does not want to hear of ends, and begins again with its settings', async () => {
    expect(await rule('window.closing', { enabled: false })).toMatchObject({ status: 200, body: { enabled: false } })
    await hub.advance(MINUTE)
    await eventually(async () => expect(await open('window.closing')).toEqual([]))
    await rule('window.closing', { enabled: true, settings: { minutesBefore: [30] } })
    await hub.advance(MINUTE)
    expect(await open('window.closing')).toEqual([])
    await hub.advance(40 * MINUTE)
    expect((await open('window.closing')).map((alert) => alert.ownerId)).toEqual([null])
  })

  test.each([
    { label: 'an unknown kind', kind: 'moon.full', change: { enabled: true }, status: 404 },
    { label: 'no levels', kind: 'window.closing', change: { settings: { minutesBefore: [] } }, status: 422 },
    { label: 'a share over the whole', kind: 'reach.nearly-used', change: { settings: { share: 2 } }, status: 422 },
  ])('$label is refused with $status', async ({ kind, change, status }) => {
    expect(await rule(kind, change)).toMatchObject({ status })
  })
})

test('more failures than usual are told with their pattern; a few are not', async () => {
  const fail = async (times: number) => {
    for (let index = 0; index < times; index++) {
      const phone = `4477009010${String(index).padStart(2, '0')}`
      await hub.control('PATCH', `/customers/${phone}`, { onWhatsApp: false })
      await hub.api('POST', '/v1/messages', {
        from: hub.world.phoneNumberId,
        to: `+${phone}`,
        message: { type: 'template', template: { name: 'hello_world', language: { code: 'en_US' } } },
      })
    }
    await hub.advance(15 * MINUTE)
  }
  await rule('failures.unusual', { settings: { minimum: 5 } })
  await fail(4)
  expect(await open('failures.unusual')).toEqual([])
  await fail(5)
  const [found] = await open('failures.unusual')
  expect(found).toMatchObject({ severity: 'warning', data: { template: 'hello_world', code: 131026 } })
  expect(found.because).toMatch(/^\d+ messages of \d+ from hello_world failed in the last hour/)
  await hub.advance(2 * HOUR)
  expect(await open('failures.unusual')).toEqual([])
})

test('every kind says what it is about, and has settings that are right by themselves', () => {
  for (const { kind, about, settings } of alertKinds) {
    expect([kind, about.endsWith('.')]).toEqual([kind, true])
    expect(settings.safeParse({}).success).toBe(true)
  }
  expect(new Set(alertKinds.map(({ kind }) => kind)).size).toBe(alertKinds.length)
})

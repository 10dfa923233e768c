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

describe('what Meta does', () => {
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

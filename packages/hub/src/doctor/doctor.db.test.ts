import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, createServer as createTcpServer } from 'node:net'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { readConfig } from '../config/config.ts'
import { type ConnectedHub, connectHub, SECRET_KEY } from '../testing/connected-hub.ts'
import { checkPublicUrl } from './check-hub.ts'
import { examine } from './examine.ts'
import type { Finding } from './finding.ts'

let hub: ConnectedHub
let token: string
let wabaId: string
let closedPort: number
beforeAll(async () => {
  hub = await connectHub()
  const about = await hub.control('GET', '')
  token = about.accessToken
  wabaId = about.wabaId
  const server = createTcpServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  closedPort = (server.address() as AddressInfo).port
  server.close()
})
afterAll(() => hub.stop())

async function doctor(env: Record<string, string> = {}): Promise<Finding[]> {
  const reading = readConfig({
    DATABASE_URL: hub.database.url,
    GRAPH_URL: hub.world.graphUrl,
    PUBLIC_URL: hub.url,
    CASEMENT_SECRET_KEY: SECRET_KEY,
    META_ACCESS_TOKEN: token,
    META_APP_SECRET: hub.world.appSecret,
    META_VERIFY_TOKEN: hub.world.verifyToken,
    META_WABA_ID: wabaId,
    ...env,
  })
  if (!reading.ok) throw new Error(reading.problems.join(' '))
  const found: Finding[] = []
  for await (const finding of examine(reading.config)) found.push(finding)
  return found
}

const graph = async (method: string, path: string, body?: unknown) => {
  const answer = await fetch(`${hub.world.graphUrl}/v25.0${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
  if (!answer.ok) throw new Error(await answer.text())
}
const newToken = async (wish: Record<string, unknown>): Promise<string> => (await hub.control('POST', '/tokens', wish)).token
const callback = (fields?: string[], url = hub.url) =>
  hub.control('POST', '/webhook', {
    url: `${url}/webhooks/whatsapp`,
    verifyToken: hub.world.verifyToken,
    ...(fields ? { fields } : {}),
  })
/** The same hub under another name, as a proxy or an old address would be. */
const otherName = () => hub.url.replace('localhost', '127.0.0.1')
const number = (wish: Record<string, unknown>) => hub.control('PATCH', `/numbers/${hub.world.phoneNumberId}`, wish)

test('a right configuration passes every check', async () => {
  const found = await doctor()
  expect(found.filter(({ level }) => level !== 'ok')).toEqual([])
  expect(found.map(({ check }) => check)).toEqual([
    ...['database', 'schema', 'secret-key', 'platform', 'clock', 'world', 'public-url', 'hub', 'handshake', 'signature'],
    ...['token', 'scopes', 'subscription', 'callback', 'numbers'],
  ])
})

type Case = {
  label: string
  env?: () => Record<string, string> | Promise<Record<string, string>>
  bringAbout?: () => Promise<unknown>
  undo?: () => Promise<unknown>
  expect: Record<string, 'warn' | 'fail'>
  says: RegExp
}
const env = (given: Record<string, string>) => () => given
const cases: Case[] = [
  {
    label: 'a token nobody gave out',
    env: env({ META_ACCESS_TOKEN: 'EAAnonsense' }),
    expect: { token: 'fail' },
    says: /Cannot parse access token/,
  },
  {
    label: 'a token that has expired',
    env: async () => {
      const short = await newToken({ expiresInSeconds: 1 })
      await hub.advance(2_000)
      return { META_ACCESS_TOKEN: short }
    },
    expect: { token: 'fail' },
    says: /Session has expired/,
  },
  {
    label: 'a token that may not send',
    env: async () => ({ META_ACCESS_TOKEN: await newToken({ scopes: ['whatsapp_business_management'] }) }),
    expect: { scopes: 'fail' },
    says: /lacks whatsapp_business_messaging\./,
  },
  {
    label: 'an account of others',
    env: env({ META_WABA_ID: '999999999999999' }),
    expect: { scopes: 'fail', subscription: 'fail', numbers: 'fail' },
    says: /for other accounts, not for 999999999999999/,
  },
  {
    label: 'an account that sends its webhooks to nobody',
    bringAbout: () => graph('DELETE', `/${wabaId}/subscribed_apps`),
    undo: () => graph('POST', `/${wabaId}/subscribed_apps`, {}),
    expect: { subscription: 'fail' },
    says: /sends no webhooks to app/,
  },
  {
    label: 'an account whose webhooks go elsewhere',
    bringAbout: () =>
      graph('POST', `/${wabaId}/subscribed_apps`, {
        override_callback_uri: `${otherName()}/webhooks/whatsapp`,
        verify_token: hub.world.verifyToken,
      }),
    undo: () => graph('POST', `/${wabaId}/subscribed_apps`, {}),
    expect: { subscription: 'fail' },
    says: /instead of/,
  },
  {
    label: 'an app with another callback',
    bringAbout: () => callback(undefined, otherName()),
    undo: () => callback(),
    expect: { callback: 'fail' },
    says: /set the callback to http:\/\/localhost/,
  },
  {
    label: 'an app that is not subscribed to messages',
    bringAbout: () => callback(['account_update']),
    undo: () => callback(),
    expect: { callback: 'fail' },
    says: /not subscribed to messages/,
  },
  {
    label: 'an app that is subscribed to messages only',
    bringAbout: () => callback(['messages']),
    undo: () => callback(),
    expect: { callback: 'warn' },
    says: /message_template_status_update/,
  },
  {
    label: 'another app secret',
    env: env({ META_APP_SECRET: 'not-the-secret' }),
    expect: { signature: 'fail', callback: 'fail' },
    says: /META_APP_SECRET/,
  },
  {
    label: 'another verify token',
    env: env({ META_VERIFY_TOKEN: 'not-the-word' }),
    expect: { handshake: 'fail' },
    says: /does not answer the handshake \(403\)/,
  },
  {
    label: 'another secret key',
    env: env({ CASEMENT_SECRET_KEY: Buffer.alloc(32, 9).toString('base64') }),
    expect: { 'secret-key': 'fail' },
    says: /encrypted with another key/,
  },
  {
    label: 'no hub at that address',
    env: () => ({ PUBLIC_URL: `http://127.0.0.1:${closedPort}` }),
    expect: { hub: 'fail', callback: 'fail' },
    says: /No hub is reached/,
  },
  {
    label: 'something else at that address',
    env: () => ({ PUBLIC_URL: hub.world.graphUrl }),
    expect: { hub: 'fail', callback: 'fail' },
    says: /not how a hub answers/,
  },
  {
    label: 'no platform at that address',
    env: () => ({ GRAPH_URL: `http://127.0.0.1:${closedPort}` }),
    expect: { platform: 'fail', world: 'fail' },
    says: /does not answer: connect ECONNREFUSED/,
  },
  {
    label: 'no database at that address',
    env: () => ({ DATABASE_URL: `postgres://me@127.0.0.1:${closedPort}/x` }),
    expect: { database: 'fail' },
    says: /nothing listens/,
  },
  {
    label: 'a number that may not send',
    bringAbout: () => number({ status: 'RESTRICTED' }),
    undo: () => number({ status: 'CONNECTED' }),
    expect: { numbers: 'fail' },
    says: /is RESTRICTED/,
  },
  {
    label: 'a number with red quality',
    bringAbout: () => number({ quality: 'RED' }),
    undo: () => number({ quality: 'GREEN' }),
    expect: { numbers: 'warn' },
    says: /rating RED/,
  },
]

test.each(cases)('$label', async ({ env: given = () => ({}), bringAbout, undo, expect: wanted, says }) => {
  await bringAbout?.()
  try {
    const found = (await doctor(await given())).filter(({ level }) => level !== 'ok')
    // Without an emulator behind it, a local address is wrong too, which is a case of its own below.
    const seen = Object.fromEntries(found.filter(({ check }) => check !== 'public-url').map(({ check, level }) => [check, level]))
    expect(seen).toEqual(wanted)
    expect(found.map((finding) => `${finding.says} ${finding.fix}`).join('\n')).toMatch(says)
    expect(found.filter(({ fix }) => !fix)).toEqual([])
  } finally {
    await undo?.()
  }
})

const skews: { label: string; seconds: number; level: 'ok' | 'warn' | 'fail' }[] = [
  { label: 'in step', seconds: 0, level: 'ok' },
  { label: 'half a minute apart', seconds: 30, level: 'warn' },
  { label: 'five minutes behind', seconds: 300, level: 'fail' },
  { label: 'five minutes ahead', seconds: -300, level: 'fail' },
]
test.each(skews)('a clock $label of the platform’s → $level', async ({ seconds, level }) => {
  const platform = createServer((_request, response) => {
    response.setHeader('date', new Date(Date.now() + seconds * 1_000).toUTCString())
    response.writeHead(404).end()
  }).listen(0, '127.0.0.1')
  onTestFinished(() => void platform.close())
  await once(platform, 'listening')
  const found = await doctor({ GRAPH_URL: `http://127.0.0.1:${(platform.address() as AddressInfo).port}` })
  expect(found.find(({ check }) => check === 'clock')?.level).toBe(level)
})

test.each([
  ['https://casement.example.com', 'ok'],
  ['http://casement.example.com', 'fail'],
  ['http://localhost:8420', 'fail'],
  ['https://192.168.1.9', 'fail'],
] as const)('Meta and PUBLIC_URL %s → %s', (url, level) => {
  expect(checkPublicUrl(url, { emulated: false }).level).toBe(level)
})

test('an emulator that was reset holds another world', async () => {
  await hub.control('POST', '/reset', {})
  expect((await doctor()).find(({ check }) => check === 'world')).toMatchObject({
    level: 'fail',
    says: expect.stringContaining('another world'),
  })
})

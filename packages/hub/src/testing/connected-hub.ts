import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createEmulator } from '@casement/emulator'
import { pino } from 'pino'
import { readConfig } from '../config/config.ts'
import { forgetOverrides } from '../config/override-policies.ts'
import { createHub, type Hub, type Role } from '../hub.ts'
import { createTestDatabase, type TestDatabase } from './test-database.ts'

export type Answer<T = never> = { status: number; body: T }
// biome-ignore lint/suspicious/noExplicitAny: answers of the API are read member by member, as another program would.
type Json = any

export const KEY = 'csm_a_key_for_tests_that_opens_this_hub_only'
export const SECRET_KEY = Buffer.alloc(32, 1).toString('base64')

/** The emulator's world as it tells it, and how to ask it anything. */
export type ConnectedHub = {
  url: string
  database: TestDatabase
  world: {
    graphUrl: string
    accessToken: string
    phoneNumberId: string
    appId: string
    testRecipient: string
    verifyToken: string
    appSecret: string
    now: string
  }
  /** Calls the hub's API with the owner's key. */
  api(method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<Answer<Json>>
  /** Calls it as its owner in person, signed in by the link of its first start. */
  asPerson(method: string, path: string, body?: unknown): Promise<Answer<Json>>
  /** Calls the emulator's control side. */
  control(method: string, path: string, body?: unknown): Promise<Json>
  advance(ms: number): Promise<void>
  /** The customer writes; resolves once the hub has applied it. */
  write(text: string, more?: Record<string, unknown>): Promise<void>
  /** Lets this instant happen on both sides. */
  settle(): Promise<void>
  /** Another process of the same hub; over another database when one is named. */
  startAnother(roles?: readonly Role[], databaseUrl?: string): Promise<Hub & { url: string }>
  /** Stops every hub; emulator and database stay. */
  close(): Promise<void>
  stop(): Promise<void>
}

/** A hub over a fresh database, connected to an emulator of its own whose clock stands at `now` and moves by hand. */
export async function connectHub({
  now = '2026-11-20T12:00:00Z',
  dropInPatience,
  database: given,
  env = {},
  roles,
}: {
  now?: string
  /** An empty one of its own, unless one with a history is given. */
  database?: TestDatabase
  /** What the first process does; everything by default. */
  roles?: readonly Role[]
  /** Further variables of the hub's environment. */
  env?: Record<string, string>
  dropInPatience?: (ms: number) => AbortSignal
} = {}): Promise<ConnectedHub> {
  const emulator = await createEmulator({ port: 0, host: '127.0.0.1', clock: 'manual', now, seed: 7 })
  const graphUrl = await emulator.listen()
  const world = await asJson(await fetch(`${graphUrl}/_emulator`))
  const database = given ?? (await createTestDatabase())
  const folder = await mkdtemp(join(tmpdir(), 'casement-hub-'))
  const hubs: Hub[] = []

  const start = async (roles?: readonly Role[], databaseUrl = database.url) => {
    const reading = readConfig({
      DATABASE_URL: databaseUrl,
      GRAPH_URL: graphUrl,
      CASEMENT_DATA: folder,
      CASEMENT_API_KEY: KEY,
      CASEMENT_SECRET_KEY: SECRET_KEY,
      META_ACCESS_TOKEN: world.accessToken,
      META_APP_SECRET: world.appSecret,
      META_VERIFY_TOKEN: world.verifyToken,
      META_WABA_ID: world.wabaId,
      HOST: '127.0.0.1',
      ...env,
    })
    if (!reading.ok) throw new Error(reading.problems.join(' '))
    const hub = await createHub(
      { ...reading.config, port: 0 },
      { log: pino({ level: 'silent' }), ...(roles ? { roles } : {}), ...(dropInPatience ? { dropInPatience } : {}) },
    )
    hubs.push(hub)
    return { hub, url: (await hub.listen()).url }
  }
  const { hub: first, url } = await start(roles)
  await control('POST', '/webhook', { url: `${url}/webhooks/whatsapp`, verifyToken: world.verifyToken })

  async function control(method: string, path: string, body?: unknown): Promise<Json> {
    const answer = await fetch(`${graphUrl}/_emulator${path}`, request(method, body))
    const json = await asJson(answer)
    if (!answer.ok) throw new Error(`${method} /_emulator${path} answered ${answer.status}: ${JSON.stringify(json)}`)
    return json
  }

  const close = async () => {
    for (const hub of hubs) await hub.close()
  }
  const call = async (method: string, path: string, body: unknown, headers: Record<string, string>): Promise<Answer<Json>> => {
    const asked = request(method, body)
    const answer = await fetch(url + path, { ...asked, headers: { ...asked.headers, ...headers } })
    return { status: answer.status, body: await asJson(answer) }
  }
  let cookie: Promise<string> | undefined
  const signIn = async () => {
    const link = new URL(await first.signInLink())
    const opened = await fetch(url + link.pathname + link.search, { redirect: 'manual' })
    return opened.headers
      .getSetCookie()
      .map((one) => one.split(';')[0])
      .join('; ')
  }
  const advance = async (ms: number) => void (await control('POST', '/clock', { advanceMs: ms }))
  return {
    url,
    database,
    world,
    control,
    advance,
    settle: () => advance(0),
    api: (method, path, body, headers = {}) => call(method, path, body, { authorization: `Bearer ${KEY}`, ...headers }),
    async asPerson(method, path, body) {
      cookie ??= signIn()
      return call(method, path, body, { cookie: await cookie })
    },
    async write(text, more = {}) {
      const customer = world.testRecipient.replace(/\D/g, '')
      await control('POST', `/customers/${customer}/messages`, {
        to: world.phoneNumberId,
        type: 'text',
        text: { body: text },
        ...more,
      })
      await advance(0)
    },
    async startAnother(roles, databaseUrl) {
      const { hub, url } = await start(roles, databaseUrl)
      return { ...hub, url }
    },
    close,
    async stop() {
      await close()
      forgetOverrides()
      await emulator.close()
      await database.drop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

const request = (method: string, body: unknown) => ({
  method,
  headers: body === undefined ? {} : { 'content-type': 'application/json' },
  ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
})

async function asJson(answer: Response): Promise<Json> {
  const text = await answer.text()
  try {
    return JSON.parse(text)
  } catch {
    return text
  }
}

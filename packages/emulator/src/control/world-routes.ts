import { randomUUID } from 'node:crypto'
import { DAY } from '@casement/platform'
import { GraphFailure } from '../graph/failure.ts'
import { isRecord } from '../graph/request.ts'
import { subscribe } from '../graph/subscriptions.ts'
import { fillDefaultWorld, TEST_RECIPIENT } from '../world/default-world.ts'
import type { Fault, FaultTarget } from '../world/records.ts'
import { restoreWorld, takeSnapshot } from '../world/snapshot.ts'
import { freshMeta } from '../world/world.ts'
import { readInstant } from './clock-routes.ts'
import { type Body, bodyOf, optionalFlag, optionalNumber, optionalText, optionalWord } from './input.ts'
import { Refusal } from './refusal.ts'
import type { ControlTable } from './routes.ts'
import { changeSettings } from './settings.ts'
import type { Twin } from './twin.ts'

/** The world as a whole: what it is, where its webhooks go, what goes wrong in it, and how it begins again. */
export function worldRoutes(twin: Twin): ControlTable {
  const { world, outbox, clock, config } = twin
  return {
    'GET /': () => aboutWorld(twin),
    'POST /webhook': async ({ body }) => {
      const given = bodyOf(body)
      const url = optionalText(given, 'url')
      if (url === undefined)
        throw new Refusal(400, 'Say where webhooks go: {"url": "http://localhost:3000/webhook", "verifyToken": "…"}.')
      const app = [...world.apps.values()][0]
      if (!app) throw new Refusal(409, 'This world has no app to subscribe.')
      const fields = given.fields === undefined ? null : readFields(given.fields)
      const batch = optionalNumber(given, 'batch')
      try {
        await subscribe(world, app, url, optionalText(given, 'verifyToken') ?? verifyTokenOf(twin), fields)
      } catch (error) {
        throw new Refusal(400, error instanceof GraphFailure ? error.message.replace(/^\(#2200\) /, '') : String(error))
      }
      if (batch !== undefined) app.batch = Math.max(1, Math.min(world.policyOf(undefined).webhooks.maxBatch, Math.floor(batch)))
      world.apps.put(app)
      for (const waba of world.wabas.values()) if (!waba.subscribed) world.wabas.put({ ...waba, subscribed: true })
      return { url, fields: fields ?? 'all', batch: app.batch }
    },
    'GET /settings': () => world.settings,
    'PATCH /settings': ({ body }) => changeSettings(world, bodyOf(body)),
    'GET /faults': () => ({ data: [...world.faults.values()] }),
    'POST /faults': ({ body }) => addFault(twin, bodyOf(body)),
    'DELETE /faults': () => {
      for (const id of [...world.faults.values()].map((fault) => fault.id)) world.faults.delete(id)
      return { ok: true }
    },
    'GET /snapshot': () => takeSnapshot(world),
    'PUT /snapshot': async ({ body }) => {
      await replaceWorld(twin, () => restoreWorld(world, bodyOf(body)))
      return aboutWorld(twin)
    },
    'POST /reset': async ({ body }) => {
      const given = bodyOf(body)
      const seed = optionalNumber(given, 'seed') ?? world.meta.seed
      const now = optionalText(given, 'now')
      const at = now === undefined ? undefined : readInstant(now)
      if (given.world !== undefined && !isRecord(given.world))
        throw new Refusal(400, '"world" is a snapshot, as GET /_emulator/snapshot gives it.')
      const from = isRecord(given.world) ? given.world : null
      await replaceWorld(twin, () => {
        const { scale } = world.meta.clock
        const { settings } = world
        const callback = [...world.apps.values()][0]
        if (from) restoreWorld(world, from)
        else {
          // What the caller configured outlives a reset: rules switched off, and where webhooks go.
          world.empty(freshMeta(Math.floor(seed), at ?? world.now(), Math.floor(world.clock.machineNow()), randomUUID()))
          world.settings = settings
          fillDefaultWorld(world, config)
          const app = [...world.apps.values()][0]
          if (app && callback)
            world.apps.put({ ...app, callback: callback.callback, batch: callback.batch, version: callback.version })
        }
        world.touchMeta().worldId = randomUUID()
        world.meta.clock.scale = scale
        if (at !== undefined) world.clock.put(at)
      })
      return aboutWorld(twin)
    },
  }

  async function replaceWorld(of: Twin, change: () => void): Promise<void> {
    await clock.replace(async () => {
      const before = world.meta
      try {
        change()
      } finally {
        // A change that was refused at once leaves what is on its way alone.
        if (world.meta !== before) {
          outbox.drop()
          outbox.resume()
        }
      }
      await of.journal?.rewrite()
    })
  }
}

/** What a client needs to know to begin. */
export function aboutWorld({ world, origin, config }: Twin): Record<string, unknown> {
  const number = [...world.numbers.values()][0]
  const waba = number ? world.wabas.get(number.wabaId) : [...world.wabas.values()][0]
  const app = [...world.apps.values()][0]
  const token = [...world.tokens.values()].find((one) => one.kind === 'user')
  return {
    graphUrl: origin(),
    accessToken: token?.token ?? null,
    appId: app?.id ?? null,
    appSecret: app?.secret ?? null,
    verifyToken: config.verifyToken ?? DEFAULT_VERIFY_TOKEN,
    businessId: waba?.portfolioId ?? null,
    wabaId: waba?.id ?? null,
    phoneNumberId: number?.id ?? null,
    displayPhoneNumber: number?.display ?? null,
    testRecipient: world.customers.has(TEST_RECIPIENT) ? `+${TEST_RECIPIENT}` : null,
    now: new Date(world.now()).toISOString(),
    scale: world.clock.scale,
    policy: world.policyOf(waba).id,
    worldId: world.meta.worldId,
    seed: world.meta.seed,
  }
}

const DEFAULT_VERIFY_TOKEN = 'casement-verify'
const verifyTokenOf = (twin: Twin): string => twin.config.verifyToken ?? DEFAULT_VERIFY_TOKEN

function readFields(fields: unknown): string[] {
  if (Array.isArray(fields) && fields.every((field) => typeof field === 'string')) return fields
  throw new Refusal(400, '"fields" is a list of webhook fields such as ["messages"]; leave it out for all of them.')
}

function addFault({ world }: Twin, given: Body): Record<string, unknown> {
  const on = optionalWord(given, 'on', ['send', 'webhook', 'media', 'template'] as const satisfies readonly FaultTarget[])
  if (!on) throw new Refusal(400, 'Say what should fail: "on" is send, webhook, media or template.')
  if (!isRecord(given.fault) || Object.keys(given.fault).length === 0) {
    throw new Refusal(
      400,
      'Say how it should fail: "fault" is {"code": 131000}, {"http": 503}, {"timeout": true}, {"dropRequest": true}, {"dropResponse": true}, {"duplicate": true}, {"reorder": true} or {"delayMs": 500}.',
    )
  }
  const fault = readFault(given.fault)
  const times = optionalWhole(given, 'times', 1, 'how often it fails, 1 or more')
  const every = optionalWhole(given, 'every', 1, 'each how manieth time it fails, 1 or more')
  const percent = optionalNumber(given, 'percent')
  if (percent !== undefined && !(percent >= 0 && percent <= 100))
    throw new Refusal(400, '"percent" is the share of times it fails, from 0 to 100.')
  const row = world.faults.put({
    id: world.nextId(),
    on,
    fault,
    times: times ?? null,
    every: every ?? null,
    percent: percent ?? null,
    seen: 0,
    hit: 0,
  })
  return row
}

const FAULTS = ['code', 'http', 'delayMs', 'timeout', 'dropRequest', 'dropResponse', 'duplicate', 'reorder']
/** As long as webhooks are tried; a timer of the machine takes little more. */
const LONGEST_DELAY = 7 * DAY

/** How it fails. A misspelt way would fail nothing, and whoever tests with it would believe that all went well. */
function readFault(fault: Body): Fault['fault'] {
  const unknown = Object.keys(fault).find((name) => !FAULTS.includes(name))
  if (unknown !== undefined) throw new Refusal(400, `There is no fault "${unknown}". The faults are: ${FAULTS.join(', ')}.`)
  const http = optionalWhole(fault, 'http', 400, 'a status that tells of failure, from 400 to 599')
  if (http !== undefined && http > 599) throw new Refusal(400, '"http" is a status that tells of failure, from 400 to 599.')
  const delayMs = optionalNumber(fault, 'delayMs')
  if (delayMs !== undefined && !(delayMs >= 0 && delayMs <= LONGEST_DELAY))
    throw new Refusal(400, `"delayMs" is a number of milliseconds, from 0 to ${LONGEST_DELAY}, which is a week.`)
  return {
    ...pick('code', optionalWhole(fault, 'code', 0, "one of Meta's error codes, such as 131000")),
    ...pick('http', http),
    ...pick('delayMs', delayMs),
    ...pick('timeout', optionalFlag(fault, 'timeout')),
    ...pick('dropRequest', optionalFlag(fault, 'dropRequest')),
    ...pick('dropResponse', optionalFlag(fault, 'dropResponse')),
    ...pick('duplicate', optionalFlag(fault, 'duplicate')),
    ...pick('reorder', optionalFlag(fault, 'reorder')),
  }
}

function optionalWhole(given: Body, field: string, least: number, what: string): number | undefined {
  const value = optionalNumber(given, field)
  if (value !== undefined && !(Number.isSafeInteger(value) && value >= least)) throw new Refusal(400, `"${field}" is ${what}.`)
  return value
}

const pick = <K extends string, V>(key: K, value: V | undefined): { [k in K]?: V } =>
  (value === undefined ? {} : { [key]: value }) as { [k in K]?: V }

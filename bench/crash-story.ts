import { rm } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { Pool } from 'undici'
import { launchCampaign, untilCampaignIsOver } from './crash-campaign.ts'
import { dataFolder } from './data-folder.ts'
import { createProcess, type HubProcess } from './hub-process.ts'
import { serveEmulator } from './served-emulator.ts'

const KEY = 'csm_key_of_the_benchmarks_00000000000000000000'

export type CrashPlan = {
  /** A PostgreSQL that nobody else uses. */
  databaseUrl: string
  people: number
  /** Messages a second of the one number that two processes fight for. */
  mps: number
  kills: number
  /** How often a process is stopped for longer than its lease, and wakes up late. */
  pauses: number
  /** Whether they are the people of a campaign, launched while processes are killed; otherwise each is a message over the API. */
  campaign?: boolean
  /** What is done to PostgreSQL under everybody's feet, one after the other, spread over the kills. */
  databaseTroubles: readonly { what: string; cause: () => Promise<void> }[]
  seed?: number
  log?: (sentence: string) => void
}

export type CrashEnding = {
  /** Messages a second from the first that may leave to the last that has an answer, or never will have. */
  perSecond: number
  kills: number
  pauses: number
  /** People who got it more than once, and who did not get it, by the platform's own ledger. */
  doubled: number
  lost: number
  /** Sends that the hub still calls unclear in the end, and how many were unclear on the way. */
  unclear: number
  wereUnclear: number
  settledByAbsence: number
  /** Hubs that ended by themselves: whatever happens to PostgreSQL, they go on when it is back. */
  fell: number
  /** Posts that the platform answered with "too fast". */
  overLimit: number
  /** The longest time in which it accepted nothing, until everything had left. */
  silenceMs: number
}

/** Long enough for the lease of a process that stands still to run out, and for the other to take over. */
const PAUSE_MS = 3_500
const MINUTE = 60_000
/** Of so many posts one is lost on its way to the platform. */
const NEVER_TAKEN = 60
/** What the gate takes on a busy machine; a slower one only begins to send before everything is there. */
const SUBMITTED_PER_SECOND = 150

/**
 * Two hubs send to people over one number while they are killed and stopped at random, answers are lost, webhooks come twice and in
 * disorder. Then time passes, and the platform's ledger is asked who got what.
 */
export async function playCrash(plan: CrashPlan): Promise<CrashEnding> {
  const { people, mps, log = () => {} } = plan
  const random = seeded(plan.seed ?? 1)
  const folder = await dataFolder('crash')
  const emulator = await serveEmulator({ clock: 'real', seed: plan.seed ?? 1, webhookBatch: 50 })
  const { control } = emulator
  const world = await control<Record<string, string>>('GET', '')
  const { data: portfolios } = await control<{ data: { id: string }[] }>('GET', '/portfolios')
  for (const { id } of portfolios) await control('PATCH', `/portfolios/${id}`, { tier: 'TIER_UNLIMITED' })
  await control('PATCH', `/numbers/${world.phoneNumberId}`, { throughput: mps })

  const env = {
    HOST: '127.0.0.1',
    DATABASE_URL: plan.databaseUrl,
    CASEMENT_DATA: folder,
    CASEMENT_API_KEY: KEY,
    CASEMENT_SECRET_KEY: Buffer.alloc(32, 1).toString('base64'),
    GRAPH_URL: `http://127.0.0.1:${emulator.port}`,
    META_ACCESS_TOKEN: world.accessToken as string,
    META_APP_SECRET: world.appSecret as string,
    META_VERIFY_TOKEN: world.verifyToken as string,
    META_WABA_ID: world.wabaId as string,
    LOG_LEVEL: 'fatal',
  }
  const hubs = [await createProcess(env), await createProcess(env)] as const
  const database = new pg.Pool({ connectionString: plan.databaseUrl, max: 2 })
  database.on('error', () => {})
  try {
    await hubs[0].start()
    await hubs[1].start()
    await control('POST', '/webhook', { url: `${hubs[0].url}/webhooks/whatsapp`, verifyToken: world.verifyToken, batch: 50 })
    await control('POST', '/faults', { on: 'send', fault: { dropResponse: true }, percent: 2 })
    // From here it looks the same: only absence can tell.
    await control('POST', '/faults', { on: 'send', fault: { dropRequest: true }, every: NEVER_TAKEN })
    await control('POST', '/faults', { on: 'webhook', fault: { duplicate: true }, percent: 10 })
    await control('POST', '/faults', { on: 'webhook', fault: { reorder: true }, percent: 10 })

    const from = world.phoneNumberId as string
    const gate = createGate(hubs, from)
    const began = performance.now()
    const { done, starting } = plan.campaign ? await sendByCampaign() : await sendByMessages()
    log(`everything is submitted; ${done.kills} kills and ${done.pauses} pauses`)
    if (plan.campaign) await untilCampaignIsOver((sql) => count(database, sql))
    const seconds = ((await untilDrained(database, people)) - began - starting) / 1_000

    const leftAt = Date.now()
    await control('DELETE', '/faults')
    const wereUnclear = await count(
      database,
      `select count(*)::int as n from messages where timeline @> '[{"status": "unclear"}]'`,
    )
    log(`everything has left; ${wereUnclear} were unclear on the way`)
    // Later messages, of which webhooks tell: what absence is measured by.
    await gate.submit(people, 60)
    await untilDrained(database, people + 60)
    for (let look = 0; look < 12; look++) {
      await control('POST', '/clock', { advanceMs: 6 * MINUTE })
      if (
        look >= 3 &&
        (await count(
          database,
          `select count(*)::int as n from sends where state in ('unclear', 'queued', 'held', 'posting')`,
        )) === 0
      )
        break
    }

    const messages = await control<{ to: string; acceptedAt: string }[]>('GET', '/messages')
    const taken = new Map<string, number>()
    for (const { to } of messages) taken.set(to, (taken.get(to) ?? 0) + 1)
    const { rejected } = await control<{ rejected: Record<string, number> }>('GET', '/stats')
    const everybody = Array.from({ length: people + 60 }, (_, index) => somebody(index).slice(1))
    return {
      perSecond: Math.round(people / seconds),
      ...done,
      doubled: everybody.filter((to) => (taken.get(to) ?? 0) > 1).length,
      lost: everybody.filter((to) => !taken.has(to)).length,
      unclear: await count(database, `select count(*)::int as n from sends where state = 'unclear'`),
      wereUnclear,
      settledByAbsence: await count(database, `select count(*)::int as n from sends where resolved = 'absence'`),
      fell: hubs[0].fell + hubs[1].fell,
      overLimit: rejected['130429'] ?? 0,
      silenceMs: longestPause(messages.map(({ acceptedAt }) => Date.parse(acceptedAt)).filter((at) => at <= leftAt)),
    }

    /** Most stand in the ledger before the first may leave, so that they leave at full speed; the rest comes while hubs are killed. */
    async function sendByMessages() {
      const early = Math.floor(people * 0.8)
      const starting = (early / SUBMITTED_PER_SECOND) * 1_000
      const startsAt = Date.now() + starting
      await gate.submit(0, early, new Date(startsAt).toISOString())
      await sleep(Math.max(0, startsAt - Date.now()))
      log(`${early} stand in the ledger`)
      const submitting = gate.submit(early, people - early)
      const done = await disturb()
      await submitting
      return { done, starting }
    }

    /** Who launches it, chooses its people or feeds the ledger may be killed at it. */
    async function sendByCampaign() {
      const launching = launchCampaign(hubs, { databaseUrl: plan.databaseUrl, key: KEY, from, people, somebody })
      const done = await disturb()
      await launching
      return { done, starting: 0 }
    }

    /** Kills, stops and restarts, one after the other, while people are written to. */
    async function disturb() {
      let [kills, pauses] = [0, 0]
      const troubles = [...plan.databaseTroubles]
      const betweenTroubles = plan.kills / (troubles.length + 1)
      while (kills < plan.kills || pauses < plan.pauses || troubles.length > 0) {
        await sleep(150 + random() * 700)
        const hub = hubs[random() < 0.5 ? 0 : 1]
        if (troubles[0] && kills >= betweenTroubles * (plan.databaseTroubles.length - troubles.length + 1)) {
          const { what, cause } = troubles.shift() as (typeof troubles)[number]
          log(what)
          await cause()
        } else if (pauses < plan.pauses && (kills >= plan.kills || random() < plan.pauses / (plan.pauses + plan.kills))) {
          pauses++
          log('a process is stopped, and wakes up late')
          await hub.pause(PAUSE_MS)
        } else if (kills < plan.kills) {
          kills++
          log('a process is killed')
          await hub.kill()
          await hub.start()
        }
      }
      return { kills, pauses }
    }
  } finally {
    for (const hub of hubs) await hub.end()
    await database.end()
    await emulator.stop()
    await rm(folder, { recursive: true, force: true })
  }
}

/** Submits through whichever hub answers, each message under its own key until one says that it is in the ledger. */
function createGate(hubs: readonly HubProcess[], from: string) {
  const submitOne = async (pools: readonly Pool[], index: number, sendAt?: string) => {
    const body = JSON.stringify({
      from,
      ...(sendAt ? { sendAt } : {}),
      to: somebody(index),
      message: { type: 'template', template: { name: 'hello_world', language: { code: 'en_US' } } },
    })
    for (let attempt = 0; ; attempt++) {
      const pool = pools[(index + attempt) % pools.length] as Pool
      const answer = await pool
        .request({
          path: '/v1/messages',
          method: 'POST',
          headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json', 'idempotency-key': `person-${index}` },
          body,
          headersTimeout: 5_000,
          bodyTimeout: 5_000,
        })
        .then(async ({ statusCode, body }) => ({ status: statusCode, text: await body.text() }))
        .catch((error: Error) => ({ status: 0, text: error.message }))
      if (answer.status === 202) return
      if (answer.status === 422 || attempt > 600) throw new Error(`Not taken: ${answer.status} ${answer.text}`)
      await sleep(100)
    }
  }

  return {
    async submit(first: number, many: number, sendAt?: string) {
      const pools = hubs.map((hub) => new Pool(hub.url, { connections: 16 }))
      let next = first
      const worker = async () => {
        while (next < first + many) await submitOne(pools, next++, sendAt)
      }
      await Promise.all(Array.from({ length: 16 }, worker))
      await Promise.all(pools.map((pool) => pool.destroy()))
    },
  }
}

const longestPause = (instants: readonly number[]): number => {
  const sorted = instants.toSorted((a, b) => a - b)
  return sorted.reduce((longest, at, index) => Math.max(longest, at - (sorted[index - 1] ?? at)), 0)
}

/** When nothing waits any more but what is unclear. */
async function untilDrained(database: pg.Pool, sends: number): Promise<number> {
  for (;;) {
    const left = await count(
      database,
      `select (${sends} - count(*) filter (where state not in ('queued', 'held', 'posting')))::int as n from sends`,
    )
    if (left <= 0) return performance.now()
    await sleep(200)
  }
}

async function count(database: pg.Pool, sql: string): Promise<number> {
  for (let attempt = 0; ; attempt++) {
    try {
      return (await database.query<{ n: number }>(sql)).rows[0]?.n ?? 0
    } catch (error) {
      if (attempt === 50) throw error
      await sleep(200)
    }
  }
}

/** Everybody has a number of their own. */
const somebody = (index: number) => `+4915${String(100_000_000 + index)}`

/** Mulberry32: the same seed kills at the same places of the story. */
function seeded(seed: number): () => number {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

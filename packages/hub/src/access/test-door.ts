import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type pg from 'pg'
import { onTestFinished, vi } from 'vitest'
import type { Config } from '../config/config.ts'
import { type Door, type DoorOptions, openDoor } from '../http/door.ts'
import { createLog } from '../http/log.ts'
import { createMetrics } from '../http/metrics.ts'
import { createTestDatabase } from '../testing/test-database.ts'
import { ensureFirstRun, type FirstRun } from './first-run.ts'

export const OWNER_KEY = 'csk_the-first-owner-key'

export type TestDoor = Door & { pool: pg.Pool; first: FirstRun; url: string }

/** The whole door over a fresh database after its first run. */
export async function testDoor(
  options: { config?: Partial<Pick<Config, 'publicUrl' | 'trustProxy' | 'keyRate'>> } & Partial<
    Pick<DoorOptions, 'events' | 'routes'>
  > = {},
): Promise<TestDoor> {
  const database = await createTestDatabase()
  const { config, ...rest } = options
  const first = await ensureFirstRun({ pool: database.pool, firstApiKey: OWNER_KEY })
  const webFolder = await mkdtemp(join(tmpdir(), 'casement-web-'))
  const door = await openDoor({
    config: { publicUrl: 'http://localhost:4600', trustProxy: false, keyRate: 10_000, ...config },
    log: createLog({ level: 'silent' }),
    pool: database.pool,
    secretKey: Buffer.alloc(32, 3),
    metrics: createMetrics(),
    readiness: async () => ({ ready: true, waitingFor: [] }),
    events: async function* () {},
    emulator: async () => null,
    routes: [],
    webFolder,
    ...rest,
  })
  await door.app.ready()
  onTestFinished(async () => {
    await door.app.close()
    await database.drop()
    await rm(webFolder, { recursive: true, force: true })
  })
  return { ...door, pool: database.pool, first, url: database.url }
}

export const withKey = (key: string = OWNER_KEY) => ({ authorization: `Bearer ${key}` })

/** Signs in by a link and answers with the cookie header that a browser would send from then on. */
export async function signIn({ app, signInLink }: Door, email: string): Promise<string> {
  const link = new URL(await signInLink(email))
  const answer = await app.inject({ url: link.pathname + link.search })
  return answer.cookies.map(({ name, value }) => `${name}=${encodeURIComponent(value)}`).join('; ')
}

/** Until the test is over the machine's minute does not end: attempts are counted by the minute, and passwords take their time. */
export function standWithinAMinute(): void {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date(`${new Date().toISOString().slice(0, 16)}:20.000Z`) })
  onTestFinished(() => {
    vi.useRealTimers()
  })
}

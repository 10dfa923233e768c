import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Writable } from 'node:stream'
import { onTestFinished } from 'vitest'
import { type Role, roles } from '../access/actor.ts'
import type { Authenticate } from '../access/guard.ts'
import type { Db } from '../database/database.ts'
import { type AppOptions, buildApp } from './app.ts'
import type { App, Routes } from './fastify-app.ts'
import { createLog } from './log.ts'
import { createMetrics } from './metrics.ts'
import { createSharedCounts } from './shared-counts.ts'

export const testWorkspace = '0190aaaa-0000-7000-8000-000000000001'

/** Lets in whoever sends `Bearer <role>`, as a key; and `cookie: as=<role>`, as a person. */
export const byRoleName: Authenticate = async (request) => {
  const [, key] = request.headers.authorization?.split(' ') ?? []
  const [, cookie] = request.headers.cookie?.split('=') ?? []
  const role = roles.find((name) => name === (key ?? cookie))
  return role ? { kind: key ? 'key' : 'person', id: role, name: `Some ${role}`, role, workspaceId: testWorkspace } : null
}

/** The server without a database: for what holds before any is asked. Its log is collected as text. */
export async function testApp(options: Partial<Omit<AppOptions, 'routes'>> & { routes?: Routes[] } = {}): Promise<{
  app: App
  logged: () => string
}> {
  const lines: string[] = []
  const stream = new Writable({
    write(chunk, _encoding, done) {
      lines.push(String(chunk))
      done()
    },
  })
  const webFolder = await mkdtemp(join(tmpdir(), 'casement-web-'))
  const app = await buildApp({
    config: { publicUrl: 'http://localhost:4600', trustProxy: false, keyRate: 1_000 },
    log: createLog({ level: 'debug' }, stream),
    authenticate: byRoleName,
    idempotency: {
      claim: async () => {
        throw new Error('no database in this test')
      },
      forgetOld: async () => 0,
    },
    audit: async () => {},
    counts: createSharedCounts({
      query: async () => {
        throw new Error('no database in this test')
      },
    } as unknown as Db),
    metrics: createMetrics(),
    readiness: async () => ({ ready: true, waitingFor: [] }),
    dashboard: true,
    webFolder,
    ...options,
    routes: () => options.routes ?? [],
  })
  onTestFinished(async () => {
    await app.close()
    await rm(webFolder, { recursive: true, force: true })
  })
  await app.ready()
  return { app, logged: () => lines.join('') }
}

export const as = (role: Role) => ({ authorization: `Bearer ${role}` })

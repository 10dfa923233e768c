import type pg from 'pg'
import type { Logger } from 'pino'
import type { Registry } from 'prom-client'
import { createAuth, forgetExpiredSessions } from '../access/auth.ts'
import { createAuthenticate } from '../access/authenticate.ts'
import { keyRoutes } from '../access/key-routes.ts'
import { myAccountRoutes } from '../access/my-account-routes.ts'
import { peopleRoutes } from '../access/people-routes.ts'
import { type EmulatorHints, sessionRoutes } from '../access/session-routes.ts'
import { signInLink } from '../access/sign-in-link.ts'
import { signInRoutes } from '../access/sign-in-routes.ts'
import { forgetOldAudit, recordAudit } from '../audit/record-audit.ts'
import { auditRoutes } from '../audit/routes.ts'
import type { Config } from '../config/config.ts'
import { buildApp } from './app.ts'
import type { App, Routes } from './fastify-app.ts'
import type { Readiness } from './health-routes.ts'
import { createIdempotencyStore } from './idempotency-store.ts'
import { createSharedCounts, forgetCounts } from './shared-counts.ts'
import { type StreamSource, streamRoutes } from './stream.ts'
import { builtWebFolder } from './web-app.ts'

export type DoorOptions = {
  readonly config: Pick<Config, 'publicUrl' | 'trustProxy' | 'keyRate'>
  readonly log: Logger
  readonly pool: pg.Pool
  /** From `loadSecretKey`. */
  readonly secretKey: Buffer
  readonly metrics: Registry
  readonly readiness: () => Promise<Readiness>
  readonly events: StreamSource
  readonly emulator: () => Promise<EmulatorHints | null>
  /** False for a process without the role http: health, figures and `always`, and nothing else. */
  readonly api?: boolean
  /** What every process answers, whatever its roles. */
  readonly always?: readonly Routes[]
  /** The product's own routes. */
  readonly routes: readonly Routes[]
  /** Where the built dashboard lies, if not beside this package. */
  readonly webFolder?: string
}

export type Door = {
  readonly app: App
  /** A link that signs the person with this email in, once. */
  signInLink(email: string): Promise<string>
  /** A job of the hub's, once a day: forgets old answers, sessions and links that have expired, and old entries of the audit log. */
  forgetExpired(): Promise<void>
}

/** The HTTP side of the hub, whole: access, sessions, keys, events and the product's routes. Listen with `listen(door.app, config)`. */
export async function openDoor(options: DoorOptions): Promise<Door> {
  const {
    config,
    log,
    pool,
    secretKey,
    metrics,
    readiness,
    events,
    emulator,
    routes,
    api = true,
    always = [],
    webFolder = builtWebFolder,
  } = options
  const auth = createAuth({ pool, secretKey, publicUrl: config.publicUrl, log })
  const authenticate = createAuthenticate({ auth, db: pool })
  const idempotency = createIdempotencyStore({ db: pool, secretKey })
  const linkFor = (email: string) => signInLink({ auth, publicUrl: config.publicUrl }, email)
  const counts = createSharedCounts(pool)
  const app = await buildApp({
    config,
    log,
    authenticate,
    idempotency,
    counts,
    audit: (entry) => recordAudit(pool, entry),
    metrics,
    readiness,
    webFolder,
    dashboard: api,
    routes: (tools) =>
      api
        ? [
            signInRoutes({ auth, publicUrl: config.publicUrl }, tools),
            sessionRoutes({ auth, db: pool, emulator }),
            myAccountRoutes({ auth, pool, publicUrl: config.publicUrl }),
            keyRoutes({ db: pool }),
            peopleRoutes({ pool, signInLink: linkFor }),
            auditRoutes({ db: pool }),
            streamRoutes({ source: events, authenticate }),
            ...always,
            ...routes,
          ]
        : always,
  })
  app.addHook('onClose', () => counts.stop())
  return {
    app,
    signInLink: linkFor,
    forgetExpired: async () => {
      await idempotency.forgetOld()
      await forgetExpiredSessions(pool)
      await forgetOldAudit(pool)
      await forgetCounts(pool)
    },
  }
}

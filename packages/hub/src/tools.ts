import { platformTime } from '@casement/platform'
import type pg from 'pg'
import type { Logger } from 'pino'
import type { Registry } from 'prom-client'
import { openSecret } from './access/secrets.ts'
import { createPlatformClock, type PlatformClock } from './clock/platform-clock.ts'
import type { Config } from './config/config.ts'
import { loadSecretKey } from './config/secret-key.ts'
import { openDatabase } from './database/database.ts'
import { createEventBell, type EventBell } from './events/event-tail.ts'
import { tokenPurpose } from './first-connection.ts'
import { createGraphClient, type GraphClient } from './graph/graph-client.ts'
import { createPostClient, type PostClient } from './graph/post-client.ts'
import { createMetrics } from './http/metrics.ts'
import { type AppSecrets, createAppSecrets } from './journal/apps.ts'
import { createLinkTracker, type LinkTracker } from './links/track-links.ts'
import { createBucketStore, readBucket } from './media/bucket-store.ts'
import { createDatabaseStore, type MediaStore } from './media/media-store.ts'

export const ROLES = ['http', 'sender', 'jobs'] as const
export type Role = (typeof ROLES)[number]

/** What every part of one hub process is built with. */
export type HubTools = {
  readonly config: Config
  readonly log: Logger
  readonly does: (role: Role) => boolean
  readonly pool: pg.Pool
  /** Where LISTEN works, which it does not behind a pooler. */
  readonly directUrl: string
  readonly secretKey: Buffer
  readonly graph: GraphClient
  readonly post: PostClient
  readonly links: LinkTracker
  readonly clock: PlatformClock
  readonly bell: EventBell
  readonly metrics: Registry
  readonly apps: AppSecrets
  /** The first takes what is new; what was kept in the database before a bucket was named is still read from there. */
  readonly stores: readonly [MediaStore, ...MediaStore[]]
  readonly openToken: (wabaId: string, sealed: string) => string
}

/** Opens the database and the ways to the platform; nothing is asked of either yet. Throws an Error that says what to do. */
export async function openTools(
  config: Config,
  { log, does }: { log: Logger; does: (role: Role) => boolean },
): Promise<HubTools> {
  const { database, graphUrl, mediaStore } = config
  if (!database)
    throw new Error('DATABASE_URL is not set: give the address of a PostgreSQL, such as postgres://user:password@host/casement.')
  const pool = openDatabase(database.url, { pooled: database.url !== database.directUrl })
  const secretKey = await loadSecretKey(config)
  const databaseStore = createDatabaseStore(pool)
  return {
    config,
    log,
    does,
    pool,
    directUrl: database.directUrl,
    secretKey,
    graph: createGraphClient({ graphUrl }),
    post: createPostClient({ graphUrl }),
    links: createLinkTracker({ linkUrl: config.linkUrl, secretKey }),
    clock: createPlatformClock(() => performance.now(), { now: platformTime(Date.now()), scale: 1 }),
    bell: createEventBell(),
    metrics: createMetrics(),
    apps: createAppSecrets(pool, secretKey),
    stores:
      mediaStore.kind === 's3'
        ? [createBucketStore(readBucket(mediaStore.url, config.bucketKey)), databaseStore]
        : [databaseStore],
    openToken: (wabaId, sealed) => openSecret(sealed, { key: secretKey, purpose: tokenPurpose(wabaId) }),
  }
}

import { randomUUID } from 'node:crypto'
import { betterAuth } from 'better-auth'
import { magicLink } from 'better-auth/plugins'
import { PostgresDialect } from 'kysely'
import type pg from 'pg'
import type { Logger } from 'pino'
import { recordAudit } from '../audit/record-audit.ts'
import { row } from '../database/database.ts'
import { membershipsOf } from './memberships.ts'
import { sessionSecret } from './secrets.ts'

export const SHORTEST_PASSWORD = 12
/** Machine time. */
export const LINK_LASTS_S = 30 * 60
const SESSION_LASTS_S = 7 * 24 * 3_600
const RENEW_AFTER_S = 24 * 3_600

export type Auth = ReturnType<typeof createAuth>

/**
 * People and their sessions, kept by better-auth in our schema `auth` (its tables come from our migrations). Nobody signs up by
 * themselves: people are added by a workspace and come in by one-time links, and by a password where they set one.
 */
export function createAuth({
  pool,
  secretKey,
  publicUrl,
  log,
}: {
  pool: pg.Pool
  secretKey: Buffer
  publicUrl: string
  log: Logger
}) {
  return betterAuth({
    appName: 'Casement',
    baseURL: publicUrl,
    secret: sessionSecret(secretKey),
    database: { dialect: new PostgresDialect({ pool }), type: 'postgres', schemaName: 'auth', transaction: true },
    session: { expiresIn: SESSION_LASTS_S, updateAge: RENEW_AFTER_S },
    advanced: {
      cookiePrefix: COOKIE_PREFIX,
      ipAddress: { ipAddressHeaders: [ADDRESS_HEADER] },
      useSecureCookies: publicUrl.startsWith('https:'),
      // A session comes with its person, in one question.
      database: { generateId: () => randomUUID(), joins: true },
    },
    databaseHooks: {
      session: {
        create: {
          after: async ({ userId, ipAddress }) => {
            await auditSignIn(pool, userId, ipAddress ?? null).catch((error: unknown) =>
              log.error({ err: error }, 'a sign-in could not be written to the audit log'),
            )
          },
        },
      },
    },
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: SHORTEST_PASSWORD },
    telemetry: { enabled: false },
    // Our own limits stand before it, and count behind proxies as configured.
    rateLimit: { enabled: false },
    logger: {
      log: (level, message) => log[level === 'error' ? 'error' : level === 'warn' ? 'warn' : 'debug']({ part: 'auth' }, message),
    },
    plugins: [
      magicLink({
        expiresIn: LINK_LASTS_S,
        disableSignUp: true,
        storeToken: 'hashed',
        sendMagicLink: ({ token, metadata }) => {
          const handOver = metadata?.handOver
          if (typeof handOver === 'function') handOver(token)
        },
      }),
    ],
  })
}

export const COOKIE_PREFIX = 'casement'
/** How we tell better-auth where a request came from. */
export const ADDRESS_HEADER = 'x-casement-address'

/** better-auth deletes an expired session only when its cookie comes again, and a link only when it is used. */
export async function forgetExpiredSessions(pool: pg.Pool): Promise<void> {
  await pool.query('delete from auth.session where "expiresAt" < now()')
  await pool.query('delete from auth.verification where "expiresAt" < now()')
}

/** Who signs in does so in each of their workspaces. */
async function auditSignIn(pool: pg.Pool, personId: string, address: string | null): Promise<void> {
  const person = await row<{ name: string }>(pool, 'select name from auth."user" where id = $1', [personId])
  for (const { workspaceId } of await membershipsOf(pool, personId)) {
    await recordAudit(pool, {
      workspaceId,
      actor: { kind: 'person', id: personId, name: person?.name ?? '' },
      action: 'Signed in',
      ...(address ? { address } : {}),
    })
  }
}

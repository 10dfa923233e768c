import { randomUUID } from 'node:crypto'
import { openSecret, sealSecret } from '../access/secrets.ts'
import type { Db } from '../database/database.ts'
import { row } from '../database/database.ts'

export type KeyScope = { readonly workspaceId: string; readonly route: string; readonly key: string }
export type KeptAnswer = { readonly status: number; readonly headers: Readonly<Record<string, string>>; readonly body: Buffer }

/** The right to work on a request. Renewed by itself until the answer is kept or the claim released. */
export type Claim = { keep(answer: KeptAnswer): Promise<void>; release(): Promise<void> }

export type Claimed =
  | { readonly kind: 'ours'; readonly claim: Claim }
  | { readonly kind: 'answered'; readonly answer: KeptAnswer }
  | { readonly kind: 'another-request' }
  /** The first request is still at work after all our patience. */
  | { readonly kind: 'busy' }

export type IdempotencyStore = {
  claim(scope: KeyScope, requestHash: Buffer): Promise<Claimed>
  /** Forgets what is older than 24 hours. A job calls it now and then. */
  forgetOld(): Promise<number>
}

/** By the database's clock, which all processes share. */
const LEASE_S = 15
const KEPT_H = 24

type Timing = { readonly renewEveryMs: number; readonly patienceMs: number; readonly lookEveryMs: number }
const usual: Timing = { renewEveryMs: 5_000, patienceMs: 25_000, lookEveryMs: 40 }

/**
 * Answers kept in PostgreSQL. The first request takes a lease of 15 s on its key and renews it while it works; when its process
 * dies, the next one takes over once the lease has run out. Waiting looks again every few milliseconds instead of holding a
 * connection, so that many waiters cannot starve the one they wait for.
 */
export function createIdempotencyStore({
  db,
  secretKey,
  timing = {},
}: {
  db: Db
  secretKey: Buffer
  timing?: Partial<Timing>
}): IdempotencyStore {
  const { renewEveryMs, patienceMs, lookEveryMs } = { ...usual, ...timing }
  return {
    async claim(scope, requestHash) {
      const holder = randomUUID()
      const until = performance.now() + patienceMs
      for (let pause = lookEveryMs; ; pause = Math.min(pause * 1.5, 500)) {
        if (await takeKey(db, scope, requestHash, holder))
          return { kind: 'ours', claim: hold({ db, secretKey, scope, holder, renewEveryMs }) }
        const found = await readKey(db, scope)
        if (found) {
          if (!found.request_hash.equals(requestHash)) return { kind: 'another-request' }
          if (found.status !== null) return { kind: 'answered', answer: answerOf(found, scope, secretKey) }
        }
        if (performance.now() >= until) return { kind: 'busy' }
        await new Promise((resolve) => setTimeout(resolve, pause))
      }
    },
    async forgetOld() {
      const { rowCount } = await db.query(
        `delete from idempotency_keys where created_at < now() - make_interval(hours => ${KEPT_H}) /* all workspaces: once a day */`,
      )
      return rowCount ?? 0
    },
  }
}

/** Takes a key that is new, older than 24 hours, or held by someone whose lease ran out while working on this same request. */
async function takeKey(db: Db, scope: KeyScope, requestHash: Buffer, holder: string): Promise<boolean> {
  const taken = await row(
    db,
    `insert into idempotency_keys as held (workspace_id, route, key, request_hash, holder, leased_until)
     values ($1, $2, $3, $4, $5, now() + make_interval(secs => ${LEASE_S}))
     on conflict (workspace_id, route, key) do update
     set request_hash = excluded.request_hash, holder = excluded.holder, leased_until = excluded.leased_until,
         created_at = now(), status = null, headers = null, body = null
     where held.created_at < now() - make_interval(hours => ${KEPT_H})
        or (held.status is null and held.leased_until < now() and held.request_hash = excluded.request_hash)
     returning 1`,
    [scope.workspaceId, scope.route, scope.key, requestHash, holder],
  )
  return taken !== undefined
}

type KeyRow = { request_hash: Buffer; status: number | null; headers: Record<string, string> | null; body: Buffer | null }

const readKey = (db: Db, { workspaceId, route, key }: KeyScope) =>
  row<KeyRow>(
    db,
    'select request_hash, status, headers, body from idempotency_keys where workspace_id = $1 and route = $2 and key = $3',
    [workspaceId, route, key],
  )

/** Answers may hold what is told only once, such as a new API key, so they are kept encrypted. */
const sealing = (secretKey: Buffer, { workspaceId, route, key }: KeyScope) => ({
  key: secretKey,
  purpose: `answer:${workspaceId} ${route} ${key}`,
})

const answerOf = ({ status, headers, body }: KeyRow, scope: KeyScope, secretKey: Buffer): KeptAnswer => ({
  status: status ?? 200,
  headers: headers ?? {},
  body: Buffer.from(openSecret(body?.toString() ?? '', sealing(secretKey, scope)), 'latin1'),
})

function hold({
  db,
  secretKey,
  scope,
  holder,
  renewEveryMs,
}: {
  db: Db
  secretKey: Buffer
  scope: KeyScope
  holder: string
  renewEveryMs: number
}): Claim {
  const { workspaceId, route, key } = scope
  const ours = [workspaceId, route, key, holder]
  const where = 'workspace_id = $1 and route = $2 and key = $3 and holder = $4 and status is null'
  const renewal = setInterval(() => {
    // A renewal that fails is tried again; the lease outlives two of them.
    db.query(`update idempotency_keys set leased_until = now() + make_interval(secs => ${LEASE_S}) where ${where}`, ours).catch(
      () => {},
    )
  }, renewEveryMs)
  renewal.unref()
  return {
    async keep({ status, headers, body }) {
      clearInterval(renewal)
      await db.query(`update idempotency_keys set status = $5, headers = $6, body = $7 where ${where}`, [
        ...ours,
        status,
        JSON.stringify(headers),
        Buffer.from(sealSecret(body.toString('latin1'), sealing(secretKey, scope))),
      ])
    },
    async release() {
      clearInterval(renewal)
      await db.query(`delete from idempotency_keys where ${where}`, ours)
    },
  }
}

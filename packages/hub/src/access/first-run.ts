import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import { row, transact } from '../database/database.ts'
import { uuid7 } from '../database/uuid7.ts'
import { createKey, findKey } from './api-keys.ts'
import { setMembership } from './memberships.ts'

export type FirstRun = {
  /** The oldest workspace. */
  readonly workspaceId: string
  /** Whom the link that `npm start` prints signs in. */
  readonly ownerEmail: string
  /** The database was empty until now. */
  readonly created: boolean
  /** CASEMENT_API_KEY is set but opens nothing: the database was not empty when it came, or the key was revoked. */
  readonly firstApiKeyIgnored: boolean
}

const OWNER_EMAIL = 'owner@casement.local'

/**
 * On an empty database makes the first workspace, its owner and, from CASEMENT_API_KEY, its first owner key; afterwards only finds
 * them. All in one transaction and one at a time, so that processes that start together make one.
 */
export async function ensureFirstRun({
  pool,
  firstApiKey,
  workspace = { name: 'Nordlys Home', timeZone: 'UTC' },
}: {
  pool: pg.Pool
  firstApiKey: string | null
  workspace?: { name: string; timeZone: string }
}): Promise<FirstRun> {
  return transact(pool, async (tx) => {
    await tx.query(`select pg_advisory_xact_lock(hashtext('casement.first-run'))`)
    const existing = await row<{ id: string }>(
      tx,
      'select id from workspaces order by created_at, id limit 1 /* all workspaces: the first start asks whether there is one */',
    )
    if (existing) {
      const opens = firstApiKey === null || (await findKey(tx, firstApiKey)) !== undefined
      return { workspaceId: existing.id, ownerEmail: await ownerOf(tx, existing.id), created: false, firstApiKeyIgnored: !opens }
    }

    const workspaceId = uuid7()
    const personId = randomUUID()
    await tx.query('insert into workspaces (id, name, time_zone) values ($1, $2, $3)', [
      workspaceId,
      workspace.name,
      workspace.timeZone,
    ])
    await tx.query(`insert into auth."user" (id, name, email, "emailVerified") values ($1, 'Owner', $2, true)`, [
      personId,
      OWNER_EMAIL,
    ])
    await setMembership(tx, { workspaceId, personId, role: 'owner' })
    if (firstApiKey !== null) await createKey(tx, { workspaceId, name: 'CASEMENT_API_KEY', role: 'owner', key: firstApiKey })
    return { workspaceId, ownerEmail: OWNER_EMAIL, created: true, firstApiKeyIgnored: false }
  })
}

async function ownerOf(tx: pg.PoolClient, workspaceId: string): Promise<string> {
  const owner = await row<{ email: string }>(
    tx,
    `select person.email from memberships join auth."user" person on person.id = memberships.person_id
     where memberships.workspace_id = $1 and memberships.role = 'owner' order by memberships.created_at, person.id limit 1`,
    [workspaceId],
  )
  return owner?.email ?? OWNER_EMAIL
}

import { createHash, randomBytes } from 'node:crypto'
import { type Db, row, rows } from '../database/database.ts'
import { uuid7 } from '../database/uuid7.ts'
import type { Role } from './actor.ts'
import { MASKED } from './memberships.ts'

export type ApiKey = {
  id: string
  name: string
  prefix: string
  role: Role
  scopes: string[] | null
  createdAt: Date
  lastUsedAt: Date | null
  revokedAt: Date | null
}

const columns = `id, name, prefix, role, scopes, created_at as "createdAt", last_used_at as "lastUsedAt", revoked_at as "revokedAt"`
const SHOWN_CHARACTERS = 8

/** Makes a key, of its own choice or the given one. `key` is told here and never again: only its SHA-256 is kept. */
export async function createKey(
  db: Db,
  {
    workspaceId,
    name,
    role,
    scopes = null,
    key = newKey(),
  }: { workspaceId: string; name: string; role: Role; scopes?: readonly string[] | null; key?: string },
): Promise<{ key: string; apiKey: ApiKey }> {
  const apiKey = await row<ApiKey>(
    db,
    `insert into api_keys (workspace_id, id, name, prefix, sha256, role, scopes) values ($1, $2, $3, $4, $5, $6, $7) returning ${columns}`,
    [workspaceId, uuid7(), name, shownPart(key), hashOf(key), role, scopes],
  )
  return { key, apiKey: apiKey as ApiKey }
}

type KeyOwner = { id: string; name: string; role: Role; scopes: string[] | null; masked: boolean; workspaceId: string }

/**
 * The key's owner, unless it is unknown or revoked. Notes its use, at most once a minute. Looking up a hash tells an attacker
 * nothing by its timing: nobody can choose texts by the first bytes of their SHA-256.
 */
export async function findKey(db: Db, key: string): Promise<KeyOwner | undefined> {
  const found = await row<KeyOwner & { noted: boolean }>(
    db,
    `select id, name, role, scopes, api_keys.workspace_id as "workspaceId", ${MASKED} as masked,
       coalesce(last_used_at > now() - interval '1 minute', false) as noted
     from api_keys left join workspace_settings on workspace_settings.workspace_id = api_keys.workspace_id
     where sha256 = $1 and revoked_at is null /* all workspaces: a key is how we learn which one it is */`,
    [hashOf(key)],
  )
  if (!found) return undefined
  const { noted, ...owner } = found
  if (!noted)
    await db.query('update api_keys set last_used_at = now() where workspace_id = $1 and id = $2', [owner.workspaceId, owner.id])
  return owner
}

/** All keys of a workspace, the newest first, revoked ones included. */
export const listKeys = (db: Db, workspaceId: string): Promise<ApiKey[]> =>
  rows<ApiKey>(db, `select ${columns} from api_keys where workspace_id = $1 order by created_at desc, id desc`, [workspaceId])

/** Gives a key another name; undefined when there is none with this id. */
export const renameKey = (db: Db, { workspaceId, id, name }: { workspaceId: string; id: string; name: string }) =>
  row<ApiKey>(db, `update api_keys set name = $3 where workspace_id = $1 and id = $2 returning ${columns}`, [
    workspaceId,
    id,
    name,
  ])

/** Ends a key at once; undefined when there is none with this id. Revoking twice changes nothing. */
export const revokeKey = (db: Db, { workspaceId, id }: { workspaceId: string; id: string }) =>
  row<ApiKey>(
    db,
    `update api_keys set revoked_at = coalesce(revoked_at, now()) where workspace_id = $1 and id = $2 returning ${columns}`,
    [workspaceId, id],
  )

const newKey = (): string => `csk_${randomBytes(32).toString('base64url')}`

const hashOf = (key: string): Buffer => createHash('sha256').update(key).digest()

/** A short key that someone chose is not given away by its beginning. */
const shownPart = (key: string): string => key.slice(0, Math.min(SHOWN_CHARACTERS, Math.floor(key.length / 4)))

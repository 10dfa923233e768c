import { escapeNonAscii } from '@casement/platform'
import { type Db, rows } from '../../database/database.ts'
import { isUuid } from '../../database/uuid7.ts'

type Status = { biz_opaque_callback_data?: unknown }
type Change = { value?: { metadata?: { phone_number_id?: unknown }; statuses?: Status[] } }
type Account = { id?: unknown; changes?: Change[] }
type Body = { entry: Account[] }

/**
 * The bytes of a webhook as one workspace may see them: what is about other workspaces is left out, and statuses carry the
 * caller's own `biz_opaque_callback_data` again in place of ours. The very bytes that came where nothing had to change; null when
 * nothing is left.
 */
export async function forwardedBody(db: Db, workspaceId: string, received: Buffer): Promise<Buffer | null> {
  const body = JSON.parse(received.toString('utf8')) as Body
  const isOurs = await ownership(db, workspaceId, body)
  const sends = await callersWords(db, workspaceId, body)
  let changed = false
  const entry = body.entry.flatMap((account) => {
    const changes = listOf(account.changes).filter((change) => isOurs(account, change))
    if (changes.length < listOf(account.changes).length) changed = true
    return changes.length > 0 ? [{ ...account, changes }] : []
  })
  if (entry.length === 0) return null
  if (entry.length < body.entry.length) changed = true
  for (const { changes } of entry) {
    for (const status of changes.flatMap((change) => listOf(change.value?.statuses))) {
      const words = sends.get(String(status.biz_opaque_callback_data))
      if (words === undefined) continue
      changed = true
      if (words === null) delete status.biz_opaque_callback_data
      else status.biz_opaque_callback_data = words
    }
  }
  return changed ? Buffer.from(escapeNonAscii(JSON.stringify({ ...body, entry }))) : received
}

/** A change belongs to whoever has its number, and one without a number we know to whoever has the account. */
async function ownership(db: Db, workspaceId: string, body: Body): Promise<(account: Account, change: Change) => boolean> {
  const ids = body.entry.flatMap((account) => [String(account.id), ...listOf(account.changes).map(numberOf)])
  const found = await rows<{ kind: string; external_id: string; workspace_id: string }>(
    db,
    'select kind, external_id, workspace_id from routes where external_id = any ($1::text[])',
    [[...new Set(ids)]],
  )
  const ownerOf = new Map(found.map((route) => [`${route.kind} ${route.external_id}`, route.workspace_id]))
  return (account, change) =>
    (ownerOf.get(`number ${numberOf(change)}`) ?? ownerOf.get(`waba ${String(account.id)}`)) === workspaceId
}

/** What the callers of our sends had written into them, by the id that stands there now; null where they wrote nothing. */
async function callersWords(db: Db, workspaceId: string, body: Body): Promise<Map<string, string | null>> {
  const ids = body.entry
    .flatMap((account) => listOf(account.changes))
    .flatMap((change) => listOf(change.value?.statuses))
    .map((status) => status.biz_opaque_callback_data)
    .filter(isUuid)
  if (ids.length === 0) return new Map()
  const found = await rows<{ id: string; words: string | null }>(
    db,
    `select id, payload->>'biz_opaque_callback_data' as words from sends where workspace_id = $1 and id = any ($2::uuid[])`,
    [workspaceId, ids],
  )
  return new Map(found.map(({ id, words }) => [id, words]))
}

const numberOf = (change: Change): string => String(change.value?.metadata?.phone_number_id)
const listOf = <T>(value: readonly T[] | undefined): T[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === 'object' && item !== null) : []

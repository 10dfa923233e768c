import { type PlatformTime, platformTime } from '@casement/platform'
import { type Db, rows } from '../database/database.ts'
import { readBody } from '../journal/read-body.ts'
import type { JournalEntry } from '../journal/read-journal.ts'
import type { Change } from './apply-change.ts'
import type { AppliedNumber, Setting } from './change.ts'
import { type ChangeNames, datedBy, type EntryHead, namesOf } from './route-names.ts'

type Account = EntryHead & { changes?: unknown }

/** One change of a journal entry, and where in its body it stands. */
export type PlacedChange = { entry: JournalEntry; names: ChangeNames; at: PlatformTime; change: Change; path: string }

/** The changes of an entry; null when its body cannot be read as a webhook. */
export function changesOf(entry: JournalEntry, body = readBody(entry.body)): PlacedChange[] | null {
  return (
    body &&
    objects<Account>(body.entry).flatMap((account, entryIndex) =>
      objects<Change>(account.changes).map((change, changeIndex) => ({
        entry,
        names: namesOf(account, change),
        at: datedBy(account) ?? platformTime(entry.platform_at),
        change,
        path: `entry[${entryIndex}].changes[${changeIndex}]`,
      })),
    )
  )
}

/** Whose is a change? By the number it names, else by the account, else by the portfolio. Null when nobody here has either. */
export type Router = (change: PlacedChange) => Setting | null

/** Looks up once all that these changes name. */
export async function createRouter(tx: Db, changes: readonly PlacedChange[]): Promise<Router> {
  const numberIds = unique(changes.map(({ names }) => names.phoneNumberId))
  const wabaIds = unique(changes.map(({ names }) => names.wabaId))
  const portfolioIds = unique(changes.map(({ names }) => names.portfolioId))
  if (changes.length === 0) return () => null
  const routes = new Map(
    (
      await rows<{ kind: string; external_id: string; workspace_id: string }>(
        tx,
        `select kind, external_id, workspace_id from routes
         where (kind = 'number' and external_id = any ($1::text[])) or (kind = 'waba' and external_id = any ($2::text[]))
           or (kind = 'portfolio' and external_id = any ($3::text[]))`,
        [numberIds, wabaIds, portfolioIds],
      )
    ).map((route) => [`${route.kind} ${route.external_id}`, route.workspace_id]),
  )
  const numbers = await findNumbers(tx, unique([...routes.values()]), numberIds)
  return ({ names: { phoneNumberId, wabaId, portfolioId }, at, entry }) => {
    const workspaceId =
      routes.get(`number ${phoneNumberId}`) ?? routes.get(`waba ${wabaId}`) ?? routes.get(`portfolio ${portfolioId}`)
    if (workspaceId === undefined) return null
    const number = numbers.get(`${workspaceId} ${phoneNumberId}`) ?? null
    return { workspaceId, now: platformTime(entry.platform_at), at, number, wabaId }
  }
}

async function findNumbers(tx: Db, workspaceIds: readonly string[], ids: readonly string[]): Promise<Map<string, AppliedNumber>> {
  if (workspaceIds.length === 0 || ids.length === 0) return new Map()
  const found = await rows<AppliedNumber & { workspace_id: string }>(
    tx,
    `select n.workspace_id, n.id, n.phone, w.portfolio_id, w.currency, w.time_zone from phone_numbers n
     join wabas w on w.workspace_id = n.workspace_id and w.id = n.waba_id
     where n.workspace_id = any ($1::uuid[]) and n.id = any ($2::text[])`,
    [workspaceIds, ids],
  )
  return new Map(found.map(({ workspace_id, ...number }) => [`${workspace_id} ${number.id}`, number]))
}

/** Whatever else a body holds, only lists of objects can be walked. */
const objects = <T>(value: unknown): T[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === 'object' && item !== null) : []

const unique = (items: readonly (string | null)[]): string[] =>
  [...new Set(items)].filter((item): item is string => Boolean(item))

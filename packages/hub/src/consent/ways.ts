import { type Db, row, rows } from '../database/database.ts'
import { uuid7 } from '../database/uuid7.ts'

export type WayKind = 'keyword' | 'ad' | 'form'
export type Way = {
  id: string
  kind: WayKind
  name: string
  key: string | null
  phone_number_id: string | null
  purposes: string[]
  confirm: 'none' | 'question' | 'whatsapp'
  version: number
  active: boolean
  wording: string
}
export type WayDraft = Omit<Way, 'id' | 'version' | 'active'>

const SELECT = `select w.id, w.kind, w.name, w.key, w.phone_number_id, w.purposes, w.confirm, w.version, w.active, t.wording
  from opt_in_ways w join opt_in_wordings t on t.workspace_id = w.workspace_id and t.way_id = w.id and t.version = w.version`

export const listWays = (db: Db, workspaceId: string): Promise<(Way & { yes: number })[]> =>
  rows(
    db,
    `select way.*, (
       select count(*)::int from opt_in_wordings o
       join consent_statements s on s.workspace_id = $1 and s.choice = 'in' and s.evidence ->> 'source' like '%, version %'
         and md5(s.evidence ->> 'source') = md5(way.name || ', version ' || o.version)
       where o.workspace_id = $1 and o.way_id = way.id) as yes
     from (${SELECT} where w.workspace_id = $1 order by w.id desc limit 200) way`,
    [workspaceId],
  )

export const findWay = (db: Db, workspaceId: string, id: string): Promise<Way | undefined> =>
  row<Way>(db, `${SELECT} where w.workspace_id = $1 and w.id = $2`, [workspaceId, id])

/** The same as it is now, and nobody changes it before the transaction ends. */
export async function lockWay(tx: Db, workspaceId: string, id: string): Promise<Way | undefined> {
  await tx.query('select 1 from opt_in_ways where workspace_id = $1 and id = $2 for update', [workspaceId, id])
  return findWay(tx, workspaceId, id)
}

export async function makeWay(tx: Db, workspaceId: string, way: WayDraft, by: string): Promise<string> {
  const id = uuid7()
  await tx.query(
    `insert into opt_in_ways (workspace_id, id, kind, name, key, phone_number_id, purposes, confirm, version)
     values ($1, $2, $3, $4, $5, $6, $7, $8, 1)`,
    [workspaceId, id, way.kind, way.name, way.key, way.phone_number_id, way.purposes, way.confirm],
  )
  await writeWording(tx, workspaceId, id, 1, way.wording, by)
  return id
}

/** Another wording is another version; the ones before stay, for whoever agreed to them. */
export async function changeWay(
  tx: Db,
  workspaceId: string,
  before: Way,
  change: Partial<Pick<Way, 'name' | 'active' | 'wording' | 'confirm'>>,
  by: string,
): Promise<void> {
  const anew = change.wording !== undefined && change.wording !== before.wording
  const version = before.version + (anew ? 1 : 0)
  if (anew) await writeWording(tx, workspaceId, before.id, version, change.wording as string, by)
  await tx.query(
    'update opt_in_ways set name = $3, active = $4, confirm = $5, version = $6 where workspace_id = $1 and id = $2',
    [
      workspaceId,
      before.id,
      change.name ?? before.name,
      change.active ?? before.active,
      change.confirm ?? before.confirm,
      version,
    ],
  )
}

const writeWording = (tx: Db, workspaceId: string, id: string, version: number, wording: string, by: string) =>
  tx.query('insert into opt_in_wordings (workspace_id, way_id, version, wording, written_by) values ($1, $2, $3, $4, $5)', [
    workspaceId,
    id,
    version,
    wording,
    by,
  ])

export const listWordings = (db: Db, workspaceId: string, id: string) =>
  rows<{ version: number; wording: string; written_by: string; written_at: Date }>(
    db,
    'select version, wording, written_by, written_at from opt_in_wordings where workspace_id = $1 and way_id = $2 order by version desc limit 200',
    [workspaceId, id],
  )

/** The address of a form names workspace and form, so that nothing has to be looked up across workspaces. */
export const formToken = (workspaceId: string, wayId: string): string =>
  Buffer.from(`${workspaceId}${wayId}`.replaceAll('-', ''), 'hex').toString('base64url')

export function readFormToken(token: string): { workspaceId: string; wayId: string } | null {
  const hex = /^[\w-]{43}$/.test(token) ? Buffer.from(token, 'base64url').toString('hex') : ''
  if (hex.length !== 64) return null
  const uuid = (part: string) => part.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
  return { workspaceId: uuid(hex.slice(0, 32)), wayId: uuid(hex.slice(32)) }
}

import { isOwnPurpose, type OwnPurpose } from '@casement/rules'
import { type Db, preparedRows, rows } from '../database/database.ts'

export type PurposeRow = { purpose: OwnPurpose; name: string; about: string; templates: string[] }

export const listPurposes = (db: Db, workspaceId: string): Promise<PurposeRow[]> =>
  rows<PurposeRow>(
    db,
    'select purpose, name, about, templates from consent_purposes where workspace_id = $1 order by name, purpose limit 200',
    [workspaceId],
  )

/** What templates are for, by their names, where the workspace gave them a purpose of its own. */
export async function findTemplatePurposes(
  db: Db,
  workspaceId: string,
  templates: readonly { name: string }[],
): Promise<Map<string, OwnPurpose>> {
  if (templates.length === 0) return new Map()
  const found = await preparedRows<{ purpose: string; name: string }>(
    db,
    'find-template-purposes',
    `select p.purpose, t.template as name from consent_purposes p, unnest(p.templates) as t (template)
     where p.workspace_id = $1 and t.template = any ($2::text[])`,
    [workspaceId, [...new Set(templates.map(({ name }) => name))]],
  )
  return new Map(found.flatMap(({ purpose, name }) => (isOwnPurpose(purpose) ? [[name, purpose] as const] : [])))
}

/** Makes or changes a purpose. A template serves one purpose: it is taken from the others. */
export async function savePurpose(tx: Db, workspaceId: string, { purpose, name, about, templates }: PurposeRow): Promise<void> {
  await tx.query(
    `insert into consent_purposes (workspace_id, purpose, name, about, templates) values ($1, $2, $3, $4, $5)
     on conflict (workspace_id, purpose) do update set name = excluded.name, about = excluded.about, templates = excluded.templates`,
    [workspaceId, purpose, name, about, templates],
  )
  await tx.query(
    `update consent_purposes p set templates = array(select t from unnest(p.templates) as t where t <> all ($3::text[]))
     where p.workspace_id = $1 and p.purpose <> $2 and p.templates && $3::text[]`,
    [workspaceId, purpose, templates],
  )
}

const NAMES: Readonly<Record<string, string>> = {
  marketing: 'offers and news',
  utility: 'messages about orders and appointments',
  authentication: 'codes',
  everything: 'every kind of message',
}

/** As people read it. */
export async function nameOfPurpose(db: Db, workspaceId: string, purpose: string): Promise<string> {
  const known = NAMES[purpose]
  if (known) return known
  const [found] = await rows<{ name: string }>(db, 'select name from consent_purposes where workspace_id = $1 and purpose = $2', [
    workspaceId,
    purpose,
  ])
  return found?.name ?? purpose.replace(/^own\./, '')
}

import { isoTime, type PlatformTime } from '@casement/platform'
import { type Db, row, rows } from '../database/database.ts'
import { uuid7 } from '../database/uuid7.ts'
import { problem } from '../http/problems.ts'
import type { Author } from './template-versions.ts'

/** What somebody writes, before the platform has seen it. Components in Meta's shape; a sample file stands as `sample:<id>`. */
export type DraftContent = {
  name: string
  language: string
  category: string
  parameterFormat: string
  components: unknown[]
  ttlSeconds: number | null
}

/** What the platform answered to the last submission, in its words and ours. */
export type Refusal = { because: string; remedy: string; code?: number; at: string }

export type DraftRow = {
  id: string
  waba_id: string
  template_id: string | null
  name: string
  language: string
  category: string
  parameter_format: string
  components: unknown[]
  ttl_seconds: number | null
  revision: number
  refusal: Refusal | null
  created_at: Date
  updated_at: Date
  updated_by: Author
}

const COLUMNS = `id, waba_id, template_id, name, language, category, parameter_format, components, ttl_seconds, revision, refusal,
  created_at, updated_at, updated_by`
/** Drafts of one workspace. Beyond it somebody's program has gone astray. */
const MOST_DRAFTS = 2_000

export const listDrafts = (db: Db, workspaceId: string): Promise<DraftRow[]> =>
  rows<DraftRow>(db, `select ${COLUMNS} from template_drafts where workspace_id = $1 order by name, language, id`, [workspaceId])

export const findDraft = (db: Db, workspaceId: string, id: string): Promise<DraftRow | undefined> =>
  row<DraftRow>(db, `select ${COLUMNS} from template_drafts where workspace_id = $1 and id = $2`, [workspaceId, id])

export async function requireDraft(db: Db, workspaceId: string, id: string): Promise<DraftRow> {
  const draft = await findDraft(db, workspaceId, id)
  if (!draft)
    throw problem(
      'not-found',
      'This draft is gone: it was submitted or thrown away. The list of templates shows what became of it.',
    )
  return draft
}

export async function createDraft(
  db: Db,
  workspaceId: string,
  content: DraftContent,
  { wabaId, templateId, at, by }: { wabaId: string; templateId: string | null; at: PlatformTime; by: Author },
): Promise<DraftRow> {
  const { count } = (await row<{ count: number }>(db, 'select count(*) as count from template_drafts where workspace_id = $1', [
    workspaceId,
  ])) ?? { count: 0 }
  if (count >= MOST_DRAFTS) throw problem('conflict', `There are ${MOST_DRAFTS} drafts already: submit some, or throw them away.`)
  const made = await row<DraftRow>(
    db,
    `insert into template_drafts (workspace_id, id, waba_id, template_id, name, language, category, parameter_format, components,
       ttl_seconds, created_at, updated_at, updated_by)
     values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11, $12)
     on conflict (workspace_id, template_id) where template_id is not null do update set revision = template_drafts.revision
     returning ${COLUMNS}`,
    [workspaceId, uuid7(), wabaId, templateId, ...columnsOf(content), isoTime(at), JSON.stringify(by)],
  )
  return made as DraftRow
}

const columnsOf = ({ name, language, category, parameterFormat, components, ttlSeconds }: DraftContent) => [
  name,
  language,
  category,
  parameterFormat,
  JSON.stringify(components),
  ttlSeconds,
]

/** Saves a draft over the revision its writer saw. Answers undefined when somebody else has saved meanwhile. */
export const saveDraft = (
  db: Db,
  workspaceId: string,
  id: string,
  content: DraftContent,
  { revision, at, by }: { revision: number; at: PlatformTime; by: Author },
): Promise<DraftRow | undefined> =>
  row<DraftRow>(
    db,
    `update template_drafts set name = $4, language = $5, category = $6, parameter_format = $7, components = $8, ttl_seconds = $9,
       updated_at = $10, updated_by = $11, revision = revision + 1
     where workspace_id = $1 and id = $2 and revision = $3 returning ${COLUMNS}`,
    [workspaceId, id, revision, ...columnsOf(content), isoTime(at), JSON.stringify(by)],
  )

export const deleteDraft = async (db: Db, workspaceId: string, id: string): Promise<boolean> =>
  ((await db.query('delete from template_drafts where workspace_id = $1 and id = $2', [workspaceId, id])).rowCount ?? 0) > 0

export const contentOf = (draft: DraftRow): DraftContent => ({
  name: draft.name,
  language: draft.language,
  category: draft.category,
  parameterFormat: draft.parameter_format,
  components: draft.components,
  ttlSeconds: draft.ttl_seconds,
})

/** A draft as the API shows it. */
export const presentDraft = (draft: DraftRow) => ({
  id: draft.id,
  wabaId: draft.waba_id,
  templateId: draft.template_id,
  ...contentOf(draft),
  revision: draft.revision,
  refusal: draft.refusal,
  createdAt: draft.created_at.toISOString(),
  updatedAt: draft.updated_at.toISOString(),
  updatedBy: draft.updated_by.name,
})

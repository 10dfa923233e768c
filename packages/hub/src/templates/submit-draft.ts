import { isoTime, type PlatformTime, policyAt } from '@casement/platform'
import { editAllowance, lintTemplate, sampleHandles, withHandles } from '@casement/rules/authoring'
import type pg from 'pg'
import type { PlatformClock } from '../clock/platform-clock.ts'
import { type Db, row, transact } from '../database/database.ts'
import { appendEvents } from '../events/append-events.ts'
import { askGraph, type GraphClient, GraphFailure, readEdge, readGraph } from '../graph/graph-client.ts'
import { problem } from '../http/problems.ts'
import { contentOf, type DraftRow, type Refusal, requireDraft } from './drafts.ts'
import { plainRefusal } from './plain-refusal.ts'
import { findTemplate, listTemplates, lockedNames, type TemplateRow } from './queries.ts'
import { requireSample, sampleIdOf } from './samples.ts'
import { saveTemplates, TEMPLATE_FIELDS, type TemplateNode } from './save-templates.ts'
import { rememberStandings } from './template-history.ts'
import { type Author, countedEdits, keepSubmittedVersion } from './template-versions.ts'
import { appOfToken, uploadSample } from './upload-sample.ts'

export type Tools = {
  pool: pg.Pool
  graph: GraphClient
  clock: PlatformClock
  openToken: (wabaId: string, sealed: string) => string
}
export type Submitted = { id: string; name: string; language: string; status: string; category: string; categoryChanged: boolean }

/** Longer than every call of a submission may take together. */
const SUBMITTING = '5 minutes'

/**
 * Gives a draft to the platform, which reviews it. What stands in the way is said before anything is sent; what the platform refuses
 * stays with the draft, in plain words. A name and language exist once there, so a submission that got no answer is looked up.
 */
export async function submitDraft(
  tools: Tools,
  { workspaceId, draftId, by }: { workspaceId: string; draftId: string; by: Author },
): Promise<Submitted> {
  const { pool, graph, clock, openToken } = tools
  const draft = await takeDraft(pool, workspaceId, draftId)
  try {
    const now = clock.now()
    const before = draft.template_id ? await findTemplate(pool, workspaceId, draft.template_id) : undefined
    await refuseWhatCannotGo(pool, workspaceId, draft, before, now)
    const waba = await row<{ token_sealed: string }>(pool, 'select token_sealed from wabas where workspace_id = $1 and id = $2', [
      workspaceId,
      draft.waba_id,
    ])
    if (!waba)
      throw problem(
        'not-found',
        'The account of this draft is no longer connected: connect it again, or start the draft anew in another.',
      )
    const token = openToken(draft.waba_id, waba.token_sealed)
    const components = await withUploadedSamples({ pool, graph, token }, workspaceId, draft.components)
    const id = await post({ graph, token }, draft, before, components)
    const node = await readGraph<TemplateNode>(graph, `${id}?fields=${TEMPLATE_FIELDS}`, token)
    await keep(pool, workspaceId, draft, before, node, { at: now, by })
    return {
      id: node.id,
      name: node.name,
      language: node.language,
      status: node.status,
      category: node.category,
      categoryChanged: node.category !== draft.category,
    }
  } catch (error) {
    await giveBack(pool, workspaceId, draft, error, clock.now())
    throw asProblem(error)
  }
}

/** One at a time: two who press the button together would submit two. */
async function takeDraft(pool: pg.Pool, workspaceId: string, draftId: string): Promise<DraftRow> {
  const taken = await pool.query(
    `update template_drafts set submitting_until = now() + $3::interval
     where workspace_id = $1 and id = $2 and (submitting_until is null or submitting_until < now())`,
    [workspaceId, draftId, SUBMITTING],
  )
  const draft = await requireDraft(pool, workspaceId, draftId)
  if (taken.rowCount === 0) throw problem('in-progress', 'This draft is being submitted just now: wait for the answer.')
  return draft
}

async function refuseWhatCannotGo(
  db: Db,
  workspaceId: string,
  draft: DraftRow,
  before: TemplateRow | undefined,
  now: PlatformTime,
): Promise<void> {
  if (draft.template_id && (!before || before.status === 'DELETED'))
    throw problem('gone', 'The template that this draft changes was deleted at Meta: duplicate the draft under another name.')
  if (before) {
    const edits = await countedEdits(db, workspaceId, before.id, now)
    const { allowed, because } = editAllowance({ status: before.status, edits }, now, policyAt(now))
    if (!allowed) throw problem('refused', because, { rule: 'templates.edits', because, remedy: 'The draft is kept until then.' })
  } else {
    const until = (await lockedNames(db, workspaceId, draft.waba_id, isoTime(now))).get(draft.name)
    if (until)
      throw problem(
        'refused',
        `A template named ${draft.name} was deleted: Meta locks the name until ${until.toISOString().slice(0, 10)}.`,
        {
          rule: 'templates.name-lock-days',
          because: `The name ${draft.name} belonged to a template that was deleted, and is locked until ${until.toISOString().slice(0, 10)}.`,
          remedy: 'Choose another name, or wait until then.',
        },
      )
  }
  const others = (await listTemplates(db, workspaceId, { waba: draft.waba_id })).filter((other) => other.id !== before?.id)
  const { ttlSeconds, ...content } = contentOf(draft)
  const findings = lintTemplate(
    { ...content, ...(ttlSeconds === null ? {} : { message_send_ttl_seconds: ttlSeconds }) } as typeof content,
    { others, now },
  )
  const errors = findings.filter(({ severity }) => severity === 'error')
  if (errors.length > 0)
    throw problem('content-invalid', errors[0]?.fix ?? '', {
      rule: errors[0]?.rule ?? '',
      findings: findings.map(({ repair: _, ...finding }) => finding),
    })
}

/** The components with handles of the platform's in place of our samples; each file is uploaded once. */
async function withUploadedSamples(
  { pool, graph, token }: { pool: pg.Pool; graph: GraphClient; token: string },
  workspaceId: string,
  components: unknown[],
): Promise<readonly unknown[]> {
  const ids = new Set(sampleHandles(components).flatMap((handle) => sampleIdOf(handle) ?? []))
  if (ids.size === 0) return components
  const appId = await appOfToken({ graph, token })
  const handles = new Map<string, string>()
  for (const id of ids) handles.set(id, await uploadSample({ graph, token, appId }, await requireSample(pool, workspaceId, id)))
  return withHandles(components, (handle) => handles.get(sampleIdOf(handle) ?? '') ?? handle)
}

async function post(
  { graph, token }: { graph: GraphClient; token: string },
  draft: DraftRow,
  before: TemplateRow | undefined,
  components: readonly unknown[],
): Promise<string> {
  const content = {
    components,
    parameter_format: draft.parameter_format,
    ...(draft.ttl_seconds === null ? {} : { message_send_ttl_seconds: draft.ttl_seconds }),
  }
  try {
    if (before) {
      const category = before.status === 'APPROVED' ? {} : { category: draft.category }
      await askGraph(graph, { method: 'POST', path: before.id, token, json: { ...content, ...category } })
      return before.id
    }
    const { name, language, category } = draft
    const json = { name, language, category, ...content }
    return (await askGraph<{ id: string }>(graph, { method: 'POST', path: `${draft.waba_id}/message_templates`, token, json })).id
  } catch (error) {
    if (!(error instanceof GraphFailure) || error.error !== undefined) throw error
    const found = await lookUp({ graph, token }, draft).catch(() => undefined)
    if (found && (!before || found.status === 'PENDING')) return found.id
    throw error
  }
}

async function lookUp(
  { graph, token }: { graph: GraphClient; token: string },
  { waba_id, name, language }: DraftRow,
): Promise<TemplateNode | undefined> {
  const query = new URLSearchParams({ name, language, fields: TEMPLATE_FIELDS, limit: '100' })
  const found = await readEdge<TemplateNode>(graph, `${waba_id}/message_templates?${query}`, token)
  return found.find((template) => template.name === name && template.language === language)
}

const keep = (
  pool: pg.Pool,
  workspaceId: string,
  draft: DraftRow,
  before: TemplateRow | undefined,
  node: TemplateNode,
  { at, by }: { at: PlatformTime; by: Author },
): Promise<void> =>
  transact(pool, async (tx) => {
    await saveTemplates(tx, workspaceId, draft.waba_id, [node], at)
    await keepSubmittedVersion(tx, workspaceId, node.id, contentOf(draft), { at, by, counted: before?.status === 'APPROVED' })
    await tx.query('delete from template_drafts where workspace_id = $1 and id = $2', [workspaceId, draft.id])
    await rememberStandings(tx, workspaceId, [node.id], at)
    await appendEvents(tx, workspaceId, [
      { type: 'template.changed', at, data: { templateId: node.id } },
      { type: 'template.draft.changed', at, data: { draftId: draft.id } },
    ])
  })

/** A draft that did not get through is free again, and keeps what the platform said. */
async function giveBack(pool: pg.Pool, workspaceId: string, draft: DraftRow, error: unknown, at: PlatformTime): Promise<void> {
  const refusal: Refusal | null =
    error instanceof GraphFailure && error.error ? { ...plainRefusal(error.error), at: isoTime(at) } : null
  await pool.query(
    `update template_drafts set submitting_until = null, refusal = coalesce($3::jsonb, refusal) where workspace_id = $1 and id = $2`,
    [workspaceId, draft.id, refusal === null ? null : JSON.stringify(refusal)],
  )
}

function asProblem(error: unknown): unknown {
  if (!(error instanceof GraphFailure)) return error
  if (!error.error)
    return problem(
      'upstream',
      'Meta did not answer, and its list does not hold the template. Submit again; nothing is made twice.',
      {
        cause: error,
      },
    )
  const { because, remedy, code } = plainRefusal(error.error)
  return problem('refused', because, { rule: `meta.${code ?? 'unknown'}`, because, remedy, cause: error })
}

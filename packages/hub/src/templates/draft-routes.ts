import { z } from 'zod'
import type { Actor } from '../access/actor.ts'
import { row, transact } from '../database/database.ts'
import { appendEvents } from '../events/append-events.ts'
import type { Routes } from '../http/fastify-app.ts'
import { problem } from '../http/problems.ts'
import { draftOf } from './draft-origin.ts'
import {
  contentOf,
  createDraft,
  type DraftContent,
  deleteDraft,
  listDrafts,
  presentDraft,
  requireDraft,
  saveDraft,
} from './drafts.ts'
import { planImport } from './import-templates.ts'
import { listTemplates } from './queries.ts'
import { requireTemplate } from './routes.ts'
import { submitDraft, type Tools } from './submit-draft.ts'

const LONGEST_NAME = 1_024
/** Ten cards of the longest texts and addresses fit ten times over. */
const MOST_COMPONENT_BYTES = 262_144

const Components = z
  .array(z.looseObject({ type: z.string().max(64) }))
  .max(20)
  .refine((components) => JSON.stringify(components).length <= MOST_COMPONENT_BYTES, 'make the components shorter')

const Content = z.object({
  name: z.string().max(LONGEST_NAME),
  language: z.string().max(16),
  category: z.string().max(32),
  parameterFormat: z.enum(['POSITIONAL', 'NAMED']),
  components: Components,
  ttlSeconds: z.int().min(-1).max(2_592_000).nullish(),
})

const NewDraft = Content.partial().extend({
  wabaId: z.string().min(1).max(64).optional().describe('Needed only where there are several accounts'),
  from: z
    .object({
      templateId: z.string().min(1).max(64).optional(),
      draftId: z.uuid().optional(),
    })
    .optional()
    .describe('Begin with the content of this one; what is given beside it replaces it'),
  edits: z.string().min(1).max(64).optional().describe('Id of the template that this draft changes'),
})

const Id = z.object({ id: z.uuid() })
const tags = ['templates']
const MOST_IMPORTED = 500

/** What somebody writes before the platform sees it. A draft belongs to the workspace: whoever may write templates may go on with it. */
export const draftRoutes =
  (tools: Tools & { onEvents: (workspaceId: string) => void }): Routes =>
  async (app) => {
    const { pool, clock, onEvents } = tools

    const told = async (workspaceId: string, draftIds: readonly string[]) => {
      await transact(pool, (tx) =>
        appendEvents(
          tx,
          workspaceId,
          draftIds.map((draftId) => ({ type: 'template.draft.changed' as const, at: clock.now(), data: { draftId } })),
        ),
      )
      onEvents(workspaceId)
    }

    app.get(
      '/v1/templates/drafts',
      { config: { access: 'viewer' }, schema: { summary: 'Drafts of templates', tags } },
      async (request) => ({ data: (await listDrafts(pool, request.actor.workspaceId)).map(presentDraft), cursor: null }),
    )

    app.get(
      '/v1/templates/drafts/:id',
      { config: { access: 'viewer' }, schema: { summary: 'One draft', tags, params: Id } },
      async (request) => presentDraft(await requireDraft(pool, request.actor.workspaceId, request.params.id)),
    )

    app.post(
      '/v1/templates/drafts',
      {
        config: { access: 'manager' },
        schema: {
          summary: 'Begin a draft: empty, from another, or as the edit of a template',
          description: 'A template has one edit at a time: asking again answers with the draft that is there.',
          tags,
          body: NewDraft,
        },
      },
      async (request, reply) => {
        const { actor, body } = request
        const origin = await originOf(actor.workspaceId, body)
        const { wabaId: _, from: __, edits, ...given } = body
        const content: DraftContent = {
          ...origin.content,
          ...present(given),
          ttlSeconds: given.ttlSeconds ?? origin.content.ttlSeconds,
        }
        const draft = await createDraft(pool, actor.workspaceId, content, {
          wabaId: origin.wabaId,
          templateId: edits ?? null,
          at: clock.now(),
          by: authorOf(actor),
        })
        await told(actor.workspaceId, [draft.id])
        return reply.code(201).send(presentDraft(draft))
      },
    )

    app.put(
      '/v1/templates/drafts/:id',
      {
        config: { access: 'manager' },
        schema: {
          summary: 'Save a draft over the revision that was seen',
          tags,
          params: Id,
          body: Content.extend({ revision: z.int().min(1) }),
        },
      },
      async (request) => {
        const { actor, params, body } = request
        const { revision, ...content } = body
        const before = await requireDraft(pool, actor.workspaceId, params.id)
        // Name and language of a template that exists are fixed at the platform.
        const fixed = before.template_id === null ? {} : { name: before.name, language: before.language }
        const saved = await saveDraft(
          pool,
          actor.workspaceId,
          params.id,
          { ...content, ttlSeconds: content.ttlSeconds ?? null, ...fixed },
          { revision, at: clock.now(), by: authorOf(actor) },
        )
        if (!saved) {
          const now = await requireDraft(pool, actor.workspaceId, params.id)
          throw problem(
            'conflict',
            `${now.updated_by.name} changed this draft meanwhile: take their words, or save yours over them.`,
            {
              more: { draft: presentDraft(now) },
            },
          )
        }
        await told(actor.workspaceId, [saved.id])
        return presentDraft(saved)
      },
    )

    app.delete(
      '/v1/templates/drafts/:id',
      { config: { access: 'manager' }, schema: { summary: 'Throw a draft away', tags, params: Id } },
      async (request, reply) => {
        const { workspaceId } = request.actor
        if (await deleteDraft(pool, workspaceId, request.params.id)) await told(workspaceId, [request.params.id])
        return reply.code(204).send()
      },
    )

    app.post(
      '/v1/templates/drafts/:id/submit',
      {
        config: { access: 'manager' },
        schema: { summary: 'Give a draft to the platform for review', tags, params: Id },
      },
      async (request) => {
        const { actor, params } = request
        const submitted = await submitDraft(tools, { workspaceId: actor.workspaceId, draftId: params.id, by: authorOf(actor) })
        onEvents(actor.workspaceId)
        return submitted
      },
    )

    app.post(
      '/v1/templates/import',
      {
        config: { access: 'manager' },
        bodyLimit: 8 * 1_048_576,
        schema: {
          summary: 'Make drafts of the templates of a file',
          description:
            'Templates as Graph lists them, as this API shows them, or a list under `data`. What is there already is left alone.',
          tags,
          body: z.object({
            wabaId: z.string().min(1).max(64).optional(),
            templates: z.array(z.unknown()).min(1).max(MOST_IMPORTED),
          }),
        },
      },
      async (request) => {
        const { actor, body } = request
        const wabaId = await accountFor(actor.workspaceId, body.wabaId)
        const plan = planImport(body.templates, {
          templates: await listTemplates(pool, actor.workspaceId, { waba: wabaId }),
          drafts: (await listDrafts(pool, actor.workspaceId)).filter((draft) => draft.waba_id === wabaId),
        })
        const made: string[] = []
        for (const content of plan.drafts) {
          const draft = await createDraft(pool, actor.workspaceId, content, {
            wabaId,
            templateId: null,
            at: clock.now(),
            by: authorOf(actor),
          })
          made.push(draft.id)
        }
        if (made.length > 0) await told(actor.workspaceId, made)
        return {
          created: plan.drafts.map(({ name, language }, index) => ({ id: made[index], name, language })),
          skipped: plan.skipped,
        }
      },
    )

    /** Whose content a draft begins with, and in which account it is. */
    async function originOf(
      workspaceId: string,
      { from, edits, wabaId }: z.infer<typeof NewDraft>,
    ): Promise<{ content: DraftContent; wabaId: string }> {
      if (edits !== undefined || from?.templateId !== undefined) {
        const template = await requireTemplate(pool, workspaceId, (edits ?? from?.templateId) as string)
        if (edits !== undefined && template.status === 'DELETED')
          throw problem('gone', 'This template was deleted: duplicate it under another name.')
        return { content: await draftOf(pool, workspaceId, template), wabaId: template.waba_id }
      }
      if (from?.draftId !== undefined) {
        const draft = await requireDraft(pool, workspaceId, from.draftId)
        return { content: contentOf(draft), wabaId: draft.waba_id }
      }
      return { content: EMPTY, wabaId: await accountFor(workspaceId, wabaId) }
    }

    /** The account that is named, else the only one. */
    async function accountFor(workspaceId: string, wabaId: string | undefined): Promise<string> {
      const waba = await row<{ id: string }>(
        pool,
        'select id from wabas where workspace_id = $1 and ($2::text is null or id = $2) order by id limit 1',
        [workspaceId, wabaId ?? null],
      )
      if (!waba)
        throw problem(
          'not-found',
          wabaId ? `This workspace has no account with the id ${wabaId}.` : 'Connect a WhatsApp account first.',
        )
      return waba.id
    }
  }

const EMPTY: DraftContent = {
  name: '',
  language: 'en',
  category: 'UTILITY',
  parameterFormat: 'POSITIONAL',
  components: [{ type: 'BODY', text: '' }],
  ttlSeconds: null,
}

const authorOf = ({ id, name }: Actor) => ({ id, name })
const present = <T extends object>(values: T): Partial<{ [K in keyof T]: NonNullable<T[K]> }> =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined && value !== null)) as Partial<{
    [K in keyof T]: NonNullable<T[K]>
  }>

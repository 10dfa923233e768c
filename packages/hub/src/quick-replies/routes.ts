import type pg from 'pg'
import { z } from 'zod'
import { type Db, row, rows } from '../database/database.ts'
import { uuid7 } from '../database/uuid7.ts'
import type { Routes } from '../http/fastify-app.ts'
import { PageAsked, pageOf } from '../http/page-of.ts'
import { problem } from '../http/problems.ts'
import { unknownVariable } from './variables.ts'

const MOST = 1_000

const Id = z.object({ id: z.uuid() })
const Shortcut = z
  .string()
  .trim()
  .toLowerCase()
  .regex(/^[\p{L}\p{N}_-]{1,32}$/u, 'Use letters, digits, - and _, up to 32 of them, without the slash.')
  .describe('What is typed after the slash')
const Text = z.string().trim().min(1).max(4_096).describe('May hold variables, such as {{contact.first_name|there}}')
const Reply = z.object({ id: z.uuid(), shortcut: z.string(), text: z.string(), changedBy: z.string(), changedAt: z.string() })

type ReplyRow = { id: string; shortcut: string; text: string; changed_by: string; changed_at: Date }
const COLUMNS = 'id, shortcut, text, changed_by, changed_at'
const present = (reply: ReplyRow): z.infer<typeof Reply> => ({
  id: reply.id,
  shortcut: reply.shortcut,
  text: reply.text,
  changedBy: reply.changed_by,
  changedAt: reply.changed_at.toISOString(),
})

/** Replies kept ready for `/` in the composer. */
export const quickReplyRoutes =
  ({ pool }: { pool: pg.Pool }): Routes =>
  async (app) => {
    const tags = ['quick replies']
    const list = (db: Db, workspaceId: string) =>
      rows<ReplyRow>(db, `select ${COLUMNS} from quick_replies where workspace_id = $1 order by shortcut limit ${MOST}`, [
        workspaceId,
      ])

    app.get(
      '/v1/quick-replies',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'Quick replies, by shortcut',
          tags,
          querystring: PageAsked,
          response: { 200: z.object({ data: z.array(Reply), cursor: z.string().nullable() }) },
        },
      },
      async (request) => pageOf((await list(pool, request.actor.workspaceId)).map(present), request.query),
    )

    app.post(
      '/v1/quick-replies',
      {
        config: { access: 'manager' },
        schema: {
          summary: 'Keep a reply ready',
          tags,
          body: z.object({ shortcut: Shortcut, text: Text }),
          response: { 201: Reply },
        },
      },
      async (request, reply) => {
        const { actor, body } = request
        refuseUnknown(body.text)
        const made = await row<ReplyRow>(
          pool,
          `insert into quick_replies (workspace_id, id, shortcut, text, changed_by)
           select $1, $2, $3, $4, $5 where (select count(*) from quick_replies where workspace_id = $1) < ${MOST}
           on conflict (workspace_id, shortcut) do nothing returning ${COLUMNS}`,
          [actor.workspaceId, uuid7(), body.shortcut, body.text, actor.name],
        )
        if (!made) throw taken(body.shortcut)
        return reply.code(201).send(present(made))
      },
    )

    app.patch(
      '/v1/quick-replies/:id',
      {
        config: { access: 'manager' },
        schema: {
          summary: 'Change a quick reply',
          tags,
          params: Id,
          body: z.object({ shortcut: Shortcut.optional(), text: Text.optional() }),
          response: { 200: Reply },
        },
      },
      async (request) => {
        const { actor, params, body } = request
        if (body.text !== undefined) refuseUnknown(body.text)
        const changed = await row<ReplyRow>(
          pool,
          `update quick_replies set shortcut = coalesce($3, shortcut), text = coalesce($4, text), changed_by = $5, changed_at = now()
           where workspace_id = $1 and id = $2 returning ${COLUMNS}`,
          [actor.workspaceId, params.id, body.shortcut ?? null, body.text ?? null, actor.name],
        ).catch((error: { code?: string }) => {
          throw error.code === UNIQUE_VIOLATION ? taken(body.shortcut ?? '') : error
        })
        if (!changed) throw unknown(params.id)
        return present(changed)
      },
    )

    app.delete(
      '/v1/quick-replies/:id',
      { config: { access: 'manager' }, schema: { summary: 'Remove a quick reply', tags, params: Id } },
      async (request, reply) => {
        const { rowCount } = await pool.query('delete from quick_replies where workspace_id = $1 and id = $2', [
          request.actor.workspaceId,
          request.params.id,
        ])
        if (!rowCount) throw unknown(request.params.id)
        return reply.code(204).send()
      },
    )
  }

const UNIQUE_VIOLATION = '23505'
const unknown = (id: string) => problem('not-found', `This workspace has no quick reply with the id ${id}.`)
const taken = (shortcut: string) =>
  problem('conflict', `There is a quick reply /${shortcut} already, or ${MOST} of them: change that one, or choose another name.`)

function refuseUnknown(text: string): void {
  const found = unknownVariable(text)
  if (!found) return
  const fix = `${found} is filled by nothing. Known are {{contact.name}}, {{contact.first_name}}, {{contact.phone}}, {{contact.attributes.city}}, {{agent.name}}, {{agent.first_name}} and {{number.name}}, each with |what to say otherwise.`
  throw problem('content-invalid', fix, {
    findings: [{ rule: 'quick-reply.variable', severity: 'error', path: 'text', actual: found, fix }],
  })
}

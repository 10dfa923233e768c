import { Readable } from 'node:stream'
import type pg from 'pg'
import { z } from 'zod'
import { tellAudit } from '../audit/audit-requests.ts'
import type { PlatformClock } from '../clock/platform-clock.ts'
import { listStatements, presentStatement } from '../consent/ledger.ts'
import { transact } from '../database/database.ts'
import { uuid7 } from '../database/uuid7.ts'
import { readCursor, writeCursor } from '../http/cursor.ts'
import type { Routes } from '../http/fastify-app.ts'
import { problem } from '../http/problems.ts'
import { createJob, makeReady } from '../jobs/queries.ts'
import { requireContact } from './change-contact.ts'
import { countWhom, ManyOptions } from './change-many.ts'
import { exportContact } from './export-contact.ts'
import { readHistory } from './read-history.ts'
import { Statement, statement } from './routes.ts'

const Id = z.object({ id: z.uuid() })

/** Many people changed at once, and all that is known of one. */
export const manyRoutes =
  ({ pool, clock, onReady }: { pool: pg.Pool; clock: PlatformClock; onReady: () => void }): Routes =>
  async (app) => {
    const tags = ['contacts']

    app.post(
      '/v1/contacts/change',
      {
        config: { access: 'manager' },
        schema: {
          summary: 'Change tags, attributes or consent of many people, as a job',
          tags,
          body: ManyOptions.omit({ said: true }).extend({
            consent: Statement.optional().describe('What they said, the same for all of them'),
          }),
          response: { 202: z.object({ job: z.object({ id: z.uuid() }), people: z.int() }) },
        },
      },
      async (request, reply) => {
        const { workspaceId, id: actorId } = request.actor
        const { consent, ...options } = request.body
        const said = consent ? statement(consent, request.actor, clock.now()) : null
        if (!said && options.addTags.length + options.removeTags.length + Object.keys(options.attributes).length === 0)
          throw problem('content-invalid', 'Say what is to change: tags, attributes or consent.')
        if (said?.choice === 'in' && !said.evidence.wording && !said.evidence.reference)
          throw problem('content-invalid', 'Say what they agreed to, or what shows it: a yes of many people needs evidence.')
        const id = uuid7()
        const people = await countWhom(pool, workspaceId, options.whom, clock.now())
        await transact(pool, async (tx) => {
          await createJob(tx, { workspaceId, id, kind: 'contacts.change', createdBy: actorId })
          await makeReady(tx, { workspaceId, id, options: { ...options, said }, total: people })
        })
        tellAudit(request, { people })
        onReady()
        return reply.code(202).send({ job: { id }, people })
      },
    )

    app.get(
      '/v1/contacts/:id/history',
      {
        config: { access: 'viewer' },
        schema: { summary: 'One person’s messages, calls, windows, consent and cost, the newest two thousand', tags, params: Id },
      },
      async (request) => {
        const { workspaceId } = request.actor
        const contact = await requireContact(pool, workspaceId, request.params.id)
        return readHistory(pool, workspaceId, contact.id, clock.now())
      },
    )

    app.get(
      '/v1/contacts/:id/consent',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'All that a person said about being written to, newest first',
          tags,
          params: Id,
          querystring: z.object({
            limit: z.coerce.number().int().min(1).max(200).default(50),
            cursor: z.string().max(500).optional(),
          }),
        },
      },
      async (request) => {
        const { workspaceId } = request.actor
        const { limit, cursor } = request.query
        const contact = await requireContact(pool, workspaceId, request.params.id)
        const found = await listStatements(pool, workspaceId, {
          contactId: contact.id,
          purpose: null,
          choice: null,
          how: null,
          before: cursor ? readCursor(cursor, Id).id : null,
          limit,
        })
        const last = found.length === limit ? found.at(-1) : undefined
        return { data: found.map(presentStatement), cursor: last ? writeCursor({ id: last.id }) : null }
      },
    )

    app.get(
      '/v1/contacts/:id/export',
      {
        config: { access: 'manager' },
        schema: {
          summary: 'All that is kept about one person, as a JSON file',
          tags,
          params: Id,
          produces: ['application/json'],
        },
      },
      async (request, reply) => {
        const { workspaceId } = request.actor
        const contact = await requireContact(pool, workspaceId, request.params.id)
        return reply
          .type('application/json; charset=utf-8')
          .header('content-disposition', `attachment; filename="contact-${contact.id}.json"`)
          .send(Readable.from(exportContact(pool, workspaceId, contact)))
      },
    )
  }

import { z } from 'zod'
import type { Db } from '../database/database.ts'
import { readCursor, writeCursor } from '../http/cursor.ts'
import type { Routes } from '../http/fastify-app.ts'
import { AUDIT_KEPT_DAYS, type AuditRow, listAudit } from './record-audit.ts'

const Entry = z.object({
  id: z.uuid(),
  at: z.string(),
  actor: z.object({ kind: z.enum(['person', 'key', 'operator']), id: z.string(), name: z.string() }),
  action: z.string().describe('In words'),
  route: z.string().nullable(),
  object: z.record(z.string(), z.string()).describe('Ids, by what they are of'),
  changed: z.array(z.string()).describe('Members of the request, by name'),
  details: z.record(z.string(), z.unknown()),
  status: z.int().nullable(),
  address: z.string().nullable().describe('Where the request came from'),
  requestId: z.string().nullable(),
})
const Place = z.object({ before: z.uuid() })

/** What people and keys did. */
export const auditRoutes =
  ({ db }: { db: Db }): Routes =>
  async (app) => {
    app.get(
      '/v1/audit',
      {
        config: { access: 'admin' },
        schema: {
          summary: 'What people and keys did, the newest first',
          description: `Kept for ${AUDIT_KEPT_DAYS} days. Holds no message texts and no secrets.`,
          tags: ['Access'],
          querystring: z.object({
            actorId: z.string().max(64).optional().describe('Only what this person or key did'),
            cursor: z.string().max(500).optional(),
            limit: z.coerce.number().int().min(1).max(200).default(50),
          }),
          response: { 200: z.object({ data: z.array(Entry), cursor: z.string().nullable() }) },
        },
      },
      async (request) => {
        const { actorId = null, cursor, limit } = request.query
        const before = cursor ? readCursor(cursor, Place).before : null
        const found = await listAudit(db, { workspaceId: request.actor.workspaceId, actorId, before, limit })
        const last = found.length === limit ? found.at(-1) : undefined
        return { data: found.map(shown), cursor: last ? writeCursor({ before: last.id }) : null }
      },
    )
  }

const shown = ({ actor_kind, actor_id, actor_name, request_id, at, ...entry }: AuditRow) => ({
  ...entry,
  at: at.toISOString(),
  actor: { kind: actor_kind, id: actor_id, name: actor_name },
  requestId: request_id,
})

import { isoTime } from '@casement/platform'
import type pg from 'pg'
import { z } from 'zod'
import type { PlatformClock } from '../clock/platform-clock.ts'
import { row, transactAgain } from '../database/database.ts'
import { uuid7 } from '../database/uuid7.ts'
import { appendEvents } from '../events/append-events.ts'
import type { Routes } from '../http/fastify-app.ts'
import { problem } from '../http/problems.ts'
import { requireContact } from './change-contact.ts'
import { readPhone } from './phone.ts'

const LARGEST_DATA = 8_000

const Data = z
  .record(z.string().min(1).max(64), z.union([z.string().max(2_000), z.number(), z.boolean(), z.null()]))
  .refine((data) => JSON.stringify(data).length <= LARGEST_DATA, `at most ${LARGEST_DATA / 1_000} KB`)
  .refine((data) => !JSON.stringify(data).includes('\\u0000'), 'it holds a zero byte')

/** What other programs tell of people: an order was paid, a basket was left. It begins automations, and counts as what came of a message. */
export const contactEventRoutes =
  ({ pool, clock, onEvents }: { pool: pg.Pool; clock: PlatformClock; onEvents: (workspaceId: string) => void }): Routes =>
  async (app) => {
    app.post(
      '/v1/events',
      {
        config: { access: 'agent' },
        schema: {
          summary: 'Tell of something a person did',
          tags: ['contacts'],
          body: z.object({
            name: z
              .string()
              .regex(/^[\w.:-]{1,100}$/, 'use letters, digits and . _ : -, such as order.paid')
              .describe('Such as order.paid'),
            to: z.union([z.string().min(1).max(40), z.object({ contactId: z.uuid() })]).describe('E.164, or {contactId}'),
            data: Data.default({}).describe('Plain values, such as {"total": 42.5}'),
          }),
          response: { 202: z.object({ event: z.object({ id: z.string(), contactId: z.string(), at: z.string() }) }) },
        },
      },
      async (request, reply) => {
        const { workspaceId } = request.actor
        const { name, to, data } = request.body
        const now = clock.now()
        const id = uuid7()
        const phone = typeof to === 'string' ? readPhone(to) : null
        if (phone && !phone.ok) throw problem('content-invalid', phone.reason)
        const contactId = await transactAgain(pool, async (tx) => {
          const whose =
            typeof to === 'string'
              ? (
                  await row<{ contact_id: string }>(
                    tx,
                    `select contact_id from contact_aliases where workspace_id = $1 and kind = 'e164' and portfolio_id = '' and value = $2`,
                    [workspaceId, phone?.ok ? phone.digits : ''],
                  )
                )?.contact_id
              : (await requireContact(tx, workspaceId, to.contactId)).id
          if (!whose)
            throw problem('not-found', `Nobody here has the number ${to}: add the contact first, with POST /v1/contacts.`)
          await tx.query(
            'insert into contact_events (workspace_id, id, contact_id, name, data, at) values ($1, $2, $3, $4, $5, $6)',
            [workspaceId, id, whose, name, JSON.stringify(data), isoTime(now)],
          )
          await appendEvents(tx, workspaceId, [{ type: 'contact.event', at: now, data: { contactId: whose, eventId: id, name } }])
          return whose
        })
        onEvents(workspaceId)
        return reply.code(202).send({ event: { id, contactId, at: isoTime(now) } })
      },
    )
  }

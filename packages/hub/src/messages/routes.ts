import { platformTime } from '@casement/platform'
import type pg from 'pg'
import { z } from 'zod'
import type { Actor } from '../access/actor.ts'
import type { PlatformClock } from '../clock/platform-clock.ts'
import { readCursor, writeCursor } from '../http/cursor.ts'
import type { Routes } from '../http/fastify-app.ts'
import { problem } from '../http/problems.ts'
import type { LinkTracker } from '../links/track-links.ts'
import type { SendRequest } from './admit-messages.ts'
import { cancelMessage } from './cancel-message.ts'
import { changeScheduled } from './change-scheduled.ts'
import { checkMessage, type SentBy } from './judge-message.ts'
import { presentDecision } from './present.ts'
import { findMessageById, type MessageRow, presentMessage, scheduledMessages } from './queries.ts'
import { RESOLUTIONS, resolveMessage, unclearFacts } from './resolve-message.ts'
import { PRIORITIES } from './sending-terms.ts'
import { submitMessage } from './submit-message.ts'

const Message = z
  .looseObject({ type: z.string().min(1).max(64) })
  .describe('Meta’s message object: type, and the content under that name')

export const SendBody = z.object({
  from: z.string().min(1).max(64).describe('Id of the sending number, as GET /v1/accounts names it'),
  to: z.union([
    z.string().min(1).max(64).describe('E.164, such as +447700900123'),
    z.object({ bsuid: z.string().min(1).max(160) }),
    z.object({ contactId: z.uuid() }),
  ]),
  message: Message,
  sendAt: z.iso.datetime({ offset: true }).optional(),
  expiresAt: z.iso.datetime({ offset: true }).optional(),
  undoFor: z
    .number()
    .min(1)
    .max(30)
    .optional()
    .describe('Seconds in which POST /v1/messages/{id}/cancel still withdraws it for sure; it leaves after them'),
  priority: z.enum(Object.keys(PRIORITIES) as [keyof typeof PRIORITIES]).optional(),
})

const Decision = z.looseObject({ kind: z.enum(['send', 'hold', 'refuse']) })
const Findings = z.array(
  z.looseObject({ rule: z.string(), severity: z.enum(['error', 'warning']), path: z.string(), fix: z.string() }),
)
const Id = z.object({ id: z.uuid() })

/** Sending, and asking first. */
export const messageRoutes =
  ({
    pool,
    clock,
    links,
    refuse,
    onQueued,
  }: {
    pool: pg.Pool
    clock: PlatformClock
    links: LinkTracker
    /** Throws while nothing may be sent at all. */
    refuse: () => void
    onQueued: (workspaceId: string, phoneNumberId: string) => void
  }): Routes =>
  async (app) => {
    app.post(
      '/v1/messages',
      {
        config: { access: 'agent' },
        schema: {
          summary: 'Submit a message',
          tags: ['messages'],
          body: SendBody,
          response: {
            202: z.object({
              message: z.object({ id: z.string(), status: z.enum(['queued', 'held']), notBefore: z.string().optional() }),
              decision: Decision,
              findings: Findings,
            }),
          },
        },
      },
      async (request, reply) => {
        refuse()
        const { workspaceId } = request.actor
        const { decision, findings, message } = await submitMessage(pool, {
          workspaceId,
          request: requestOf(request.body),
          now: clock.now(),
          sentBy: sentBy(request.actor),
          idempotencyKey: request.idempotencyKey && `POST /v1/messages ${request.idempotencyKey}`,
          links,
        })
        if (!message || decision.kind === 'refuse') {
          const { rule = 'content.invalid', remedy } = decision as Extract<typeof decision, { kind: 'refuse' }>
          throw problem('refused', findings.find(({ severity }) => severity === 'error')?.fix ?? decision.because, {
            rule,
            because: decision.because,
            remedy,
            findings,
            more: { decision: presentDecision(decision) },
          })
        }
        onQueued(workspaceId, request.body.from)
        const { undoFor } = request.body
        if (undoFor) setTimeout(() => onQueued(workspaceId, request.body.from), undoFor * 1_000 + 10).unref()
        return reply.code(202).send({
          message: {
            id: message.id,
            status: message.status,
            ...(message.notBefore ? { notBefore: new Date(message.notBefore).toISOString() } : {}),
          },
          decision: presentDecision(decision),
          findings: [...findings],
        })
      },
    )

    app.post(
      '/v1/messages/check',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'Ask what would happen to a message, without sending it',
          tags: ['messages'],
          body: SendBody,
          response: { 200: z.object({ decision: Decision, findings: Findings }) },
        },
      },
      async (request) => {
        const { decision, findings } = await checkMessage(pool, {
          workspaceId: request.actor.workspaceId,
          from: request.body.from,
          to: request.body.to,
          message: request.body.message,
          now: platformTime(Math.max(request.body.sendAt ? platformTime(request.body.sendAt) : 0, clock.now())),
          sentBy: sentBy(request.actor),
        })
        return { decision: presentDecision(decision), findings: [...findings] }
      },
    )

    app.get(
      '/v1/messages/scheduled',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'Messages that wait for their time, the next first',
          tags: ['messages'],
          querystring: z.object({
            threadId: z.uuid().optional(),
            limit: z.coerce.number().int().min(1).max(200).default(50),
            cursor: z.string().max(500).optional(),
          }),
        },
      },
      async (request) => {
        const { threadId, limit, cursor } = request.query
        const after = cursor ? readCursor(cursor, z.object({ at: z.string(), id: z.uuid() })) : null
        const found = await scheduledMessages(pool, request.actor.workspaceId, { threadId: threadId ?? null, after, limit })
        const last = found.length === limit ? found.at(-1) : undefined
        return {
          data: found.map((message) => ({
            ...presentMessage(message),
            contact: { id: message.contact_id, name: message.contact_name },
          })),
          cursor: last?.due_at ? writeCursor({ at: last.due_at.toISOString(), id: last.id }) : null,
        }
      },
    )

    app.patch(
      '/v1/messages/:id',
      {
        config: { access: 'agent' },
        schema: {
          summary: 'Change a scheduled message, or when it leaves',
          tags: ['messages'],
          params: Id,
          body: z.object({ message: Message.optional(), sendAt: z.iso.datetime({ offset: true }).optional() }),
        },
      },
      async (request) => {
        refuse()
        const { workspaceId } = request.actor
        const { message, sendAt } = request.body
        const { phoneNumberId } = await changeScheduled(pool, {
          workspaceId,
          id: request.params.id,
          now: clock.now(),
          sentBy: sentBy(request.actor),
          ...(message ? { message } : {}),
          ...(sendAt ? { sendAt: platformTime(sendAt) } : {}),
        })
        onQueued(workspaceId, phoneNumberId)
        return presentMessage((await findMessageById(pool, workspaceId, request.params.id)) as MessageRow)
      },
    )

    app.get(
      '/v1/messages/:id',
      { config: { access: 'viewer' }, schema: { summary: 'One message', tags: ['messages'], params: Id } },
      async (request) => {
        const message = await findMessageById(pool, request.actor.workspaceId, request.params.id)
        if (!message) throw problem('not-found', `This workspace has no message with the id ${request.params.id}.`)
        const unclear =
          message.status === 'unclear'
            ? await unclearFacts(pool, request.actor.workspaceId, request.params.id, clock.now())
            : null
        return { ...presentMessage(message), ...(unclear ? { unclear } : {}) }
      },
    )

    app.post(
      '/v1/messages/:id/resolve',
      {
        config: { access: 'manager' },
        schema: {
          summary: 'Say what became of an unclear message',
          description:
            'Nobody knows whether the platform took it, and neither a webhook nor the silence of one has settled it; GET /v1/messages/{id} shows the facts. `sent` ends the question. `not-sent` puts it back into the queue, where it is decided again, or gives it up with `again: false`. Look before you answer: a message that is sent again although it had arrived arrives twice.',
          tags: ['messages'],
          params: Id,
          body: z.object({ as: z.enum(RESOLUTIONS), again: z.boolean().default(true) }),
        },
      },
      async (request) => {
        const { workspaceId } = request.actor
        const { id } = request.params
        const resolved = await resolveMessage(pool, {
          workspaceId,
          id,
          resolution: request.body,
          by: request.actor,
          now: clock.now(),
        })
        onQueued(workspaceId, resolved.phoneNumberId)
        const message = await findMessageById(pool, workspaceId, id)
        if (!message) throw problem('not-found', `This workspace has no message with the id ${id}.`)
        return presentMessage(message)
      },
    )

    app.post(
      '/v1/messages/:id/cancel',
      {
        config: { access: 'agent' },
        schema: { summary: 'Withdraw a message that has not left yet', tags: ['messages'], params: Id },
      },
      async (request) => {
        const { workspaceId } = request.actor
        await cancelMessage(pool, workspaceId, request.params.id, clock.now())
        const message = await findMessageById(pool, workspaceId, request.params.id)
        if (!message) throw problem('not-found', `This workspace has no message with the id ${request.params.id}.`)
        return presentMessage(message)
      },
    )
  }

const requestOf = ({ sendAt, expiresAt, ...body }: z.infer<typeof SendBody>): SendRequest => ({
  ...body,
  ...(sendAt ? { sendAt: platformTime(sendAt) } : {}),
  ...(expiresAt ? { expiresAt: platformTime(expiresAt) } : {}),
})

const sentBy = (actor: Actor): SentBy => ({ kind: actor.kind === 'person' ? 'person' : 'api', id: actor.id, name: actor.name })

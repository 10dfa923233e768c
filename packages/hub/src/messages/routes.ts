import { platformTime } from '@casement/platform'
import type pg from 'pg'
import { z } from 'zod'
import type { Actor } from '../access/actor.ts'
import type { PlatformClock } from '../clock/platform-clock.ts'
import type { Routes } from '../http/fastify-app.ts'
import { problem } from '../http/problems.ts'
import { cancelMessage } from './cancel-message.ts'
import { checkMessage, type SentBy } from './judge-message.ts'
import { presentDecision } from './present.ts'
import { findMessageById, presentMessage } from './queries.ts'
import { PRIORITIES, type SendRequest, submitMessage } from './submit-message.ts'

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
    refuse,
    onQueued,
  }: {
    pool: pg.Pool
    clock: PlatformClock
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
      '/v1/messages/:id',
      { config: { access: 'viewer' }, schema: { summary: 'One message', tags: ['messages'], params: Id } },
      async (request) => {
        const message = await findMessageById(pool, request.actor.workspaceId, request.params.id)
        if (!message) throw problem('not-found', `This workspace has no message with the id ${request.params.id}.`)
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

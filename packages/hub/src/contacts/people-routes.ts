import type pg from 'pg'
import { z } from 'zod'
import type { Actor } from '../access/actor.ts'
import type { PlatformClock } from '../clock/platform-clock.ts'
import { transactAgain } from '../database/database.ts'
import { appendEvents, type DomainEvent } from '../events/append-events.ts'
import type { Routes } from '../http/fastify-app.ts'
import { problem } from '../http/problems.ts'
import { Name } from './attributes.ts'
import { type BlockTools, setBlocked } from './block-contact.ts'
import { requireContact } from './change-contact.ts'
import { mergeContacts } from './merge-contacts.ts'
import { type AliasRow, presentContact } from './queries.ts'
import { splitContact } from './split-contact.ts'

const Id = z.object({ id: z.uuid() })
const From = z.object({
  from: z.string().min(1).max(64).optional().describe('The number; without it, every one they have a thread with'),
})

/** Who is who: two contacts that are one person, one that is two, and people we want nothing from. */
export const peopleRoutes =
  ({ pool, clock, ...tools }: BlockTools & { pool: pg.Pool; clock: PlatformClock }): Routes =>
  async (app) => {
    const tags = ['contacts']

    app.post(
      '/v1/contacts/:id/merge',
      {
        config: { access: 'agent' },
        schema: {
          summary: 'Make two contacts one; the other stays as a redirect',
          description: 'Aliases and threads of both are joined. What either refused stays refused.',
          tags,
          params: Id,
          body: z.object({ contactId: z.uuid().describe('The contact that goes into this one') }),
        },
      },
      async (request) => {
        const { workspaceId } = request.actor
        return inTransaction(request.actor, async (tx, emit) => {
          const into = await requireContact(tx, workspaceId, request.params.id)
          const from = await requireContact(tx, workspaceId, request.body.contactId)
          if (into.id === from.id) throw problem('conflict', 'These are one contact already.')
          await mergeContacts({ tx, workspaceId, now: clock.now(), emit }, from.id, into.id)
          return presentContact(await requireContact(tx, workspaceId, into.id))
        })
      },
    )

    app.post(
      '/v1/contacts/:id/split',
      {
        config: { access: 'agent' },
        schema: {
          summary: 'Make some aliases of a contact a person of their own',
          description: 'The messages that these names wrote or got move to threads of the new contact.',
          tags,
          params: Id,
          body: z.object({
            name: Name.default(''),
            aliases: z
              .array(
                z.object({
                  kind: z.enum(['e164', 'bsuid']),
                  value: z.string().min(1).max(160),
                  portfolioId: z.string().max(64).default(''),
                }),
              )
              .min(1)
              .max(20),
          }),
        },
      },
      async (request, reply) => {
        const { workspaceId } = request.actor
        const aliases = request.body.aliases.map(
          ({ kind, value, portfolioId }): AliasRow => ({
            kind,
            portfolioId: kind === 'e164' ? '' : portfolioId,
            value: kind === 'e164' ? value.replace(/\D/g, '') : value,
          }),
        )
        const made = await inTransaction(request.actor, async (tx, emit) => {
          const contact = await requireContact(tx, workspaceId, request.params.id)
          await tx.query('select 1 from contacts where workspace_id = $1 and id = $2 for update', [workspaceId, contact.id])
          const id = await splitContact({ tx, workspaceId, now: clock.now(), emit }, contact, {
            aliases,
            name: request.body.name,
          })
          return presentContact(await requireContact(tx, workspaceId, id))
        })
        return reply.code(201).send(made)
      },
    )

    app.post(
      '/v1/contacts/:id/block',
      {
        config: { access: 'agent' },
        schema: { summary: 'Block somebody who wrote in the last 24 hours', tags, params: Id, body: From.default({}) },
      },
      async (request) => change(request.actor, request.params.id, request.body.from, true),
    )

    app.delete(
      '/v1/contacts/:id/block',
      {
        config: { access: 'agent' },
        schema: { summary: 'Let somebody write to us again', tags, params: Id, querystring: From },
      },
      async (request) => change(request.actor, request.params.id, request.query.from, false),
    )

    async function change(actor: Actor, contactId: string, from: string | undefined, blocked: boolean) {
      const id = await setBlocked(
        { pool, ...tools },
        { workspaceId: actor.workspaceId, contactId, from, by: actor.name, now: clock.now() },
        blocked,
      )
      return presentContact(await requireContact(pool, actor.workspaceId, id))
    }

    function inTransaction<T>(
      { workspaceId }: Actor,
      work: (tx: pg.PoolClient, emit: (event: DomainEvent) => void) => Promise<T>,
    ): Promise<T> {
      return transactAgain(pool, async (tx) => {
        const events: DomainEvent[] = []
        const done = await work(tx, (event) => events.push(event))
        await appendEvents(tx, workspaceId, events)
        return done
      })
    }
  }

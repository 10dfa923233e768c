import { z } from 'zod'
import { tellAudit } from '../audit/audit-requests.ts'
import type { Db } from '../database/database.ts'
import type { Routes } from '../http/fastify-app.ts'
import { PageAsked, pageOf } from '../http/page-of.ts'
import { problem } from '../http/problems.ts'
import { mayActAs, roles } from './actor.ts'
import { type ApiKey, createKey, listKeys, renameKey, revokeKey } from './api-keys.ts'
import { mayUse, scopeNames } from './scopes.ts'

const Key = z.object({
  id: z.uuid(),
  name: z.string(),
  prefix: z.string().describe('The first characters, to tell keys apart.'),
  role: z.enum(roles),
  scopes: z.array(z.string()).nullable().describe('null: all that the role may'),
  createdAt: z.string(),
  lastUsedAt: z.string().nullable(),
  revokedAt: z.string().nullable(),
})
const Scopes = z
  .array(z.enum(scopeNames as [string, ...string[]]))
  .min(1)
  .max(scopeNames.length)
  .nullable()
  .describe('Limits the key further than its role; write includes reading, null limits nothing')
const NewKey = z.object({
  name: z.string().trim().min(1).max(100),
  role: z.enum(roles).default('agent'),
  scopes: Scopes.optional(),
})
const MadeKey = z.object({ key: z.string().describe('Told once: keep it now.'), apiKey: Key })
const KeyAddress = z.object({ id: z.uuid() })

/** API keys of the workspace: make, list, rename, revoke. */
export const keyRoutes =
  ({ db }: { db: Db }): Routes =>
  async (app) => {
    const tags = ['Access']

    app.get(
      '/v1/keys',
      {
        config: { access: 'admin' },
        schema: {
          summary: 'List API keys',
          tags,
          querystring: PageAsked,
          response: { 200: z.object({ data: z.array(Key), cursor: z.string().nullable() }) },
        },
      },
      async (request) => pageOf((await listKeys(db, request.actor.workspaceId)).map(shown), request.query),
    )

    app.post(
      '/v1/keys',
      { config: { access: 'admin' }, schema: { summary: 'Make an API key', tags, body: NewKey, response: { 201: MadeKey } } },
      async (request, reply) => {
        const { name, role } = request.body
        const scopes = request.body.scopes ? [...new Set(request.body.scopes)] : null
        if (!mayActAs(request.actor.role, role)) {
          throw problem(
            'forbidden',
            `You are ${request.actor.role}, so you cannot make a key with the role ${role}: choose yours or a lower one.`,
          )
        }
        // A limited key could otherwise make itself a free one.
        const own = request.actor.scopes
        if (own && !(scopes ?? scopeNames.concat('')).every((scope) => mayUse(own, scope === '' ? undefined : scope)))
          throw problem('forbidden', 'This key has scopes, so it makes only keys with scopes of its own: name some of them.')
        tellAudit(request, { name, role, ...(scopes ? { scopes } : {}) })
        const { key, apiKey } = await createKey(db, { workspaceId: request.actor.workspaceId, name, role, scopes })
        return reply.code(201).send({ key, apiKey: shown(apiKey) })
      },
    )

    app.patch(
      '/v1/keys/:id',
      {
        config: { access: 'admin' },
        schema: {
          summary: 'Rename an API key',
          tags,
          params: KeyAddress,
          body: NewKey.pick({ name: true }),
          response: { 200: Key },
        },
      },
      async (request) => {
        const { id } = request.params
        const renamed = await renameKey(db, { workspaceId: request.actor.workspaceId, id, name: request.body.name })
        return shown(renamed ?? unknownKey(id))
      },
    )

    app.delete(
      '/v1/keys/:id',
      { config: { access: 'admin' }, schema: { summary: 'Revoke an API key', tags, params: KeyAddress, response: { 200: Key } } },
      async (request) => {
        const { id } = request.params
        return shown((await revokeKey(db, { workspaceId: request.actor.workspaceId, id })) ?? unknownKey(id))
      },
    )
  }

function unknownKey(id: string): never {
  throw problem('not-found', `There is no API key ${id} in this workspace: GET /v1/keys lists them.`)
}

const shown = ({ createdAt, lastUsedAt, revokedAt, ...key }: ApiKey) => ({
  ...key,
  createdAt: createdAt.toISOString(),
  lastUsedAt: lastUsedAt?.toISOString() ?? null,
  revokedAt: revokedAt?.toISOString() ?? null,
})

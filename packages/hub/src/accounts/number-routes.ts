import type { BusinessProfile } from '@casement/platform'
import type pg from 'pg'
import { z } from 'zod'
import { row } from '../database/database.ts'
import { askForPerson } from '../graph/ask-for-person.ts'
import type { GraphClient } from '../graph/graph-client.ts'
import type { Routes } from '../http/fastify-app.ts'
import { problem } from '../http/problems.ts'
import { requireSample, sampleIdOf } from '../templates/samples.ts'
import { appOfToken, uploadSample } from '../templates/upload-sample.ts'
import { askAll } from './poll-accounts.ts'

const Id = z.object({ id: z.string().max(64) })
const Pin = z
  .string()
  .regex(/^\d{6}$/)
  .describe('Six digits: the number’s two-step PIN')
const FIELDS = 'about,address,description,email,profile_picture_url,websites,vertical'

/** A business profile, with the platform's limits. */
const Profile = z.object({
  about: z.string().min(1).max(139).optional(),
  address: z.string().max(256).optional(),
  description: z.string().max(512).optional(),
  email: z.union([z.email().max(128), z.literal('')]).optional(),
  websites: z.array(z.url().max(256)).max(2).optional(),
  vertical: z.string().max(40).optional(),
  picture: z.string().max(64).optional().describe('The handle of a JPEG or PNG picture, as POST /v1/templates/samples gave it'),
})

/** A number's own life at the platform: proving it is ours, registering it, and what customers see of it. */
export const numberRoutes =
  ({
    pool,
    graph,
    openToken,
    refresh,
  }: {
    pool: pg.Pool
    graph: GraphClient
    openToken: (wabaId: string, sealed: string) => string
    refresh: () => Promise<void>
  }): Routes =>
  async (app) => {
    const tags = ['accounts']

    app.post(
      '/v1/accounts/:id/numbers',
      {
        config: { access: 'admin' },
        schema: {
          summary: 'Add a number to an account; then prove that it is yours and register it',
          tags,
          params: Id,
          body: z.object({
            countryCode: z.string().regex(/^\d{1,3}$/),
            phoneNumber: z.string().regex(/^\d{4,14}$/),
            name: z.string().min(3).max(100).describe('The display name, which Meta reviews'),
          }),
          response: { 201: z.object({ id: z.string() }) },
        },
      },
      async (request, reply) => {
        const { countryCode, phoneNumber, name } = request.body
        const token = await tokenOf(request.actor.workspaceId, 'waba', request.params.id)
        const made = await askForPerson<{ id: string }>(graph, {
          method: 'POST',
          path: `${request.params.id}/phone_numbers`,
          token,
          json: { cc: countryCode, phone_number: phoneNumber, verified_name: name },
        })
        await look(request.actor.workspaceId)
        return reply.code(201).send({ id: String(made.id) })
      },
    )

    const steps = {
      'request-code': {
        summary: 'Have the platform send a code to the number',
        body: z.object({
          method: z.enum(['SMS', 'VOICE']),
          language: z
            .string()
            .regex(/^[a-z]{2}(_[A-Z]{2})?$/)
            .default('en_GB'),
        }),
        path: 'request_code',
        json: (body: Record<string, unknown>) => ({ code_method: body.method, language: body.language }),
      },
      'verify-code': {
        summary: 'Give back the code that the number got',
        body: z.object({ code: z.string().regex(/^\d{3}-?\d{3}$/) }),
        path: 'verify_code',
        json: (body: Record<string, unknown>) => ({ code: String(body.code).replace('-', '') }),
      },
      register: {
        summary: 'Register the number for sending, with its two-step PIN',
        body: z.object({
          pin: Pin,
          region: z
            .string()
            .regex(/^[A-Z]{2}$/)
            .optional(),
        }),
        path: 'register',
        json: (body: Record<string, unknown>) => ({
          messaging_product: 'whatsapp',
          pin: body.pin,
          ...(body.region ? { data_localization_region: body.region } : {}),
        }),
      },
      deregister: {
        summary: 'Take the number off the platform; it sends nothing until it is registered again',
        body: z.object({}).default({}),
        path: 'deregister',
        json: () => ({}),
      },
      pin: {
        summary: 'Set another two-step PIN',
        body: z.object({ pin: Pin }),
        path: '',
        json: (body: Record<string, unknown>) => ({ pin: body.pin }),
      },
      name: {
        summary: 'Ask for another display name, which Meta reviews',
        body: z.object({ name: z.string().min(3).max(100) }),
        path: '',
        json: (body: Record<string, unknown>) => ({ new_display_name: body.name }),
      },
    } as const

    for (const [step, { summary, body, path, json }] of Object.entries(steps)) {
      app.post(
        `/v1/numbers/:id/${step}`,
        { config: { access: 'admin' }, schema: { summary, tags, params: Id, body } },
        async (request, reply) => {
          const { id } = request.params as { id: string }
          const token = await tokenOf(request.actor.workspaceId, 'number', id)
          await askForPerson(graph, {
            method: 'POST',
            path: path === '' ? id : `${id}/${path}`,
            token,
            json: json(request.body as Record<string, unknown>),
          })
          await look(request.actor.workspaceId)
          return reply.code(204).send()
        },
      )
    }

    app.get(
      '/v1/numbers/:id/profile',
      { config: { access: 'viewer' }, schema: { summary: 'What customers see of a number', tags, params: Id } },
      async (request) => readProfile(request.actor.workspaceId, request.params.id),
    )

    app.patch(
      '/v1/numbers/:id/profile',
      {
        config: { access: 'manager' },
        schema: { summary: 'Change what customers see of a number', tags, params: Id, body: Profile },
      },
      async (request) => {
        const { workspaceId } = request.actor
        const token = await tokenOf(workspaceId, 'number', request.params.id)
        const { picture, ...profile } = request.body
        await askForPerson(graph, {
          method: 'POST',
          path: `${request.params.id}/whatsapp_business_profile`,
          token,
          json: {
            messaging_product: 'whatsapp',
            ...profile,
            ...(picture === undefined ? {} : { profile_picture_handle: await giveToPlatform(workspaceId, token, picture) }),
          },
        })
        return readProfile(workspaceId, request.params.id)
      },
    )

    async function readProfile(workspaceId: string, id: string) {
      const token = await tokenOf(workspaceId, 'number', id)
      const answer = await askForPerson<{ data?: BusinessProfile[] }>(graph, {
        method: 'GET',
        path: `${id}/whatsapp_business_profile?fields=${FIELDS}`,
        token,
      })
      const { messaging_product: _, profile_picture_url, ...profile } = answer.data?.[0] ?? {}
      return { ...profile, ...(profile_picture_url ? { pictureUrl: profile_picture_url } : {}) }
    }

    /** A picture goes the way of samples: kept here first, then given to the app that the token belongs to. */
    async function giveToPlatform(workspaceId: string, token: string, handle: string): Promise<string> {
      const id = sampleIdOf(handle)
      const picture = id !== null && z.uuid().safeParse(id).success ? await requireSample(pool, workspaceId, id) : null
      if (!picture?.mime.startsWith('image/')) {
        const fix = 'Choose a JPEG or PNG picture, and upload it with POST /v1/templates/samples.'
        throw problem('content-invalid', fix, {
          findings: [{ rule: 'profile.picture', severity: 'error', path: 'picture', fix }],
        })
      }
      return uploadSample({ graph, token, appId: await appOfToken({ graph, token }) }, picture)
    }

    /** The platform told nobody of what was just done: the account is read at once. */
    async function look(workspaceId: string) {
      await askAll(pool, workspaceId)
      await refresh()
    }

    async function tokenOf(workspaceId: string, kind: 'waba' | 'number', id: string): Promise<string> {
      const found = await row<{ id: string; token_sealed: string }>(
        pool,
        `select w.id, w.token_sealed from wabas w where w.workspace_id = $1 and w.status <> 'REMOVED' and ($2 = 'waba' and w.id = $3
           or $2 = 'number' and exists (select 1 from phone_numbers n where n.workspace_id = $1 and n.waba_id = w.id and n.id = $3))`,
        [workspaceId, kind, id],
      )
      if (!found) {
        throw problem(
          'not-found',
          `This workspace has no ${kind === 'waba' ? 'account' : 'number'} ${id}. GET /v1/accounts lists what it has.`,
        )
      }
      return openToken(found.id, found.token_sealed)
    }
  }

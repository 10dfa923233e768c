import { Readable } from 'node:stream'
import {
  comparableWord,
  consentLanguages,
  consentWord,
  isOwnPurpose,
  type Purpose as PurposeName,
  wordsIn,
} from '@casement/rules'
import type pg from 'pg'
import { z } from 'zod'
import type { PlatformClock } from '../clock/platform-clock.ts'
import { requireContact } from '../contacts/change-contact.ts'
import { PURPOSES } from '../contacts/consent-view.ts'
import { receiveFile, takeFiles } from '../contacts/import-routes.ts'
import { Purpose } from '../contacts/routes.ts'
import { transactAgain } from '../database/database.ts'
import { readCursor, writeCursor } from '../http/cursor.ts'
import type { Routes } from '../http/fastify-app.ts'
import { problem } from '../http/problems.ts'
import { presentDecision } from '../messages/present.ts'
import { askByTemplate, askInWords } from './ask-person.ts'
import { listStatements, presentStatement } from './ledger.ts'
import { listPurposes, savePurpose } from './purposes.ts'
import { countChoices, writeSuppression } from './suppression.ts'
import { changeWay, findWay, formToken, listWays, listWordings, lockWay, makeWay, type Way } from './ways.ts'

const Id = z.object({ id: z.uuid() })
const OwnName = z
  .string()
  .regex(/^own\.[a-z0-9][a-z0-9-]{0,39}$/, 'write it like own.newsletter: small letters, digits and dashes')
const Wording = z.string().trim().min(10, 'say in a sentence what they agree to').max(1_000)
const Purposes = z.array(Purpose).min(1).max(20)

/** What people agreed to, how they may, and how they may end it. */
export const consentRoutes =
  ({
    pool,
    clock,
    publicUrl,
    onReady,
    onQueued,
    refuse,
  }: {
    pool: pg.Pool
    clock: PlatformClock
    publicUrl: string
    onReady: () => void
    onQueued: (workspaceId: string, phoneNumberId: string) => void
    refuse: () => void
  }): Routes =>
  async (app) => {
    const tags = ['consent']

    app.get(
      '/v1/consent',
      { config: { access: 'viewer' }, schema: { summary: 'Purposes, and how many said yes and no to each', tags } },
      async ({ actor: { workspaceId } }) => {
        const own = await listPurposes(pool, workspaceId)
        const counts = await countChoices(pool, workspaceId, [...PURPOSES, ...own.map(({ purpose }) => purpose)])
        const byName = new Map(own.map((one) => [one.purpose as string, one]))
        return { data: counts.map((one) => ({ ...one, ...(byName.get(one.purpose) ?? {}) })), cursor: null }
      },
    )

    app.put(
      '/v1/consent/purposes/:purpose',
      {
        config: { access: 'manager' },
        schema: {
          summary: 'Make or change a purpose of your own; its templates go only to people who said yes to it',
          tags,
          params: z.object({ purpose: OwnName }),
          body: z.object({
            name: z.string().trim().min(1).max(80),
            about: z.string().trim().max(500).default(''),
            templates: z.array(z.string().min(1).max(512)).max(200).default([]),
          }),
        },
      },
      async (request) => {
        const { workspaceId } = request.actor
        const { purpose } = request.params
        if (!isOwnPurpose(purpose)) throw problem('invalid', 'A purpose of your own is written like own.newsletter.')
        await transactAgain(pool, (tx) => savePurpose(tx, workspaceId, { purpose, ...request.body }))
        return { purpose, ...request.body }
      },
    )

    app.delete(
      '/v1/consent/purposes/:purpose',
      {
        config: { access: 'admin' },
        schema: { summary: 'Forget a purpose; what was said about it stays', tags, params: z.object({ purpose: OwnName }) },
      },
      async (request, reply) => {
        const gone = await pool.query('delete from consent_purposes where workspace_id = $1 and purpose = $2', [
          request.actor.workspaceId,
          request.params.purpose,
        ])
        if (gone.rowCount === 0) throw problem('not-found', `This workspace has no purpose ${request.params.purpose}.`)
        return reply.code(204).send()
      },
    )

    app.get(
      '/v1/consent/statements',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'Receipts: everything anybody said about consent, newest first',
          tags,
          querystring: z.object({
            purpose: Purpose.optional(),
            choice: z.enum(['in', 'out', 'resume']).optional(),
            how: z.string().max(40).optional(),
            limit: z.coerce.number().int().min(1).max(200).default(50),
            cursor: z.string().max(500).optional(),
          }),
        },
      },
      async (request) => {
        const { purpose = null, choice = null, how = null, limit, cursor } = request.query
        const before = cursor ? readCursor(cursor, Id).id : null
        const asked = { contactId: null, purpose, choice, how, before, limit }
        const found = await listStatements(pool, request.actor.workspaceId, asked)
        const last = found.length === limit ? found.at(-1) : undefined
        return { data: found.map(presentStatement), cursor: last ? writeCursor({ id: last.id }) : null }
      },
    )

    app.get(
      '/v1/consent/words',
      { config: { access: 'viewer' }, schema: { summary: 'Words that end and resume messages, by language', tags } },
      async () => ({ data: consentLanguages.map((language) => ({ language, ...wordsIn(language) })), cursor: null }),
    )

    const present = (workspaceId: string, { phone_number_id, ...way }: Way & { yes?: number }) => ({
      ...way,
      from: phone_number_id,
      ...(way.kind === 'form' ? { url: `${publicUrl}/f/${formToken(workspaceId, way.id)}` } : {}),
    })

    app.get(
      '/v1/consent/ways',
      { config: { access: 'viewer' }, schema: { summary: 'How people may say yes', tags } },
      async ({ actor: { workspaceId } }) => ({
        data: (await listWays(pool, workspaceId)).map((way) => present(workspaceId, way)),
        cursor: null,
      }),
    )

    app.post(
      '/v1/consent/ways',
      {
        config: { access: 'manager' },
        schema: {
          summary: 'Let people say yes by a word, an ad or a form',
          tags,
          body: z.object({
            kind: z.enum(['keyword', 'ad', 'form']),
            name: z.string().trim().min(1).max(80),
            key: z.string().trim().min(1).max(100).optional().describe('The word; or the ad’s id, * for every ad'),
            from: z.string().max(64).nullable().default(null).describe('Only for this number'),
            purposes: Purposes,
            wording: Wording,
            confirm: z.enum(['none', 'question', 'whatsapp']).default('none'),
          }),
        },
      },
      async (request, reply) => {
        const { workspaceId, name: by } = request.actor
        const { kind, from, ...body } = request.body
        const key = kind === 'form' ? null : kind === 'ad' ? (body.key ?? '*') : comparableWord(body.key ?? '')
        if (kind === 'keyword' && !key) throw problem('content-invalid', 'Give the word that people send.')
        if (kind === 'keyword' && consentWord(key ?? '') !== null)
          throw problem('content-invalid', `“${body.key}” already ends or resumes messages: choose another word.`)
        if ((kind === 'form' && body.confirm === 'question') || (kind !== 'form' && body.confirm === 'whatsapp'))
          throw problem('content-invalid', 'A form is confirmed on WhatsApp; a word or an ad by a question.')
        const id = await transactAgain(pool, (tx) =>
          makeWay(tx, workspaceId, { ...body, kind, key, phone_number_id: from }, by),
        ).catch((error: { code?: string }) => {
          if (error.code === '23505')
            throw problem('conflict', 'This word or ad is a way in already: change that one.', { cause: error })
          throw error
        })
        return reply.code(201).send(present(workspaceId, await requireWay(workspaceId, id)))
      },
    )

    app.patch(
      '/v1/consent/ways/:id',
      {
        config: { access: 'manager' },
        schema: {
          summary: 'Change a way in; another wording becomes another version',
          tags,
          params: Id,
          body: z.object({
            name: z.string().trim().min(1).max(80).optional(),
            active: z.boolean().optional(),
            wording: Wording.optional(),
          }),
        },
      },
      async (request) => {
        const { workspaceId, name: by } = request.actor
        const { name, active, wording } = request.body
        await transactAgain(pool, async (tx) => {
          const before = await lockWay(tx, workspaceId, request.params.id)
          if (!before) throw noWay(request.params.id)
          const change = {
            ...(name === undefined ? {} : { name }),
            ...(active === undefined ? {} : { active }),
            ...(wording === undefined ? {} : { wording }),
          }
          await changeWay(tx, workspaceId, before, change, by)
        })
        return present(workspaceId, await requireWay(workspaceId, request.params.id))
      },
    )

    app.get(
      '/v1/consent/ways/:id/wordings',
      { config: { access: 'viewer' }, schema: { summary: 'Every wording of a way in', tags, params: Id } },
      async (request) => {
        const { workspaceId } = request.actor
        await requireWay(workspaceId, request.params.id)
        const found = await listWordings(pool, workspaceId, request.params.id)
        return {
          data: found.map(({ version, wording, written_by, written_at }) => ({
            version,
            wording,
            writtenBy: written_by,
            writtenAt: written_at.toISOString(),
          })),
          cursor: null,
        }
      },
    )

    app.post(
      '/v1/consent/ask',
      {
        config: { access: 'agent' },
        schema: {
          summary: 'Ask a person for consent: nothing is written down before they tap Yes',
          description:
            'Free form inside the window; or by a template whose first two buttons are quick replies: yes, then no. What a template asks is what it says to this person: that is kept as the wording.',
          tags,
          body: z
            .object({
              contactId: z.uuid(),
              from: z.string().min(1).max(64),
              purposes: Purposes,
              wording: Wording.optional().describe('What is asked in free form'),
              template: z
                .object({
                  name: z.string().max(512),
                  language: z.string().max(20),
                  components: z
                    .array(z.looseObject({}))
                    .max(20)
                    .default([])
                    .describe(
                      'Meta’s components of a send. In place of any text stands {"from": "attribute.city", "fallback": "your town"}: name, phone or attribute.KEY of the person',
                    ),
                })
                .optional(),
            })
            .refine(({ wording, template }) => wording !== undefined || template !== undefined, {
              path: ['wording'],
              message: 'say what is asked, or by which template',
            }),
        },
      },
      async (request, reply) => {
        refuse()
        const { workspaceId, id: actorId, name, kind } = request.actor
        const { from, purposes, wording, template } = request.body
        const asking = { workspaceId, now: clock.now(), actor: { id: actorId, name, kind } }
        const contact = await requireContact(pool, workspaceId, request.body.contactId)
        const put = template
          ? await askByTemplate(pool, asking, { contact, from, purposes, template })
          : await askInWords(pool, asking, { contact, from, purposes, wording: wording ?? '' })
        onQueued(workspaceId, from)
        return reply.code(202).send({ ask: { id: put.id }, message: put.message, decision: presentDecision(put.decision) })
      },
    )

    app.get(
      '/v1/consent/suppression',
      {
        config: { access: 'manager' },
        schema: {
          summary: 'Everybody who said no to a purpose, as CSV',
          tags,
          querystring: z.object({ purpose: Purpose.default('marketing') }),
          produces: ['text/csv'],
        },
      },
      async (request, reply) =>
        reply
          .type('text/csv; charset=utf-8')
          .header('content-disposition', 'attachment; filename="suppression.csv"')
          .send(Readable.from(writeSuppression(pool, request.actor.workspaceId, request.query.purpose as PurposeName))),
    )

    await app.register(async (files) => {
      takeFiles(files as never)
      files.post(
        '/v1/consent/suppression',
        {
          config: { access: 'manager', slowUpload: true },
          schema: {
            summary: 'Numbers that want no more of a purpose, as CSV with a column phone; a job writes them down',
            tags,
            consumes: ['text/csv'],
            querystring: z.object({
              purpose: Purpose.default('marketing'),
              map: z.union([z.string().max(200), z.array(z.string().max(200)).max(200)]).optional(),
              country: z.string().length(2).optional(),
              file: z.string().max(200).optional(),
            }),
          },
        },
        async (request, reply) => {
          const { purpose, map, country, file } = request.query as {
            purpose: string
            map?: string | string[]
            country?: string
            file?: string
          }
          const { workspaceId, id, name } = request.actor
          const job = await receiveFile(pool, request, {
            workspaceId,
            maps: [map ?? []].flat(),
            country,
            file,
            suppress: purpose,
            by: { id, name },
          })
          onReady()
          return reply.code(202).send({ job })
        },
      )
    })

    const noWay = (id: string) => problem('not-found', `This workspace has no way in with the id ${id}.`)
    async function requireWay(workspaceId: string, id: string): Promise<Way> {
      const found = await findWay(pool, workspaceId, id)
      if (!found) throw noWay(id)
      return found
    }
  }

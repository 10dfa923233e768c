import { type PlatformTime, platformTime } from '@casement/platform'
import { type ConsentEvent, type Evidence, isOwnPurpose } from '@casement/rules'
import type pg from 'pg'
import { z } from 'zod'
import type { Actor } from '../access/actor.ts'
import type { PlatformClock } from '../clock/platform-clock.ts'
import { readCursor, writeCursor } from '../http/cursor.ts'
import type { Routes } from '../http/fastify-app.ts'
import { problem } from '../http/problems.ts'
import { type Filter, readFilter } from '../segments/filter.ts'
import { requireSegment } from '../segments/routes.ts'
import { AttributeChanges, type Attributes, AttributeValues, Name, Tags } from './attributes.ts'
import { changeContact, createContact, dropAlias, editContact, requireContact, takeAlias } from './change-contact.ts'
import { PURPOSES } from './consent-view.ts'
import { eraseContact } from './erase-contact.ts'
import { readPhone } from './phone.ts'
import { type AliasRow, BETWEEN_LANDMARKS, findLandmarks, listContacts, presentContact } from './queries.ts'
import { recordConsent } from './record-consent.ts'

const Id = z.object({ id: z.uuid() })
export const Purpose = z.union([
  z.enum(PURPOSES),
  z
    .string()
    .refine(isOwnPurpose, 'give marketing, utility, authentication, everything, or a purpose of your own such as own.newsletter'),
])
const EvidenceKept = z.object({
  how: z.enum(['form', 'person', 'import', 'api', 'keyword', 'button']).default('api').describe('How it became known'),
  wording: z.string().max(1_000).optional().describe('The words they said, or agreed to'),
  reference: z.string().max(500).optional().describe('Message, form or file that shows it'),
})
export const Statement = z.object({
  purpose: Purpose,
  choice: z.enum(['in', 'out', 'resume']).describe('resume takes an opt-out back, and is no opt-in'),
  at: z.iso.datetime({ offset: true }).optional().describe('When they said it; now by default, never later'),
  evidence: EvidenceKept.prefault({}),
})
const Phone = z.string().min(1).max(40).describe('E.164, such as +447700900123')
const Bsuid = z.object({ portfolioId: z.string().min(1).max(64), value: z.string().min(1).max(160) })

const Said = z.object({
  choice: z.enum(['in', 'out', 'unsaid']),
  at: z.string().optional(),
  evidence: z.looseObject({}).optional(),
})
const Contact = z.object({
  id: z.uuid(),
  name: z.string(),
  phone: z.string().nullable(),
  aliases: z.array(
    z.union([
      z.object({ kind: z.literal('e164'), value: z.string() }),
      z.object({ kind: z.literal('bsuid'), portfolioId: z.string(), value: z.string() }),
      z.object({ kind: z.literal('group'), value: z.string() }),
    ]),
  ),
  attributes: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  tags: z.array(z.string()),
  consent: z.object({ marketing: Said, utility: Said, authentication: Said, everything: Said }).catchall(Said),
  blockedBy: z.array(z.string()).optional().describe('Ids of the numbers that blocked them'),
  undeliverableSince: z.string().optional(),
  createdAt: z.string(),
})
const answers = { 200: Contact }
/** Who is looked for. */
const Question = {
  q: z
    .string()
    .max(200)
    .optional()
    .describe('Words of a name, or their beginnings; or four digits or more of a number’s beginning or end'),
  filter: z.string().max(8_000).optional().describe('A filter as segments have it, as JSON: {"all": [{"tag": "vip"}]}'),
  segment: z.uuid().optional().describe('Only people of this segment'),
}

const Asked = z.object(Question)

/** People: who they are, how the platform names them, what is known of them, what they agreed to. */
export const contactRoutes =
  ({ pool, clock, onErased }: { pool: pg.Pool; clock: PlatformClock; onErased: () => void }): Routes =>
  async (app) => {
    const tags = ['contacts']
    const scope = (actor: Actor) => ({ pool, workspaceId: actor.workspaceId, now: clock.now() })
    const wantedOf = async ({ workspaceId, masked }: Actor, { q, filter, segment }: z.infer<typeof Asked>) => {
      const parts: Filter[] = [filter === undefined ? [] : readFilter(filter)].flat()
      if (segment !== undefined) parts.push((await requireSegment(pool, workspaceId, segment)).filter)
      return {
        search: q?.trim().replaceAll('\0', '') || null,
        filter: parts.length === 0 ? null : { all: parts },
        now: clock.now(),
        masked: masked === true,
      }
    }

    app.get(
      '/v1/contacts',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'Contacts, newest first',
          tags,
          querystring: z.object({
            ...Question,
            attribute: z
              .union([z.string().max(600), z.array(z.string().max(600)).max(20)])
              .optional()
              .describe('key:value, as often as needed; all must hold'),
            limit: z.coerce.number().int().min(1).max(200).default(50),
            cursor: z.string().max(500).optional(),
            from: z.uuid().optional().describe('Begin with this contact, as GET /v1/contacts/landmarks names it'),
            skip: z.coerce.number().int().min(0).max(BETWEEN_LANDMARKS).default(0).describe('Leave so many out at the beginning'),
          }),
          response: { 200: z.object({ data: z.array(Contact), cursor: z.string().nullable() }) },
        },
      },
      async (request) => {
        const { attribute, limit, cursor, from = null, skip } = request.query
        const { workspaceId } = request.actor
        const found = await listContacts(pool, {
          ...(await wantedOf(request.actor, request.query)),
          workspaceId,
          attributes: attribute === undefined ? null : wantedAttributes([attribute].flat()),
          after: cursor ? readCursor(cursor, Id).id : null,
          from,
          skip,
          limit,
        })
        const last = found.length === limit ? found.at(-1) : undefined
        return { data: found.map(presentContact), cursor: last ? writeCursor({ id: last.id }) : null }
      },
    )

    app.get(
      '/v1/contacts/landmarks',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'How many contacts there are, and the first of each `every` of them: where a long list may begin',
          tags,
          querystring: Asked,
          response: { 200: z.object({ people: z.int(), every: z.int(), ids: z.array(z.uuid()) }) },
        },
      },
      async (request) => {
        const { workspaceId } = request.actor
        return findLandmarks(pool, { workspaceId, ...(await wantedOf(request.actor, request.query)) })
      },
    )

    app.post(
      '/v1/contacts',
      {
        config: { access: 'agent' },
        schema: {
          summary: 'Add a contact',
          tags,
          body: z.object({
            name: Name.default(''),
            phone: Phone.optional(),
            bsuid: Bsuid.optional(),
            attributes: AttributeValues.default({}),
            tags: Tags.default([]),
            consent: z.array(Statement).max(10).default([]),
          }),
          response: { 201: Contact },
        },
      },
      async (request, reply) => {
        const { name, phone, bsuid, attributes, tags: words, consent } = request.body
        const aliases = aliasesOf({ phone, bsuid })
        if (aliases.length === 0) throw problem('content-invalid', 'Give phone or bsuid: how the platform names this person.')
        const now = clock.now()
        const said = consent.map((one) => statement(one, request.actor, now))
        const made = await createContact(scope(request.actor), { name, aliases, attributes, tags: words, consent: said })
        return reply.code(201).send(presentContact(made))
      },
    )

    app.get(
      '/v1/contacts/:id',
      {
        config: { access: 'viewer' },
        schema: { summary: 'One contact; of a merged one, the one it became', tags, params: Id, response: answers },
      },
      async (request) => presentContact(await requireContact(pool, request.actor.workspaceId, request.params.id)),
    )

    app.patch(
      '/v1/contacts/:id',
      {
        config: { access: 'agent' },
        schema: {
          summary: 'Change a contact’s name, tags or attributes; null removes an attribute',
          tags,
          params: Id,
          body: z.object({ name: Name.optional(), attributes: AttributeChanges.optional(), tags: Tags.optional() }),
          response: answers,
        },
      },
      async (request) =>
        presentContact(
          await changeContact(scope(request.actor), request.params.id, (change) =>
            editContact(change, request.actor.workspaceId, request.body),
          ),
        ),
    )

    app.delete(
      '/v1/contacts/:id',
      {
        config: { access: 'admin' },
        schema: {
          summary: 'Erase a person: contact, aliases, consent, threads, and the content of every message',
          description:
            'What is sent later by this person makes a new contact. Counts and costs stay, without content. Webhooks, dead letters and files are rid of them by a job, contacts.erase.',
          tags,
          params: Id,
        },
      },
      async (request, reply) => {
        await eraseContact({ ...scope(request.actor), by: request.actor.id }, request.params.id)
        onErased()
        return reply.code(204).send()
      },
    )

    app.post(
      '/v1/contacts/:id/aliases',
      {
        config: { access: 'agent' },
        schema: {
          summary: 'Give a contact another number or business-scoped id',
          tags,
          params: Id,
          body: z.object({ phone: Phone.optional(), bsuid: Bsuid.optional() }),
          response: answers,
        },
      },
      async (request) => {
        const aliases = aliasesOf(request.body)
        if (aliases.length === 0) throw problem('content-invalid', 'Give phone or bsuid: the alias to add.')
        const { workspaceId } = request.actor
        const changed = await changeContact(scope(request.actor), request.params.id, async ({ tx, contact }) => {
          let any = false
          for (const alias of aliases) any = (await takeAlias(tx, workspaceId, contact.id, alias)) || any
          return any
        })
        return presentContact(changed)
      },
    )

    app.delete(
      '/v1/contacts/:id/aliases/:kind/:value',
      {
        config: { access: 'agent' },
        schema: {
          summary: 'Take a number or business-scoped id away from a contact',
          tags,
          params: Id.extend({ kind: z.enum(['e164', 'bsuid']), value: z.string().min(1).max(160) }),
          response: answers,
        },
      },
      async (request) => {
        const { id, kind, value } = request.params
        const alias = { kind, value: kind === 'e164' ? value.replace(/\D/g, '') : value }
        const { workspaceId } = request.actor
        return presentContact(await changeContact(scope(request.actor), id, (change) => dropAlias(change, workspaceId, alias)))
      },
    )

    app.post(
      '/v1/contacts/:id/consent',
      {
        config: { access: 'agent' },
        schema: {
          summary: 'Record what a person said about a purpose, with the evidence',
          tags,
          params: Id,
          body: Statement,
          response: answers,
        },
      },
      async (request) => {
        const said = statement(request.body, request.actor, clock.now())
        const { workspaceId } = request.actor
        const changed = await changeContact(scope(request.actor), request.params.id, async ({ tx, contact, emit }) => {
          await recordConsent({ tx, workspaceId, emit }, contact.id, [said])
          return false
        })
        return presentContact(changed)
      },
    )
  }

function aliasesOf({ phone, bsuid }: { phone?: string | undefined; bsuid?: z.infer<typeof Bsuid> | undefined }): AliasRow[] {
  const aliases: AliasRow[] = []
  if (phone !== undefined) {
    const read = readPhone(phone)
    if (!read.ok) {
      const finding = { rule: 'recipient.number', severity: 'error' as const, path: 'phone', actual: phone, fix: read.reason }
      throw problem('content-invalid', read.reason, { findings: [finding] })
    }
    aliases.push({ kind: 'e164', portfolioId: '', value: read.digits })
  }
  if (bsuid) aliases.push({ kind: 'bsuid', ...bsuid })
  return aliases
}

/** What was said, as the rules keep it. */
export function statement(
  { purpose, choice, at, evidence }: z.infer<typeof Statement>,
  actor: Actor,
  now: PlatformTime,
): ConsentEvent {
  const said = at === undefined ? now : platformTime(at)
  if (said > now) throw problem('content-invalid', 'Give as `at` when they said it: this is a time to come.')
  const { how, wording, reference } = evidence
  const kept: Evidence = {
    how,
    by: actor.name,
    ...(wording === undefined ? {} : { wording }),
    ...(reference === undefined ? {} : { reference }),
  }
  return { purpose, choice, at: said, evidence: kept }
}

/** `city:Oslo`; what looks like a number or a boolean may have been kept as a text or as itself, and only texts are looked for. */
function wantedAttributes(pairs: readonly string[]): Attributes {
  return Object.fromEntries(
    pairs.map((pair) => {
      const cut = pair.indexOf(':')
      if (cut < 1) throw problem('invalid', `attribute is "${pair}": write key:value, such as city:Oslo.`)
      return [pair.slice(0, cut), pair.slice(cut + 1)]
    }),
  )
}

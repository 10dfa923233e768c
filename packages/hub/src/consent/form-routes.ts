import { randomBytes } from 'node:crypto'
import { DAY, isoTime, later } from '@casement/platform'
import { type ConsentEvent, consentFor, newConsent, type Purpose } from '@casement/rules'
import type pg from 'pg'
import { z } from 'zod'
import type { PlatformClock } from '../clock/platform-clock.ts'
import { findOrCreateContact } from '../contacts/find-contact.ts'
import { readPhone } from '../contacts/phone.ts'
import { foldConsents, lockConsents, saveConsents } from '../contacts/record-consent.ts'
import { row, transactAgain } from '../database/database.ts'
import { uuid7 } from '../database/uuid7.ts'
import { appendEvents, type DomainEvent } from '../events/append-events.ts'
import type { Routes } from '../http/fastify-app.ts'
import { problem } from '../http/problems.ts'
import { createSharedCounts } from '../http/shared-counts.ts'
import { confirmPage, formPage, goneForm, thanksPage } from './form-page.ts'
import { sourceOf } from './hear-consent.ts'
import { nameOfPurpose } from './purposes.ts'
import { findWay, readFormToken, type Way } from './ways.ts'

const A_MINUTE_FROM_ONE_ADDRESS = 10
const A_MINUTE_IN_ONE_FORM = 600
const CODE_SIGNS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const CODE_GOOD_FOR = DAY
const LARGEST_BODY = 8_192

const Token = z.object({ token: z.string().max(64) })
const Given = z.object({
  agreed: z.literal('yes'),
  name: z.string().trim().max(200).default(''),
  phone: z.string().trim().max(40).default(''),
  website: z.string().max(200).default(''),
})

/** Forms by which people opt in, open to everybody. They tell nothing of anybody: whoever sends one gets the same answer. */
export const formRoutes =
  ({ pool, clock }: { pool: pg.Pool; clock: PlatformClock }): Routes =>
  async (app) => {
    const counts = createSharedCounts(pool)
    app.addHook('onClose', () => counts.stop())
    app.removeAllContentTypeParsers()
    app.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string', bodyLimit: LARGEST_BODY },
      (_request, body, done) => done(null, Object.fromEntries(new URLSearchParams(body as string))),
    )

    const formOf = async (token: string) => {
      const named = readFormToken(token)
      const way = named && (await findWay(pool, named.workspaceId, named.wayId))
      if (!named || !way || way.kind !== 'form' || !way.active) return null
      const number = await row<{ id: string; name: string; digits: string; portfolio_id: string }>(
        pool,
        `select n.id, coalesce(nullif(n.name, ''), n.display_phone_number) as name, n.phone as digits, w.portfolio_id
         from phone_numbers n join wabas w on w.workspace_id = n.workspace_id and w.id = n.waba_id
         where n.workspace_id = $1 and ($2::text is null or n.id = $2) order by n.id limit 1`,
        [named.workspaceId, way.phone_number_id],
      )
      if (!number) return null
      const purposes = await Promise.all(way.purposes.map((purpose) => nameOfPurpose(pool, named.workspaceId, purpose)))
      const shown = {
        business: number.name,
        wording: way.wording,
        version: way.version,
        purposes,
        asksPhone: way.confirm !== 'whatsapp',
      }
      return { workspaceId: named.workspaceId, way, number, shown }
    }

    app.get(
      '/f/:token',
      { config: { access: 'public' }, schema: { summary: 'A form by which people opt in', tags: ['consent'], params: Token } },
      async (request, reply) => {
        const form = await formOf(request.params.token)
        return reply
          .code(form ? 200 : 404)
          .type('text/html; charset=utf-8')
          .send(form ? formPage(form.shown) : goneForm())
      },
    )

    app.post(
      '/f/:token',
      {
        config: { access: 'public' },
        schema: {
          summary: 'What somebody says in a form',
          tags: ['consent'],
          params: Token,
          consumes: ['application/x-www-form-urlencoded'],
        },
      },
      async (request, reply) => {
        const html = (status: number, page: string) => reply.code(status).type('text/html; charset=utf-8').send(page)
        const ours = await counts.add('opt-in-form', request.ip)
        if (ours.count > A_MINUTE_FROM_ONE_ADDRESS)
          throw problem('too-many-requests', `Too many forms from this address: try again in ${ours.secondsLeft} s.`, {
            headers: { 'retry-after': String(ours.secondsLeft) },
          })
        const form = await formOf(request.params.token)
        if (!form) return html(404, goneForm())
        const all = await counts.add('opt-in-form-all', form.way.id)
        if (all.count > A_MINUTE_IN_ONE_FORM)
          throw problem('too-many-requests', 'This form is very busy: try again in a minute.', {
            headers: { 'retry-after': '60' },
          })
        const reading = Given.safeParse(request.body ?? {})
        if (!reading.success) return html(422, formPage({ ...form.shown, said: 'Tick the box to agree.' }))
        // Only a program fills in what nobody sees.
        if (reading.data.website !== '') return html(200, thanksPage(form.shown.business))
        if (form.way.confirm === 'whatsapp') {
          const code = await keepCode(form.workspaceId, form.way, reading.data.name)
          return html(200, confirmPage(form.shown.business, waLink(form.number.digits, `I agree. OI-${code}`)))
        }
        const phone = readPhone(reading.data.phone)
        if (!phone.ok)
          return html(422, formPage({ ...form.shown, said: 'Give your number with its country code, such as +44 7700 900123.' }))
        await keepYes(form, { digits: phone.digits, name: reading.data.name })
        return html(200, thanksPage(form.shown.business))
      },
    )

    async function keepCode(workspaceId: string, way: Way, name: string): Promise<string> {
      const now = clock.now()
      const code = [...randomBytes(8)].map((byte) => CODE_SIGNS[byte % 32]).join('')
      await pool.query(
        `insert into opt_in_asks (workspace_id, id, code, name, purposes, wording, source, how, asked_at, expires_at)
         values ($1, $2, $3, $4, $5, $6, $7, 'form', $8, $9)`,
        [
          workspaceId,
          uuid7(),
          code,
          name,
          way.purposes,
          way.wording,
          sourceOf(way),
          isoTime(now),
          isoTime(later(now, CODE_GOOD_FOR)),
        ],
      )
      return code
    }

    /** Anybody can type any number: what is typed never takes back a no. */
    async function keepYes(
      { workspaceId, way, number }: { workspaceId: string; way: Way; number: { portfolio_id: string } },
      given: { digits: string; name: string },
    ) {
      const now = clock.now()
      await transactAgain(pool, async (tx) => {
        const events: DomainEvent[] = []
        const emit = (event: DomainEvent) => events.push(event)
        const identity = { portfolioId: number.portfolio_id, phone: given.digits }
        const { id } = await findOrCreateContact(tx, workspaceId, identity, { name: given.name || undefined, at: now, emit })
        const consents = await lockConsents(tx, workspaceId, [id])
        const state = consents.get(id)?.state ?? newConsent
        const said = (way.purposes as Purpose[])
          .filter((purpose) => consentFor(state, purpose).choice !== 'out')
          .map(
            (purpose): ConsentEvent => ({
              purpose,
              choice: 'in',
              at: now,
              evidence: { how: 'form', wording: way.wording, source: sourceOf(way) },
            }),
          )
        for (const event of foldConsents(consents, id, said)) emit(event)
        await saveConsents(tx, workspaceId, consents)
        await appendEvents(tx, workspaceId, events)
      })
    }
  }

export const waLink = (digits: string, text: string): string => `https://wa.me/${digits}?text=${encodeURIComponent(text)}`

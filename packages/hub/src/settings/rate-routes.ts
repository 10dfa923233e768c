import { isAmount, rateCards } from '@casement/platform'
import type pg from 'pg'
import { z } from 'zod'
import { transactAgain } from '../database/database.ts'
import type { Routes } from '../http/fastify-app.ts'
import { problem } from '../http/problems.ts'
import { forgetCards, listOwnRates, RATE_CATEGORIES } from './own-rates.ts'

const MOST_RATES = 1_000
const Place = z.object({
  currency: z.string().regex(/^[A-Z]{3}$/, 'write a currency like USD'),
  market: z.string().min(1).max(64),
  category: z.enum(RATE_CATEGORIES),
  from: z.iso.date().describe('The first day, in the account’s time zone'),
})
const Rate = Place.extend({
  amount: z
    .string()
    .max(24)
    .refine((text) => isAmount(text) && !text.startsWith('-'), 'write an amount like 0.0450')
    .nullable()
    .describe('For one delivered message; null: the list price again from that day on'),
  note: z.string().trim().min(1, 'say where the price comes from').max(500).describe('Where it comes from, such as a contract'),
})
const Shown = Rate.extend({ by: z.string(), at: z.string() })
const Listed = z.object({ data: z.array(Shown) })

/** Prices that a workspace pays otherwise than listed. Plan, gate, charge and insights figure by them from their day on. */
export const rateRoutes =
  ({ pool }: { pool: pg.Pool }): Routes =>
  async (app) => {
    const tags = ['settings']
    const shown = async (workspaceId: string) => ({
      data: (await listOwnRates(pool, workspaceId)).map(({ by, at, ...rate }) => ({
        ...rate,
        by: by.name,
        at: at.toISOString(),
      })),
    })

    app.get(
      '/v1/settings/rates',
      {
        config: { access: 'viewer' },
        schema: { summary: 'Own prices, laid over the list from their day on', tags, response: { 200: Listed } },
      },
      (request) => shown(request.actor.workspaceId),
    )

    app.put(
      '/v1/settings/rates',
      {
        config: { access: 'admin' },
        schema: {
          summary: 'Set an own price for a market and category from a day on; said again for the same day, it replaces that',
          tags,
          body: Rate.strict(),
          response: { 200: Listed },
        },
      },
      async (request) => {
        const { workspaceId, id, name } = request.actor
        const { currency, market, category, from, amount, note } = request.body
        const cards = rateCards.filter((card) => card.currency === currency)
        if (cards.length === 0)
          throw problem(
            'content-invalid',
            `There is no list in ${currency} to lay a price over: give one in ${currenciesListed.join(' or ')}.`,
          )
        if (!cards.some((card) => market in card.markets))
          throw problem('content-invalid', `No list in ${currency} has a market ${market}: write it as in the rate card.`)
        await transactAgain(pool, async (tx) => {
          await tx.query(
            `insert into own_rates (workspace_id, currency, market, category, from_day, amount, note, recorded_by)
             values ($1, $2, $3, $4, $5, $6, $7, $8)
             on conflict (workspace_id, currency, market, category, from_day)
             do update set amount = excluded.amount, note = excluded.note, recorded_by = excluded.recorded_by, recorded_at = now()`,
            [workspaceId, currency, market, category, from, amount, note, JSON.stringify({ id, name })],
          )
          const { rows } = await tx.query('select count(*)::int as rates from own_rates where workspace_id = $1', [workspaceId])
          if (rows[0].rates > MOST_RATES)
            throw problem('conflict', `A workspace has at most ${MOST_RATES} own prices: remove some that ended.`)
        })
        forgetCards(workspaceId)
        return shown(workspaceId)
      },
    )

    app.delete(
      '/v1/settings/rates',
      {
        config: { access: 'admin' },
        schema: {
          summary: 'Take an own price away, as if it had never been',
          tags,
          querystring: Place,
          response: { 200: Listed },
        },
      },
      async (request) => {
        const { workspaceId } = request.actor
        const { currency, market, category, from } = request.query
        const gone = await pool.query(
          `delete from own_rates where workspace_id = $1 and currency = $2 and market = $3 and category = $4 and from_day = $5`,
          [workspaceId, currency, market, category, from],
        )
        if (gone.rowCount === 0) throw problem('not-found', 'There is no such price: look at GET /v1/settings/rates.')
        forgetCards(workspaceId)
        return shown(workspaceId)
      },
    )
  }

const currenciesListed = [...new Set(rateCards.map(({ currency }) => currency))]

import type pg from 'pg'
import { z } from 'zod'
import { NotCsv } from '../contacts/csv.ts'
import { transact } from '../database/database.ts'
import { readCursor, writeCursor } from '../http/cursor.ts'
import type { Routes } from '../http/fastify-app.ts'
import { problem } from '../http/problems.ts'
import { createPictureFetcher } from './fetch-picture.ts'
import { findProducts, listCatalogs, type ProductRow, saveProducts } from './products.ts'
import { readFeed } from './read-feed.ts'

const MOST_FEED_CHARACTERS = 8_000_000
const MOST_BAD_ROWS = 100
/** More than any message or cart holds. */
const MOST_NAMED = 200
const PICTURE_KEPT_S = 86_400

const Catalog = z.object({ catalogId: z.string().regex(/^[\w-]{1,64}$/, 'give the id that Meta’s Commerce Manager shows') })
const OfProduct = Catalog.extend({ retailerId: z.string().min(1).max(100) })
const Product = z.object({
  catalogId: z.string(),
  retailerId: z.string(),
  title: z.string(),
  description: z.string(),
  price: z.object({ amount: z.string(), currency: z.string() }).nullable(),
  available: z.boolean(),
  hasPicture: z.boolean(),
})
const After = z.object({ after: z.string() })

/** Catalogues that were brought here from Meta’s Commerce Manager, for the picker of products and for carts that come in. */
export const catalogRoutes =
  ({ pool, privateToo }: { pool: pg.Pool; privateToo: () => boolean }): Routes =>
  async (app) => {
    const tags = ['catalogues']
    const pictures = createPictureFetcher({ privateToo })
    app.addHook('onClose', () => pictures.close())

    app.get(
      '/v1/catalogs',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'Catalogues that products were imported for, largest first',
          tags,
          response: {
            200: z.object({
              data: z.array(z.object({ id: z.string(), products: z.number(), changedAt: z.string() })),
              cursor: z.null(),
            }),
          },
        },
      },
      async ({ actor }) => ({
        data: (await listCatalogs(pool, actor.workspaceId)).map(({ changedAt, ...rest }) => ({
          ...rest,
          changedAt: changedAt.toISOString(),
        })),
        cursor: null,
      }),
    )

    app.post(
      '/v1/catalogs/:catalogId/import',
      {
        bodyLimit: 2 * MOST_FEED_CHARACTERS,
        config: { access: 'manager' },
        schema: {
          summary:
            'Import a product feed: CSV with the columns id and title, and description, availability, price and image_link where there are',
          tags,
          params: Catalog,
          body: z.object({
            csv: z.string().min(1).max(MOST_FEED_CHARACTERS),
            replace: z.boolean().default(false).describe('Whether products that the file does not name go'),
          }),
          response: {
            200: z.object({
              taken: z.number(),
              rejected: z.number(),
              problems: z.array(z.object({ line: z.number(), problem: z.string() })),
            }),
          },
        },
      },
      async ({ actor, params, body }) => {
        const { products, bad } = readOrRefuse(body.csv)
        if (body.replace && products.length === 0)
          throw notFeed(`No product of this file can be taken, so nothing was replaced. ${bad[0]?.problem ?? 'It has no rows.'}`)
        const keepOnly = body.replace ? bad.map(({ retailerId }) => retailerId) : null
        await transact(pool, (tx) =>
          saveProducts(tx, { workspaceId: actor.workspaceId, catalogId: params.catalogId, products, keepOnly }),
        )
        const problems = bad.slice(0, MOST_BAD_ROWS).map(({ line, problem }) => ({ line, problem }))
        return { taken: products.length, rejected: bad.length, problems }
      },
    )

    app.get(
      '/v1/catalogs/:catalogId/products',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'Products of a catalogue by id; by words, or exactly those named',
          tags,
          params: Catalog,
          querystring: z.object({
            search: z.string().max(200).default(''),
            ids: z.string().max(4_000).optional().describe('Retailer ids, separated by commas'),
            limit: z.coerce.number().int().min(1).max(200).default(50),
            cursor: z.string().max(500).optional(),
          }),
          response: { 200: z.object({ data: z.array(Product), cursor: z.string().nullable() }) },
        },
      },
      async ({ actor, params, query }) => {
        const { search, limit } = query
        const after = query.cursor ? readCursor(query.cursor, After).after : null
        const ids = query.ids?.split(',') ?? null
        const found = await findProducts(pool, actor.workspaceId, params.catalogId, { search, ids, after, limit })
        const last = found.length === limit ? found.at(-1) : undefined
        return { data: found.map(present), cursor: last ? writeCursor({ after: last.retailer_id }) : null }
      },
    )

    app.get(
      '/v1/catalogs/products',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'Products by their retailer ids, whatever catalogue they are in: what a cart names',
          tags,
          querystring: z.object({ ids: z.string().min(1).max(8_000).describe('Separated by commas') }),
          response: { 200: z.object({ data: z.array(Product), cursor: z.null() }) },
        },
      },
      async ({ actor, query }) => {
        const ids = query.ids.split(',').slice(0, MOST_NAMED)
        const found = await findProducts(pool, actor.workspaceId, null, { ids, limit: MOST_NAMED })
        return { data: found.map(present), cursor: null }
      },
    )

    app.get(
      '/v1/catalogs/:catalogId/products/:retailerId/picture',
      { config: { access: 'viewer' }, schema: { summary: 'A product’s picture, small', tags, params: OfProduct } },
      async ({ actor, params }, reply) => {
        const [found] = await findProducts(pool, actor.workspaceId, params.catalogId, { ids: [params.retailerId], limit: 1 })
        const picture = found?.picture_url ? await pictures.fetch(found.picture_url) : null
        if (!picture) throw problem('not-found', 'This product has no picture, or it cannot be fetched.')
        return reply.header('cache-control', `private, max-age=${PICTURE_KEPT_S}`).type('image/webp').send(picture)
      },
    )

    app.delete(
      '/v1/catalogs/:catalogId',
      {
        config: { access: 'manager' },
        schema: { summary: 'Forget the products of a catalogue here; Meta keeps its own', tags, params: Catalog },
      },
      async ({ actor, params }, reply) => {
        await pool.query('delete from catalog_products where workspace_id = $1 and catalog_id = $2', [
          actor.workspaceId,
          params.catalogId,
        ])
        return reply.code(204).send()
      },
    )
  }

function readOrRefuse(csv: string) {
  try {
    return readFeed(csv)
  } catch (error) {
    if (!(error instanceof NotCsv)) throw error
    throw notFeed(error.message)
  }
}

const notFeed = (fix: string) =>
  problem('invalid', fix, { findings: [{ rule: 'catalog.feed', severity: 'error', path: 'csv', fix }] })

const present = (row: ProductRow): z.infer<typeof Product> => ({
  catalogId: row.catalog_id,
  retailerId: row.retailer_id,
  title: row.title,
  description: row.description,
  price: row.price !== null && row.currency !== null ? { amount: row.price, currency: row.currency } : null,
  available: row.available,
  hasPicture: row.picture_url !== null,
})

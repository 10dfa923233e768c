import { type Db, rows } from '../database/database.ts'
import { wordQuery } from '../threads/search.ts'
import type { Product } from './read-feed.ts'

export type ProductRow = {
  catalog_id: string
  retailer_id: string
  title: string
  description: string
  price: string | null
  currency: string | null
  available: boolean
  picture_url: string | null
}

const COLUMNS = 'catalog_id, retailer_id, title, description, price::text as price, currency, available, picture_url'

/** Writes the products of a catalogue. Others stay, unless they are to go: then only those, and what the file named and we could not read. */
export async function saveProducts(
  tx: Db,
  {
    workspaceId,
    catalogId,
    products,
    keepOnly,
  }: { workspaceId: string; catalogId: string; products: readonly Product[]; keepOnly: readonly string[] | null },
): Promise<void> {
  const column = <Key extends keyof Product>(key: Key) => products.map((product) => product[key])
  if (keepOnly)
    await tx.query(
      `delete from catalog_products where workspace_id = $1 and catalog_id = $2 and retailer_id <> all ($3::text[])`,
      [workspaceId, catalogId, [...column('retailerId'), ...keepOnly]],
    )
  await tx.query(
    `insert into catalog_products (workspace_id, catalog_id, retailer_id, title, description, price, currency, available, picture_url)
     select $1, $2, * from unnest($3::text[], $4::text[], $5::text[], $6::numeric[], $7::text[], $8::boolean[], $9::text[])
     on conflict (workspace_id, catalog_id, retailer_id) do update set title = excluded.title, description = excluded.description,
       price = excluded.price, currency = excluded.currency, available = excluded.available, picture_url = excluded.picture_url,
       changed_at = now()`,
    [
      workspaceId,
      catalogId,
      column('retailerId'),
      column('title'),
      column('description'),
      column('price'),
      column('currency'),
      column('available'),
      column('pictureUrl'),
    ],
  )
}

export const listCatalogs = (db: Db, workspaceId: string): Promise<{ id: string; products: number; changedAt: Date }[]> =>
  rows(
    db,
    `select catalog_id as id, count(*)::int as products, max(changed_at) as "changedAt" from catalog_products
     where workspace_id = $1 group by 1 order by 2 desc, 1 limit 100`,
    [workspaceId],
  )

/** Products of one catalogue by id, or of all; by words, or exactly these. */
export const findProducts = (
  db: Db,
  workspaceId: string,
  catalogId: string | null,
  {
    search = '',
    ids = null,
    after = null,
    limit,
  }: { search?: string; ids?: readonly string[] | null; after?: string | null; limit: number },
): Promise<ProductRow[]> =>
  rows<ProductRow>(
    db,
    `select ${COLUMNS} from catalog_products
     where workspace_id = $1 and ($2::text is null or catalog_id = $2) and ($3::text[] is null or retailer_id = any ($3))
       and ($4::text is null or words_of(title || ' ' || description || ' ' || retailer_id) @@ to_tsquery('simple', $4))
       and ($5::text is null or retailer_id > $5)
     order by retailer_id limit $6`,
    [workspaceId, catalogId, ids, wordQuery(search, 1), after, limit],
  )

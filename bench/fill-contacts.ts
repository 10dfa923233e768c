import pg from 'pg'
import { idOf, withoutIndexes } from './fill-inbox.ts'

const TABLES = ['contacts', 'contact_aliases', 'consents']

/**
 * Fills the database of a hub with people as a shop has them: a name, a number, a city, a tier, a customer number; one in ten with a tag, one in ten
 * thousand with a rare one; half of them said yes to marketing. Rows are written by SQL, because what is measured is reading them.
 */
export async function fillContacts(databaseUrl: string, people: number): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    const workspaceId = (await client.query<{ id: string }>('select id from workspaces')).rows[0]?.id as string
    await client.query('set synchronous_commit = off')
    await client.query(`set maintenance_work_mem = '1GB'`)
    await withoutIndexes(client, TABLES, async () => {
      await client.query(
        `insert into contacts (workspace_id, id, name, attributes, tags, created_at, phone)
         select $1, ${idOf(`'c' || n`)}, 'Person ' || n || ' ' || (array['Berg', 'Costa', 'Diaz', 'Ek', 'Fischer'])[1 + n % 5],
           jsonb_build_object('city', 'City ' || n % 50, 'tier', case when n % 3 = 0 then 'gold' else 'basic' end, 'customer', n),
           case when n % 10000 = 0 then array['founder', 'newsletter'] when n % 10 = 0 then array['newsletter'] else '{}' end,
           now() - n * interval '1 minute', (447700000000 + n)::text
         from generate_series(1, $2::int) n`,
        [workspaceId, people],
      )
      await client.query(
        `insert into contact_aliases (workspace_id, kind, value, contact_id)
         select $1, 'e164', (447700000000 + n)::text, ${idOf(`'c' || n`)} from generate_series(1, $2::int) n`,
        [workspaceId, people],
      )
      await client.query(
        `insert into consents (workspace_id, contact_id, state)
         select $1, ${idOf(`'c' || n`)}, jsonb_build_object('marketing', jsonb_build_object('in',
           jsonb_build_object('at', 1760000000000 + n, 'evidence', jsonb_build_object('how', 'form'))))
         from generate_series(1, $2::int, 2) n`,
        [workspaceId, people],
      )
    })
    await client.query('vacuum analyze contacts, contact_aliases, consents')
  } finally {
    await client.end()
  }
}

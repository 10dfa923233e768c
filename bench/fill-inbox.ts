import pg from 'pg'

const TABLES = ['contacts', 'contact_aliases', 'threads', 'messages', 'message_words']
/** An id that the API takes for one, always the same for the same name. */
export const idOf = (name: string) => `overlay(overlay(md5(${name}) placing '4' from 13 for 1) placing '8' from 17 for 1)::uuid`

const TEXTS = `(array['Is order ', 'My sofa, order ', 'Delivery tomorrow for order ', 'The walnut table of order ', 'Thank you for '])`

/**
 * Fills the database of a hub with a large inbox. Rows are written by SQL, because what is measured is reading them; indexes are made
 * when the rows are there, and words in one go: minutes instead of hours. The key that is there owns every 200th thread.
 */
export async function fillInbox(
  databaseUrl: string,
  { threads, messages }: { threads: number; messages: number },
): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    const workspaceId = (await client.query<{ id: string }>('select id from workspaces')).rows[0]?.id as string
    const me = (await client.query<{ id: string }>('select id from api_keys')).rows[0]?.id
    await client.query('set synchronous_commit = off')
    await client.query('set session_replication_role = replica')
    await client.query(`set maintenance_work_mem = '1GB'`)
    await writeAccount(client, workspaceId)
    await withoutIndexes(client, TABLES, async () => {
      await writeThreads(client, workspaceId, threads, me)
      if (messages > 0) await writeMessages(client, workspaceId, threads, messages)
    })
    await client.query('vacuum analyze')
  } finally {
    await client.end()
  }
}

async function writeAccount(client: pg.Client, workspaceId: string): Promise<void> {
  await client.query(`insert into portfolios (workspace_id, id, name) values ($1, 'bench', 'Bench')`, [workspaceId])
  await client.query(
    `insert into wabas (workspace_id, id, portfolio_id, app_id, name, token_sealed) values ($1, 'bench', 'bench', 'bench', 'Bench', '')`,
    [workspaceId],
  )
  await client.query(
    `insert into phone_numbers (workspace_id, id, waba_id, display_phone_number, phone, name, throughput_mps)
     values ($1, 'bench', 'bench', '+44 7700 900000', '447700900000', 'Bench', 80)`,
    [workspaceId],
  )
}

/** Half of the threads are done, a fiftieth has an open window, few failed: an inbox that has been lived in for a year. */
async function writeThreads(client: pg.Client, workspaceId: string, threads: number, me: string | undefined): Promise<void> {
  await client.query(
    `insert into contacts (workspace_id, id, name, created_at, phone)
     select $1, ${idOf(`'c' || n`)}, 'Person ' || n || ' ' || (array['Berg', 'Costa', 'Diaz', 'Ek', 'Fischer'])[1 + n % 5], now(), (447700000000 + n)::text
     from generate_series(1, $2::int) n`,
    [workspaceId, threads],
  )
  await client.query(
    `insert into contact_aliases (workspace_id, kind, value, contact_id)
     select $1, 'e164', (447700000000 + n)::text, ${idOf(`'c' || n`)} from generate_series(1, $2::int) n`,
    [workspaceId, threads],
  )
  await client.query(
    `insert into threads (workspace_id, id, phone_number_id, contact_id, window_state, csw_until, from_ad, unread, state, owner_id,
       last_message, last_failed, last_message_at)
     select $1, ${idOf(`'t' || n`)}, 'bench', ${idOf(`'c' || n`)}, '{"lastUserAt": null}',
       case when n % 50 = 0 then now() + (n % 1440) * interval '1 minute'
            when n % 10 = 9 then null else now() - (n % 500000) * interval '1 minute' end,
       n % 40 = 0, n % 3, case when n % 2 = 0 then 'open' else 'resolved' end, case when n % 200 = 0 then $3 end,
       jsonb_build_object('id', ${idOf(`'m' || n`)}, 'text', 'Is order ' || n || ' there?', 'at', '2026-11-20T12:00:00.000Z', 'direction', 'in'),
       n % 5000 = 0, now() - (n % 500000) * interval '1 minute'
     from generate_series(1, $2::int) n`,
    [workspaceId, threads, me],
  )
}

async function writeMessages(client: pg.Client, workspaceId: string, threads: number, messages: number): Promise<void> {
  await client.query(
    `insert into messages (workspace_id, id, thread_id, direction, type, content, text, at, status)
     select $1, id, thread_id, 'in', 'text', jsonb_build_object('text', jsonb_build_object('body', text)), text, at, 'received'
     from (
       select (lpad(to_hex((extract(epoch from now()) * 1000)::bigint - n), 12, '0') || '70008' || lpad(to_hex(n), 15, '0'))::uuid as id,
         ${idOf(`'t' || (1 + n % $2)`)} as thread_id,
         ${TEXTS}[1 + n % 5] || n / 7 || case when n % 1000003 = 0 then ' zebra' else '' end as text,
         now() - n * interval '1 second' as at
       from generate_series($3::int, 1, -1) n
     ) made`,
    [workspaceId, threads, messages],
  )
  await client.query(
    `insert into message_words (workspace_id, message_id, thread_id, words)
     select workspace_id, id, thread_id, words_of(text) from messages where workspace_id = $1`,
    [workspaceId],
  )
}

/** Partitions' own indexes come and go with those of their table. */
export async function withoutIndexes(client: pg.Client, tables: readonly string[], fill: () => Promise<void>): Promise<void> {
  const { rows } = await client.query<{ name: string; definition: string }>(
    `select indexrelid::regclass::text as name, pg_get_indexdef(indexrelid) as definition from pg_index
     where indrelid = any ($1::regclass[]) and not indisunique`,
    [tables],
  )
  for (const { name } of rows) await client.query(`drop index ${name}`)
  await fill()
  for (const { definition } of rows) await client.query(definition.replace(' ON ONLY ', ' ON '))
}

import pg from 'pg'

/**
 * Fills the database of a hub with thirty days of a business that writes and is written to: offers and order updates that are delivered
 * and read, one in a hundred that fails, questions that are answered within minutes or not at all. Rows are written by SQL, because
 * what is measured is reading them.
 */
export async function fillTraffic(
  databaseUrl: string,
  { messages, threads }: { messages: number; threads: number },
): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    const workspaceId = (await client.query<{ id: string }>('select id from workspaces')).rows[0]?.id
    const all = async (...statements: [sql: string, ...values: unknown[]][]) => {
      for (const [sql, ...values] of statements) await client.query(sql, [workspaceId, ...values])
    }
    await client.query('set synchronous_commit = off')
    await client.query('set session_replication_role = replica')
    await client.query(`select ensure_partitions((now() - interval '40 days')::date, now()::date)`)
    await all(
      [`insert into portfolios (workspace_id, id, name, tier) values ($1, 'bench', 'Bench', 'TIER_100K')`],
      [
        `insert into wabas (workspace_id, id, portfolio_id, app_id, name, token_sealed) values ($1, 'bench', 'bench', 'bench', 'Bench', '')`,
      ],
      [
        `insert into phone_numbers (workspace_id, id, waba_id, display_phone_number, phone, name, throughput_mps)
         select $1, 'bench' || n, 'bench', '+44 7700 90000' || n, '44770090000' || n, 'Bench ' || n, 80 from generate_series(0, 3) n`,
      ],
      [
        `insert into contacts (workspace_id, id, name, created_at, phone)
         select $1, md5('c' || n)::uuid, 'Person ' || n, now(), (447700000000 + n)::text from generate_series(1, $2::int) n`,
        threads,
      ],
      [
        `insert into contact_aliases (workspace_id, kind, value, contact_id)
         select $1, 'e164', (447700000000 + n)::text, md5('c' || n)::uuid from generate_series(1, $2::int) n`,
        threads,
      ],
      [
        `insert into threads (workspace_id, id, phone_number_id, contact_id, window_state, last_message_at)
         select $1, md5('t' || n)::uuid, 'bench' || n % 4, md5('c' || n)::uuid, '{"lastUserAt": null}', now() from generate_series(1, $2::int) n`,
        threads,
      ],
      // Of ten, six are ours: four templates and two answers; four are theirs. They go round among the threads.
      [
        `insert into messages (workspace_id, id, thread_id, direction, type, content, text, at, status, wamid, sent_by, template, price, charged, error)
         select $1, (lpad(to_hex(ms), 12, '0') || '70008' || lpad(to_hex(n), 15, '0'))::uuid, md5('t' || (1 + (n / 10 * 7919 + case when kind < 4 then kind else 4 end) % $2))::uuid,
           case when ours then 'out' else 'in' end, case when kind < 4 then 'template' else 'text' end, '{}', 'Message ' || n,
           to_timestamp(ms / 1000.0), case when not ours then 'received' when n % 101 = 0 then 'failed' when n % 3 = 0 then 'delivered' else 'read' end,
           case when ours then 'wamid.' || n end,
           case when ours then jsonb_build_object('kind', case when kind = 0 then 'campaign' when kind < 4 then 'api' else 'person' end,
             'id', case when kind = 0 then 'c' || day else 'p' || n % 9 end, 'name', 'Bench') end,
           case when kind < 4 then jsonb_build_object('name', 'template_' || kind + n % 5, 'language', 'en') end,
           case when ours then price end,
           case when ours and n % 101 <> 0 then price || jsonb_build_object('type', case when kind < 4 then 'regular' else 'free_customer_service' end) end,
           case when ours and n % 101 = 0 then jsonb_build_object('code', case when n % 5 = 0 then 131049 else 131026 end, 'title', 'failed') end
         from (
           select n, n % 10 as kind, n % 10 < 6 as ours, n / 33334 as day,
             (extract(epoch from now() - interval '30 days') * 1000)::bigint + n::bigint * 2592000000 / $3 as ms,
             jsonb_build_object('amount', case when n % 10 < 2 then '0.0635' when n % 10 < 4 then '0.0220' else '0' end, 'currency', 'USD',
               'category', case when n % 10 < 2 then 'marketing' when n % 10 < 4 then 'utility' else 'service' end,
               'market', (array['United Kingdom', 'Germany', 'Brazil', 'India', 'France', 'Spain'])[1 + n % 6]) as price
           from generate_series(0, $3::int - 1) n
         ) made`,
        threads,
        messages,
      ],
      [
        `insert into workspace_counters (workspace_id, event_seq) values ($1, 1) on conflict (workspace_id) do update set event_seq = 1`,
      ],
      // The hub figured the days meanwhile, for good, while they were still empty.
      [`delete from figured_days where workspace_id = $1`],
    )
    await client.query('vacuum analyze')
  } finally {
    await client.end()
  }
}

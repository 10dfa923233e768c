import pg from 'pg'

export type LedgerLoad = {
  numbers: readonly string[]
  count: number
  /** When the first falls due, and how many a second follow it; all at once without it. */
  from: Date
  perSecond?: number
  /** Recipients and ids are counted from here, so that a second load meets nobody twice. */
  first?: number
}

/**
 * Messages to as many people, as the gate leaves them: contact, thread, message and send, spread over the numbers in turn. Written in
 * bulk, because it is the sender that is measured here.
 */
export async function fillLedger(databaseUrl: string, { numbers, count, from, perSecond, first = 0 }: LedgerLoad): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    await client.query('begin')
    await client.query(
      `create temporary table load on commit drop as
       select n, ($2::text[])[n % cardinality($2::text[]) + 1] as number, '4915' || (100000000 + n) as phone,
         gen_random_uuid() as contact, gen_random_uuid() as thread,
         -- Version 7, in order: the time, the count, chance.
         (lpad(to_hex((extract(epoch from now()) * 1000)::bigint + n / 4096), 12, '0') || '7' || lpad(to_hex(n % 4096), 3, '0')
           || 'a' || substr(md5(random()::text), 1, 15))::uuid as id,
         $4::timestamptz + coalesce((n - $1::int) / $5::float8, 0) * interval '1 second' as due,
         jsonb_build_object('type', 'template', 'template', jsonb_build_object('name', 'order_update', 'language',
           jsonb_build_object('code', 'en_GB'), 'components', jsonb_build_array(jsonb_build_object('type', 'body', 'parameters',
           jsonb_build_array(jsonb_build_object('type', 'text', 'text', 'NH-' || n),
             jsonb_build_object('type', 'text', 'text', 'Tuesday 24 November')))))) as payload
       from generate_series($1::int, $1::int + $3::int - 1) as n`,
      [first, numbers, count, from, perSecond ?? null],
    )
    await client.query(`alter table load add column workspace uuid`)
    await client.query(`update load set workspace = (select id from workspaces limit 1)`)
    for (const statement of STATEMENTS) await client.query(statement)
    await client.query('commit')
    await client.query('analyze sends, messages, threads, contacts')
    await client.query('checkpoint')
  } finally {
    await client.end()
  }
}

const STATEMENTS = [
  `insert into contacts (workspace_id, id, name, created_at, phone) select workspace, contact, 'Somebody ' || n, now(), phone from load`,
  `insert into contact_aliases (workspace_id, kind, value, contact_id) select workspace, 'e164', phone, contact from load`,
  `insert into threads (workspace_id, id, phone_number_id, contact_id, window_state, last_message_at)
   select workspace, thread, number, contact, '{"lastUserAt": null}', now() from load`,
  `insert into messages (workspace_id, id, thread_id, direction, type, content, text, at, status, timeline, sent_by)
   select workspace, id, thread, 'out', 'template', payload, 'Your order is on its way.', now(), 'queued',
     jsonb_build_array(jsonb_build_object('status', 'queued', 'at', now())), '{"kind": "api", "id": "bench", "name": "bench"}' from load`,
  `insert into sends (workspace_id, id, phone_number_id, thread_id, contact_id, recipient, payload, kind, category, initiator, priority,
     state, due_at, expires_at)
   select workspace, id, number, thread, contact, jsonb_build_object('phone', phone, 'bsuid', null), payload, 'template', 'utility', 'api',
     2, 'queued', due, due + interval '1 day' from load`,
]

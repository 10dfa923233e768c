import type pg from 'pg'

/** The n-th person, from 1. */
export const phoneOf = (index: number): string => String(FIRST_PHONE + index)
const FIRST_PHONE = 4_915_510_000_000

type Queue = { phoneNumberId: string; count: number; template?: { name: string; language: string } }

/**
 * Queues `count` template messages to as many people who never wrote, due at once: contacts, threads, messages and ledger rows as the
 * gate writes them, in sets, so that filling costs next to nothing. Numbers are of Germany's range for fiction.
 */
export async function fillLedger(pool: pg.Pool, { phoneNumberId, count, template = HELLO }: Queue): Promise<void> {
  const { rows } = await pool.query<{ workspace_id: string; components: unknown; category: string }>(
    'select workspace_id, components, category from templates where name = $1 and language = $2',
    [template.name, template.language],
  )
  const [found] = rows
  if (!found) throw new Error(`The hub knows no template ${template.name} in ${template.language}.`)
  const { workspace_id: workspaceId, components } = found
  const category = found.category.toLowerCase()
  const payload = { type: 'template', template: { name: template.name, language: { code: template.language } } }
  const definition = { ...template, category: found.category, components }
  const client = await pool.connect()
  try {
    await client.query('begin')
    await client.query(
      `create temporary table person on commit drop as
       select i, ($2::bigint + i)::text as phone, gen_random_uuid() as contact, gen_random_uuid() as thread,
         (overlay(uuid7_at(now() + i * interval '1 millisecond')::text placing lpad(to_hex(i), 12, '0') from 25))::uuid as send
       from generate_series(1, $1::int) i`,
      [count, FIRST_PHONE],
    )
    await client.query(
      `insert into contacts (workspace_id, id, name, created_at, phone) select $1, contact, '', now(), phone from person`,
      [workspaceId],
    )
    await client.query(
      `insert into contact_aliases (workspace_id, kind, value, contact_id) select $1, 'e164', phone, contact from person`,
      [workspaceId],
    )
    await client.query(
      `insert into threads (workspace_id, id, phone_number_id, contact_id, window_state, last_message_at)
       select $1, thread, $2, contact, '{"lastUserAt": null}', now() from person`,
      [workspaceId, phoneNumberId],
    )
    await client.query(
      `insert into messages (workspace_id, id, thread_id, direction, type, content, text, at, status, timeline, sent_by, template)
       select $1, send, thread, 'out', 'template', $2, 'Hello World', now(), 'queued',
         jsonb_build_array(jsonb_build_object('status', 'queued', 'at', now())), '{"kind": "campaign"}', $3 from person`,
      [workspaceId, JSON.stringify(payload), JSON.stringify(definition)],
    )
    await client.query(
      `insert into sends (workspace_id, id, phone_number_id, thread_id, contact_id, recipient, payload, kind, category, initiator, priority, due_at, expires_at)
       select $1, send, $2, thread, contact, jsonb_build_object('phone', phone, 'bsuid', null), $3, 'template', $4, 'campaign', 3,
         now(), now() + interval '1 day' from person`,
      [workspaceId, phoneNumberId, JSON.stringify(payload), category],
    )
    await client.query('commit')
  } finally {
    client.release()
  }
  await pool.query('analyze contacts, contact_aliases, threads, messages, sends')
}

const HELLO = { name: 'hello_world', language: 'en_US' }

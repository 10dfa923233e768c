import { type Db, rows } from '../database/database.ts'
import { type ContactRow, presentContact } from './queries.ts'

const PAGE = 500

/** All that is kept about one person, as one JSON document, piece by piece: a long story never stands in memory whole. */
export async function* exportContact(db: Db, workspaceId: string, contact: ContactRow): AsyncGenerator<string> {
  const them = [workspaceId, contact.id]
  yield `{"contact":${JSON.stringify(presentContact(contact))}`
  const tables: [name: string, sql: string][] = [
    [
      'consent',
      'select id, purpose, choice, at, evidence, recorded_at from consent_statements where workspace_id = $1 and contact_id = $2 and id > $3 order by id limit $4',
    ],
    [
      'threads',
      `select id, phone_number_id, csw_until, fep_state, fep_until, from_ad, state, tags, last_message_at from threads
       where workspace_id = $1 and contact_id = $2 and id > $3 order by id limit $4`,
    ],
    [
      'messages',
      `select m.id, m.thread_id, m.direction, m.type, m.content, m.text, m.at, m.status, m.timeline, m.wamid, m.template, m.price, m.charged,
         m.error, m.sent_by, m.campaign_id from messages m
       where m.workspace_id = $1 and m.thread_id in (select id from threads where workspace_id = $1 and contact_id = $2)
         and m.id > $3 order by m.id limit $4`,
    ],
    [
      'notes',
      `select n.id, n.thread_id, n.kind, n.at, n.text from thread_notes n
       where n.workspace_id = $1 and n.thread_id in (select id from threads where workspace_id = $1 and contact_id = $2)
         and n.id > $3 order by n.id limit $4`,
    ],
    [
      'events',
      'select id, name, data, at from contact_events where workspace_id = $1 and contact_id = $2 and id > $3 order by id limit $4',
    ],
    [
      'automations',
      `select r.id, a.name, r.state, r.because, r.started_at, r.ended_at, r.memory, (
         select coalesce(jsonb_agg(jsonb_build_object('kind', s.kind, 'says', s.says, 'at', s.at) order by s.step), '[]')
         from automation_steps s where s.workspace_id = $1 and s.run_id = r.id) as steps
       from automation_runs r join automations a on a.workspace_id = $1 and a.id = r.automation_id
       where r.workspace_id = $1 and r.contact_id = $2 and r.id > $3 order by r.id limit $4`,
    ],
    [
      'sequences',
      `select r.id, s.name, r.state, r.outcome, r.because, r.began_at, r.last_sent_at, r.ended_at, r.returned_at
       from sequence_runs r join sequences s on s.workspace_id = $1 and s.id = r.sequence_id
       where r.workspace_id = $1 and r.contact_id = $2 and r.id > $3 order by r.id limit $4`,
    ],
    [
      'links',
      // A message may have several links, each followed by several people.
      `select * from (
         select l.url, h.hits, h.first_at, h.last_at,
           (h.message_id || ' ' || encode(h.key, 'hex') || ' ' || h.recipient) collate "C" as id
         from link_hits h join tracked_links l on l.workspace_id = $1 and l.key = h.key
         where h.workspace_id = $1 and h.message_id in (
           select m.id from messages m join threads t on t.workspace_id = $1 and t.id = m.thread_id
           where m.workspace_id = $1 and t.contact_id = $2)
       ) followed where id > $3 order by id limit $4`,
    ],
  ]
  for (const [name, sql] of tables) {
    yield `,"${name}":[`
    let after = '00000000-0000-0000-0000-000000000000'
    for (let isFirst = true; ; ) {
      const page = await rows<Record<string, unknown> & { id?: string }>(db, sql, [...them, after, PAGE])
      for (const row of page) {
        yield `${isFirst ? '' : ','}${JSON.stringify(row)}`
        isFirst = false
      }
      const last = page.at(-1)
      if (page.length < PAGE || !last?.id) break
      after = last.id
    }
    yield ']'
  }
  const calls = await rows(
    db,
    `select id, phone_number_id, direction, state, at, ended_at, seconds from calls
     where workspace_id = $1 and thread_id in (select id from threads where workspace_id = $1 and contact_id = $2) order by at`,
    them,
  )
  yield `,"calls":${JSON.stringify(calls)}}\n`
}

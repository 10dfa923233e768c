import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'

type Launch = { databaseUrl: string; key: string; from: string; people: number; somebody: (index: number) => string }

/**
 * A campaign to everybody, made and launched through whichever hub answers. Each step has its key, so that one whose answer was lost
 * with its process is not done twice.
 */
export async function launchCampaign(hubs: readonly { url: string }[], { databaseUrl, key, from, people, somebody }: Launch) {
  await writePeople(
    databaseUrl,
    Array.from({ length: people }, (_, index) => somebody(index).slice(1)),
  )
  const ask = async (path: string, body: unknown): Promise<{ id: string }> => {
    for (let attempt = 0; ; attempt++) {
      const hub = hubs[attempt % hubs.length] as { url: string }
      const answer = await fetch(hub.url + path, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json', 'idempotency-key': `crash ${path}` },
        body: JSON.stringify(body),
        signal: AbortSignal.timeout(10_000),
      })
        .then(async (response) => ({ status: response.status, text: await response.text() }))
        .catch((error: Error) => ({ status: 0, text: error.message }))
      if (answer.status >= 200 && answer.status < 300) return JSON.parse(answer.text)
      if ((answer.status >= 400 && answer.status < 500) || attempt > 600)
        throw new Error(`POST ${path} answered ${answer.status}: ${answer.text}`)
      await sleep(100)
    }
  }
  const { id } = await ask('/v1/campaigns', {
    name: 'Through it all',
    from,
    template: { name: 'hello_world', language: 'en_US' },
    audience: { segment: { everybody: true } },
  })
  await ask(`/v1/campaigns/${id}/launch`, {})
}

/** Until the campaign says that it is over. Throws when it has stopped for a reason of its own. */
export async function untilCampaignIsOver(count: (sql: string) => Promise<number>): Promise<void> {
  for (;;) {
    if ((await count(`select count(*)::int as n from campaigns where state in ('paused', 'cancelled')`)) > 0)
      throw new Error('The campaign was paused.')
    if ((await count(`select count(*)::int as n from campaigns where state = 'finished'`)) > 0) return
    await sleep(200)
  }
}

/** People who said yes, as an import leaves them. */
async function writePeople(databaseUrl: string, phones: readonly string[]): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl })
  client.on('error', () => {})
  await client.connect()
  try {
    await client.query('begin')
    await client.query(
      `create temporary table person on commit drop as
       select (select id from workspaces) as workspace, gen_random_uuid() as contact, phone from unnest($1::text[]) as phone`,
      [phones],
    )
    await client.query(
      `insert into contacts (workspace_id, id, name, created_at, phone) select workspace, contact, 'Somebody', now(), phone from person`,
    )
    await client.query(
      `insert into contact_aliases (workspace_id, kind, value, contact_id) select workspace, 'e164', phone, contact from person`,
    )
    await client.query(
      `insert into consents (workspace_id, contact_id, state)
       select workspace, contact, '{"marketing": {"in": {"at": 1760000000000, "evidence": {"how": "form"}}}}' from person`,
    )
    await client.query('commit')
    await client.query('analyze contacts, contact_aliases, consents')
  } finally {
    await client.end()
  }
}

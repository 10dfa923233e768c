import pg from 'pg'
import type { Benchmark } from './benchmark.ts'
import { cpuUsOf } from './processor-time.ts'
import { KEY, serveHub } from './served-hub.ts'

const PEOPLE = Number(process.env.BENCH_PEOPLE ?? 1_000_000)
const NUMBER = '700000000000003'

export const campaignBenchmarks: readonly Benchmark[] = [
  {
    name: 'campaign.plan',
    about: `people a second planned for a campaign to ${PEOPLE.toLocaleString('en')} of twelve countries, consent, windows and a variable for each, over the API`,
    run: async () => {
      const served = await serveHub({ env: { CASEMENT_KEY_RATE: '1000000' } })
      const client = new pg.Client({ connectionString: served.databaseUrl })
      try {
        await client.connect()
        await settle(client)
        const api = async (path: string, body: object) => {
          const answer = await fetch(served.url + path, {
            method: 'POST',
            headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
            body: JSON.stringify(body),
          })
          const text = await answer.text()
          if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${text}`)
          return JSON.parse(text)
        }
        const parameters = [{ type: 'body', parameters: [{ type: 'text', text: { from: 'attribute.city' } }] }]
        const { id } = await api('/v1/campaigns', {
          name: 'Everybody',
          from: NUMBER,
          template: { name: 'offer', language: 'en', parameters },
          audience: { segment: { everybody: true } },
        })
        const took: number[] = []
        const begun = cpuUsOf(served.postgresPid) + cpuUsOf(served.pid)
        let plan: { audience: number; reaches: number; excluded: Record<string, number> } | undefined
        for (let run = 0; run < 3; run++) {
          const begin = performance.now()
          plan = await api(`/v1/campaigns/${id}/plan`, {})
          took.push((performance.now() - begin) / 1_000)
        }
        if (plan?.audience !== PEOPLE) throw new Error(`The plan is wrong: ${JSON.stringify(plan)}`)
        const seconds = took.sort((a, b) => a - b)[1] as number
        return {
          value: Math.round(PEOPLE / seconds),
          unit: 'people/s',
          detail: {
            seconds: round(seconds),
            cpuSeconds: round((cpuUsOf(served.postgresPid) + cpuUsOf(served.pid) - begun) / took.length / 1_000_000),
            slowest: round(took[2] as number),
            reaches: plan.reaches,
            excluded: plan.excluded,
          },
        }
      } finally {
        await client.end()
        await served.stop()
      }
    },
  },
]

/** A million people of twelve countries: one in ten never said yes, one in fifty said no, one in twenty wrote today. */
async function settle(client: pg.Client): Promise<void> {
  const workspace = (await client.query<{ id: string }>('select id from workspaces')).rows[0]?.id
  await client.query(`insert into portfolios (workspace_id, id, name, tier) values ($1, '1', 'Bench', 'TIER_UNLIMITED')`, [
    workspace,
  ])
  await client.query(
    `insert into wabas (workspace_id, id, portfolio_id, app_id, name, token_sealed) values ($1, '2', '1', 'environment', 'Bench', '')`,
    [workspace],
  )
  await client.query(
    `insert into phone_numbers (workspace_id, id, waba_id, display_phone_number, phone, name, quality, throughput_mps)
     values ($1, '${NUMBER}', '2', '+44 7700 900123', '447700900123', 'Bench', 'GREEN', 1000)`,
    [workspace],
  )
  await client.query(
    `insert into templates (workspace_id, id, waba_id, name, language, category, status, components)
     values ($1, '4', '2', 'offer', 'en', 'MARKETING', 'APPROVED', '[{"type":"BODY","text":"A lamp for {{1}}, a tenth less this week."}]')`,
    [workspace],
  )
  await client.query(
    `create temp table somebody as select gen_random_uuid() as id, n,
       (array['447','4917','336','3934','346','5511','52155','9198','62812','2348','2712','61'])[1 + n % 12] || lpad((n::bigint * 7919 % 100000000)::text, 8, '0') || (n % 10) || '0' || n % 7 as phone
     from generate_series(1, ${PEOPLE}) as n`,
  )
  await client.query(
    `insert into contacts (workspace_id, id, name, attributes, created_at, phone)
     select $1, id, 'Person ' || n, jsonb_build_object('city', case when n % 40 = 3 then '' else 'Town ' || n % 1000 end, 'tier', n % 3), now(), phone from somebody`,
    [workspace],
  )
  await client.query(
    `insert into contact_aliases (workspace_id, kind, value, contact_id)
     select $1, 'e164', phone, id from somebody`,
    [workspace],
  )
  await client.query(
    `insert into consents (workspace_id, contact_id, state)
     select $1, id, jsonb_build_object('marketing', jsonb_build_object(case when n % 50 = 1 then 'out' else 'in' end,
       jsonb_build_object('at', 1760000000000, 'evidence', jsonb_build_object('how', 'form')))) from somebody where n % 10 <> 0`,
    [workspace],
  )
  await client.query(
    `insert into threads (workspace_id, id, phone_number_id, contact_id, window_state, csw_until, last_message_at)
     select $1, gen_random_uuid(), '${NUMBER}', id, jsonb_build_object('lastUserAt', 1760000000000), now() + interval '3 hours', now() from somebody where n % 20 = 0`,
    [workspace],
  )
  await client.query('analyze')
}

const round = (value: number) => Math.round(value * 100) / 100

import { z } from 'zod'
import { takeTurn } from '../applier/applier.ts'
import { type Db, rows } from '../database/database.ts'
import type { JobInHand } from '../jobs/run-jobs.ts'
import { readBody } from '../journal/read-body.ts'
import type { Place } from '../journal/read-journal.ts'
import { redactAddress, spellingsOf } from './redact-address.ts'
import { redactWebhook } from './redact-webhook.ts'

/** All by which an erased person may be named. Kept with the job while it runs, and no longer. */
export const Traces = z.object({ identifiers: z.array(z.string()), wamids: z.array(z.string()), names: z.array(z.string()) })
export type Traces = z.infer<typeof Traces>

const Progress = z.object({
  redacted: z.int().default(0),
  after: z.object({ receivedAt: z.string(), id: z.int() }).nullable().default(null),
})

const ENTRIES_A_STEP = 2_000
const LINKS_A_PAGE = 1_000

/**
 * What an erased person left outside the tables of people and messages: webhooks as they came, items that could not be applied, what
 * happened, and lines of files. A webhook keeps what it says about others, and stays readable.
 */
export const eraseTraces =
  () =>
  async (hand: JobInHand): Promise<void> => {
    const { workspace_id: workspaceId } = hand.job
    const traces = Traces.parse(hand.job.options)
    let progress = Progress.parse(hand.job.progress)
    let { done } = hand.job
    for (let more = true; more && !hand.signal.aborted; ) {
      let next = { progress, done }
      await hand.step(async (tx) => {
        // What the journal holds must not be applied while it is rewritten.
        await takeTurn(tx)
        const { looked, redacted, last } = await redactJournal(tx, traces, progress.after)
        more = last !== null
        next = { done: done + looked, progress: { redacted: progress.redacted + redacted, after: last ?? progress.after } }
        return { ...next, rejected: 0 }
      })
      ;({ progress, done } = next)
    }
    if (hand.signal.aborted) return
    await hand.finish(async (tx) => {
      await eraseElsewhere(tx, workspaceId, traces)
      await tx.query(`update jobs set options = '{}' where workspace_id = $1 and id = $2`, [workspaceId, hand.job.id])
    })
  }

async function redactJournal(
  tx: Db,
  { identifiers, wamids }: Traces,
  after: Place | null,
): Promise<{ looked: number; redacted: number; last: Place | null }> {
  const walked = await rows<{ id: number; received_at: string; body: string | null }>(
    tx,
    `select id, received_at::text,
       case when exists (select 1 from unnest($3::text[]) name where position(convert_to(name, 'UTF8') in body) > 0)
         then encode(body, 'base64') end as body
     from (
       select id, received_at, body from journal
       where $1::timestamptz is null or (received_at, id) > ($1::timestamptz, $2::bigint)
       order by received_at, id limit $4
     ) as next order by received_at, id`,
    [after?.receivedAt ?? null, after?.id ?? null, identifiers, ENTRIES_A_STEP],
  )
  const names = new Set([...identifiers, ...wamids])
  const rewritten = walked.flatMap(({ id, received_at, body }) => {
    if (body === null) return []
    const bytes = Buffer.from(body, 'base64')
    const value = readBody(bytes)
    const redacted = value && redactWebhook(value, names)
    if (value !== null && redacted === value) return []
    return [{ id, received_at, body: value ? Buffer.from(JSON.stringify(redacted)) : withoutNames(bytes, identifiers) }]
  })
  for (const entry of rewritten) {
    await tx.query('update journal set body = $3 where received_at = $1::timestamptz and id = $2', [
      entry.received_at,
      entry.id,
      entry.body,
    ])
  }
  const last = walked.at(-1)
  return { looked: walked.length, redacted: rewritten.length, last: last ? { receivedAt: last.received_at, id: last.id } : null }
}

/** A body that is no webhook keeps its bytes but for the names. */
function withoutNames(bytes: Buffer, identifiers: readonly string[]): Buffer {
  const text = identifiers.reduce((left, name) => left.replaceAll(name, 'erased'), bytes.toString('latin1'))
  return Buffer.from(text, 'latin1')
}

/** Links of campaigns are shared by whoever got the same address, so they go on leading there; who is named in one is no longer. */
async function redactCampaignLinks(tx: Db, workspaceId: string, named: Pick<Traces, 'identifiers' | 'names'>): Promise<void> {
  const spelled = [...named.identifiers.map((one) => one.toLowerCase()), ...named.names.flatMap(spellingsOf)]
  for (let after: Buffer = Buffer.alloc(0); ; ) {
    const page = await rows<{ key: Buffer; url: string }>(
      tx,
      `select key, url from tracked_links where workspace_id = $1 and campaign_id is not null and key > $2
       and exists (select 1 from unnest($3::text[]) as spelled (name) where strpos(lower(url), name) > 0) order by key limit ${LINKS_A_PAGE}`,
      [workspaceId, after, spelled],
    )
    const redacted = page.map(({ key, url }) => ({ key, url: redactAddress(url, named) }))
    await tx.query(
      `update tracked_links l set url = r.url from unnest($2::bytea[], $3::text[]) as r (key, url)
       where l.workspace_id = $1 and l.key = r.key and l.url <> r.url`,
      [workspaceId, redacted.map(({ key }) => key), redacted.map(({ url }) => url)],
    )
    const last = page.at(-1)
    if (!last || page.length < LINKS_A_PAGE) return
    after = last.key
  }
}

async function eraseElsewhere(tx: Db, workspaceId: string, { identifiers, wamids, names }: Traces): Promise<void> {
  const said = [workspaceId, [...identifiers, ...wamids]]
  await tx.query(
    `delete from dead_letters where workspace_id = $1
     and exists (select 1 from unnest($2::text[]) name where strpos(item::text, name) > 0)`,
    said,
  )
  await tx.query(
    `update events set data = '{"erased": true}' where workspace_id = $1
     and exists (select 1 from unnest($2::text[]) name where strpos(data::text, name) > 0)`,
    said,
  )
  await tx.query(
    `update audit_log set object = '{}', details = '{"erased": true}' where workspace_id = $1
     and exists (select 1 from unnest($2::text[]) name where strpos(object::text || details::text, name) > 0)`,
    [workspaceId, [...identifiers, ...names]],
  )
  await redactCampaignLinks(tx, workspaceId, { identifiers, names })
  // Lines of files spell numbers in many ways; the digits tell.
  await tx.query(
    `update job_rejections set text = '' where workspace_id = $1
     and (exists (select 1 from unnest($2::text[]) name where strpos(regexp_replace(text, '[^0-9]', '', 'g'), name) > 0)
       or exists (select 1 from unnest($3::text[]) name where strpos(lower(text), lower(name)) > 0))`,
    [workspaceId, identifiers.filter((name) => /^\d{6,}$/.test(name)), names],
  )
}

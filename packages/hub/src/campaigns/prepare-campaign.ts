import { isoTime, type PlatformTime, platformTime } from '@casement/platform'
import type pg from 'pg'
import { type Db, transactAgain } from '../database/database.ts'
import { appendEvents } from '../events/append-events.ts'
import { findingsOf } from '../messages/find-findings.ts'
import { placeOf } from '../settings/place.ts'
import { askAudience, type Candidate, readChunk } from './ask-audience.ts'
import { lockCampaign } from './campaign-row.ts'

const CHUNK = 10_000

/**
 * Chooses the recipients of a launched campaign, a chunk at a time, each with its progress in one transaction: killed on the way, it
 * goes on where it was. Everybody is checked before anything is sent; who is left out is written down with the reason. Answers
 * whether there is more to do.
 */
export async function prepareCampaign(pool: pg.Pool, workspaceId: string, id: string, now: PlatformTime): Promise<boolean> {
  return transactAgain(pool, async (tx) => {
    const campaign = await lockCampaign(tx, workspaceId, id)
    if (campaign?.state !== 'preparing') return false
    const { asking, fillers, means, judge } = await askAudience(tx, campaign, () => now)
    const { templates, source } = means
    const candidates = await readChunk(tx, asking, campaign.prepared.after, CHUNK)
    const same = fillers.every((filler) => filler.same)
    const { trial } = campaign.definition
    let position = campaign.prepared.position ?? 0
    const made = candidates.map((person) => {
      const verdict = judge(person)
      const variant = trial ? variantOf(person.contact_id ?? '', trial.share) : 0
      let { reason, because } = verdict
      if (reason === null && !same) {
        const values = {
          name: person.name ?? '',
          phone: person.phone,
          attributes: person.attributes ?? {},
          columns: person.columns ?? {},
        }
        for (const [index, filler] of fillers.entries()) {
          if (variant >= 0 && variant !== index) continue
          const wrong = findingsOf(filler.fill(values), templates[index]?.stored, now).find(
            ({ severity }) => severity === 'error',
          )
          if (wrong) [reason, because] = ['content-invalid', `${wrong.path}: ${wrong.fix}`]
        }
      }
      return { ...person, position: ++position, country: placeOf(person.phone), variant, reason, because }
    })
    await writeRecipients(tx, workspaceId, id, made)
    const excluded = { ...campaign.excluded }
    for (const { reason } of made) if (reason !== null) excluded[reason] = (excluded[reason] ?? 0) + 1
    const whole = candidates.length < CHUNK
    const last = candidates.at(-1)
    const after = 'campaignId' in source ? last?.source : last?.contact_id
    const startsAt = platformTime(Math.max(now, campaign.starts_at ? platformTime(campaign.starts_at) : now))
    await tx.query(
      `update campaigns set prepared = $3, audience = audience + $4, waiting = waiting + $5, excluded = $6,
         state = case when not $7 then state when $8::timestamptz > $9::timestamptz then 'scheduled' else 'running' end, starts_at = $8
       where workspace_id = $1 and id = $2`,
      [
        workspaceId,
        id,
        JSON.stringify({ after: after ?? campaign.prepared.after, position, whole }),
        made.length,
        made.filter(({ reason }) => reason === null).length,
        JSON.stringify(excluded),
        whole,
        isoTime(startsAt),
        isoTime(now),
      ],
    )
    if (whole) await appendEvents(tx, workspaceId, [{ type: 'campaign.launched', at: now, data: { campaignId: id } }])
    return true
  })
}

type Made = Candidate & { position: number; country: string; variant: number; reason: string | null; because: string | null }

async function writeRecipients(tx: Db, workspaceId: string, id: string, made: readonly Made[]): Promise<void> {
  await tx.query(
    `insert into campaign_recipients (workspace_id, campaign_id, position, contact_id, source, country, variant, state, rule, because)
     select $1, $2, r.position, r.contact_id, r.source, r.country, r.variant, case when r.rule is null then 'waiting' else 'excluded' end,
       r.rule, r.because
     from unnest($3::int[], $4::uuid[], $5::int[], $6::text[], $7::smallint[], $8::text[], $9::text[])
       as r (position, contact_id, source, country, variant, rule, because)`,
    [
      workspaceId,
      id,
      made.map(({ position }) => position),
      made.map(({ contact_id }) => contact_id),
      made.map(({ source }) => source),
      made.map(({ country }) => country),
      made.map(({ variant }) => variant),
      made.map(({ reason }) => reason),
      made.map(({ because }) => because),
    ],
  )
  const groups = new Map<string, { variant: number; country: string; waiting: number }>()
  for (const { variant, country, reason } of made) {
    if (reason !== null) continue
    const key = `${variant} ${country}`
    const group = groups.get(key) ?? { variant, country, waiting: 0 }
    group.waiting++
    groups.set(key, group)
  }
  const all = [...groups.values()]
  await tx.query(
    `insert into campaign_groups (workspace_id, campaign_id, variant, country, waiting)
     select $1, $2, g.variant, g.country, g.waiting from unnest($3::smallint[], $4::text[], $5::int[]) as g (variant, country, waiting)
     on conflict (workspace_id, campaign_id, variant, country) do update set waiting = campaign_groups.waiting + excluded.waiting`,
    [workspaceId, id, all.map(({ variant }) => variant), all.map(({ country }) => country), all.map(({ waiting }) => waiting)],
  )
}

/** Chance that does not change when it is asked again: the last digits of an id. -1 waits for the winner. */
export function variantOf(contactId: string, share: number): number {
  const chance = Number.parseInt(contactId.slice(-8), 16) / 2 ** 32
  if (!(chance < share)) return -1
  return chance < share / 2 ? 0 : 1
}

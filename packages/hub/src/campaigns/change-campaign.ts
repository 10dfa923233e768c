import { isDeepStrictEqual } from 'node:util'
import { isoTime, type PlatformTime, platformTime } from '@casement/platform'
import { outcomeOf } from '@casement/rules'
import type pg from 'pg'
import { readPhone } from '../contacts/phone.ts'
import { type Db, rows, transactAgain } from '../database/database.ts'
import { uuid7 } from '../database/uuid7.ts'
import { appendEvents, type DomainEvent } from '../events/append-events.ts'
import { problem } from '../http/problems.ts'
import { endUnsent } from '../sender/settle-sends.ts'
import { pricedIn } from '../settings/own-rates.ts'
import { findAudienceFile } from './audience-file.ts'
import { type CampaignMeans, readMeans } from './campaign-means.ts'
import { type CampaignRow, type CampaignState, lockCampaign } from './campaign-row.ts'
import { countMessages } from './count-campaign.ts'
import type { Definition, Draft } from './definition.ts'
import { createFiller } from './fill-template.ts'
import { beginFollowing } from './follow-answers.ts'
import { answersOf } from './watch-campaign.ts'

export type Scope = { pool: pg.Pool; workspaceId: string; now: PlatformTime; by: { id: string; name: string } }

/** Makes a draft. What it names must exist: a draft that cannot become a campaign helps nobody. */
export async function createCampaign(
  { pool, workspaceId, now, by }: Scope,
  { name, from, ...definition }: Draft,
): Promise<string> {
  const id = uuid7()
  await transactAgain(pool, async (tx) => {
    await checkDefinition(tx, { workspace_id: workspaceId, id, phone_number_id: from, definition })
    await tx.query(
      `insert into campaigns (workspace_id, id, name, phone_number_id, definition, created_by, created_at) values ($1, $2, $3, $4, $5, $6, $7)`,
      [workspaceId, id, name, from, JSON.stringify(definition), JSON.stringify(by), isoTime(now)],
    )
    await writeListed(tx, workspaceId, id, definition, now)
  })
  return id
}

/** Changes a draft; what is not given stays. */
export async function changeDraft(
  { pool, workspaceId, now }: Scope,
  id: string,
  { name, from, trial, spendCap, ...change }: { [member in keyof Draft]?: Draft[member] | null | undefined },
): Promise<void> {
  await transactAgain(pool, async (tx) => {
    const campaign = await requireState(tx, workspaceId, id, ['draft'], 'changed')
    const definition = { ...campaign.definition, ...withoutAbsent(change) } as Definition
    if (trial !== undefined) setOrDelete(definition, 'trial', trial)
    if (spendCap !== undefined) setOrDelete(definition, 'spendCap', spendCap)
    const phone_number_id = from ?? campaign.phone_number_id
    await checkDefinition(tx, { workspace_id: workspaceId, id, phone_number_id, definition })
    await tx.query('update campaigns set name = $3, phone_number_id = $4, definition = $5 where workspace_id = $1 and id = $2', [
      workspaceId,
      id,
      name ?? campaign.name,
      phone_number_id,
      JSON.stringify(definition),
    ])
    // Told again, an audience stays as it is: the rows of an uploaded file most of all.
    if (!isDeepStrictEqual(definition.audience, campaign.definition.audience))
      await writeListed(tx, workspaceId, id, definition, now)
  })
}

const withoutAbsent = (change: object) =>
  Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined && value !== null))

function setOrDelete<K extends 'trial' | 'spendCap'>(definition: Definition, key: K, value: Definition[K] | null): void {
  if (value === null || value === undefined) delete definition[key]
  else definition[key] = value
}

async function checkDefinition(
  tx: Db,
  campaign: Pick<CampaignRow, 'workspace_id' | 'id' | 'phone_number_id' | 'definition'>,
): Promise<CampaignMeans> {
  const means = await readMeans(tx, campaign)
  for (const { use } of means.templates) createFiller(use)
  const { spendCap } = campaign.definition
  if (spendCap && spendCap.currency !== means.number.currency)
    throw problem('content-invalid', `This account is billed in ${means.number.currency}: give the spend cap in that currency.`)
  if (spendCap && (await pricedIn(tx, campaign.workspace_id, spendCap.currency)) !== spendCap.currency)
    throw problem('content-invalid', `No rate card in ${spendCap.currency} says what a message costs: leave the spend cap out.`)
  return means
}

/** A list becomes rows at once, each person once: who stands in it twice, or has no number, is counted and kept out. */
async function writeListed(tx: Db, workspaceId: string, id: string, { audience }: Definition, now: PlatformTime): Promise<void> {
  await tx.query('delete from campaign_audience where workspace_id = $1 and campaign_id = $2', [workspaceId, id])
  if (!('contacts' in audience) && !('numbers' in audience)) return
  const { contacts = [], numbers = [] } = audience as { contacts?: string[]; numbers?: string[] }
  const phones = numbers.map((written) => {
    const reading = readPhone(written)
    return reading.ok ? reading.digits : null
  })
  const byPhone = await contactsOf(tx, workspaceId, [...new Set(phones.filter((phone) => phone !== null))], now)
  const wanted = [...contacts, ...phones.map((phone) => (phone === null ? null : (byPhone.get(phone) ?? null)))]
  const seen = new Set<string>()
  const listed = wanted.map((contactId) => {
    const excluded = contactId === null ? 'no-number' : seen.has(contactId) ? 'duplicate' : null
    if (contactId !== null) seen.add(contactId)
    return { contactId, excluded }
  })
  await tx.query(
    `insert into campaign_audience (workspace_id, campaign_id, position, contact_id, excluded)
     select $1, $2, r.position, r.contact, r.excluded
     from unnest($3::uuid[], $4::text[]) with ordinality as r (contact, excluded, position)`,
    [workspaceId, id, listed.map(({ contactId }) => contactId), listed.map(({ excluded }) => excluded)],
  )
}

/** The contact behind each number, made where there was none. */
async function contactsOf(
  tx: Db,
  workspaceId: string,
  phones: readonly string[],
  now: PlatformTime,
): Promise<Map<string, string>> {
  if (phones.length === 0) return new Map()
  const sorted = [...phones].sort()
  await tx.query(
    `with made as (
       insert into contact_aliases (workspace_id, kind, value, contact_id)
       select $1, 'e164', n.phone, n.id from unnest($2::text[], $3::uuid[]) as n (phone, id)
       on conflict (workspace_id, kind, portfolio_id, value) do nothing returning contact_id, value
     )
     insert into contacts (workspace_id, id, name, created_at, phone) select $1, contact_id, '', $4, value from made`,
    [workspaceId, sorted, sorted.map(() => uuid7()), isoTime(now)],
  )
  const found = await rows<{ value: string; contact_id: string }>(
    tx,
    `select value, contact_id from contact_aliases where workspace_id = $1 and kind = 'e164' and portfolio_id = '' and value = any ($2::text[])`,
    [workspaceId, sorted],
  )
  return new Map(found.map(({ value, contact_id }) => [value, contact_id]))
}

/** From now on it goes by itself: people are chosen, and once its time has come it is sent. */
export async function launchCampaign({ pool, workspaceId, now, by }: Scope, id: string): Promise<void> {
  await transactAgain(pool, async (tx) => {
    const campaign = await requireState(tx, workspaceId, id, ['draft'], 'launched')
    const { templates } = await checkDefinition(tx, campaign)
    if (templates.length === 0) throw problem('conflict', 'Choose the template of this campaign first.')
    const wrong = templates.find(({ stored }) => stored.status !== 'APPROVED')
    if (wrong) {
      throw problem(
        'refused',
        `The template ${wrong.stored.name} is ${wrong.stored.status.toLowerCase()}: launch once Meta has approved it.`,
        {
          rule: 'template.not-approved',
        },
      )
    }
    if ('upload' in campaign.definition.audience) await requireUploaded(tx, workspaceId, id)
    await beginFollowing(tx, workspaceId)
    const { at } = campaign.definition.schedule
    await tx.query(
      `update campaigns set state = 'preparing', launched_at = $3, starts_at = $4, watch = $5, launched_by = $6 where workspace_id = $1 and id = $2`,
      [
        workspaceId,
        id,
        isoTime(now),
        at ? isoTime(platformTime(at)) : null,
        JSON.stringify({ seq: await eventsSoFar(tx, workspaceId) }),
        JSON.stringify(by),
      ],
    )
  })
}

async function requireUploaded(tx: Db, workspaceId: string, id: string): Promise<void> {
  const file = await findAudienceFile(tx, workspaceId, id)
  if (!file) throw problem('conflict', 'Upload the file with its people first: POST /v1/campaigns/{id}/audience.')
  if (file.state === 'failed') throw problem('conflict', 'The file could not be read: upload it again.')
  if (file.state !== 'done') throw problem('conflict', 'Its file is still being read: launch it when that is done.')
}

async function eventsSoFar(tx: Db, workspaceId: string): Promise<number> {
  const [found] = await rows<{ event_seq: number }>(tx, 'select event_seq from workspace_counters where workspace_id = $1', [
    workspaceId,
  ])
  return found?.event_seq ?? 0
}

/** A scheduled campaign whose time has come. */
export const beginScheduled = (pool: pg.Pool, workspaceId: string, id: string, now: PlatformTime): Promise<unknown> =>
  pool.query(
    `update campaigns set state = 'running' where workspace_id = $1 and id = $2 and state = 'scheduled' and starts_at <= $3`,
    [workspaceId, id, isoTime(now)],
  )

/** Goes on where it was paused. What it had in the ledger is looked at again at once. */
export async function resumeCampaign({ pool, workspaceId, now, by }: Scope, id: string): Promise<void> {
  await transactAgain(pool, async (tx) => {
    const campaign = await requireState(tx, workspaceId, id, ['paused'], 'resumed')
    const state: CampaignState =
      campaign.prepared.whole !== true
        ? 'preparing'
        : campaign.starts_at && platformTime(campaign.starts_at) > now
          ? 'scheduled'
          : 'running'
    const { lookedAt: _, ...watch } = campaign.watch
    const before = answersOf(await countMessages(tx, workspaceId, [id]))
    await tx.query(
      `update campaigns set state = $3, because = null, waiting_for = null, wait_until = null, watch = $4 where workspace_id = $1 and id = $2`,
      [workspaceId, id, state, JSON.stringify({ ...watch, stopped: 0, before })],
    )
    await tx.query(
      `update sends set due_at = least($3::timestamptz, expires_at) where workspace_id = $1 and campaign_id = $2 and state = 'held'`,
      [workspaceId, id, isoTime(now)],
    )
    await appendEvents(tx, workspaceId, [{ type: 'campaign.resumed', at: now, data: { campaignId: id, by } }])
  })
}

const CANCELLED = {
  rule: 'campaign.cancelled',
  because: 'Its campaign was cancelled.',
  remedy: 'Launch another campaign if they should still hear of it.',
}

/** Ends it for good. What has not left the ledger never will. */
export async function cancelCampaign({ pool, workspaceId, now, by }: Scope, id: string): Promise<void> {
  await transactAgain(pool, async (tx) => {
    await requireState(tx, workspaceId, id, ['draft', 'preparing', 'scheduled', 'running', 'paused'], 'cancelled')
    await tx.query(
      `update campaigns set state = 'cancelled', ended_at = $3, because = null, waiting_for = null, wait_until = null where workspace_id = $1 and id = $2`,
      [workspaceId, id, isoTime(now)],
    )
    const waiting = await rows<{ id: string }>(
      tx,
      `select id from sends where workspace_id = $1 and campaign_id = $2 and state in ('queued', 'held', 'claimed') order by id for update`,
      [workspaceId, id],
    )
    const events: DomainEvent[] = await endUnsent(
      tx,
      workspaceId,
      waiting.map((send) => ({ id: send.id, state: 'cancelled' as const, ...CANCELLED, at: now })),
    )
    await appendEvents(tx, workspaceId, [...events, { type: 'campaign.cancelled', at: now, data: { campaignId: id, by } }])
  })
}

/**
 * Sends again to people whose message may be sent again: it expired, or failed in a way that passes. Their failed messages stay in
 * their threads and count no longer. Answers how many.
 */
export async function retryCampaign({ pool, workspaceId, now, by }: Scope, id: string): Promise<number> {
  return transactAgain(pool, async (tx) => {
    const campaign = await requireState(tx, workspaceId, id, ['finished', 'paused', 'running'], 'retried')
    const failed = await rows<{ position: number; message_id: string; status: string; code: number | null }>(
      tx,
      `select r.position, r.message_id, m.status, (m.error->>'code')::int as code from campaign_recipients r
       join messages m on m.workspace_id = $1 and m.id = r.message_id
       where r.workspace_id = $1 and r.campaign_id = $2 and r.state = 'fed' and m.status in ('failed', 'expired')`,
      [workspaceId, id],
    )
    const again = failed.filter(({ status, code }) => status === 'expired' || mayGoAgain(code))
    if (again.length === 0) return 0
    const positions = again.map(({ position }) => position)
    await tx.query(
      `update messages set campaign_id = null, campaign_variant = null where workspace_id = $1 and id = any ($2::uuid[])`,
      [workspaceId, again.map(({ message_id }) => message_id)],
    )
    await tx.query(
      `with back as (
         update campaign_recipients set state = 'waiting', message_id = null
         where workspace_id = $1 and campaign_id = $2 and position = any ($3::int[]) returning variant, country
       )
       insert into campaign_groups (workspace_id, campaign_id, variant, country, waiting)
       select $1, $2, variant, country, count(*) from back group by variant, country order by variant, country
       on conflict (workspace_id, campaign_id, variant, country) do update set waiting = campaign_groups.waiting + excluded.waiting`,
      [workspaceId, id, positions],
    )
    await tx.query(
      `update campaigns set waiting = waiting + $3, attempt = attempt + 1, ended_at = null,
         state = case state when 'finished' then 'running' else state end
       where workspace_id = $1 and id = $2`,
      [workspaceId, id, again.length],
    )
    if (campaign.state === 'finished')
      await appendEvents(tx, workspaceId, [
        { type: 'campaign.resumed', at: now, data: { campaignId: id, by, again: again.length } },
      ])
    return again.length
  })
}

/** Whether the same message may be sent once more, by what the platform said. Unclear ones never: they may have arrived. */
function mayGoAgain(code: number | null): boolean {
  if (code === null) return false
  const { kind } = outcomeOf(code)
  return kind === 'retry' || kind === 'wait'
}

/** Which of two templates the rest gets, by hand. */
export async function chooseWinner({ pool, workspaceId }: Scope, id: string, winner: 0 | 1): Promise<void> {
  await transactAgain(pool, async (tx) => {
    const campaign = await requireState(tx, workspaceId, id, ['scheduled', 'running', 'paused'], 'decided')
    if (!campaign.definition.trial) throw problem('conflict', 'This campaign has one template only: there is nothing to decide.')
    await tx.query(
      'update campaigns set winner = $3, wait_until = null, waiting_for = null where workspace_id = $1 and id = $2',
      [workspaceId, id, winner],
    )
  })
}

export async function requireState(
  tx: Db,
  workspaceId: string,
  id: string,
  states: readonly CampaignState[],
  what: string,
): Promise<CampaignRow> {
  const campaign = await lockCampaign(tx, workspaceId, id)
  if (!campaign) throw problem('not-found', `This workspace has no campaign with the id ${id}.`)
  if (!states.includes(campaign.state))
    throw problem(
      'conflict',
      `A campaign that is ${STATE_WORDS[campaign.state]} cannot be ${what}; only one that is ${words(states)} can.`,
    )
  return campaign
}

const STATE_WORDS: Record<CampaignState, string> = {
  draft: 'a draft',
  preparing: 'being prepared',
  scheduled: 'scheduled',
  running: 'running',
  paused: 'paused',
  finished: 'finished',
  cancelled: 'cancelled',
}
const words = (states: readonly CampaignState[]) =>
  states
    .map((state) => STATE_WORDS[state])
    .reduce((all, word, index) => `${all}${index === states.length - 1 ? ' or ' : ', '}${word}`)

import {
  addAmounts,
  compareAmounts,
  DAY,
  HOUR,
  isoTime,
  later,
  type PlatformTime,
  platformTime,
  SECOND,
} from '@casement/platform'
import { type Decision, decide, plainText, renderTemplate, type Situation } from '@casement/rules'
import type pg from 'pg'
import { type Db, row, rows, transactAgain } from '../database/database.ts'
import { appendEvents, type DomainEvent } from '../events/append-events.ts'
import { findingsOf } from '../messages/find-findings.ts'
import { categoryOf } from '../messages/judge-message.ts'
import { loadSituations, type Proposal, type SendingNumber } from '../messages/load-situations.ts'
import { mostOf, spentByCampaign } from '../messages/load-spend.ts'
import { nextLocalHour, quietUntil } from '../settings/local-hours.ts'
import { loadSettings, type Settings } from '../settings/settings.ts'
import { ofTheWhole, reasonOf } from './audience-facets.ts'
import { type CampaignMeans, requireMeans } from './campaign-means.ts'
import { CAMPAIGN_COLUMNS, type CampaignRow } from './campaign-row.ts'
import { createFiller } from './fill-template.ts'
import { type CampaignPerson, loadPeople } from './load-people.ts'
import { pauseCampaign } from './pause-campaign.ts'
import { type ToSend, writeSends } from './write-sends.ts'

/** One transaction's worth: a pause waits for no more than this. */
const PORTION = 500
/** How far ahead of the pace the ledger is filled. */
const AHEAD_SECONDS = 3
const LEAST_AHEAD = 200
const MOST_AHEAD = 4_000
const PACED_AHEAD_MS = 2 * SECOND
/** Where no end is known: how long until it is tried again. */
const TRY_AGAIN_MS = HOUR / 4
const PROGRESS_EVERY_MS = SECOND

/** `more`: the next portion may follow at once. `nextAt`: when it should be fed again at the latest, by platform time. */
export type Fed = { sent: number; more: boolean; nextAt: PlatformTime | null; numberId: string | null; changed: boolean }

export const NOTHING_FED: Fed = { sent: 0, more: false, nextAt: null, numberId: null, changed: false }

/**
 * Moves the next portion of a running campaign through the gate into the send ledger, all in one transaction that holds the
 * campaign's row: two processes never feed one campaign at a time, a pause waits for no more than a portion, and whoever is killed
 * leaves nothing half done. Just ahead of the pace, never more.
 */
export async function feedCampaign(pool: pg.Pool, workspaceId: string, id: string, now: PlatformTime): Promise<Fed> {
  return transactAgain(pool, async (tx) => {
    const campaign = await row<CampaignRow>(
      tx,
      `select ${CAMPAIGN_COLUMNS} from campaigns where workspace_id = $1 and id = $2 and state = 'running' for update skip locked`,
      [workspaceId, id],
    )
    if (!campaign) return NOTHING_FED
    const waitUntil = campaign.wait_until ? platformTime(campaign.wait_until) : null
    if (waitUntil !== null && waitUntil > now) return { ...NOTHING_FED, nextAt: waitUntil }
    const ledger = await ledgerOf(tx, workspaceId, id)
    if (campaign.waiting === 0) return endIfDone(tx, campaign, ledger, now)

    const means = await requireMeans(tx, campaign)
    const settings = await loadSettings(tx, workspaceId)
    const { number } = means
    const rest = await roomFor(tx, campaign, means, settings, ledger.waiting, now)
    if (rest.room <= 0) return { ...NOTHING_FED, nextAt: rest.nextAt }

    const places = await openPlaces(tx, campaign, settings, number, now)
    if (places.open.length === 0) {
      await waitFor(tx, campaign, places.because, places.nextAt)
      return { ...NOTHING_FED, nextAt: places.nextAt, changed: true }
    }
    const picked = await pick(tx, campaign, places.open, Math.min(PORTION, rest.room))
    const portion = await judgePortion(tx, { campaign, means, settings, ledger, picked, now, dueAt: rest.dueAt })
    if (portion.stop) {
      const events = await pauseCampaign(tx, campaign, portion.stop, now)
      await appendEvents(tx, workspaceId, events)
      return { ...NOTHING_FED, changed: true }
    }
    const fed = await writeSends(tx, { campaign, number, template: portion.template, toSend: portion.toSend, now })
    const refused = [...portion.refused, ...fed.doubled]
    await settlePicked(tx, campaign, picked, fed.sent, refused)
    const events = await keepProgress(tx, campaign, { fed: fed.sent.length, refused: refused.length, rest, portion, now })
    await appendEvents(tx, workspaceId, events)
    const handled = fed.sent.length + refused.length
    return {
      sent: fed.sent.length,
      more: handled > 0 && portion.waitFor === null && handled < rest.room,
      nextAt: portion.waitFor?.until ?? (fed.sent.length > 0 ? null : rest.nextAt),
      numberId: fed.sent.length > 0 ? number.id : null,
      changed: true,
    }
  })
}

type InLedger = { waiting: number; underway: number; cost: string }

/** What the campaign has in the ledger that has not been answered yet, and what of it is not set aside. */
async function ledgerOf(tx: Db, workspaceId: string, id: string): Promise<InLedger> {
  const found = await row<InLedger>(
    tx,
    `select count(*) filter (where state in ('queued', 'held', 'claimed'))::int as waiting,
       count(*) filter (where state <> 'unclear')::int as underway,
       coalesce(sum(cost) filter (where spend_month is null), 0)::text as cost
     from sends where workspace_id = $1 and campaign_id = $2 and state in ('queued', 'held', 'claimed', 'posting', 'unclear')`,
    [workspaceId, id],
  )
  return found ?? { waiting: 0, underway: 0, cost: '0' }
}

type Room = {
  room: number
  nextAt: PlatformTime | null
  dueAt: (index: number) => PlatformTime
  nextSlot: PlatformTime | null
  ramp: CampaignRow['ramp']
}

/** How many may follow now: as the ledger, the campaign's own pace and its ramp leave room. */
async function roomFor(
  tx: Db,
  campaign: CampaignRow,
  { number }: CampaignMeans,
  settings: Settings,
  inLedger: number,
  now: PlatformTime,
): Promise<Room> {
  const { pace } = campaign.definition
  const slowed = settings.slowOnYellow && number.quality === 'YELLOW'
  const perSecond = slowed ? (pace.perSecond ?? number.throughput_mps) / 2 : pace.perSecond
  const rate = perSecond ?? number.throughput_mps
  const ahead = Math.min(MOST_AHEAD, Math.max(LEAST_AHEAD, Math.ceil(rate * AHEAD_SECONDS)))
  let room = Math.max(0, ahead - inLedger)
  let nextAt: PlatformTime | null = null
  let ramp = campaign.ramp
  if (pace.ramp) {
    const begun = platformTime(campaign.starts_at ?? now)
    const day = Math.floor((now - begun) / DAY)
    if (ramp?.day !== day) ramp = { day, used: 0 }
    const today = pace.ramp[day]
    if (today !== undefined && ramp.used >= today) {
      const until = later(begun, (day + 1) * DAY)
      await waitFor(tx, campaign, `the next day of its ramp: today’s ${today} have gone`, until)
      return { room: 0, nextAt: until, dueAt: () => now, nextSlot: null, ramp }
    }
    if (today !== undefined) room = Math.min(room, today - ramp.used)
  }
  if (perSecond === undefined) return { room, nextAt, dueAt: () => now, nextSlot: null, ramp }
  const first = platformTime(Math.max(now, campaign.next_at ? platformTime(campaign.next_at) : now))
  const slots = Math.max(0, Math.ceil(((now + PACED_AHEAD_MS - first) / SECOND) * perSecond))
  room = Math.min(room, slots)
  if (room === 0) nextAt = first
  return { room, nextAt, dueAt: (index) => later(first, Math.round((index / perSecond) * SECOND)), nextSlot: first, ramp }
}

type Place = { variant: number; country: string }

/** Where people may be written to now: their morning has come, it is not quiet there, and their template is known. */
async function openPlaces(tx: Db, campaign: CampaignRow, settings: Settings, number: SendingNumber, now: PlatformTime) {
  const groups = await rows<Place>(
    tx,
    `select variant, country from campaign_groups where workspace_id = $1 and campaign_id = $2 and waiting > 0 order by variant desc, country`,
    [campaign.workspace_id, campaign.id],
  )
  const { schedule } = campaign.definition
  const zone = settings.timeZone ?? number.time_zone
  const begun = platformTime(campaign.starts_at ?? now)
  const open: Place[] = []
  let nextAt: PlatformTime | null = null
  let because = 'the winner of its two templates'
  for (const group of groups) {
    if (group.variant === -1 && campaign.winner === null) continue
    const morning = schedule.morning ? nextLocalHour(begun, group.country, schedule.morning, zone) : begun
    const from = Math.max(morning, now) as PlatformTime
    const awakeAt = (settings.quietHours && quietUntil(from, group.country, settings.quietHours, zone)) || from
    if (awakeAt <= now) open.push(group)
    else if (nextAt === null || awakeAt < nextAt) {
      nextAt = awakeAt
      because = morning > now ? 'the morning of the people it goes to' : 'the end of quiet hours where people live'
    }
  }
  return { open, nextAt, because }
}

type Picked = { position: number; contact_id: string | null; source: number | null; country: string; variant: number }

const pick = (tx: Db, { workspace_id, id }: CampaignRow, open: readonly Place[], limit: number): Promise<Picked[]> =>
  rows<Picked>(
    tx,
    `select r.* from unnest($3::smallint[], $4::text[]) as open (variant, country)
     cross join lateral (
       select position, contact_id, source, country, variant from campaign_recipients
       where workspace_id = $1 and campaign_id = $2 and variant = open.variant and country = open.country and state = 'waiting'
       order by position limit $5
     ) as r limit $5`,
    [workspace_id, id, open.map(({ variant }) => variant), open.map(({ country }) => country), limit],
  )

type Refused = { position: number; rule: string; because: string }

type Portion = {
  toSend: ToSend[]
  refused: Refused[]
  /** Why the whole campaign must stop. */
  stop: string | null
  /** What the rest must wait for. */
  waitFor: { because: string; until: PlatformTime } | null
  template: CampaignMeans['templates']
}

const CAP_SPENT = 'It has spent what its cap allows: raise the cap and resume it, or cancel it.'

/** The gate, for many at once: the same situations and the same question as for one message. */
async function judgePortion(
  tx: Db,
  {
    campaign,
    means,
    settings,
    ledger,
    picked,
    now,
    dueAt,
  }: {
    campaign: CampaignRow
    means: CampaignMeans
    settings: Settings
    ledger: InLedger
    picked: readonly Picked[]
    now: PlatformTime
    dueAt: (index: number) => PlatformTime
  },
): Promise<Portion> {
  const { workspace_id: workspaceId, id, definition } = campaign
  const { number, templates } = means
  const fillers = templates.map(({ use }) => createFiller(use))
  const people = await loadPeople(tx, workspaceId, { campaignId: id, portfolioId: number.portfolio_id }, picked)
  // Two campaigns that reach for one person take turns, or neither would see the other's message.
  if (settings.frequencyCap) {
    await tx.query('select 1 from contacts where workspace_id = $1 and id = any ($2::uuid[]) order by id for update', [
      workspaceId,
      people.map(({ contactId }) => contactId),
    ])
  }
  const threads = await threadsOf(tx, workspaceId, number.id, people)
  const cache = createRenderer(templates, fillers, now)
  const proposals = people.map((person, index): Proposal => {
    const { variant } = picked[index] as Picked
    const { stored } = templates[variantFor(variant, campaign)] as (typeof templates)[0]
    return {
      threadId: (person.contactId && threads.get(person.contactId)) || null,
      contactId: person.contactId,
      recipient: { phone: person.phone, bsuid: person.bsuid },
      kind: 'template',
      type: 'template',
      category: categoryOf(stored),
      initiator: 'campaign',
      findings: [],
      template: { name: stored.name, language: stored.language },
      campaignId: id,
    }
  })
  const { situations, spend } = await loadSituations(tx, workspaceId, number, proposals, now)
  const portion: Portion = { toSend: [], refused: [], stop: null, waitFor: null, template: templates }
  const cap = definition.spendCap?.currency === number.currency ? definition.spendCap.amount : null
  let spent = cap === null ? '0' : addAmounts(await spentByCampaign(tx, workspaceId, id, number.currency), ledger.cost)
  let reachTaken = 0
  for (const [index, person] of people.entries()) {
    const { position, variant } = picked[index] as Picked
    const chosen = variantFor(variant, campaign)
    if (person.contactId === null) {
      portion.refused.push({ position, rule: 'no-number', because: 'This person was erased.' })
      continue
    }
    const content = cache(chosen, person)
    const situation = situations[index] as Situation
    const decision: Decision = decide({
      ...situation,
      ...spend.leftFor(id),
      findings: content.findings,
      reach: { ...situation.reach, used: situation.reach.used + reachTaken + ledger.waiting },
    })
    if (decision.kind === 'refuse') {
      if (ofTheWhole(decision.rule)) return { ...portion, stop: decision.because }
      portion.refused.push({ position, rule: reasonOf(decision.rule), because: decision.because })
      continue
    }
    if (decision.kind === 'hold' && decision.rule !== 'quiet-hours') {
      // Its own cap is no matter of time: somebody must raise it.
      if (
        decision.rule === 'spend.wait' &&
        cap !== null &&
        decision.price &&
        compareAmounts(addAmounts(spent, mostOf(decision.price)), cap) > 0
      ) {
        if (portion.toSend.length === 0 && ledger.waiting === 0) return { ...portion, stop: CAP_SPENT }
        break
      }
      // What only our own sends in the ledger fill is free again as soon as they are answered.
      const full = decision.rule === 'reach.exhausted' && ledger.waiting + reachTaken > 0
      if (!full) {
        const until = decision.until ?? later(now, TRY_AGAIN_MS)
        portion.waitFor = { because: waitingWords(decision), until: platformTime(Math.max(until, now + SECOND)) }
      }
      break
    }
    const { price } = decision
    const most = price ? mostOf(price) : '0'
    if (cap !== null) {
      const after = addAmounts(spent, most)
      if (compareAmounts(after, cap) > 0) {
        if (portion.toSend.length === 0 && ledger.waiting === 0) return { ...portion, stop: CAP_SPENT }
        break
      }
      spent = after
    }
    if (price) spend.take(id, price)
    if (!decision.window.csw.open && !situation.reach.alreadyReached) reachTaken++
    portion.toSend.push({
      position,
      variant: chosen,
      group: variant,
      person,
      threadId: threads.get(person.contactId) ?? null,
      content,
      decision,
      dueAt: decision.kind === 'hold' ? (decision.until ?? later(now, HOUR)) : dueAt(portion.toSend.length),
      cost: most,
    })
  }
  return portion
}

const waitingWords = (decision: Extract<Decision, { kind: 'hold' }>): string => {
  const sentence = decision.because.replace(/\.$/, '')
  return `${sentence.charAt(0).toLowerCase()}${sentence.slice(1)}`
}

const variantFor = (variant: number, { winner }: CampaignRow) => (variant === -1 ? (winner ?? 0) : variant)

async function threadsOf(
  tx: Db,
  workspaceId: string,
  numberId: string,
  people: readonly CampaignPerson[],
): Promise<Map<string, string>> {
  const found = await rows<{ id: string; contact_id: string }>(
    tx,
    'select id, contact_id from threads where workspace_id = $1 and phone_number_id = $2 and contact_id = any ($3::uuid[])',
    [workspaceId, numberId, people.map(({ contactId }) => contactId).filter((contactId) => contactId !== null)],
  )
  return new Map(found.map((thread) => [thread.contact_id, thread.id]))
}

export type Content = { payload: string; text: string; findings: ReturnType<typeof findingsOf> }

/** Message, text and findings for one person; where everybody gets the same, once for all of them. */
function createRenderer(templates: CampaignMeans['templates'], fillers: ReturnType<typeof createFiller>[], now: PlatformTime) {
  const shared = new Map<number, Content>()
  return (variant: number, person: CampaignPerson): Content => {
    const known = shared.get(variant)
    if (known) return known
    const filler = fillers[variant] as (typeof fillers)[0]
    const { stored } = templates[variant] as (typeof templates)[0]
    const message = filler.fill(person)
    const content = {
      payload: JSON.stringify(message),
      text: plainText(renderTemplate(stored as never, message.template as never)),
      findings: findingsOf(message, stored, now),
    }
    if (filler.same) shared.set(variant, content)
    return content
  }
}

/** What became of those picked, with the groups and the campaign that count them. */
async function settlePicked(
  tx: Db,
  { workspace_id, id }: CampaignRow,
  picked: readonly Picked[],
  sent: readonly { position: number; id: string }[],
  refused: readonly Refused[],
): Promise<void> {
  if (sent.length > 0) {
    await tx.query(
      `update campaign_recipients r set state = 'fed', message_id = f.id
       from unnest($3::int[], $4::uuid[]) as f (position, id)
       where r.workspace_id = $1 and r.campaign_id = $2 and r.position = f.position`,
      [workspace_id, id, sent.map(({ position }) => position), sent.map((one) => one.id)],
    )
  }
  if (refused.length > 0) {
    await tx.query(
      `update campaign_recipients r set state = 'refused', rule = f.rule, because = f.because
       from unnest($3::int[], $4::text[], $5::text[]) as f (position, rule, because)
       where r.workspace_id = $1 and r.campaign_id = $2 and r.position = f.position`,
      [
        workspace_id,
        id,
        refused.map(({ position }) => position),
        refused.map(({ rule }) => rule),
        refused.map(({ because }) => because),
      ],
    )
  }
  const done = new Set([...sent, ...refused].map(({ position }) => position))
  const groups = new Map<string, { variant: number; country: string; gone: number }>()
  for (const { position, variant, country } of picked) {
    if (!done.has(position)) continue
    const key = `${variant} ${country}`
    const group = groups.get(key) ?? { variant, country, gone: 0 }
    group.gone++
    groups.set(key, group)
  }
  const all = [...groups.values()]
  if (all.length === 0) return
  await tx.query(
    `update campaign_groups g set waiting = g.waiting - f.gone
     from unnest($3::smallint[], $4::text[], $5::int[]) as f (variant, country, gone)
     where g.workspace_id = $1 and g.campaign_id = $2 and g.variant = f.variant and g.country = f.country`,
    [workspace_id, id, all.map(({ variant }) => variant), all.map(({ country }) => country), all.map(({ gone }) => gone)],
  )
}

async function keepProgress(
  tx: Db,
  campaign: CampaignRow,
  { fed, refused, rest, portion, now }: { fed: number; refused: number; rest: Room; portion: Portion; now: PlatformTime },
): Promise<DomainEvent[]> {
  const said = campaign.watch.progressAt ?? 0
  const saysSo = now - said >= PROGRESS_EVERY_MS
  const watch = {
    ...campaign.watch,
    ...(saysSo ? { progressAt: now } : {}),
    ...(fed > 0 ? { trialSentAt: now } : {}),
  }
  await tx.query(
    `update campaigns set waiting = waiting - $3, refused = refused + $4, next_at = $5, ramp = $6, waiting_for = $7, wait_until = $8, watch = $9
     where workspace_id = $1 and id = $2`,
    [
      campaign.workspace_id,
      campaign.id,
      fed + refused,
      refused,
      rest.nextSlot === null ? null : isoTime(rest.dueAt(fed)),
      rest.ramp ? JSON.stringify({ day: rest.ramp.day, used: rest.ramp.used + fed }) : null,
      portion.waitFor?.because ?? null,
      portion.waitFor ? isoTime(portion.waitFor.until) : null,
      JSON.stringify(watch),
    ],
  )
  return saysSo ? [{ type: 'campaign.progress', at: now, data: { campaignId: campaign.id } }] : []
}

const waitFor = (tx: Db, { workspace_id, id }: CampaignRow, because: string, until: PlatformTime | null) =>
  tx.query('update campaigns set waiting_for = $3, wait_until = $4 where workspace_id = $1 and id = $2', [
    workspace_id,
    id,
    because,
    until === null ? null : isoTime(until),
  ])

async function endIfDone(tx: Db, campaign: CampaignRow, ledger: InLedger, now: PlatformTime): Promise<Fed> {
  if (ledger.underway > 0) return NOTHING_FED
  await tx.query(
    `update campaigns set state = 'finished', ended_at = $3, waiting_for = null, wait_until = null where workspace_id = $1 and id = $2`,
    [campaign.workspace_id, campaign.id, isoTime(now)],
  )
  await appendEvents(tx, campaign.workspace_id, [{ type: 'campaign.finished', at: now, data: { campaignId: campaign.id } }])
  return { ...NOTHING_FED, changed: true }
}

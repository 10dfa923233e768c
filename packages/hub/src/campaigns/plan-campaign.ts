import {
  addAmounts,
  compareAmounts,
  HOUR,
  isoTime,
  later,
  multiplyAmount,
  type PlatformTime,
  platformTime,
  policyAt,
  subtractAmounts,
} from '@casement/platform'
import { moneyText, plainText, type Reach, renderTemplate } from '@casement/rules'
import type pg from 'pg'
import { type Db, row, rows, transact } from '../database/database.ts'
import { findingsOf } from '../messages/find-findings.ts'
import { usersOf } from '../messages/load-reach.ts'
import type { SendingNumber } from '../messages/load-situations.ts'
import { mostOf } from '../messages/load-spend.ts'
import { placeOf } from '../settings/place.ts'
import { askAudience } from './ask-audience.ts'
import { audienceSql } from './audience-facets.ts'
import type { CampaignMeans } from './campaign-means.ts'
import type { CampaignRow } from './campaign-row.ts'
import { countFacets } from './count-facets.ts'
import { createFiller } from './fill-template.ts'
import { loadPeople } from './load-people.ts'
import { simulateSending } from './simulate-sending.ts'

const PREVIEWS = 5

export type CampaignPlan = Awaited<ReturnType<typeof planCampaign>>

/**
 * What a campaign would come to if it were launched now: whom it reaches, what that costs at least and at most, when it ends, what
 * would make it cheaper and what it risks. People are grouped in the database by all that decides, and each group is judged once.
 */
export const planCampaign = (pool: pg.Pool, campaign: CampaignRow, now: PlatformTime) =>
  transact(pool, async (tx) => {
    // A question about everybody: tables are read once and joined in memory. Compiling it takes longer than asking it.
    await tx.query(`set local work_mem = '64MB'`)
    await tx.query('set local enable_nestloop = off')
    await tx.query('set local jit = off')
    return makePlan(tx, campaign, now)
  })

/** When it would begin if it were launched now. */
export const startOf = ({ definition }: Pick<CampaignRow, 'definition'>, now: PlatformTime): PlatformTime =>
  platformTime(Math.max(now, definition.schedule.at ? platformTime(definition.schedule.at) : now))

async function makePlan(db: Db, campaign: CampaignRow, now: PlatformTime) {
  const { workspace_id: workspaceId, definition } = campaign
  const startsAt = startOf(campaign, now)
  const { means, settings, asking, judge } = await askAudience(db, campaign, () => startsAt)
  const { number } = means

  const excluded: Record<string, number> = {}
  const places = new Map<string, { place: string; people: number; usingReach: number }>()
  const markets = new Map<string, { market: string; people: number; low: string; high: string }>()
  let [audience, reaches, low, high, estimate, policy, currency] = [
    0,
    0,
    '0',
    '0',
    false,
    policyAt(now).id as string,
    number.currency,
  ]
  const free = { people: 0, worth: '0', until: null as Date | null }
  const chance = { people: 0, worth: '0' }
  for (const facet of await countFacets(db, asking)) {
    const { people } = facet
    audience += people
    const verdict = judge(facet)
    if (verdict.reason !== null || !verdict.price || !verdict.later) {
      const reason = verdict.reason ?? 'unknown'
      excluded[reason] = (excluded[reason] ?? 0) + people
      continue
    }
    const { price, later: shut } = verdict
    reaches += people
    const place = placeOf(facet.phone)
    const group = places.get(place) ?? { place, people: 0, usingReach: 0 }
    group.people += people
    if (verdict.usesReach) group.usingReach += people
    places.set(place, group)
    const dearest = compareAmounts(mostOf(price), mostOf(shut)) > 0 ? mostOf(price) : mostOf(shut)
    const [least, most] = [multiplyAmount(price.amount, people), multiplyAmount(dearest, people)]
    low = addAmounts(low, least)
    high = addAmounts(high, most)
    const market = markets.get(price.market) ?? { market: price.market, people: 0, low: '0', high: '0' }
    markets.set(price.market, {
      market: price.market,
      people: market.people + people,
      low: addAmounts(market.low, least),
      high: addAmounts(market.high, most),
    })
    estimate ||= price.estimate || shut.estimate
    policy = price.policy
    currency = price.currency
    if (!price.billable && compareAmounts(dearest, '0') > 0) {
      if (price.estimate) {
        chance.people += people
        chance.worth = addAmounts(chance.worth, most)
      } else {
        free.people += people
        free.worth = addAmounts(free.worth, most)
        if (facet.until && (free.until === null || facet.until > free.until)) free.until = facet.until
      }
    }
  }

  const reach = await reachToCome(db, workspaceId, number, now)
  const others = await othersFrom(db, campaign, number)
  const perSecond = Math.min(definition.pace.perSecond ?? Number.POSITIVE_INFINITY, number.throughput_mps)
  const timeZone = settings.timeZone ?? number.time_zone
  const sending = simulateSending({
    groups: [...places.values()],
    start: startsAt,
    perSecond: settings.slowOnYellow && number.quality === 'YELLOW' ? perSecond / 2 : perSecond,
    ramp: definition.pace.ramp ?? [],
    rampDay: 0,
    rampUsed: 0,
    reach,
    quietHours: settings.quietHours,
    morning: definition.schedule.morning ?? null,
    timeZone,
    others,
  })
  const { previews, findings } = await previewFirst(db, campaign, means, now)
  const money = (amount: string) => moneyText({ amount, currency })
  return {
    audience,
    reaches,
    excluded,
    cost: { low, high, currency, estimate, policy, byMarket: [...markets.values()].sort((a, b) => b.people - a.people) },
    startsAt: isoTime(startsAt),
    endsAt: isoTime(sending.endsAt),
    endEstimated: sending.estimated,
    boundBy: sending.boundBy,
    days: sending.days,
    reach: { limit: reach.limit, used: reach.used, needed: sum([...places.values()].map(({ usingReach }) => usingReach)) },
    savings: [
      ...(free.people > 0
        ? [
            {
              kind: 'free-now',
              people: free.people,
              amount: free.worth,
              ...(free.until ? { until: free.until.toISOString() } : {}),
              sentence: `${people(free.people)} can be written to free while their window is open: sent before it closes, that saves ${money(free.worth)}.`,
            },
          ]
        : []),
      ...(chance.people > 0
        ? [
            {
              kind: 'free-by-ad',
              people: chance.people,
              amount: chance.worth,
              sentence: `${people(chance.people)} came by an ad, so that writing to them is probably free: ${money(chance.worth)} otherwise.`,
            },
          ]
        : []),
      ...(asking.category === 'utility' &&
      policyAt(startsAt, number.time_zone).free.utilityInCsw &&
      reaches > free.people + chance.people
        ? [
            {
              kind: 'free-later',
              people: reaches - free.people - chance.people,
              amount: subtractAmounts(subtractAmounts(high, free.worth), chance.worth),
              sentence: `${people(reaches - free.people - chance.people)} could be reached free later, after they write: their window is shut now.`,
            },
          ]
        : []),
    ],
    quality: riskOf(means, settings.requireOptIn !== 'never', asking.category),
    warnings: warningsOf({ campaign, means, reaches, high, currency, ends: sending, others }),
    previews,
    findings,
  }
}

/** The portfolio's reach with everything that will leave it, by quarters of an hour. */
async function reachToCome(db: Db, workspaceId: string, number: SendingNumber, now: PlatformTime): Promise<Reach> {
  const limit = usersOf(number.tier)
  const length = policyAt(now, number.time_zone).limits.rollingHours * HOUR
  const frees = await rows<{ at: Date; count: number }>(
    db,
    `select date_bin('15 minutes', last, 'epoch') + interval '15 minutes' as at, count(*)::int as count
     from (select max(at)::timestamptz as last from reach_uses where workspace_id = $1 and portfolio_id = $2 and at > $3 group by contact_id) as person
     group by 1 order by 1`,
    [workspaceId, number.portfolio_id, isoTime(later(now, -length))],
  )
  const used = sum(frees.map(({ count }) => count))
  return {
    limit,
    used,
    left: limit === null ? null : Math.max(0, limit - used),
    freesAt: frees[0] ? later(platformTime(frees[0].at), length) : null,
    frees: frees.map(({ at, count }) => ({ at: later(platformTime(at), length), count })),
  }
}

/** People who wait in other campaigns of the same number. */
async function othersFrom(db: Db, campaign: CampaignRow, number: SendingNumber): Promise<number> {
  const found = await row<{ people: number }>(
    db,
    `select coalesce(sum(waiting), 0)::int as people from campaigns
     where workspace_id = $1 and phone_number_id = $2 and id <> $3 and state in ('preparing', 'scheduled', 'running')`,
    [campaign.workspace_id, number.id, campaign.id],
  )
  return found?.people ?? 0
}

/** The first people as their phones would show it, and what is wrong with any of it. */
async function previewFirst(db: Db, campaign: CampaignRow, { number, templates, source }: CampaignMeans, now: PlatformTime) {
  const values: unknown[] = [campaign.workspace_id]
  const { from, where } = audienceSql(source, (value) => `$${values.push(value)}`, now)
  const listed = 'campaignId' in source
  const first = await rows<{ contact_id: string; source: number | null }>(
    db,
    `select c.id as contact_id, ${listed ? 'a.position' : 'null::int'} as source from ${from}
     where ${where} and c.id is not null order by ${listed ? 'a.position' : 'c.id'} limit ${PREVIEWS}`,
    values,
  )
  const people = await loadPeople(
    db,
    campaign.workspace_id,
    { campaignId: campaign.id, portfolioId: number.portfolio_id },
    first.map((person, position) => ({ ...person, position })),
  )
  const findings = []
  const previews = []
  for (const [index, { use, stored }] of templates.entries()) {
    const filler = createFiller(use)
    for (const person of people) {
      const message = filler.fill(person)
      previews.push({
        contactId: person.contactId as string,
        variant: index,
        template: stored.name,
        text: plainText(renderTemplate(stored as never, message.template as never)),
        message: message as Record<string, unknown>,
      })
      if (findings.length === 0 && filler.missing(person).length === 0) findings.push(...findingsOf(message, stored, now))
    }
    if (index === 0 && people.length === 0 && filler.same) {
      findings.push(...findingsOf(filler.fill({ name: '', phone: null, attributes: {}, columns: {} }), stored, now))
    }
  }
  return { previews: previews.slice(0, PREVIEWS * templates.length), findings }
}

type Risk = { risk: 'low' | 'medium' | 'high'; because: string[] }

function riskOf({ number, templates }: CampaignMeans, onlyOptedIn: boolean, category: string): Risk {
  const high: string[] = []
  const medium: string[] = []
  if (number.quality === 'RED') high.push('The number is rated low: people block or report it.')
  if (number.quality === 'YELLOW') medium.push('The number is rated medium.')
  for (const { stored } of templates) {
    if (stored.quality === 'RED') high.push(`Meta rates the template ${stored.name} low and is about to pause it.`)
    if (stored.quality === 'YELLOW') medium.push(`Meta rates the template ${stored.name} medium.`)
    if (stored.quality === 'UNKNOWN' && category === 'marketing')
      medium.push(`Nobody knows yet how people take the template ${stored.name}: begin with a few, by a ramp.`)
  }
  if (!onlyOptedIn && category === 'marketing') medium.push('It goes to people who never agreed to marketing, too.')
  return { risk: high.length > 0 ? 'high' : medium.length > 0 ? 'medium' : 'low', because: [...high, ...medium] }
}

function warningsOf({
  campaign,
  means: { number, templates },
  reaches,
  high,
  currency,
  ends,
  others,
}: {
  campaign: CampaignRow
  means: CampaignMeans
  reaches: number
  high: string
  currency: string
  ends: ReturnType<typeof simulateSending>
  others: number
}): string[] {
  const { spendCap, schedule } = campaign.definition
  const warnings: string[] = []
  if (reaches === 0) warnings.push('It reaches nobody: look at who is left out, and why.')
  for (const { stored } of templates) {
    if (stored.status !== 'APPROVED')
      warnings.push(`The template ${stored.name} is ${stored.status.toLowerCase()}: nothing goes before Meta approves it.`)
  }
  if (number.status !== 'CONNECTED')
    warnings.push(`The number is ${number.status.toLowerCase()}: nothing goes before it is connected.`)
  if (spendCap && spendCap.currency === currency && compareAmounts(high, spendCap.amount) > 0)
    warnings.push(`It may cost ${moneyText({ amount: high, currency })} and pauses at its cap of ${moneyText(spendCap)}.`)
  if (ends.days.length > 1 && ends.boundBy === 'reach')
    warnings.push(`The messaging limit spreads it over ${ends.days.length} days.`)
  if (others > 0) warnings.push(`${people(others)} of other campaigns go from the same number meanwhile.`)
  if (schedule.at && campaign.launched_at === null)
    warnings.push('People are chosen when it is launched, and judged again when it goes.')
  return warnings
}

const people = (count: number) => (count === 1 ? 'One person' : `${count.toLocaleString('en-GB')} people`)
const sum = (numbers: readonly number[]) => numbers.reduce((total, one) => total + one, 0)

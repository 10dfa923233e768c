import { type Category, DAY, dayIn, HOUR, isoTime, later, type PlatformTime, policyAt, type RateCard } from '@casement/platform'
import { decide, type OwnPurpose, type Price, priceOf, type Situation, type WindowState } from '@casement/rules'
import { consentChoiceSql } from '../contacts/consent-sql.ts'
import type { SendingNumber, StoredTemplate } from '../messages/load-situations.ts'
import { type Bind, type Filter, filterSql } from '../segments/filter.ts'
import { PLACE_DIGITS } from '../settings/place.ts'
import type { Settings } from '../settings/settings.ts'

/** Where the people of a campaign come from: found by a filter, or written down in campaign_audience. */
export type Source = { filter: Filter } | { campaignId: string }

/** All that decides whether, and at what price, somebody is reached. Many people share one. */
export type Facet = {
  given: string | null
  /** The first digits of the number, and one whole number that has them. */
  digits: string | null
  phone: string | null
  bsuid: boolean
  csw: boolean
  fep: 'candidate' | 'estimated' | 'confirmed' | null
  marketing: 'in' | 'out' | 'unsaid'
  purpose: 'in' | 'out' | 'unsaid'
  everything: 'in' | 'out' | 'unsaid'
  /** What they said to the purpose of its own that the template serves; `unsaid` where it serves none. */
  own: 'in' | 'out' | 'unsaid'
  often: boolean
  missing: boolean
  reached: boolean
  undeliverable: boolean
  blocked: boolean
}

export type Asking = {
  workspaceId: string
  source: Source
  number: SendingNumber
  settings: Settings
  category: Category
  /** What its template serves, where the workspace gave it a purpose of its own. */
  own: OwnPurpose | null
  /** Fields of people that must not be empty, such as `attribute.city`. */
  needed: readonly string[]
  at: PlatformTime
}

/** Tables and condition of the audience; `c` is the contact, `a` its row of campaign_audience. `$1` is the workspace. */
export function audienceSql(source: Source, bind: Bind, at: PlatformTime) {
  return 'campaignId' in source
    ? {
        from: `campaign_audience a
          left join contacts o on o.workspace_id = $1 and o.id = a.contact_id
          left join contacts c on c.workspace_id = $1 and c.id = coalesce(o.merged_into, o.id)`,
        where: `a.workspace_id = $1 and a.campaign_id = ${bind(source.campaignId)}::uuid`,
      }
    : { from: 'contacts c', where: `c.workspace_id = $1 and c.merged_into is null and ${filterSql(source.filter, bind, at)}` }
}

/** One chunk of the audience: `condition` says where it begins, `order` what it goes by. */
export type Chunk = { condition: string; order: string; limit: number }

/**
 * The audience with the facets of each of its people. Whole, its tables are joined at once; a chunk is looked up person by person,
 * so that a hundred chunks do not read everything a hundred times, whatever the planner knows of the tables.
 */
export function facetSql({ source, number, settings, category, own, needed, at }: Asking, bind: Bind, chunk?: Chunk) {
  const listed = 'campaignId' in source
  const now = bind(isoTime(at))
  const { from, where } = audienceSql(source, bind, at)
  const tables = chunk ? tablesOfChunk(chunk, listed, from, where) : `${from} ${wholeTables}`
  const { frequencyCap } = settings
  const { rollingHours } = policyAt(at, number.time_zone).limits
  const numberId = bind(number.id)
  const portfolio = bind(number.portfolio_id)
  const sent = frequencyCap
    ? `from sends s where s.workspace_id = $1 and s.initiator in ('campaign', 'automation')
         and s.due_at > ${bind(isoTime(later(at, -frequencyCap.days * DAY)))}::timestamptz and s.category in ('marketing', 'utility')
         and s.state in ('queued', 'held', 'claimed', 'posting', 'accepted', 'unclear')`
    : ''
  const cap = frequencyCap ? `${bind(frequencyCap.messages)}::int` : ''
  const more = [
    chunk
      ? `left join lateral (select csw_until, fep_state, fep_until, window_state from threads
           where workspace_id = $1 and phone_number_id = ${numberId} and contact_id = c.id limit 1) t on true
         left join lateral (select contact_id from blocked_contacts
           where workspace_id = $1 and phone_number_id = ${numberId} and contact_id = c.id limit 1) shut on true`
      : `left join threads t on t.workspace_id = $1 and t.phone_number_id = ${numberId} and t.contact_id = c.id
         left join blocked_contacts shut on shut.workspace_id = $1 and shut.phone_number_id = ${numberId} and shut.contact_id = c.id
         left join (
           select distinct u.contact_id from reach_uses u
           where u.workspace_id = $1 and u.portfolio_id = ${portfolio} and u.at > ${bind(isoTime(later(at, -rollingHours * HOUR)))}::timestamptz
         ) reached on reached.contact_id = c.id
         left join (
           select distinct n.contact_id from contact_aliases n where n.workspace_id = $1 and n.kind = 'bsuid' and n.portfolio_id = ${portfolio}
         ) named on named.contact_id = c.id`,
    frequencyCap && !chunk
      ? `left join (select s.contact_id ${sent} group by s.contact_id having count(*) >= ${cap}) often on often.contact_id = c.id`
      : '',
  ]
  const empty = needed.map((field) => emptySql(field, listed, bind))
  return {
    tables: `${tables} ${more.join(' ')}`,
    where: chunk ? 'true' : where,
    given: listed ? `case when a.excluded is not null then a.excluded when c.id is null then 'no-number' end` : 'null::text',
    digits: `left(c.phone, ${PLACE_DIGITS})`,
    phone: 'c.phone',
    bsuid: chunk
      ? `(c.phone is null and exists (select 1 from contact_aliases b where b.workspace_id = $1 and b.contact_id = c.id
          and b.kind = 'bsuid' and b.portfolio_id = ${portfolio}))`
      : '(c.phone is null and named.contact_id is not null)',
    csw: `coalesce(t.csw_until > ${now}::timestamptz, false)`,
    fep: `case when t.fep_state <> 'none' and t.fep_until > ${now}::timestamptz then t.fep_state end`,
    marketing: consentChoiceSql('k.state', 'marketing'),
    purpose: category === 'utility' || category === 'authentication' ? consentChoiceSql('k.state', category) : `'unsaid'`,
    everything: consentChoiceSql('k.state', 'everything'),
    own: own ? consentChoiceSql('k.state', own) : `'unsaid'`,
    often: !frequencyCap
      ? 'false'
      : chunk
        ? `(select count(*) >= ${cap} ${sent} and s.contact_id = c.id)`
        : 'often.contact_id is not null',
    missing: empty.length > 0 ? `(${empty.join(' or ')})` : 'false',
    // Only a plan asks: it decides when they go, not whether.
    reached: chunk ? 'false' : 'reached.contact_id is not null',
    undeliverable: `(gone.contact_id is not null and extract(epoch from gone.since) * 1000 >= coalesce((t.window_state->>'lastUserAt')::numeric, 0))`,
    blocked: 'shut.contact_id is not null',
    windowsUntil: `greatest(t.csw_until, t.fep_until)`,
  }
}

const wholeTables = `
  left join consents k on k.workspace_id = $1 and k.contact_id = c.id
  left join undeliverable_contacts gone on gone.workspace_id = $1 and gone.contact_id = c.id`

const tablesOfChunk = ({ condition, order, limit }: Chunk, listed: boolean, from: string, where: string) => `(
    select ${listed ? 'a.position, a.columns, a.excluded, c.id as contact' : 'c.id as contact'} from ${from}
    where ${where} and ${condition} order by ${order} limit ${limit}
  ) a
  left join lateral (select id, name, attributes, phone from contacts where workspace_id = $1 and id = a.contact limit 1) c on true
  left join lateral (select state from consents where workspace_id = $1 and contact_id = c.id limit 1) k on true
  left join lateral (select contact_id, since from undeliverable_contacts where workspace_id = $1 and contact_id = c.id limit 1) gone on true`

function emptySql(field: string, listed: boolean, bind: Bind): string {
  const blank = (value: string) => `coalesce(btrim(${value}), '') = ''`
  if (field === 'name') return blank('c.name')
  if (field === 'phone') return 'c.phone is null'
  const key = bind(field.slice(field.indexOf('.') + 1))
  if (field.startsWith('column.')) return listed ? blank(`a.columns ->> ${key}`) : 'true'
  return blank(`c.attributes ->> ${key}`)
}

export type FacetVerdict = {
  /** Why these people are left out; null when they are not. */
  reason: string | null
  because: string | null
  /** Now, and should their windows have closed by the time it goes. */
  price: Price | null
  later: Price | null
  usesReach: boolean
}

/** Why people are left out, in the words of the counts. */
const REASONS: Record<string, string> = {
  'consent.opted-out': 'opted-out',
  'consent.opted-out-of-everything': 'opted-out',
  'consent.no-opt-in': 'no-opt-in',
  'consent.purpose': 'no-opt-in',
  'frequency.cap': 'frequency-cap',
  'marketing.us-number': 'us-number',
  'recipient.blocked-by-us': 'blocked',
  'recipient.undeliverable': 'undeliverable',
  'recipient.missing': 'no-number',
  'recipient.is-sender': 'own-number',
  'recipient.bsuid-not-allowed': 'no-number',
  'content.invalid': 'content-invalid',
}
export const reasonOf = (rule: string): string => REASONS[rule] ?? rule

/** Refusals that are about the campaign and not about somebody: they belong to all, and stop it. */
export const ofTheWhole = (rule: string): boolean => !(rule in REASONS)

/** Asks the rules about everybody who shares a facet, as a campaign at that time would. */
export function judgeFacet(
  facet: Facet,
  {
    number,
    settings,
    category,
    own,
    at,
    template,
    cards,
  }: Omit<Asking, 'source' | 'needed' | 'workspaceId'> & {
    template: StoredTemplate
    /** Of the account's currency, or what stands in for it. */
    cards: readonly RateCard[]
  },
): FacetVerdict {
  if (facet.given !== null) return { reason: facet.given, because: null, price: null, later: null, usesReach: false }
  const policy = policyAt(at, number.time_zone)
  const situation: Situation = {
    now: at,
    day: dayIn(at, number.time_zone),
    policy,
    cards,
    currency: number.currency,
    message: { kind: 'template', type: 'template', category, initiator: 'campaign', purpose: own },
    findings: [],
    recipient: {
      phone: facet.phone,
      bsuid: facet.bsuid ? 'known' : null,
      blockedByUs: facet.blocked,
      undeliverableSince: facet.undeliverable ? at : null,
    },
    sender: { phone: number.phone, status: 'CONNECTED', quality: number.quality },
    template: { name: template.name, language: template.language, status: 'APPROVED' },
    window: windowOf(facet, at),
    consent: {
      marketing: facet.marketing,
      optedOutOf: [
        ...(facet.marketing === 'out' ? (['marketing'] as const) : []),
        ...(facet.everything === 'out' ? (['everything'] as const) : []),
        ...(facet.purpose === 'out' && (category === 'utility' || category === 'authentication') ? [category] : []),
        ...(own && facet.own === 'out' ? [own] : []),
      ],
      agreedTo: own && facet.own === 'in' ? [own] : [],
      requireOptIn: settings.requireOptIn !== 'never',
    },
    serviceUsedThisMonth: 0,
    reach: { limit: null, used: 0 },
    frequency: settings.frequencyCap
      ? { sent: facet.often ? settings.frequencyCap.messages : 0, cap: settings.frequencyCap.messages }
      : null,
  }
  const decision = decide(situation)
  if (decision.kind !== 'send') {
    return { reason: reasonOf(decision.rule), because: decision.because, price: null, later: null, usesReach: false }
  }
  if (facet.missing) return { reason: 'missing-variable', because: null, price: null, later: null, usesReach: false }
  return {
    reason: null,
    because: null,
    price: decision.price,
    later: priceOf({ ...situation, window: { lastUserAt: null } }),
    usesReach: !decision.window.csw.open && !facet.reached,
  }
}

/** A window in which a facet's words are true. */
function windowOf({ csw, fep }: Facet, at: PlatformTime): WindowState {
  const lastUserAt = csw ? later(at, -HOUR) : null
  if (fep === 'confirmed') return { lastUserAt, confirmedUntil: later(at, HOUR) }
  if (fep === null) return { lastUserAt }
  const clicked = later(at, -HOUR)
  const reply = fep === 'estimated' ? ([clicked, clicked] as const) : null
  return { lastUserAt, entries: [{ at: clicked, replyBy: later(clicked, DAY), reply }] }
}

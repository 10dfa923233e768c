import { DAY, isoTime, later, type PlatformTime, rateCards } from '@casement/platform'
import { isOwnPurpose, marketOf, type Purpose } from '@casement/rules'
import { z } from 'zod'
import { consentChoiceSql } from '../contacts/consent-sql.ts'
import { problem } from '../http/problems.ts'
import { PLACE_DIGITS, placeOf } from '../settings/place.ts'

const text = z.string().max(500)
const days = z.number().min(0).max(3_650)
const one = (shape: z.ZodRawShape) => z.strictObject(shape)

const Attribute = one({
  attribute: z.string().min(1).max(64),
  is: z.union([text, z.number(), z.boolean()]).optional(),
  isNot: z.union([text, z.number(), z.boolean()]).optional(),
  contains: text.optional(),
  above: z.number().optional(),
  below: z.number().optional(),
  exists: z.boolean().optional(),
})

const Leaf = z.union([
  Attribute,
  one({ tag: z.string().min(1).max(64) }),
  one({ name: text.min(1) }).describe('Any part of the name'),
  one({
    consent: z.union([z.enum(['marketing', 'utility', 'authentication', 'everything']), z.string().refine(isOwnPurpose)]),
    is: z.enum(['in', 'out', 'unsaid']),
  }),
  one({ wroteWithin: days }).describe('Days since they last wrote or called, to any of our numbers'),
  one({ silentFor: days }).describe('They did not write or call for so many days, or never did'),
  one({ addedWithin: days }),
  one({
    country: z
      .array(z.string().regex(/^[A-Z]{2}$/, 'write a country by its two letters, such as GB'))
      .min(1)
      .max(250),
  }),
  one({ market: z.array(z.string().min(1).max(64)).min(1).max(100) }).describe(
    'Markets of the rate card, such as United Kingdom',
  ),
  one({
    campaign: z.uuid(),
    was: z.enum(['sent', 'delivered', 'read', 'no-read-receipt', 'failed', 'replied', 'clicked']),
    code: z.int().min(0).max(999_999_999).optional().describe('Of those that failed, those with this code of the platform'),
  }).describe('What a past campaign came to for them'),
])

type AttributeFilter = {
  attribute: string
  is?: string | number | boolean
  isNot?: string | number | boolean
  contains?: string
  above?: number
  below?: number
  exists?: boolean
}

type CampaignOutcome = keyof typeof REACHED | 'replied' | 'clicked'

type LeafFilter =
  | AttributeFilter
  | { tag: string }
  | { name: string }
  | { consent: Purpose; is: 'in' | 'out' | 'unsaid' }
  | { wroteWithin: number }
  | { silentFor: number }
  | { addedWithin: number }
  | { country: string[] }
  | { market: string[] }
  | { campaign: string; was: CampaignOutcome; code?: number }

export type Filter = LeafFilter | { all: Filter[] } | { any: Filter[] } | { not: Filter } | { everybody: true }

const DEEPEST = 6
const MOST_LEAVES = 50

const Node: z.ZodType<Filter> = z.lazy(() =>
  z.union([
    Leaf as unknown as z.ZodType<Filter>,
    z.strictObject({ everybody: z.literal(true) }),
    z.strictObject({ all: z.array(Node).min(1).max(MOST_LEAVES) }),
    z.strictObject({ any: z.array(Node).min(1).max(MOST_LEAVES) }),
    z.strictObject({ not: Node }),
  ]),
)

/**
 * Who belongs to a segment: `{"all": [{"tag": "vip"}, {"not": {"consent": "marketing", "is": "out"}}]}`. Plain JSON, bounded, and
 * compiled to SQL whose values are always parameters.
 */
export const Filter: z.ZodType<Filter> = Node.refine(
  (filter) => depthOf(filter) <= DEEPEST,
  `groups stand at most ${DEEPEST} deep in one another`,
).refine((filter) => leavesOf(filter) <= MOST_LEAVES, `at most ${MOST_LEAVES} conditions`)

/** A filter that stands in an address, as JSON. */
export function readFilter(text: string): Filter {
  let given: unknown
  try {
    given = JSON.parse(text)
  } catch (cause) {
    throw problem('invalid', 'The filter is not JSON: write it as {"all": [{"tag": "vip"}]}.', { cause })
  }
  const reading = Filter.safeParse(given)
  if (!reading.success)
    throw problem('invalid', `The filter is not understood: ${reading.error.issues[0]?.message ?? 'look at its conditions'}.`)
  return reading.data
}

const depthOf = (filter: Filter): number => {
  if ('all' in filter) return 1 + Math.max(...filter.all.map(depthOf))
  if ('any' in filter) return 1 + Math.max(...filter.any.map(depthOf))
  return 'not' in filter ? 1 + depthOf(filter.not) : 0
}
const leavesOf = (filter: Filter): number => {
  if ('all' in filter) return filter.all.reduce((sum, part) => sum + leavesOf(part), 0)
  if ('any' in filter) return filter.any.reduce((sum, part) => sum + leavesOf(part), 0)
  return 'not' in filter ? leavesOf(filter.not) : 1
}

/** Takes a value and answers with its placeholder. */
export type Bind = (value: unknown) => string

/** The condition about a contact `c`; `$1` is the workspace. `ofAll`: everybody is asked, so that consents are joined and not looked up. */
export function filterSql(filter: Filter, bind: Bind, now: PlatformTime, ofAll = false): string {
  const sql = (part: Filter): string => filterSql(part, bind, now, ofAll)
  if ('everybody' in filter) return 'true'
  if ('all' in filter) return `(${filter.all.map(sql).join(' and ')})`
  if ('any' in filter) return `(${filter.any.map(sql).join(' or ')})`
  if ('not' in filter) return `(not coalesce(${sql(filter.not)}, false))`
  return leafSql(filter, bind, now, ofAll)
}

const wroteSince = (since: string) => `exists (select 1 from threads t where t.workspace_id = $1 and t.contact_id = c.id
  and (t.window_state->>'lastUserAt')::numeric >= extract(epoch from ${since}::timestamptz) * 1000)`

function leafSql(leaf: LeafFilter, bind: Bind, now: PlatformTime, ofAll: boolean): string {
  const ago = (count: number) => bind(isoTime(later(now, -Math.round(count * DAY))))
  if ('attribute' in leaf) return attributeSql(leaf, bind)
  // What is compared with nothing tells the index, which holds only people with tags.
  if ('tag' in leaf) return `(c.tags <> '{}' and c.tags @> array[${bind(leaf.tag)}])`
  if ('name' in leaf) return `strpos(lower(c.name), lower(${bind(leaf.name)})) > 0`
  if ('consent' in leaf) {
    const choice = consentChoiceSql('s.state', leaf.consent)
    if (ofAll) {
      const who = (holds: string) =>
        `exists (select 1 from consents s where s.workspace_id = $1 and s.contact_id = c.id and (case when ${choice} ${holds} then true else false end))`
      return leaf.is === 'unsaid' ? `not ${who(`<> 'unsaid'`)}` : who(`= ${bind(leaf.is)}`)
    }
    const said = `coalesce((select ${choice} from consents s where s.workspace_id = $1 and s.contact_id = c.id), 'unsaid')`
    // As a case PostgreSQL takes it for true of every second person; as a comparison of one in two hundred, and then asks it of everybody.
    return `(case when ${said} = ${bind(leaf.is)} then true else false end)`
  }
  if ('wroteWithin' in leaf) return wroteSince(ago(leaf.wroteWithin))
  if ('silentFor' in leaf) return `not ${wroteSince(ago(leaf.silentFor))}`
  if ('addedWithin' in leaf) return `c.created_at >= ${ago(leaf.addedWithin)}::timestamptz`
  if ('country' in leaf) {
    const wanted = new Set(leaf.country)
    return phoneBegins(bind(prefixes().filter((digits) => wanted.has(placeOf(digits).slice(0, 2)))))
  }
  if ('market' in leaf) {
    const wanted = new Set(leaf.market.map((market) => market.toLowerCase()))
    return phoneBegins(bind(prefixes().filter((digits) => wanted.has(marketOfDigits(digits)))))
  }
  return campaignSql(leaf, bind)
}

function attributeSql({ attribute, is, isNot, contains, above, below, exists }: AttributeFilter, bind: Bind): string {
  let key: string | undefined
  const named = () => (key ??= bind(attribute))
  const value = () => `(c.attributes ->> ${named()})`
  const number = () => `(case when ${value()} ~ '^-?[0-9]{1,15}([.][0-9]{1,15})?$' then ${value()}::numeric end)`
  const parts: string[] = []
  if (is !== undefined) parts.push(holdsSql(attribute, String(is), bind))
  if (isNot !== undefined) parts.push(`${value()} is distinct from ${bind(String(isNot))}`)
  if (contains !== undefined) parts.push(`strpos(lower(${value()}), lower(${bind(contains)})) > 0`)
  if (above !== undefined) parts.push(`${number()} > ${bind(above)}`)
  if (below !== undefined) parts.push(`${number()} < ${bind(below)}`)
  if (exists !== undefined || parts.length === 0) parts.push(`${exists === false ? 'not ' : ''}(c.attributes ? ${named()})`)
  return `(${parts.join(' and ')})`
}

const JSON_NUMBER = /^-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?$/

/** That an attribute is this, whether it is kept as text, as a number or as yes and no: in the form that the index can be asked in. */
function holdsSql(attribute: string, written: string, bind: Bind): string {
  const key = JSON.stringify(attribute.toWellFormed())
  const asText = `{${key}: ${JSON.stringify(written.toWellFormed())}}`
  const isOther = written === 'true' || written === 'false' || (JSON_NUMBER.test(written) && Number.isFinite(Number(written)))
  const forms = isOther ? [asText, `{${key}: ${written}}`] : [asText]
  return `c.attributes <> '{}' and (${forms.map((form) => `c.attributes @> ${bind(form)}::jsonb`).join(' or ')})`
}

const phoneBegins = (digits: string) => `exists (select 1 from contact_aliases n where n.workspace_id = $1 and n.contact_id = c.id
  and n.kind = 'e164' and left(n.value, ${PLACE_DIGITS}) = any (${digits}::text[]))`

const REACHED = {
  sent: ['accepted', 'sent', 'delivered', 'read', 'played'],
  delivered: ['delivered', 'read', 'played'],
  read: ['read', 'played'],
  'no-read-receipt': ['delivered'],
  failed: ['failed', 'expired'],
} as const

function campaignSql({ campaign, was, code }: { campaign: string; was: CampaignOutcome; code?: number }, bind: Bind): string {
  const id = bind(campaign)
  const why =
    was === 'failed' && code !== undefined
      ? ` and m.status = 'failed' and failure_code(m.status, m.error) = ${bind(code)}::int`
      : ''
  if (was === 'replied' || was === 'clicked')
    return `c.id in (select r.contact_id from campaign_answers a join campaign_recipients r
      on r.workspace_id = $1 and r.campaign_id = a.campaign_id and r.message_id = a.message_id
      where a.workspace_id = $1 and a.campaign_id = ${id}::uuid and a.kind = ${bind(was)})`
  return `c.id in (select r.contact_id from campaign_recipients r join messages m on m.workspace_id = $1 and m.id = r.message_id
    where r.workspace_id = $1 and r.campaign_id = ${id}::uuid and r.state = 'fed' and m.status = any (${bind(REACHED[was])}::text[])${why})`
}

let all: string[] | undefined
/** Every beginning a number may have. */
const prefixes = (): string[] => (all ??= Array.from({ length: 9_000 }, (_, index) => String(1_000 + index)))

const newest = rateCards.filter(({ currency }) => currency === 'USD').sort((a, b) => (a.from < b.from ? 1 : -1))[0]
const marketOfDigits = (digits: string): string => (newest ? marketOf(digits, newest).toLowerCase() : '')

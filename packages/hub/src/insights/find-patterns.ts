import { errorByCode } from '@casement/platform'
import { countryOf } from './country-of.ts'

/** What failures can have in common, the most telling first. */
export const traits = ['import', 'campaign', 'template', 'prefix', 'country', 'market', 'hour'] as const
export type Trait = (typeof traits)[number]

/** Failures of one code that share one trait, and what was sent with it where that is known. */
export type Shared = { code: number; trait: Trait; value: string; messages: number }
export type Sent = { trait: Trait; value: string; messages: number }

export type Common = {
  trait: Trait
  /** For `hour` the first of `HOURS` in a row. */
  value: string
  /** Of the failures of this code, and of all that was sent; null where nobody counted. */
  share: number
  shareOfSent: number | null
}

export type Action = { kind: 'template' | 'accounts' | 'settings' | 'list' | 'none'; template?: string }

export type Pattern = {
  code: number
  messages: number
  /** Of all failures. */
  share: number
  happened: string
  remedy: string
  common: Common | null
  action: Action
}

/** So many hours in a row count as a time of day. */
export const HOURS = 4
/** Less than this of a code's failures is no pattern, and neither is what is as common among all that was sent. */
const MOST_OF = 0.6
const MORE_THAN_SENT = 1.5
/** Fewer failures than this have nothing in common but chance. */
const ENOUGH = 5

/**
 * What the failures of each code have in common, most failures first: the trait that most of them share and that stands out from
 * what was sent. `allSent` is everything that went out in the same days.
 */
export function findPatterns(
  codes: readonly { code: number; messages: number }[],
  shared: readonly Shared[],
  sent: readonly Sent[],
  allSent: number,
): Pattern[] {
  const all = codes.reduce((sum, { messages }) => sum + messages, 0)
  return [...codes]
    .sort((a, b) => b.messages - a.messages)
    .map(({ code, messages }) => {
      const ofCode = withCountries(shared.filter((each) => each.code === code))
      const entry = errorByCode(code)
      return {
        code,
        messages,
        share: messages / all,
        happened: entry?.happened ?? 'The platform gave a code that is not in its list.',
        remedy: entry?.remedy ?? 'See what the failed messages have in common.',
        common: messages < ENOUGH ? null : commonOf(ofCode, messages, sent, allSent),
        action: actionFor(code, ofCode),
      }
    })
}

function commonOf(ofCode: readonly Shared[], messages: number, sent: readonly Sent[], allSent: number): Common | null {
  for (const trait of traits) {
    const values = ofCode.filter((each) => each.trait === trait)
    if (trait === 'hour') {
      const best = bestHours(
        values,
        sent.filter((each) => each.trait === 'hour'),
      )
      if (!best) continue
      const ofSent = best.sent / Math.max(1, allSent)
      const found = standsOut({ trait, value: String(best.from), share: best.messages / messages, shareOfSent: ofSent })
      if (found) return found
      continue
    }
    const most = values.reduce<Shared | null>((best, each) => (best && best.messages >= each.messages ? best : each), null)
    if (!most || most.value === '') continue
    const known = sent.filter((each) => each.trait === trait)
    // Where nobody counted what was sent, one value alone tells nothing: perhaps there is no other.
    if (known.length === 0 && values.length < 2) continue
    const shareOfSent =
      known.length === 0 ? null : (known.find(({ value }) => value === most.value)?.messages ?? 0) / Math.max(1, allSent)
    const found = standsOut({ trait, value: most.value, share: most.messages / messages, shareOfSent })
    if (found) return found
  }
  return null
}

const standsOut = (common: Common): Common | null =>
  common.share >= MOST_OF && (common.shareOfSent === null || common.share >= common.shareOfSent * MORE_THAN_SENT) ? common : null

/** Where several hold as many failures, the one in which most was sent: what is common anyway must not look telling. */
function bestHours(
  values: readonly Shared[],
  sentByHour: readonly Sent[],
): { from: number; messages: number; sent: number } | null {
  let best: { from: number; messages: number; sent: number } | null = null
  for (let from = 0; from <= 24 - HOURS; from++) {
    const found = { from, messages: inHours(values, from), sent: inHours(sentByHour, from) }
    if (found.messages === 0) continue
    if (!best || found.messages > best.messages || (found.messages === best.messages && found.sent > best.sent)) best = found
  }
  return best
}

const inHours = (values: readonly { value: string; messages: number }[], from: number): number =>
  values.reduce((sum, { value, messages }) => (Number(value) >= from && Number(value) < from + HOURS ? sum + messages : sum), 0)

function withCountries(shared: readonly Shared[]): Shared[] {
  const countries = new Map<string, Shared>()
  for (const { trait, value, messages, code } of shared) {
    if (trait !== 'prefix') continue
    const country = countryOf(value)
    const known = countries.get(country) ?? { code, trait: 'country', value: country, messages: 0 }
    countries.set(country, { ...known, messages: known.messages + messages })
  }
  return [...shared, ...countries.values()]
}

/** The one thing that mends failures of this code. What mends itself needs nobody. */
function actionFor(code: number, ofCode: readonly Shared[]): Action {
  switch (code) {
    case 131026:
    case 131050:
      return { kind: 'none' }
    case 131049:
      return { kind: 'settings' }
  }
  const entry = errorByCode(code)
  if (entry?.scope === 'template' || (code >= 132000 && code < 133000)) {
    const template = ofCode
      .filter((each) => each.trait === 'template' && each.value !== '')
      .sort((a, b) => b.messages - a.messages)[0]?.value
    return template ? { kind: 'template', template } : { kind: 'list' }
  }
  if (entry?.scope === 'account' || entry?.scope === 'number' || code === 131042) return { kind: 'accounts' }
  return { kind: 'list' }
}

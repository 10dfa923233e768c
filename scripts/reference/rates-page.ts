import { type MarketRates, OTHER_MARKET, type RateCard, type RateCategory, rateCards } from '@casement/platform'
import { marketOf } from '@casement/rules'
import { page, printed, sourceLink, table } from './markdown.ts'

const categories: readonly (readonly [RateCategory, heading: string])[] = [
  ['marketing', 'Marketing'],
  ['utility', 'Utility'],
  ['authentication', 'Authentication'],
  ['authentication-international', 'Authentication, international'],
  ['service', 'Free form'],
]

/** The rate cards that are shipped: the newest in full, the earlier ones by what was different. */
export function ratesPage(): string {
  const cards = [...rateCards].sort((a, b) => b.from.localeCompare(a.from))
  return page(
    printed,
    '# Rates',
    'What Meta charges for a delivered message, by the market of the recipient’s number and the category. A card holds from its first ' +
      'day, 00:00 in the time zone of the account, until the next one of its currency.',
    'A card marked **estimate** holds figures that third parties recorded: good for planning, not for invoices. Import Meta’s own file ' +
      'for other currencies and days, and for accounts. The `estimate` of a price means something else: that no card of that day or ' +
      'currency was there and the nearest later one was taken, that the card does not list this rate, that the recipient’s country is not ' +
      'known, or that a free entry point is not confirmed yet.',
    ...cards.flatMap((card, at) => cardSection(card, cards[at - 1])),
    ...cards.slice(0, 1).flatMap((card) => [...tierSection(card), '## Markets', marketsIntro, marketsTable(card)]),
  )
}

const marketsIntro =
  'The longest prefix that a card lists decides, so that Jamaica (1 876) is not North America and Kazakhstan (7 7) is not Russia. ' +
  'These are those of the newest card.'

function cardSection(card: RateCard, later: RateCard | undefined): readonly string[] {
  const heading = `## ${card.currency} from ${card.from}${card.estimate ? ' (estimate)' : ''}`
  const about = `Source: ${sourceLink(card.source)}. ${card.note ?? ''}`.trim()
  if (!later) return [heading, about, ratesTable(Object.entries(card.markets))]
  const different = Object.entries(card.markets).filter(
    ([market, rates]) => JSON.stringify(rates) !== JSON.stringify(later.markets[market]),
  )
  const noService = Object.values(card.markets).every(({ service }) => service === null)
  const laterHadService = Object.values(later.markets).some(({ service }) => service !== null)
  const shown = different.filter(([market, rates]) =>
    categories.some(([category]) => category !== 'service' && differs(category, rates, later.markets[market])),
  )
  return [
    heading,
    about,
    noService && laterHadService ? 'Free form had no rate yet: inside the window it was free.' : '',
    shown.length > 0 ? `Markets whose rates were not those of ${later.from}:` : `Every rate was that of ${later.from}.`,
    shown.length > 0 ? ratesTable(shown) : '',
    unborn(card, later),
  ].filter(Boolean)
}

const differs = (category: RateCategory, a: MarketRates, b: MarketRates | undefined) =>
  (a[category] ?? null) !== (b?.[category] ?? null)

/** Markets of the later card that had no rates of their own yet, with the market whose rates their numbers had. */
function unborn(card: RateCard, later: RateCard): string {
  const names = Object.keys(later.markets).filter((market) => !card.markets[market])
  if (names.length === 0) return ''
  const rows = names.map((name) => {
    const prefixes = prefixesOf(later, name)
    return [name, [...new Set(prefixes.map((prefix) => marketOf(prefix, card)))].join(', ')]
  })
  return `Markets that had no rates of their own yet:\n\n${table(['Market', 'Priced as'], rows)}`
}

const ratesTable = (markets: readonly (readonly [string, MarketRates])[]): string => {
  const used = categories.filter(([category]) => markets.some(([, rates]) => (rates[category] ?? null) !== null))
  return table(
    ['Market', ...used.map(([, heading]) => heading)],
    markets.map(([market, rates]) => [market, ...used.map(([category]) => rates[category] ?? '')]),
  )
}

function tierSection({ tiers = {} }: RateCard): readonly string[] {
  const rows = Object.entries(tiers).flatMap(([market, byCategory]) =>
    Object.entries(byCategory).map(([category, steps]) => [
      market,
      category,
      steps
        .map(({ upTo, rate }) => `${upTo === null ? 'beyond' : `up to ${upTo.toLocaleString('en-US')}`}: ${rate}`)
        .join('<br>'),
    ]),
  )
  return rows.length === 0
    ? []
    : [
        '## Volume tiers',
        'Each rate holds for the charged messages of a month inside its step, counted by market and category over the portfolio. These are ' +
          'the steps that are known; other markets are priced at their list rate, which is an upper bound.',
        table(['Market', 'Category', 'Steps'], rows),
      ]
}

const marketsTable = (card: RateCard): string =>
  table(
    ['Market', 'Calling codes'],
    [...new Set(Object.values(card.prefixes))]
      .sort((a, b) => Number(a === OTHER_MARKET) - Number(b === OTHER_MARKET) || a.localeCompare(b, 'en'))
      .map((market) => [
        market,
        `${prefixesOf(card, market).join(', ')}${market === OTHER_MARKET ? ', and every code that is not listed' : ''}`,
      ]),
  )

const prefixesOf = (card: RateCard, market: string): readonly string[] =>
  Object.entries(card.prefixes)
    .filter(([, of]) => of === market)
    .map(([prefix]) => prefix)

import { prefixesOn } from './calling-codes.ts'
import type { MarketRates, RateCard, VolumeTier } from './rate-card.ts'

/** `market: [marketing, utility = authentication = service]` in US dollars, effective 2026-10-01. */
const october2026: Readonly<Record<string, readonly [marketing: string, other: string]>> = {
  Argentina: ['0.0618', '0.0260'],
  Bangladesh: ['0.0732', '0.0037'],
  Brazil: ['0.0625', '0.0068'],
  Chile: ['0.0889', '0.0200'],
  Colombia: ['0.0125', '0.0008'],
  Egypt: ['0.0644', '0.0036'],
  France: ['0.0859', '0.0300'],
  Germany: ['0.1365', '0.0550'],
  'Hong Kong': ['0.0732', '0.0260'],
  Hungary: ['0.0860', '0.0350'],
  India: ['0.0118', '0.0014'],
  Indonesia: ['0.0411', '0.0250'],
  Iraq: ['0.0341', '0.0079'],
  Israel: ['0.0353', '0.0053'],
  Italy: ['0.0795', '0.0300'],
  Kazakhstan: ['0.0604', '0.0180'],
  Kuwait: ['0.0792', '0.0440'],
  Malaysia: ['0.0860', '0.0140'],
  Mexico: ['0.0397', '0.0085'],
  Morocco: ['0.0414', '0.0230'],
  Netherlands: ['0.1597', '0.0500'],
  Nepal: ['0.0732', '0.0034'],
  Nigeria: ['0.0516', '0.0067'],
  Oman: ['0.0341', '0.0247'],
  Pakistan: ['0.0473', '0.0150'],
  Peru: ['0.0703', '0.0300'],
  Poland: ['0.0366', '0.0122'],
  Qatar: ['0.0341', '0.0120'],
  Romania: ['0.0860', '0.0290'],
  Russia: ['0.0802', '0.0400'],
  'Saudi Arabia': ['0.0576', '0.0107'],
  Singapore: ['0.0732', '0.0160'],
  'South Africa': ['0.0379', '0.0095'],
  Spain: ['0.0707', '0.0200'],
  'Sri Lanka': ['0.0732', '0.0020'],
  Turkey: ['0.0109', '0.0009'],
  Ukraine: ['0.0860', '0.0298'],
  'United Arab Emirates': ['0.0576', '0.0157'],
  'United Kingdom': ['0.0635', '0.0220'],
  'North America': ['0.0250', '0.0034'],
  'Rest of Africa': ['0.0225', '0.0040'],
  'Rest of Asia Pacific': ['0.0842', '0.0113'],
  'Rest of Central & Eastern Europe': ['0.0860', '0.0212'],
  'Rest of Latin America': ['0.0740', '0.0113'],
  'Rest of Middle East': ['0.0392', '0.0091'],
  'Rest of Western Europe': ['0.0592', '0.0171'],
  Other: ['0.0604', '0.0077'],
}

/** One-time codes to these countries from a business based elsewhere, once the portfolio became eligible. */
const international: Readonly<Record<string, string>> = {
  Egypt: '0.0650',
  India: '0.0304',
  Indonesia: '0.1360',
  Malaysia: '0.0418',
  Nigeria: '0.0750',
  Pakistan: '0.0750',
  'Saudi Arabia': '0.0598',
  'South Africa': '0.0200',
  'United Arab Emirates': '0.0510',
}

const tiers = (steps: readonly (readonly [number | null, string])[]): readonly VolumeTier[] =>
  steps.map(([upTo, rate]) => ({ upTo, rate }))

/** The two tables that are known; Meta publishes one for every market. */
const knownTiers: NonNullable<RateCard['tiers']> = {
  'Rest of Africa': {
    utility: tiers([
      [100_000, '0.0040'],
      [1_000_000, '0.0038'],
      [4_500_000, '0.0036'],
      [40_000_000, '0.0034'],
      [80_000_000, '0.0032'],
      [null, '0.0030'],
    ]),
  },
  Argentina: {
    authentication: tiers([
      [120_000, '0.0260'],
      [400_000, '0.0247'],
      [1_000_000, '0.0234'],
      [5_000_000, '0.0221'],
      [10_000_000, '0.0208'],
      [null, '0.0195'],
    ]),
  },
}

type Changes = Readonly<Record<string, Partial<MarketRates>>>
type Markets = Readonly<Record<string, MarketRates>>

const changed = (later: Markets, changes: Changes, gone: readonly string[] = []): Markets =>
  Object.fromEntries(
    Object.entries(later)
      .filter(([market]) => !gone.includes(market))
      .map(([market, rates]) => [market, { ...rates, ...changes[market] }]),
  )

const withoutService = (markets: Markets): Markets =>
  Object.fromEntries(Object.entries(markets).map(([market, rates]) => [market, { ...rates, service: null }]))

/** The US dollar cards we ship, oldest first, worked out backwards from the last one by what is known to have changed. */
function usdCards(): readonly RateCard[] {
  const october26: Markets = Object.fromEntries(
    Object.entries(october2026).map(([market, [marketing, other]]) => {
      const abroad = market === 'Bangladesh' ? '0.0960' : international[market]
      const rates: MarketRates = { marketing, utility: other, authentication: other, service: other }
      return [market, abroad ? { ...rates, 'authentication-international': abroad } : rates]
    }),
  )
  const july26 = withoutService(
    changed(
      october26,
      {
        Mexico: { marketing: '0.0305' },
        Pakistan: { utility: '0.0100' },
        Peru: { utility: '0.0200' },
        'Saudi Arabia': { marketing: '0.0501' },
        'South Africa': { utility: '0.0076' },
        'United Arab Emirates': { marketing: '0.0499' },
        'Rest of Asia Pacific': { marketing: '0.0732' },
        'Rest of Middle East': { marketing: '0.0341' },
      },
      ['Bangladesh', 'Iraq', 'Kazakhstan', 'Kuwait', 'Morocco', 'Nepal', 'Oman', 'Sri Lanka', 'Ukraine'],
    ),
  )
  const january26 = changed(july26, { India: { 'authentication-international': '0.0280' } })
  const october25 = changed(
    january26,
    {
      India: { marketing: '0.0107' },
      France: { marketing: '0.1432' },
      Egypt: { marketing: '0.1073' },
      'North America': { utility: '0.0040', authentication: '0.0040' },
    },
    ['Hong Kong', 'Hungary', 'Poland', 'Qatar', 'Romania', 'Singapore'],
  )
  const july25 = changed(october25, { Argentina: { authentication: '0.0367' } })

  const card = (from: string, markets: Markets, note: string, tiersOfDay?: RateCard['tiers']): RateCard => ({
    currency: 'USD',
    from,
    source: '3P',
    estimate: true,
    note,
    markets,
    prefixes: prefixesOn(from),
    ...(tiersOfDay && { tiers: tiersOfDay }),
  })
  return [
    card(
      '2025-07-01',
      july25,
      'First per-message card. Carried back from 2025-10-01 but for authentication in Argentina; on that day marketing rose in the United Arab Emirates and fell in Mexico, utility and authentication rose in Colombia and fell in Saudi Arabia, Argentina and Egypt, by figures we do not have.',
    ),
    card(
      '2025-10-01',
      october25,
      'Carried back from 2026-01-01 but for India, France, Egypt and North America, whose figures are known.',
    ),
    card(
      '2026-01-01',
      january26,
      'Carried back from 2026-07-01. Hong Kong, Hungary, Poland, Qatar, Romania and Singapore became markets of their own during 2026; the day is not known.',
    ),
    card('2026-07-01', july26, 'Differences from 2026-10-01 as third parties recorded them.', knownTiers),
    card(
      '2026-10-01',
      october26,
      'List rates of a card downloaded on 2026-10-09. Authentication-international of Bangladesh is derived; of the other eight new countries it is not known.',
      knownTiers,
    ),
  ]
}

/** Rate cards shipped with the package. Import Meta's own files for other currencies, other days, and for invoices. */
export const rateCards: readonly RateCard[] = /* @__PURE__ */ usdCards()

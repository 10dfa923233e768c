import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parseRateCard } from './parse-rate-card.ts'
import { parseVolumeTiers } from './parse-volume-tiers.ts'
import { rateCards } from './usd.ts'

const header = 'Market,Currency,Marketing,Utility,Authentication,Authentication-International'

/** A card, or the sentences of what is wrong. */
const read = (csv: string, options = {}) => {
  const answer = parseRateCard(csv, options)
  return answer.ok ? answer.card : answer.problems.map((problem) => problem.sentence)
}

describe('what is read', () => {
  test('titles are skipped and tell the day, n/a is no rate and not zero', () => {
    const csv = `"Cost per message in EUR, excluding taxes"\r\n"Rates effective January 1, 2027",,,,,\r\n${header},Service\r\nGermany,EUR,0.1131,0.0456,0.0456,n/a,0.0456\r\nIndia,EUR,0.0098,0.0012,0.0012,0.0252,0\r\n`
    expect(read(csv)).toMatchObject({
      currency: 'EUR',
      from: '2027-01-01',
      estimate: false,
      source: 'imported',
      markets: {
        Germany: { marketing: '0.1131', utility: '0.0456', authentication: '0.0456', service: '0.0456' },
        India: { marketing: '0.0098', 'authentication-international': '0.0252', service: '0' },
      },
    })
  })

  test.each([
    ['rates effective 2026-10-01', '2026-10-01'],
    ['Effective October 1st, 2026', '2026-10-01'],
    ['effective: 1 Oct 2026', '2026-10-01'],
    ['Effective date 01 January 2027 (UTC)', '2027-01-01'],
  ])('the day of the title "%s" is %s', (title, day) => {
    expect(read(`"${title}"\n${header}\nPeru,USD,1,1,1,\n`)).toMatchObject({ from: day })
  })

  test.each([
    ['columns in another order', 'Utility,Market,Marketing,Currency\n0.02,Peru,0.07,usd\n'],
    ['semicolons', 'Market;Currency;Marketing;Utility\nPeru;USD;0.07;0.02\n'],
    ['tabs', 'Market\tCurrency\tMarketing\tUtility\nPeru\tUSD\t0.07\t0.02\n'],
    ['a byte-order mark and empty lines', '\ufeff\n\nMarket,Currency,Marketing,Utility\n\nPeru,USD,0.07,0.02\n,,,\n'],
    ['currency signs before the rates', 'Market,Currency,Marketing,Utility\nPeru,USD,$0.07,$0.02\n'],
    ['columns nobody knows', 'Market,Currency,Marketing,Meta Business Agent,Utility\nPeru,USD,0.07,9,0.02\n'],
  ])('%s', (_, csv) => {
    expect(read(csv, { effective: '2026-10-01' })).toMatchObject({
      currency: 'USD',
      markets: { Peru: { marketing: '0.07', utility: '0.02', authentication: null, service: null } },
    })
  })

  test('a quoted market with a comma and quotes', () => {
    const card = read('Market,Currency,Marketing\n"Congo, ""Democratic"" Republic",USD,0.02\n', { effective: '2026-10-01' })
    expect(card).toMatchObject({ markets: { 'Congo, "Democratic" Republic': { marketing: '0.02' } } })
  })

  test('the currency may come from the title or the caller', () => {
    const csv = 'Cost per message in GBP\nMarket,Marketing\nPeru,0.05\n'
    expect(read(csv, { effective: '2026-10-01' })).toMatchObject({ currency: 'GBP' })
    expect(read('Market,Marketing\nPeru,0.05\n', { effective: '2026-10-01', currency: 'gbp' })).toMatchObject({ currency: 'GBP' })
  })

  test('a market without a rate is told, and does not stop the import', () => {
    const answer = parseRateCard('Market,Currency,Marketing\nPeru,USD,0.07\n', { effective: '2026-10-01' })
    expect(answer.ok && answer.warnings.map((warning) => warning.sentence)).toContain('There is no rate for the market Brazil.')
  })

  test('our own cards survive being written and read', () => {
    for (const card of rateCards) {
      const rows = Object.entries(card.markets).map(([market, rates]) =>
        [
          market,
          card.currency,
          rates.marketing,
          rates.utility,
          rates.authentication,
          rates['authentication-international'],
          rates.service,
        ]
          .map((cell) => cell ?? 'n/a')
          .join(','),
      )
      const csv = [`Rates effective ${card.from}`, `${header},Service`, ...rows].join('\n')
      expect(read(csv)).toMatchObject({ from: card.from, markets: card.markets, prefixes: card.prefixes })
      const answer = parseRateCard(csv)
      expect(answer.ok && answer.warnings).toEqual([])
    }
  })
})

describe('what is refused, with all its sentences', () => {
  test.each([
    ['an empty file', '', [/No line names the columns/]],
    ['no day', `${header}\nPeru,USD,1,1,1,\n`, [/Give it as effective, like 2026-10-01/]],
    ['a day that does not exist', `Effective 2026-02-31\n${header}\nPeru,USD,1,1,1,\n`, [/Give it as effective/]],
    ['no currency', 'Effective 2026-10-01\nMarket,Marketing\nPeru,1\n', [/Give it as an ISO code/]],
    ['no market', `Effective 2026-10-01\n${header}\n`, [/currency is not known/, /no market below/]],
    [
      'bad rows',
      `Effective 2026-10-01\n${header}\nPeru,USD,free,-1,1,\nChile,EUR,1,1,1,\nPeru,USD,1,1,1,\n,USD,1,1,1,\n`,
      [
        /marketing rate of Peru in line 3 is "free"/,
        /utility rate of Peru in line 3 is "-1"/,
        /Line 4 is in EUR, but the card is in USD/,
        /Peru appears a second time in line 5/,
        /Line 6 has rates but no market/,
      ],
    ],
  ])('%s', (_, csv, sentences) => {
    expect(read(csv)).toEqual(sentences.map((sentence) => expect.stringMatching(sentence)))
  })

  test('any text at all gives a card or sentences', () => {
    const texts = fc
      .array(
        fc.constantFrom('Market', 'Marketing', ',', ';', '"', '\n', '\r', 'USD', '0.1', 'n/a', 'effective ', '2026-10-01', 'é'),
      )
      .map((parts) => parts.join(''))
    fc.assert(
      fc.property(fc.oneof(texts, fc.string({ unit: 'binary' })), (csv) => {
        const answer = parseRateCard(csv)
        expect(answer.ok || answer.problems.length > 0).toBe(true)
        const tiers = parseVolumeTiers(csv)
        expect(tiers.ok || tiers.problems.length > 0).toBe(true)
      }),
    )
  })
})

describe('volume tiers', () => {
  const rows = (...lines: string[]) =>
    parseVolumeTiers(['Volume tiers', 'Market,Currency,Category,From,To,Rate', ...lines].join('\n'))

  test('are read by market and category', () => {
    expect(
      rows(
        'Rest of Africa,USD,Utility,0,"100,000",0.0040',
        'Rest of Africa,USD,Utility,100001,1000000,0.0038',
        'Rest of Africa,USD,Utility,1000001,,0.0036',
        'Peru,USD,Authentication International,0,and above,0.02',
      ),
    ).toEqual({
      ok: true,
      tiers: {
        'Rest of Africa': {
          utility: [
            { upTo: 100_000, rate: '0.0040' },
            { upTo: 1_000_000, rate: '0.0038' },
            { upTo: null, rate: '0.0036' },
          ],
        },
        Peru: { 'authentication-international': [{ upTo: null, rate: '0.02' }] },
      },
    })
  })

  test.each([
    ['Peru,USD,Marketing,0,,0.07', /"Marketing", which has no volume tiers/],
    ['Peru,USD,Utility,0,,cheap', /rate in line 3 is "cheap"/],
    ['Peru,USD,Utility,0,1.5k,0.02', /end of the tier in line 3 is "1.5k"/],
    ['Peru,USD,Utility,0,500,0.02', /no last step without an end/],
    ['Peru,USD,Utility,0,500,0.02\nPeru,USD,Utility,501,400,0.01', /do not rise at line 4/],
  ])('%s is refused', (lines, sentence) => {
    const answer = rows(lines)
    expect(!answer.ok && answer.problems[0]?.sentence).toMatch(sentence)
  })
})

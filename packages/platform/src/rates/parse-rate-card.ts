import { isAmount } from '../money.ts'
import { prefixesOn } from './calling-codes.ts'
import { readCsv } from './csv.ts'
import { readEffectiveDate } from './effective-date.ts'
import type { MarketRates, RateCard, RateCategory } from './rate-card.ts'

/** One thing wrong with the file: its line, counted from 1, and a sentence. */
export type RateCardProblem = { readonly line: number; readonly sentence: string }
export type RateCardRead =
  | { readonly ok: true; readonly card: RateCard; readonly warnings: readonly RateCardProblem[] }
  | { readonly ok: false; readonly problems: readonly RateCardProblem[] }

export type RateCardOptions = {
  /** First day, `YYYY-MM-DD`, when the title lines do not tell it or are wrong. */
  readonly effective?: string
  /** ISO code, when neither a column nor the title tells it. */
  readonly currency?: string
  /** Where the file came from, kept on the card. */
  readonly source?: string
  /** Calling-code digits to market; by default those we know for the day. */
  readonly prefixes?: Readonly<Record<string, string>>
}

const columns: readonly (readonly [name: RegExp, column: RateCategory | 'market' | 'currency'])[] = [
  [/^(market|country|region)s?$/, 'market'],
  [/^currency$/, 'currency'],
  [/^marketing$/, 'marketing'],
  [/^utility$/, 'utility'],
  [/^authentication[ _-]*international$/, 'authentication-international'],
  [/^authentication$/, 'authentication'],
  [/^service$/, 'service'],
]

/**
 * Reads Meta's CSV of rates for one currency. Title lines before the header are skipped (an "effective" date and a currency in them
 * are used), columns are found by name and unknown ones ignored, `n/a` and an empty cell become null, which is not zero. The whole
 * file is judged: a card is returned only when every row is right, otherwise every problem with its line.
 */
export function parseRateCard(csv: string, options: RateCardOptions = {}): RateCardRead {
  const rows = readCsv(csv)
  const headerAt = rows.findIndex(({ cells }) => columnsOf(cells).has('market') && columnsOf(cells).size > 1)
  const header = rows[headerAt]
  if (!header) {
    const sentence =
      'No line names the columns. Meta’s file has one that begins with Market, Currency, Marketing, Utility, Authentication.'
    return { ok: false, problems: [{ line: 1, sentence }] }
  }
  const title = rows
    .slice(0, headerAt)
    .flatMap(({ cells }) => cells)
    .join(' ')
  const problems: RateCardProblem[] = []
  const warnings: RateCardProblem[] = []
  const column = columnsOf(header.cells)

  const from = options.effective ?? readEffectiveDate(title)
  if (!from || !isDay(from)) {
    problems.push({
      line: 1,
      sentence: 'The day on which these rates begin is not known. Give it as effective, like 2026-10-01.',
    })
  }

  let currency = options.currency?.toUpperCase()
  const markets: Record<string, MarketRates> = {}
  for (const { line, cells } of rows.slice(headerAt + 1)) {
    const cell = (name: RateCategory | 'market' | 'currency') => cells[column.get(name) ?? -1]?.trim() ?? ''
    const market = cell('market')
    if (market === '') {
      if (cells.some((one) => one.trim() !== '')) problems.push({ line, sentence: `Line ${line} has rates but no market.` })
      continue
    }
    if (Object.hasOwn(markets, market)) problems.push({ line, sentence: `${market} appears a second time in line ${line}.` })

    const own = cell('currency').toUpperCase()
    const known = currency
    if (own !== '') currency ??= own
    if (own !== '' && known !== undefined && own !== known) {
      problems.push({ line, sentence: `Line ${line} is in ${own}, but the card is in ${known}. Import one currency at a time.` })
    }

    const rate = (name: RateCategory): string | null => {
      const written = cell(name)
      if (/^(n\/?a|-|–|—|)$/i.test(written)) return null
      const amount = written.replace(/^[^\d.-]+/, '').replace(/^\./, '0.')
      if (isAmount(amount) && !amount.startsWith('-')) return amount
      problems.push({
        line,
        sentence: `The ${name} rate of ${market} in line ${line} is "${written}". Write a number like 0.0635, or n/a.`,
      })
      return null
    }
    const international = column.has('authentication-international') ? rate('authentication-international') : null
    markets[market] = {
      marketing: rate('marketing'),
      utility: rate('utility'),
      authentication: rate('authentication'),
      service: rate('service'),
      ...(international !== null && { 'authentication-international': international }),
    }
  }

  currency ??= /\b(?:in|currency:?)\s+\(?([A-Z]{3})\b/.exec(title)?.[1]
  if (!currency || !/^[A-Z]{3}$/.test(currency)) {
    problems.push({ line: header.line, sentence: 'The currency is not known. Give it as an ISO code, like USD.' })
  }
  if (Object.keys(markets).length === 0)
    problems.push({ line: header.line, sentence: 'The file has no market below its header.' })
  if (problems.length > 0 || !from || !currency) return { ok: false, problems }

  const prefixes = options.prefixes ?? prefixesOn(from)
  for (const market of new Set(Object.values(prefixes))) {
    if (!Object.hasOwn(markets, market))
      warnings.push({ line: header.line, sentence: `There is no rate for the market ${market}.` })
  }
  const source = options.source ?? 'imported'
  return { ok: true, card: { currency, from, source, estimate: false, markets, prefixes }, warnings }
}

function columnsOf(cells: readonly string[]): Map<string, number> {
  const found = new Map<string, number>()
  cells.forEach((cell, index) => {
    const name = cell.trim().toLowerCase()
    const column = columns.find(([pattern]) => pattern.test(name))?.[1]
    if (column && !found.has(column)) found.set(column, index)
  })
  return found
}

const isDay = (day: string): boolean =>
  /^\d{4}-\d{2}-\d{2}$/.test(day) && new Date(`${day}T00:00:00Z`).toISOString?.().slice(0, 10) === day

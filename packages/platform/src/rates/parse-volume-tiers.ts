import { isAmount } from '../money.ts'
import { readCsv } from './csv.ts'
import type { RateCardProblem } from './parse-rate-card.ts'
import type { RateCard, RateCategory, VolumeTier } from './rate-card.ts'

export type VolumeTiersRead =
  | { readonly ok: true; readonly tiers: NonNullable<RateCard['tiers']> }
  | { readonly ok: false; readonly problems: readonly RateCardProblem[] }

const columns = {
  market: /^(market|country|region)$/,
  category: /^(category|message type|type)$/,
  to: /^(to|up to|end|max)\b/,
  rate: /^(rate|price)\b|list rate/,
} as const
type Column = keyof typeof columns
const withTiers = ['utility', 'authentication', 'authentication-international']

/**
 * Reads volume tiers from CSV: one row for each market, category and step, with the columns Market, Category (or Message type), To
 * (empty or words for the last step) and Rate; others are ignored. Put the result on a card as `tiers`. Every problem is told with
 * its line; nothing is returned until all rows are right.
 */
export function parseVolumeTiers(csv: string): VolumeTiersRead {
  const rows = readCsv(csv)
  const headerAt = rows.findIndex(({ cells }) => (Object.keys(columns) as Column[]).every((name) => indexOf(cells, name) >= 0))
  const header = rows[headerAt]
  if (!header) return { ok: false, problems: [{ line: 1, sentence: 'No line names the columns Market, Category, To and Rate.' }] }

  const problems: RateCardProblem[] = []
  const steps = new Map<string, { market: string; category: RateCategory; line: number; tiers: VolumeTier[] }>()
  for (const { line, cells } of rows.slice(headerAt + 1)) {
    const cell = (name: Column) => cells[indexOf(header.cells, name)]?.trim() ?? ''
    const market = cell('market')
    if (market === '') continue
    const category = cell('category').toLowerCase().replace(/[ _]+/g, '-') as RateCategory
    const rate = cell('rate').replace(/^[^\d.-]+/, '')
    const upTo = /\d/.test(cell('to')) ? Number(cell('to').replace(/[, _]/g, '')) : null

    const key = `${market}\n${category}`
    const own = steps.get(key) ?? { market, category, line, tiers: [] }
    const before = own.tiers.at(-1)
    if (!withTiers.includes(category)) {
      problems.push({ line, sentence: `Line ${line} names the category "${cell('category')}", which has no volume tiers.` })
    } else if (!isAmount(rate) || rate.startsWith('-')) {
      problems.push({ line, sentence: `The rate in line ${line} is "${cell('rate')}". Write a number like 0.0038.` })
    } else if (upTo !== null && !Number.isSafeInteger(upTo)) {
      problems.push({
        line,
        sentence: `The end of the tier in line ${line} is "${cell('to')}". Write a whole number, or nothing for the last tier.`,
      })
    } else if (before && (before.upTo === null || (upTo !== null && upTo <= before.upTo))) {
      problems.push({ line, sentence: `The ${category} tiers of ${market} do not rise at line ${line}. Put them in order.` })
    } else {
      own.tiers.push({ upTo, rate })
      steps.set(key, own)
    }
  }
  if (problems.length === 0) {
    for (const { market, category, line, tiers } of steps.values()) {
      if (tiers.at(-1)?.upTo === null) continue
      problems.push({ line, sentence: `The ${category} tiers of ${market} have no last step without an end. Add one.` })
    }
  }
  if (problems.length > 0) return { ok: false, problems }

  const tiers: Record<string, Partial<Record<RateCategory, readonly VolumeTier[]>>> = {}
  for (const { market, category, tiers: own } of steps.values()) tiers[market] = { ...tiers[market], [category]: own }
  return { ok: true, tiers }
}

const indexOf = (cells: readonly string[], name: Column) =>
  cells.findIndex((cell) => columns[name].test(cell.trim().toLowerCase()))

import { CLOUD_API_OPENED, type Fact } from '@casement/platform'

const UNLIMITED = '; null is unlimited'
/** Numbers that are names: written without their unit and without commas. */
const NAMES = /^(error code|HTTP status|day)$/

/** A fact's value as a person writes it: `1,024 characters`, `2, 10 cards`, `yes`. */
export function valueText({ value, unit, title }: Pick<Fact, 'value' | 'unit' | 'title'>): string {
  const values = Array.isArray(value) ? value : [value as string | number | boolean | null]
  const nothing = title.endsWith(UNLIMITED) ? 'unlimited' : 'not known'
  const text = values.map((one) => plain(one, nothing, unit)).join(', ')
  return values.some((one) => typeof one === 'number') && !NAMES.test(unit) ? `${text} ${text === '1' ? one(unit) : unit}` : text
}

export const titleText = ({ title }: Pick<Fact, 'title'>): string => title.replace(UNLIMITED, '')

/** First and last day; empty for what has held as long as the Cloud API exists. */
export function daysText({ from, to }: Pick<Fact, 'from' | 'to'>): string {
  const since = from === CLOUD_API_OPENED ? '' : `from ${from}`
  return [since, to === null ? '' : `to ${to}`].filter(Boolean).join(' ')
}

const one = (unit: string) => unit.replace(/s$/, '')

function plain(value: string | number | boolean | null, nothing: string, unit: string): string {
  if (value === null) return nothing
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  if (typeof value === 'string') return /[_^]/.test(value) ? `\`${value}\`` : value
  if (NAMES.test(unit)) return String(value)
  return Number.isInteger(value) ? value.toLocaleString('en-US') : String(Math.round(value * 1000) / 1000)
}

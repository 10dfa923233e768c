import { CLOUD_API_OPENED, type Fact } from '@casement/platform'

const UNLIMITED = '; null is unlimited'
const KILOBYTE = 1024

/** A fact's value as a person writes it: `1,024 characters`, `2, 10 cards`, `5 MB`, `yes`. */
export function valueText({ value, unit, title }: Pick<Fact, 'value' | 'unit' | 'title'>): string {
  const nothing = title.endsWith(UNLIMITED) ? 'unlimited' : 'not known'
  const values = Array.isArray(value) ? value : [value as string | number | boolean | null]
  const text = values.map((one) => (typeof one === 'number' ? numberText(one, unit) : wordText(one, nothing))).join(', ')
  if (SAID_BY_ITSELF.test(unit) || !values.some((one) => typeof one === 'number')) return text
  return `${text} ${text === '1' ? unit.replace(/s$/, '') : unit}`
}

export const titleText = ({ title }: Pick<Fact, 'title'>): string => title.replace(UNLIMITED, '')

/** First and last day; empty for what has held as long as the Cloud API exists. */
export function daysText({ from, to }: Pick<Fact, 'from' | 'to'>): string {
  const since = from === CLOUD_API_OPENED ? '' : `from ${from}`
  return [since, to === null ? '' : `to ${to}`].filter(Boolean).join(' ')
}

/** Units that a number does not need beside it. */
const SAID_BY_ITSELF = /^(error code|HTTP status|day|share|bytes|ratio)$/

function numberText(value: number, unit: string): string {
  if (unit === 'error code') return String(value)
  if (unit === 'share') return `${value * 100} %`
  if (unit === 'bytes') {
    const kilobytes = value / KILOBYTE
    return kilobytes < KILOBYTE ? `${kilobytes} KB` : `${kilobytes / KILOBYTE} MB`
  }
  return Number.isInteger(value) ? value.toLocaleString('en-US') : String(Math.round(value * 1000) / 1000)
}

function wordText(value: string | boolean | null, nothing: string): string {
  if (value === null) return nothing
  if (typeof value === 'boolean') return value ? 'yes' : 'no'
  return /[_^]|[a-z][A-Z]/.test(value) ? `\`${value}\`` : value
}

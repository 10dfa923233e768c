// @ts-check
/** Times, durations and amounts as people read them. Times are those of the account, UTC unless it says otherwise. */
import { nowMs, state } from './state.js'

/** @type {Map<string, Intl.DateTimeFormat>} */
const formats = new Map()

/** @param {Intl.DateTimeFormatOptions} options @param {number | string} at */
function format(options, at) {
  const timeZone = zone()
  const key = timeZone + JSON.stringify(options)
  let found = formats.get(key)
  if (!found) {
    found = new Intl.DateTimeFormat('en-GB', { ...options, timeZone })
    formats.set(key, found)
  }
  return found.format(typeof at === 'string' ? Date.parse(at) : at)
}

export const zone = () => state.world?.wabas[0]?.timeZone ?? 'UTC'

/** 14:08:32 @param {number | string} at */
export const time = (at) => format({ hour: '2-digit', minute: '2-digit', second: '2-digit' }, at)
/** 14:08 @param {number | string} at */
export const minute = (at) => format({ hour: '2-digit', minute: '2-digit' }, at)
/** Friday 20 November 2026 @param {number | string} at */
export const day = (at) => format({ weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }, at).replace(',', '')
/** 1 Oct 2026 @param {number | string} at */
export const date = (at) => format({ day: 'numeric', month: 'short', year: 'numeric' }, at)

/** 14:08 today, Thu 14:08 within the week, 3 Nov before. @param {number | string} at */
export function when(at) {
  const ms = typeof at === 'string' ? Date.parse(at) : at
  const whole = { year: 'numeric', month: 'numeric', day: 'numeric' }
  if (format(/** @type {any} */ (whole), ms) === format(/** @type {any} */ (whole), nowMs())) return minute(ms)
  if (Math.abs(ms - nowMs()) < 6 * 86_400_000) return `${format({ weekday: 'short' }, ms)} ${minute(ms)}`
  return `${format({ day: 'numeric', month: 'short' }, ms)} ${minute(ms)}`
}

/** 23 h 10 min @param {number} ms */
export function span(ms) {
  const minutes = Math.max(0, Math.floor(ms / 60_000))
  if (minutes < 1) return `${Math.max(0, Math.floor(ms / 1_000))} s`
  if (minutes < 60) return `${minutes} min`
  const hours = Math.floor(minutes / 60)
  if (hours < 96) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`
  return `${Math.floor(hours / 24)} days`
}

/** 1,184 @param {number} count */
export const number = (count) => count.toLocaleString('en-GB')

/** 4 %, 0.2 % @param {number} share */
export const percent = (share) => `${Number((share * 100).toPrecision(2))} %`

/** Two letters for a face. @param {string} name */
export const initials = (name) =>
  name
    .split(/\s+/)
    .map((word) => word[0] ?? '')
    .join('')
    .replace(/[^\p{L}]/gu, '')
    .slice(0, 2)
    .toUpperCase() || '#'

/** +44 7712 034405: only grouped, never guessed. @param {string} digits */
export const phoneNumber = (digits) => `+${digits.replace(/(\d{3,4})(?=(\d{3})+$)/g, '$1 ')}`

import type { Role } from './actor.ts'

/** Who sees customers' numbers masked where the workspace wants that. */
export const maskedRoles: readonly Role[] = ['viewer', 'agent']

/** Members of answers and events that hold a customer's number. Our own are `displayPhoneNumber`, and ids of numbers are longer. */
const HOLDERS: ReadonlySet<string> = new Set([
  'phone',
  'e164',
  'wa_id',
  'waId',
  'recipient_id',
  'recipientId',
  'from',
  'to',
  'phones',
])
const NUMBER = /^\+?\d{7,14}$|^\+\d{15}$/
const KEPT_AT_START = 2
const KEPT_AT_END = 2

/** `+447700900482` as `+44•••••••82`: enough to tell people apart, too little to write to them elsewhere. */
export function maskPhone(phone: string): string {
  const plus = phone.startsWith('+') ? '+' : ''
  const digits = phone.slice(plus.length)
  const hidden = '•'.repeat(digits.length - KEPT_AT_START - KEPT_AT_END)
  return plus + digits.slice(0, KEPT_AT_START) + hidden + digits.slice(-KEPT_AT_END)
}

/** The same value with every customer's number masked; what holds none is the very same object. */
export function maskPhones(value: unknown, holder = ''): unknown {
  if (typeof value === 'string') return HOLDERS.has(holder) && NUMBER.test(value) ? maskPhone(value) : value
  if (value === null || typeof value !== 'object' || value instanceof Date) return value
  if (Array.isArray(value)) {
    const masked = value.map((one) => maskPhones(one, holder))
    return masked.every((one, at) => one === value[at]) ? value : masked
  }
  const prototype = Object.getPrototypeOf(value)
  if (prototype !== Object.prototype && prototype !== null) return value
  // An alias says its kind beside it: `{kind: 'e164', value}`.
  const alias = (value as { kind?: unknown }).kind === 'e164'
  let changed = false
  const entries = Object.entries(value).map(([name, member]) => {
    // Someone whose name nobody told is called by their number.
    const told =
      name === 'value' && alias ? 'e164' : name === 'name' && typeof member === 'string' && NUMBER.test(member) ? 'phone' : name
    const masked = maskPhones(member, told)
    changed ||= masked !== member
    return [name, masked]
  })
  return changed ? Object.fromEntries(entries) : value
}

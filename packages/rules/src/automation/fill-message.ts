import { type Facts, valueIn } from './conditions.ts'

/** `{{contact.first_name|there}}`: what stands after the bar is said where the value is not known. */
const PLACEHOLDER = /\{\{\s*([^{}|]*?)\s*(?:\|([^{}]*))?\}\}/g
const KNOWN =
  /^(contact\.(name|first_name|phone)|contact\.attributes\.[\p{L}\p{N}_ .-]{1,64}|answer|text|(event|http)\.[\p{L}\p{N}_.-]{1,128})$/u

type Asked = { readonly name: string; readonly fallback: string | null; readonly isKnown: boolean }

/** What a message names in its texts, wherever they stand. */
export function placeholdersIn(message: unknown): readonly Asked[] {
  const found: Asked[] = []
  walk(message, (text) => {
    for (const [, name = '', fallback] of text.matchAll(PLACEHOLDER))
      found.push({ name, fallback: fallback ?? null, isKnown: KNOWN.test(name) })
    return text
  })
  return found
}

type Values = Pick<Facts, 'contact' | 'text' | 'answer' | 'data'>

/** The message for one person: every text in it with its values. */
export const fillMessage = <T>(message: T, facts: Values): T => walk(message, (text) => filled(text, facts)) as T

/**
 * The address of a call for one person. Values are encoded, so that nothing somebody wrote becomes another path or parameter; what stands
 * before the path is left as it is, so that nobody chooses whom we call.
 */
export function fillAddress(url: string, facts: Values): string {
  const host = hostPart(url)
  const encode = (value: string) => (/^\.+$/.test(value) ? '' : encodeURIComponent(value.toWellFormed()))
  return host + filled(url.slice(host.length), facts, encode)
}

/** What stands before the path: scheme, host and port. */
export const hostPart = (url: string): string => /^[a-z]*:\/\/[^/?#]*/i.exec(url)?.[0] ?? ''

const filled = (text: string, facts: Values, encode = (value: string) => value): string =>
  text.includes('{{')
    ? text.replace(PLACEHOLDER, (_whole, name: string, fallback?: string) =>
        encode(valueNamed(name, facts) || (fallback ?? '').trim()),
      )
    : text

function walk(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value)
  if (Array.isArray(value)) return value.map((item) => walk(item, change))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, walk(item, change)]))
}

function valueNamed(name: string, { contact, text, answer, data }: Values): string {
  if (name === 'contact.name') return contact.name.trim()
  if (name === 'contact.first_name') return contact.name.trim().split(/\s+/)[0] ?? ''
  if (name === 'contact.phone') return contact.phone ? `+${contact.phone}` : ''
  if (name === 'answer') return answer?.text ?? ''
  if (name === 'text') return text
  const attribute = 'contact.attributes.'
  const value = name.startsWith(attribute) ? contact.attributes[name.slice(attribute.length)] : valueIn(data, name)
  return value === undefined || value === null || typeof value === 'object' ? '' : String(value).trim()
}

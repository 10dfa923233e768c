import { isRecord } from '../graph/request.ts'
import type { Template } from '../world/records.ts'

/** What a template asks of a send, read once from its definition. */
export type Wanted = {
  header: { format: string; text: string; variables: string[] } | null
  body: { text: string; variables: string[] }
  buttons: { index: number; type: string; needsValue: boolean; variable: boolean }[]
  cards: Wanted[] | null
  offerExpires: boolean
  footer: string
}

const wantedOf = new WeakMap<object, Wanted>()

/** Remembered by the list of components: an edit replaces the list. */
export function wantedBy(template: Template): Wanted {
  const known = wantedOf.get(template.components)
  if (known) return known
  const wanted = readComponents(template.components, template.category)
  wantedOf.set(template.components, wanted)
  return wanted
}

/** The names or numbers between double braces, each once, in order of appearance. */
export function variablesIn(text: string): string[] {
  return [...new Set([...text.matchAll(/\{\{\s*([A-Za-z0-9_]+)\s*\}\}/g)].map((found) => found[1] as string))]
}

/** The text with its variables filled in. */
export const fill = (text: string, values: Record<string, string>): string =>
  text.replace(/\{\{\s*([A-Za-z0-9_]+)\s*\}\}/g, (whole, name: string) => values[name] ?? whole)

const upper = (value: unknown): string => String(value ?? '').toUpperCase()

function readComponents(components: readonly Record<string, unknown>[], category: string): Wanted {
  const wanted: Wanted = {
    header: null,
    body: { text: '', variables: [] },
    buttons: [],
    cards: null,
    offerExpires: false,
    footer: '',
  }
  for (const component of components) {
    const text = typeof component.text === 'string' ? component.text : ''
    switch (upper(component.type)) {
      case 'HEADER':
        wanted.header = { format: upper(component.format ?? 'TEXT'), text, variables: variablesIn(text) }
        break
      case 'BODY':
        // A one-time code's text is Meta's own; its only variable is the code.
        wanted.body =
          category === 'AUTHENTICATION'
            ? { text: '*{{1}}* is your verification code.', variables: ['1'] }
            : { text, variables: variablesIn(text) }
        break
      case 'FOOTER':
        wanted.footer = text
        break
      case 'BUTTONS':
        wanted.buttons = (Array.isArray(component.buttons) ? component.buttons : []).filter(isRecord).map(readButton)
        break
      case 'LIMITED_TIME_OFFER':
        wanted.offerExpires = isRecord(component.limited_time_offer) && component.limited_time_offer.has_expiration === true
        break
      case 'CAROUSEL':
        wanted.cards = (Array.isArray(component.cards) ? component.cards : [])
          .filter(isRecord)
          .map((card) => readComponents(Array.isArray(card.components) ? card.components.filter(isRecord) : [], category))
        break
    }
  }
  return wanted
}

function readButton(button: Record<string, unknown>, index: number): Wanted['buttons'][number] {
  const type = upper(button.type)
  const variable = variablesIn(String(button.url ?? '')).length > 0
  return { index, type, variable, needsValue: type === 'OTP' || type === 'COPY_CODE' || (type === 'URL' && variable) }
}

import { templateLimits } from '@casement/platform'
import { consentLanguages, wordsIn } from '../consent/stop-words.ts'
import { itemsOf, type Json, objectOf, textIn, textOf } from '../content/json.ts'
import { buttonsOf, componentOf, languageOf, type TemplateInput, upper } from './components.ts'

/** The words by which people leave are those that the hub honours when they are sent back. */
const WORDS_OF_ALL = consentLanguages.flatMap((language) => wordsIn(language).stop)
const LABELS: ReadonlySet<string> = new Set(WORDS_OF_ALL)
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/u
/** Long enough, or of a script that sets no blanks, to mean leaving wherever they stand. */
const TELLING = WORDS_OF_ALL.filter((word) => word.length > 8 || word.includes(' ') || UNSPACED.test(word))
/** The rest mean it when a sentence asks to answer with them or shouts them, or when they are written in another script. */
const SHORT = new Set(WORDS_OF_ALL.filter((word) => !TELLING.includes(word)))
const LATIN = /^[\p{Script=Latin}-]+$/u

const ASKED =
  /(?:^|[^\p{L}])(?:reply|respond|answer|send|text|type|write|tap|responde|responda|respond[ea]r|envía|envie|escribe|répond\w*|envoy\w*|antwort\w*|send\w*|rispond\w*|scriv\w*|invia|stuur|odpisz|yaz|balas|ketik|napisz)(?:[^\p{L}]|$)/iu
const MEMORY = new WeakMap<object, boolean>()

/** Whether a template tells its reader how to make it stop: a button, or a line in body or footer. */
export function offersStop(components: unknown): boolean {
  for (const one of buttonsOf(components)) {
    const button = objectOf(one)
    if (upper(button.type) === 'QUICK_REPLY' && isStopLabel(textOf(button.text))) return true
  }
  return isStopLine(textOf(componentOf(components, 'FOOTER')?.text)) || isStopLine(textOf(componentOf(components, 'BODY')?.text))
}

/** The same, remembered for a list of components that nobody changes: a campaign asks for every recipient. */
export function offersStopKept(components: unknown): boolean {
  if (typeof components !== 'object' || components === null) return false
  const known = MEMORY.get(components)
  if (known !== undefined) return known
  const offers = offersStop(components)
  MEMORY.set(components, offers)
  return offers
}

function isStopLabel(label: string): boolean {
  const folded = label.toLowerCase().trim()
  return LABELS.has(folded) || /^stop(?:[^\p{L}]|$)/u.test(folded) || mentionsLeaving(folded)
}

function isStopLine(text: string): boolean {
  if (text === '') return false
  if (mentionsLeaving(text.toLowerCase())) return true
  const asked = ASKED.test(text)
  for (const word of text.split(/[^\p{L}\p{M}\p{N}-]+/u)) {
    if (word === '' || !SHORT.has(word.toLowerCase())) continue
    if (asked || !LATIN.test(word) || (word.length > 2 && word === word.toUpperCase())) return true
  }
  return false
}

const mentionsLeaving = (folded: string): boolean => TELLING.some((word) => folded.includes(word))

/** A change that one click applies: the components as they would then be, and the name where that changes. */
export type Repair = { readonly title: string; readonly components: readonly unknown[]; readonly name?: string }

const WORDS: Readonly<Record<string, readonly [button: string, line: string]>> = {
  en: ['Stop promotions', 'Reply STOP to unsubscribe'],
  es: ['Detener promociones', 'Responde BAJA para no recibir más'],
  pt: ['Parar promoções', 'Responda SAIR para não receber mais'],
  fr: ['Stop promotions', 'Répondez STOP pour vous désabonner'],
  de: ['Keine Werbung', 'Antworte STOPP zum Abmelden'],
  it: ['Disiscrivimi', 'Rispondi STOP per disiscriverti'],
}

const repairs = new WeakMap<object, Repair>()

/** `stopRepair`, remembered for as long as the definition lives: a campaign asks for the same one with every message. */
export function stopRepairOnce(definition: TemplateInput): Repair {
  const known = repairs.get(definition)
  if (known !== undefined) return known
  const made = stopRepair(definition)
  repairs.set(definition, made)
  return made
}

/**
 * The smallest change that gives a marketing template a way to stop: a quick reply beside the others, else a footer, else a last line
 * of the body.
 */
export function stopRepair(definition: TemplateInput): Repair {
  const template = objectOf(definition)
  const components = itemsOf(template.components)
  const [button, line] = WORDS[languageOf(template.language).slice(0, 2)] ?? (WORDS.en as readonly [string, string])
  const simple =
    componentOf(components, 'CAROUSEL') === undefined && componentOf(components, 'CALL_PERMISSION_REQUEST') === undefined
  const buttons = buttonsOf(components)
  if (simple && buttons.length < templateLimits.buttons.total.value)
    return {
      title: `Add the button “${button}”`,
      components: withButton(components, buttons, { type: 'QUICK_REPLY', text: button }),
    }
  const bare = componentOf(components, 'FOOTER') === undefined && componentOf(components, 'LIMITED_TIME_OFFER') === undefined
  if (simple && bare) return { title: `Add the footer “${line}”`, components: [...components, { type: 'FOOTER', text: line }] }
  return {
    title: `Add the line “${line}”`,
    components: components.map((one) => {
      const component = objectOf(one)
      return upper(component.type) === 'BODY' ? { ...component, text: `${textIn(component.text) ?? ''}\n\n${line}.`.trim() } : one
    }),
  }
}

/** Quick replies stand together: the new one goes behind the last of them. */
function withButton(components: readonly unknown[], buttons: readonly unknown[], button: Json): readonly unknown[] {
  let last = buttons.length - 1
  for (let at = 0; at < buttons.length; at++) if (upper(objectOf(buttons[at]).type) === 'QUICK_REPLY') last = at
  const grown = [...buttons.slice(0, last + 1), button, ...buttons.slice(last + 1)]
  if (componentOf(components, 'BUTTONS') === undefined) return [...components, { type: 'BUTTONS', buttons: grown }]
  return components.map((one) => {
    const component = objectOf(one)
    return upper(component.type) === 'BUTTONS' ? { ...component, buttons: grown } : one
  })
}

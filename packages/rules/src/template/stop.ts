import { itemsOf, type Json, objectOf, textIn, textOf } from '../content/json.ts'
import { buttonsOf, componentOf, languageOf, type TemplateInput, upper } from './components.ts'

/** Words that only ever mean leaving, in a button or in a sentence. */
const LEAVING = [
  'unsubscribe',
  'opt out',
  'opt-out',
  'optout',
  'no more messages',
  'stop promotions',
  'stop messages',
  'stop receiving',
  'darse de baja',
  'darte de baja',
  'responde baja',
  'cancelar suscrip',
  'no más promociones',
  'no recibir',
  'descadastr',
  'cancelar inscri',
  'parar promo',
  'parar de receber',
  'responda sair',
  'não receber',
  'désabonn',
  'désinscri',
  'ne plus recevoir',
  'abmelden',
  'abbestellen',
  'austragen',
  'keine nachrichten',
  'disiscriv',
  'annulla iscrizione',
  'cancellati',
  'afmelden',
  'uitschrijven',
  'avregistrera',
  'wypisz',
  'rezygn',
  'отпис',
  'відпис',
  'abonelikten',
  'iptal',
  'berhenti berlangganan',
  'batal langgan',
  'huỷ đăng ký',
  'hủy đăng ký',
  'إلغاء الاشتراك',
  'إيقاف',
  'ايقاف',
  'हटाएं',
  'सदस्यता',
  'बंद करें',
  'הסר',
  'להסרה',
  '退订',
  '退訂',
  '取消订阅',
  '取消訂閱',
  '配信停止',
  '수신거부',
  '수신 거부',
  'ยกเลิก',
] as const

/** Words that mean leaving when they are all a button says, or are what a sentence asks to answer with. */
const STOP =
  /(?:^|[^\p{L}\p{N}])(?:stop|stopp|baja|sair|parar|pare|arr[eê]t|cancelar|стоп|dur|ter[uú]g|berhenti|停止|रोकें|توقف)(?:[^\p{L}\p{N}]|$)/iu
const ASKED =
  /\b(?:reply|respond|answer|send|text|type|write|responde|responda|envía|envie|escribe|répond\w*|envoye\w*|antworte\w*|sende\w*|rispond\w*|invia)\b/i
const SHOUTED = /(?:^|[^\p{L}\p{N}])(?:STOP|STOPP|BAJA|SAIR|PARAR|СТОП)(?:[^\p{L}\p{N}]|$)/u

/** Whether a template tells its reader how to make it stop: a button, or a line in body or footer. */
export function offersStop(components: unknown): boolean {
  for (const one of buttonsOf(components)) {
    const button = objectOf(one)
    if (upper(button.type) === 'QUICK_REPLY' && isStopLabel(textOf(button.text))) return true
  }
  return isStopLine(textOf(componentOf(components, 'FOOTER')?.text)) || isStopLine(textOf(componentOf(components, 'BODY')?.text))
}

const isStopLabel = (label: string): boolean => STOP.test(label) || mentionsLeaving(label)
const isStopLine = (text: string): boolean =>
  text !== '' && (SHOUTED.test(text) || mentionsLeaving(text) || (ASKED.test(text) && STOP.test(text)))

function mentionsLeaving(text: string): boolean {
  const folded = text.toLowerCase()
  for (const word of LEAVING) if (folded.includes(word)) return true
  return false
}

/** A change that one click applies: the components as they would then be. */
export type Repair = { readonly title: string; readonly components: readonly unknown[] }

const WORDS: Readonly<Record<string, readonly [button: string, line: string]>> = {
  en: ['Stop promotions', 'Reply STOP to unsubscribe'],
  es: ['No más promociones', 'Responde BAJA para no recibir más'],
  pt: ['Parar promoções', 'Responda SAIR para não receber mais'],
  fr: ['Stop promotions', 'Répondez STOP pour vous désabonner'],
  de: ['Werbung abbestellen', 'Antworte STOPP zum Abmelden'],
  it: ['Stop promozioni', 'Rispondi STOP per disiscriverti'],
}

/**
 * The smallest change that gives a marketing template a way to stop: a quick reply beside the others, else a footer, else a last line
 * of the body. `maxButtons` is the platform's.
 */
export function addStop(template: TemplateInput, maxButtons: number): Repair {
  const components = itemsOf(template.components)
  const [button, line] = WORDS[languageOf(template.language).slice(0, 2)] ?? (WORDS.en as readonly [string, string])
  const simple =
    componentOf(components, 'CAROUSEL') === undefined && componentOf(components, 'CALL_PERMISSION_REQUEST') === undefined
  const buttons = buttonsOf(components)
  if (simple && buttons.length < maxButtons)
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

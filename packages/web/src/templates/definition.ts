import { variableNames } from '@casement/rules'
import type { Category, Component, Content } from './template-api.ts'

/** A template while it is written: reading and changing its parts. Everything answers with a new value and keeps the rest as it is. */
const typeOf = (part: Component): string => part.type.toUpperCase()
const ORDER = ['LIMITED_TIME_OFFER', 'HEADER', 'BODY', 'FOOTER', 'BUTTONS', 'CAROUSEL']

export const partOf = (components: readonly Component[], type: string): Component | undefined =>
  components.find((part) => typeOf(part) === type)
export const indexOfPart = (components: readonly Component[], type: string): number =>
  components.findIndex((part) => typeOf(part) === type)

/** The part in its place, or gone. */
export function withPart(
  components: readonly Component[],
  type: string,
  part: Omit<Component, 'type'> | null,
): readonly Component[] {
  const others = components.filter((one) => typeOf(one) !== type)
  if (part === null) return others
  const known = indexOfPart(components, type)
  if (known !== -1) return components.with(known, { ...part, type })
  const place = others.findIndex((one) => ORDER.indexOf(typeOf(one)) > ORDER.indexOf(type))
  const grown = { ...part, type }
  return place === -1 ? [...others, grown] : others.toSpliced(place, 0, grown)
}

export type Button = {
  readonly type: string
  readonly text?: string
  readonly url?: string
  readonly example?: unknown
} & Readonly<Record<string, unknown>>
export const buttonsOf = (components: readonly Component[]): readonly Button[] =>
  (partOf(components, 'BUTTONS')?.buttons as readonly Button[] | undefined) ?? []
export const withButtons = (components: readonly Component[], buttons: readonly Button[]): readonly Component[] =>
  withPart(components, 'BUTTONS', buttons.length === 0 ? null : { buttons })

const isReply = (button: Button | undefined): boolean => button?.type.toUpperCase() === 'QUICK_REPLY'
/** Quick replies form one group. */
export const isLawfulOrder = (buttons: readonly Button[]): boolean => {
  let groups = 0
  buttons.forEach((button, at) => {
    if (at === 0 || isReply(button) !== isReply(buttons[at - 1])) groups++
  })
  return groups <= 2
}
export const moved = <T>(list: readonly T[], from: number, to: number): readonly T[] => {
  const item = list[from]
  return item === undefined ? list : list.toSpliced(from, 1).toSpliced(to, 0, item)
}
/** The places a button may be moved to. Where the order is unlawful already, anywhere: some move has to mend it. */
export function lawfulPlaces(buttons: readonly Button[], from: number): readonly number[] {
  const places = buttons.map((_, to) => to).filter((to) => to !== from)
  return isLawfulOrder(buttons) ? places.filter((to) => isLawfulOrder(moved(buttons, from, to))) : places
}
/** Where a new button goes so that the order stays lawful: at the end, or behind the last quick reply. */
export function added(buttons: readonly Button[], button: Button): readonly Button[] {
  const end = [...buttons, button]
  if (isLawfulOrder(end)) return end
  const last = buttons.findLastIndex((one) => isReply(one) === isReply(button))
  return buttons.toSpliced(last + 1, 0, button)
}

export type TextPart = 'header' | 'body'
type Named = { readonly param_name: string; readonly example: string }

/** Samples of a text's variables, by name. */
export function samplesOf(part: Component | undefined, kind: TextPart, named: boolean): Readonly<Record<string, string>> {
  const example = (part?.example ?? {}) as Record<string, unknown>
  if (named)
    return Object.fromEntries(
      ((example[`${kind}_text_named_params`] as readonly Named[] | undefined) ?? []).map((one) => [one.param_name, one.example]),
    )
  const rows = example[`${kind}_text`] as readonly unknown[] | undefined
  const row = (Array.isArray(rows?.[0]) ? rows[0] : rows) as readonly unknown[] | undefined
  return Object.fromEntries((row ?? []).map((sample, at) => [String(at + 1), String(sample ?? '')]))
}

/** A text part with other samples; those of variables that are gone go too, and none at all leaves no `example`. */
export function withSamples<T extends Component>(
  part: T,
  kind: TextPart,
  named: boolean,
  samples: Readonly<Record<string, string>>,
): T {
  const names = variableNames(String(part.text ?? ''))
  const { example: _, ...rest } = part
  if (names.length === 0) return rest as unknown as T
  if (named) {
    const params = names.flatMap((name) => (samples[name] ? [{ param_name: name, example: samples[name] }] : []))
    return { ...part, example: { [`${kind}_text_named_params`]: params } }
  }
  const most = Math.max(0, ...names.map(Number).filter(Number.isFinite))
  const row = Array.from({ length: most }, (_one, at) => samples[String(at + 1)] ?? '')
  return { ...part, example: { [`${kind}_text`]: kind === 'body' ? [row] : row } }
}

/** The next variable: the next number, or a name that is still free. */
export function nextVariable(text: string, named: boolean): string {
  const names = variableNames(text)
  if (!named) return String(Math.max(0, ...names.map(Number).filter(Number.isFinite)) + 1)
  return ['first_name', 'order_no', 'date', 'place'].find((name) => !names.includes(name)) ?? `value_${names.length + 1}`
}

/** The same template with its variables numbered, or named `value_1` and so on; samples stay with their variables. */
export function withFormat(content: Content, parameterFormat: 'POSITIONAL' | 'NAMED'): Content {
  if (content.parameterFormat === parameterFormat) return content
  const named = parameterFormat === 'NAMED'
  const renamed = (part: Component, kind: TextPart): Component => {
    const text = String(part.text ?? '')
    const names = variableNames(text)
    const other = new Map(names.map((name, at) => [name, named ? `value_${at + 1}` : String(at + 1)]))
    const samples = samplesOf(part, kind, !named)
    const kept = Object.fromEntries([...other].map(([from, to]) => [to, samples[from] ?? '']))
    const rewritten = text.replace(/\{\{\s*([^{}]*?)\s*\}\}/g, (whole, name: string) => {
      const to = other.get(name)
      return to === undefined ? whole : `{{${to}}}`
    })
    return withSamples({ ...part, text: rewritten }, kind, named, kept)
  }
  const components = content.components.map((part) => {
    const type = typeOf(part)
    if (type === 'BODY') return renamed(part, 'body')
    return type === 'HEADER' && typeof part.text === 'string' ? renamed(part, 'header') : part
  })
  return { ...content, parameterFormat, components }
}

/** The parts that a category has; going to codes and back loses what codes cannot have. */
export function withCategory(content: Content, category: Category): Content {
  const was = content.category.toUpperCase()
  if (was === category) return content
  if (category === 'AUTHENTICATION')
    return {
      ...content,
      category,
      components: [
        { type: 'BODY', add_security_recommendation: true },
        { type: 'FOOTER', code_expiration_minutes: 10 },
        { type: 'BUTTONS', buttons: [{ type: 'OTP', otp_type: 'COPY_CODE' }] },
      ],
    }
  return was === 'AUTHENTICATION' ? { ...content, category, components: [{ type: 'BODY', text: '' }] } : { ...content, category }
}

const LONG = 'Maximiliane-Alexandra von Hohenberg-Lindqvist'
/** The template with the longest names in place of its samples, to see what they do to the message. */
export const withLongSamples = (components: readonly Component[], named: boolean): readonly Component[] =>
  components.map((part) => {
    const kind = typeOf(part) === 'HEADER' ? 'header' : 'body'
    if ((kind === 'body' && typeOf(part) !== 'BODY') || typeof part.text !== 'string') return part
    const samples = Object.fromEntries(variableNames(part.text).map((name) => [name, LONG]))
    return withSamples(part, kind, named, samples)
  })

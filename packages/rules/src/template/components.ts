import { itemsOf, type Json, numberIn, objectIn, objectOf, textIn, textOf } from '../content/json.ts'

/** Meta's template object, as listed by Graph or kept by us. Read loosely: what is absent or odd reads as absent. */
export type TemplateInput = {
  readonly name?: unknown
  readonly language?: unknown
  readonly category?: unknown
  readonly components?: unknown
  /** Graph's spelling, and ours. */
  readonly parameter_format?: unknown
  readonly parameterFormat?: unknown
}

/** The `template` object of a send: `{name, language: {code}, components}`. */
export type TemplateSendInput = { readonly name?: unknown; readonly language?: unknown; readonly components?: unknown }

const UPPERS_KEPT = 256
const uppers = new Map<string, string>()

/** Meta matches component, button and parameter types in any case. There are few, and every send names some: they are remembered. */
export function upper(value: unknown): string {
  if (typeof value !== 'string') return ''
  const known = uppers.get(value)
  if (known !== undefined) return known
  const made = value.toUpperCase()
  if (uppers.size < UPPERS_KEPT) uppers.set(value, made)
  return made
}

/** The first component of a type; of `HEADER`, `BODY` and their like there is one. */
export function componentOf(components: unknown, type: string): Json | undefined {
  for (const one of itemsOf(components)) {
    const component = objectIn(one)
    if (component !== undefined && upper(component.type) === type) return component
  }
  return undefined
}

/** `en_GB`, from a definition (`"en_GB"`) or a send (`{"code": "en_GB"}`). */
export const languageOf = (language: unknown): string => textIn(language) ?? textOf(objectOf(language).code)

export const buttonsOf = (components: unknown): readonly unknown[] => itemsOf(componentOf(components, 'BUTTONS')?.buttons)
export const cardsOf = (components: unknown): readonly unknown[] => itemsOf(componentOf(components, 'CAROUSEL')?.cards)

/** Whether its variables have names. Meta takes `positional` where nothing is said. */
export const isNamed = (template: TemplateInput): boolean =>
  upper(template.parameter_format ?? template.parameterFormat) === 'NAMED'

/** The button component of a send for the button at `index` of the definition. */
export function buttonSend(components: unknown, index: number): Json | undefined {
  for (const one of itemsOf(components)) {
    const component = objectIn(one)
    if (component !== undefined && upper(component.type) === 'BUTTON' && (numberIn(component.index) ?? 0) === index)
      return component
  }
  return undefined
}

/** The text a parameter puts into its place; undefined when it carries none. */
export function parameterText(parameter: Json): string | undefined {
  const type = upper(parameter.type)
  if (type === 'CURRENCY') return textIn(objectOf(parameter.currency).fallback_value)
  if (type === 'DATE_TIME') return textIn(objectOf(parameter.date_time).fallback_value)
  if (type === 'PAYLOAD') return textIn(parameter.payload)
  if (type === 'COUPON_CODE') return textIn(parameter.coupon_code)
  const text = textOf(parameter.text)
  return text === '' ? undefined : text
}

/** Value of a variable from the parameters of a send: by name where names are given, else by order of first appearance. */
export function parameterFor(parameters: unknown, name: string, order: number): Json | undefined {
  const list = itemsOf(parameters)
  for (const one of list) {
    const parameter = objectIn(one)
    if (parameter !== undefined && textIn(parameter.parameter_name) === name) return parameter
  }
  const position = /^[1-9]\d*$/.test(name) ? Number(name) - 1 : order
  const parameter = objectIn(list[position])
  return parameter !== undefined && textIn(parameter.parameter_name) === undefined ? parameter : undefined
}

/** The sample of a variable in a definition's `example`, for header and body, positional and named. */
export function sampleFor(example: unknown, part: 'header' | 'body', name: string, order: number): string | undefined {
  const given = objectOf(example)
  for (const one of itemsOf(given[`${part}_text_named_params`])) {
    const sample = objectOf(one)
    if (textIn(sample.param_name) === name) return textIn(sample.example)
  }
  const texts = given[`${part}_text`]
  // One value may stand bare, several in a list, those of a body in a list of lists.
  const row = typeof texts === 'string' ? [texts] : Array.isArray(itemsOf(texts)[0]) ? itemsOf(itemsOf(texts)[0]) : itemsOf(texts)
  const position = /^[1-9]\d*$/.test(name) ? Number(name) - 1 : order
  const sample = textOf(row[position])
  return sample === '' ? undefined : sample
}

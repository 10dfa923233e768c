import { variableNames } from '@casement/rules'
import { readPoint } from '../composer/read-point.ts'
import { fromInput } from '../controls/local-time.ts'
import type { Content } from '../messages/messages.ts'
import type { Template, TemplatePart } from './templates.ts'

export type FieldPart =
  | 'header'
  | 'body'
  | 'header-media'
  | 'header-product'
  | 'location-point'
  | 'location-name'
  | 'location-address'
  | 'button-url'
  | 'button-code'
  | 'products'
  | 'offer-end'
  | 'one-time-code'

/** One thing that a person fills in before a template can go. */
export type Field = {
  /** Stable within the template: `body.1`, `header.media`, `button.0`, `card.2.body.1`. */
  readonly id: string
  readonly part: FieldPart
  readonly name: string
  /** Words right before the placeholder, so that the label can say where it stands. */
  readonly before: string
  /** The value it had when the template was submitted. */
  readonly sample?: string
  readonly media?: 'image' | 'video' | 'document'
  readonly buttonIndex?: number
  /** Of a carousel, which of its cards; the first is 0. */
  readonly card?: number
  /** May stay empty. */
  readonly optional?: boolean
}

export type Values = Readonly<Record<string, string>>
type Parts = readonly TemplatePart[]

const typeOf = (part: TemplatePart): string => part.type.toUpperCase()
const partOf = (parts: Parts, type: string) => parts.find((part) => typeOf(part) === type)
const isCode = (template: Template): boolean => template.category.toUpperCase() === 'AUTHENTICATION'
const cardsOf = (template: Template): readonly Parts[] => {
  const cards = partOf(template.components, 'CAROUSEL')?.cards
  return Array.isArray(cards) ? cards.map((card: { components?: Parts }) => card.components ?? []) : []
}
const offerEnds = (template: Template): boolean => {
  const offer = partOf(template.components, 'LIMITED_TIME_OFFER')?.limited_time_offer as { has_expiration?: boolean } | undefined
  return offer?.has_expiration === true
}

/** The placeholders of a template in reading order, those of its cards after its own. */
export function fieldsOf(template: Template): readonly Field[] {
  if (isCode(template)) return [{ id: 'code', part: 'one-time-code', name: 'code', before: '' }]
  return [
    ...(offerEnds(template) ? [{ id: 'offer.end', part: 'offer-end' as const, name: 'end', before: '' }] : []),
    ...fieldsIn(template.components, ''),
    ...cardsOf(template).flatMap((card, index) =>
      fieldsIn(card, `card.${index}.`).map((field): Field => ({ ...field, card: index })),
    ),
  ]
}

function fieldsIn(parts: Parts, prefix: string): Field[] {
  const header = partOf(parts, 'HEADER')
  const fields: Field[] = []
  const format = header?.format?.toLowerCase()
  if (format === 'image' || format === 'video' || format === 'document') {
    fields.push({ id: `${prefix}header.media`, part: 'header-media', name: format, before: '', media: format })
  } else if (format === 'location') {
    fields.push(
      { id: `${prefix}header.point`, part: 'location-point', name: 'point', before: '' },
      { id: `${prefix}header.name`, part: 'location-name', name: 'name', before: '' },
      { id: `${prefix}header.address`, part: 'location-address', name: 'address', before: '' },
    )
  } else if (format === 'product') {
    fields.push({ id: `${prefix}header.product`, part: 'header-product', name: 'product', before: '' })
  } else fields.push(...textFields('header', header, prefix))
  fields.push(...textFields('body', partOf(parts, 'BODY'), prefix))
  partOf(parts, 'BUTTONS')?.buttons?.forEach((button, index) => {
    const shared = { id: `${prefix}button.${index}`, name: button.text ?? '', buttonIndex: index }
    const type = button.type.toUpperCase()
    if (type === 'URL' && button.url?.includes('{{'))
      fields.push({ ...shared, part: 'button-url', before: button.url.split('{{')[0] ?? '' })
    if (type === 'COPY_CODE') fields.push({ ...shared, part: 'button-code', before: '' })
    if (type === 'MPM') fields.push({ ...shared, part: 'products', before: '' })
  })
  return fields
}

const textFields = (part: 'header' | 'body', component: TemplatePart | undefined, prefix: string): Field[] => {
  const text = component?.text ?? ''
  return variableNames(text).map((name, order) => {
    const sample = sampleOf(component?.example, part, name, order)
    return { id: `${prefix}${part}.${name}`, part, name, before: wordsBefore(text, name), ...(sample ? { sample } : {}) }
  })
}

/** Meta keeps samples apart from the text: by name, or in order in a row of rows for a body and in one row for a header. */
function sampleOf(example: unknown, part: 'header' | 'body', name: string, order: number): string | undefined {
  const given = (example ?? {}) as Record<string, unknown>
  const named = given[`${part}_text_named_params`] as readonly { param_name?: string; example?: string }[] | undefined
  const byName = named?.find((each) => each.param_name === name)?.example
  const rows = given[`${part}_text`] as readonly unknown[] | undefined
  const row = (Array.isArray(rows?.[0]) ? rows[0] : rows) as readonly unknown[] | undefined
  const value = byName ?? row?.[order]
  return typeof value === 'string' ? value : undefined
}

function wordsBefore(text: string, name: string): string {
  const at = text.search(new RegExp(`\\{\\{\\s*${name.replace(/[^\w]/g, '\\$&')}\\s*\\}\\}`))
  return (
    text
      .slice(Math.max(0, at - 40), at)
      .split('\n')
      .at(-1)
      ?.trim() ?? ''
  )
}

/** An order to be paid is made by the shop, not typed: such a template is sent by the API. */
const BEYOND = new Set(['ORDER_DETAILS'])

export const canBeFilledHere = (template: Template): boolean =>
  !partOf(template.components, 'BUTTONS')?.buttons?.some((button) => BEYOND.has(button.type.toUpperCase()))

const greeting = /\b(hi|hello|dear|hey|hola|hallo|ciao|bonjour|ol[aá]|hej)[\s,]*$/i
const asksForName = /^(first_?name|name|customer(_name)?|contact(_name)?|full_?name)$/i

/** What is known already: the customer's first name where a name is plainly meant. */
export function prefilled(fields: readonly Field[], contact: { readonly name: string | null }): Values {
  const first = contact.name?.trim().split(/\s+/)[0]
  if (!first) return {}
  const wanted = fields.filter((field) => field.part === 'body' || field.part === 'header')
  return Object.fromEntries(
    wanted.filter((field) => asksForName.test(field.name) || greeting.test(field.before)).map((field) => [field.id, first]),
  )
}

/** What still has to be filled, or does not read as what it should be. */
export const missing = (fields: readonly Field[], values: Values): readonly Field[] =>
  fields.filter((field) => {
    const value = values[field.id]?.trim() ?? ''
    if (field.part === 'location-point') return readPoint(value) === null
    if (field.part === 'offer-end') return fromInput(value) === null
    return value === '' && !field.optional
  })

/** The send that these values make, in Meta's shape. */
export function templateContent(template: Template, values: Values): Content {
  const components = isCode(template) ? codeComponents(template, values) : allComponents(template, values)
  return {
    type: 'template',
    template: { name: template.name, language: { code: template.language }, ...(components.length > 0 ? { components } : {}) },
  }
}

function allComponents(template: Template, values: Values): object[] {
  const named = template.parameterFormat?.toUpperCase() === 'NAMED'
  const cards = cardsOf(template)
  const end = fromInput(values['offer.end'] ?? '')
  return [
    ...(offerEnds(template) && end !== null
      ? [
          {
            type: 'limited_time_offer',
            parameters: [{ type: 'limited_time_offer', limited_time_offer: { expiration_time_ms: end } }],
          },
        ]
      : []),
    ...componentsIn(template.components, '', values, named),
    ...(cards.length > 0
      ? [
          {
            type: 'carousel',
            cards: cards.map((card, index) => ({
              card_index: index,
              components: componentsIn(card, `card.${index}.`, values, named),
            })),
          },
        ]
      : []),
  ]
}

/** A code stands in the body, and in the button that copies it or fills it in. */
function codeComponents(template: Template, values: Values): object[] {
  const code = values.code?.trim() ?? ''
  const parameters = [{ type: 'text', text: code }]
  const button = partOf(template.components, 'BUTTONS')?.buttons?.length
  return [{ type: 'body', parameters }, ...(button ? [{ type: 'button', sub_type: 'url', index: '0', parameters }] : [])]
}

function componentsIn(parts: Parts, prefix: string, values: Values, named: boolean): object[] {
  const fields = fieldsIn(parts, prefix)
  const filled = (field: Field) => values[field.id]?.trim() ?? ''
  const texts = (part: 'header' | 'body') =>
    fields
      .filter((field) => field.part === part)
      .map((field) => ({ type: 'text', ...(named ? { parameter_name: field.name } : {}), text: filled(field) }))
  const components: object[] = []
  const header = headerParameter(fields, filled)
  if (header) components.push({ type: 'header', parameters: [header] })
  if (texts('header').length > 0) components.push({ type: 'header', parameters: texts('header') })
  if (texts('body').length > 0) components.push({ type: 'body', parameters: texts('body') })
  partOf(parts, 'BUTTONS')?.buttons?.forEach((button, index) => {
    const field = fields.find((each) => each.buttonIndex === index)
    const value = field ? filled(field) : ''
    const parameter = buttonParameter(button.type.toUpperCase(), field, value)
    if (!parameter) return
    const sub_type = button.type.toUpperCase() === 'FLOW' ? 'flow' : subTypes[field?.part ?? '']
    components.push({ type: 'button', sub_type, index: String(index), parameters: [parameter] })
  })
  return components
}

function headerParameter(fields: readonly Field[], filled: (field: Field) => string): object | null {
  const media = fields.find((field) => field.part === 'header-media')
  if (media?.media) return { type: media.media, [media.media]: { link: filled(media) } }
  const product = fields.find((field) => field.part === 'header-product')
  if (product) return { type: 'product', product: { product_retailer_id: filled(product) } }
  const [point, name, address] = (['location-point', 'location-name', 'location-address'] as const).map((part) =>
    fields.find((field) => field.part === part),
  )
  if (!point || !name || !address) return null
  return { type: 'location', location: { ...readPoint(filled(point)), name: filled(name), address: filled(address) } }
}

const subTypes: Readonly<Record<string, string>> = { 'button-url': 'url', 'button-code': 'copy_code', products: 'mpm' }

function buttonParameter(type: string, field: Field | undefined, value: string): object | null {
  // A form that nobody keeps apart from others has this token, as Meta would give it.
  if (type === 'FLOW') return { type: 'action', action: { flow_token: 'unused' } }
  if (field?.part === 'button-url') return { type: 'text', text: value }
  if (field?.part === 'button-code') return { type: 'coupon_code', coupon_code: value }
  if (field?.part !== 'products') return null
  const ids = value
    .split(/[\n,]/)
    .map((id) => id.trim())
    .filter(Boolean)
  return {
    type: 'action',
    action: {
      thumbnail_product_retailer_id: ids[0] ?? '',
      sections: [{ title: field.name.slice(0, 24), product_items: ids.map((id) => ({ product_retailer_id: id })) }],
    },
  }
}

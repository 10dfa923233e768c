import { variableNames } from '@casement/rules'
import type { Content } from '../messages/messages.ts'
import type { Template, TemplatePart } from './templates.ts'

/** One thing that a person fills in before a template can go. */
export type Field = {
  /** Stable within the template: `body.1`, `header.media`, `button.0`. */
  readonly id: string
  readonly part: 'header' | 'body' | 'header-media' | 'button-url' | 'button-code'
  readonly name: string
  /** Words right before the placeholder, so that the label can say where it stands. */
  readonly before: string
  /** The value it had when the template was submitted. */
  readonly sample?: string
  readonly media?: 'image' | 'video' | 'document'
  readonly buttonIndex?: number
}

export type Values = Readonly<Record<string, string>>

const typeOf = (part: TemplatePart): string => part.type.toUpperCase()
const partOf = (template: Template, type: string) => template.components.find((part) => typeOf(part) === type)

/** The placeholders of a template in reading order. */
export function fieldsOf(template: Template): readonly Field[] {
  const header = partOf(template, 'HEADER')
  const fields: Field[] = []
  const format = header?.format?.toLowerCase()
  if (format === 'image' || format === 'video' || format === 'document') {
    fields.push({ id: 'header.media', part: 'header-media', name: format, before: '', media: format })
  } else fields.push(...textFields('header', header))
  fields.push(...textFields('body', partOf(template, 'BODY')))
  partOf(template, 'BUTTONS')?.buttons?.forEach((button, index) => {
    const type = button.type.toUpperCase()
    if (type === 'URL' && button.url?.includes('{{')) {
      fields.push({
        id: `button.${index}`,
        part: 'button-url',
        name: button.text ?? '',
        before: button.url.split('{{')[0] ?? '',
        buttonIndex: index,
      })
    }
    if (type === 'COPY_CODE')
      fields.push({ id: `button.${index}`, part: 'button-code', name: button.text ?? '', before: '', buttonIndex: index })
  })
  return fields
}

const textFields = (part: 'header' | 'body', component: TemplatePart | undefined): Field[] => {
  const text = component?.text ?? ''
  return variableNames(text).map((name, order) => {
    const sample = sampleOf(component?.example, part, name, order)
    return { id: `${part}.${name}`, part, name, before: wordsBefore(text, name), ...(sample ? { sample } : {}) }
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

/** Parts that need more than fields to fill: such a template is sent by the API or a campaign, not from the inbox. */
const BEYOND = new Set(['CAROUSEL', 'LIMITED_TIME_OFFER', 'CALL_PERMISSION_REQUEST'])
const BUTTONS_BEYOND = new Set(['FLOW', 'CATALOG', 'MPM', 'SPM', 'OTP', 'VOICE_CALL'])

export const canBeFilledHere = (template: Template): boolean =>
  template.category.toUpperCase() !== 'AUTHENTICATION' &&
  !template.components.some((part) => BEYOND.has(typeOf(part))) &&
  partOf(template, 'HEADER')?.format?.toUpperCase() !== 'LOCATION' &&
  !partOf(template, 'BUTTONS')?.buttons?.some((button) => BUTTONS_BEYOND.has(button.type.toUpperCase()))

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

export const missing = (fields: readonly Field[], values: Values): readonly Field[] =>
  fields.filter((field) => !values[field.id]?.trim())

/** The send that these values make, in Meta's shape. */
export function templateContent(template: Template, fields: readonly Field[], values: Values): Content {
  const named = template.parameterFormat?.toUpperCase() === 'NAMED'
  const filled = (field: Field) => values[field.id]?.trim() ?? ''
  const textParameters = (part: 'header' | 'body') =>
    fields
      .filter((field) => field.part === part)
      .map((field) => ({ type: 'text', ...(named ? { parameter_name: field.name } : {}), text: filled(field) }))

  const components: object[] = []
  const media = fields.find((field) => field.part === 'header-media')
  if (media?.media)
    components.push({ type: 'header', parameters: [{ type: media.media, [media.media]: { link: filled(media) } }] })
  const header = textParameters('header')
  if (header.length > 0) components.push({ type: 'header', parameters: header })
  const body = textParameters('body')
  if (body.length > 0) components.push({ type: 'body', parameters: body })
  for (const field of fields) {
    if (field.part === 'button-url') {
      components.push({
        type: 'button',
        sub_type: 'url',
        index: String(field.buttonIndex),
        parameters: [{ type: 'text', text: filled(field) }],
      })
    }
    if (field.part === 'button-code') {
      components.push({
        type: 'button',
        sub_type: 'copy_code',
        index: String(field.buttonIndex),
        parameters: [{ type: 'coupon_code', coupon_code: filled(field) }],
      })
    }
  }
  return {
    type: 'template',
    template: { name: template.name, language: { code: template.language }, ...(components.length > 0 ? { components } : {}) },
  }
}

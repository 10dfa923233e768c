import { templateLimits as limits } from '@casement/platform'
import { GraphFailure } from '../graph/failure.ts'
import { isRecord } from '../graph/request.ts'
import type { TemplateCategory } from '../world/records.ts'
import { checkButtonDefinitions } from './check-buttons.ts'
import { variablesIn } from './variables.ts'

export type Component = Record<string, unknown>
export type Definition = { category: TemplateCategory; format: 'POSITIONAL' | 'NAMED'; components: Component[] }

/** A template refused at its creation: code 100 with Meta's own number as subcode, and words for people. */
export function definitionFailure(subcode: number, title: string, message: string, blamed?: string): GraphFailure {
  return new GraphFailure({
    code: 100,
    http: 400,
    subcode,
    message: 'Invalid parameter',
    transient: false,
    userTitle: title,
    userMessage: message,
    ...(blamed === undefined ? {} : { errorData: { blame_field_specs: [[blamed]] } }),
  })
}

export const upper = (value: unknown): string => String(value ?? '').toUpperCase()
const text = (value: unknown): string => (typeof value === 'string' ? value : '')
const lengthOf = (value: string): number => [...value].length

/** Judges the components of a template before its review. Returns the first refusal, or null. */
export function checkDefinition(definition: Definition): GraphFailure | null {
  const { components, category } = definition
  const body = components.find((component) => upper(component.type) === 'BODY')
  if (!body) return definitionFailure(2388072, 'Body is missing', 'A template needs a component of type BODY.')
  const offer = components.some((component) => upper(component.type) === 'LIMITED_TIME_OFFER')
  for (const component of components) {
    const failure = checkComponent(component, definition, offer)
    if (failure) return failure
  }
  if (category === 'AUTHENTICATION') return checkAuthentication(components)
  return null
}

function checkComponent(component: Component, definition: Definition, offer: boolean): GraphFailure | null {
  switch (upper(component.type)) {
    case 'HEADER':
      return checkHeader(component, definition)
    case 'BODY':
      return definition.category === 'AUTHENTICATION'
        ? null
        : checkBody(component, definition, offer ? limits.body.limitedTimeOffer.value : limits.body.text.value)
    case 'FOOTER':
      return checkFooter(component, definition.category, offer)
    case 'BUTTONS':
      return checkButtonDefinitions(component, limits.buttons.total.value)
    case 'CAROUSEL':
      return checkCarousel(component, definition)
    case 'LIMITED_TIME_OFFER':
      return checkOffer(component, definition.category)
    case 'CALL_PERMISSION_REQUEST':
      return null
    default:
      return definitionFailure(2388072, 'Unknown component', `"${String(component.type)}" is no kind of component.`)
  }
}

function checkHeader(component: Component, { format }: Definition): GraphFailure | null {
  const kind = upper(component.format ?? 'TEXT')
  const value = text(component.text)
  if (kind === 'TEXT') {
    if (value === '') return definitionFailure(2388047, 'Header is empty', 'A text header needs a text.')
    if (lengthOf(value) > limits.header.text.value) return tooLong('header', value, limits.header.text.value)
    if (/[*_~`]|\n/.test(value))
      return definitionFailure(2388047, 'Header format is incorrect', 'A header holds no line breaks and no formatting marks.')
    const variables = variablesIn(value)
    if (variables.length > limits.header.variables.value)
      return definitionFailure(2388047, 'Header format is incorrect', 'A header takes one variable at most.')
    return variables.length > 0 && !hasExamples(component.example, 'header_text', variables, format) ? noExample('header') : null
  }
  if (['IMAGE', 'VIDEO', 'DOCUMENT', 'GIF'].includes(kind)) {
    const example = isRecord(component.example) ? component.example.header_handle : undefined
    return Array.isArray(example) && example.length > 0 && example[0] !== '' ? null : noExample('header')
  }
  if (kind === 'LOCATION' || kind === 'PRODUCT') return null
  return definitionFailure(2388047, 'Header format is incorrect', `"${kind}" is no format of a header.`)
}

function checkBody(component: Component, { format }: Definition, longest: number): GraphFailure | null {
  const value = text(component.text)
  if (value.trim() === '') return definitionFailure(2388072, 'Body is empty', 'A body needs a text.')
  if (lengthOf(value) > longest) return tooLong('body', value, longest)
  const variables = variablesIn(value)
  if (variables.length === 0)
    return /\{\{|\}\}/.test(value) ? badVariables('A variable is written {{1}} or {{first_name}}.') : null
  if (
    format === 'NAMED'
      ? variables.some((name) => !/^[a-z_][a-z0-9_]*$/.test(name))
      : variables.some((name) => !/^\d+$/.test(name))
  ) {
    return badVariables(
      format === 'NAMED'
        ? 'Named variables are lower-case letters, digits and underscores.'
        : 'Positional variables are whole numbers: {{1}}, {{2}}.',
    )
  }
  if (
    format === 'POSITIONAL' &&
    [...variables].sort((a, b) => Number(a) - Number(b)).some((name, index) => Number(name) !== index + 1)
  ) {
    return badVariables('Variables are numbered from {{1}} without a gap.')
  }
  const trimmed = value.trim()
  if (/^\{\{/.test(trimmed) || /\}\}\W*$/.test(trimmed)) {
    return definitionFailure(
      2388299,
      'Variables cannot be at the start or end',
      'Put words before the first and after the last variable.',
    )
  }
  if (/\}\}\s*\{\{/.test(value)) return badVariables('Two variables follow each other without words between them.')
  const words = value.replace(/\{\{[^}]*\}\}/g, ' ').match(/[\p{L}\p{N}]+/gu)?.length ?? 0
  if (words < limits.body.wordsPerVariable.value * variables.length + 1) {
    return definitionFailure(2388293, 'Too many variables for the length', 'Use fewer variables, or more words around them.')
  }
  return hasExamples(component.example, 'body_text', variables, format) ? null : noExample('body')
}

function checkFooter(component: Component, category: TemplateCategory, offer: boolean): GraphFailure | null {
  if (offer) return definitionFailure(2388073, 'Footer is not allowed', 'A limited-time offer has no footer.')
  const minutes = component.code_expiration_minutes
  if (category === 'AUTHENTICATION') {
    const [least, most] = limits.authentication.expiryMinutes.value
    return minutes === undefined || (Number(minutes) >= least && Number(minutes) <= most)
      ? null
      : definitionFailure(2388073, 'Footer format is incorrect', `code_expiration_minutes is from ${least} to ${most}.`)
  }
  const value = text(component.text)
  if (value === '') return definitionFailure(2388073, 'Footer is empty', 'A footer needs a text.')
  if (lengthOf(value) > limits.footer.text.value) return tooLong('footer', value, limits.footer.text.value)
  return variablesIn(value).length > 0
    ? definitionFailure(2388073, 'Footer format is incorrect', 'A footer takes no variables.')
    : null
}

function checkCarousel(component: Component, definition: Definition): GraphFailure | null {
  const cards = Array.isArray(component.cards) ? component.cards.filter(isRecord) : []
  const [least, most] = limits.carousel.cards.value
  if (cards.length < least || cards.length > most)
    return definitionFailure(2388072, 'Wrong number of cards', `A carousel has from ${least} to ${most} cards.`)
  const shapes = new Set<string>()
  for (const card of cards) {
    const parts = Array.isArray(card.components) ? card.components.filter(isRecord) : []
    shapes.add(
      parts
        .map(
          (part) =>
            `${upper(part.type)}:${upper(part.format)}:${Array.isArray(part.buttons) ? part.buttons.map((button) => upper(isRecord(button) ? button.type : '')).join() : ''}`,
        )
        .join('|'),
    )
    for (const part of parts) {
      const failure =
        upper(part.type) === 'BODY'
          ? checkBody(part, definition, limits.body.card.value)
          : upper(part.type) === 'BUTTONS'
            ? checkButtonDefinitions(part, limits.carousel.cardButtons.value)
            : checkComponent(part, definition, false)
      if (failure) return failure
    }
  }
  return shapes.size > 1
    ? definitionFailure(2388072, 'Cards differ', 'All cards of a carousel have the same parts and the same buttons.')
    : null
}

function checkOffer(component: Component, category: TemplateCategory): GraphFailure | null {
  const value = text(isRecord(component.limited_time_offer) ? component.limited_time_offer.text : '')
  if (category !== 'MARKETING')
    return definitionFailure(2388072, 'Offer is not allowed', 'Only marketing templates can hold a limited-time offer.')
  if (value === '') return definitionFailure(2388072, 'Offer is empty', 'A limited-time offer needs a text.')
  return lengthOf(value) > limits.limitedTimeOffer.text.value
    ? tooLong('limited_time_offer', value, limits.limitedTimeOffer.text.value)
    : null
}

function checkAuthentication(components: Component[]): GraphFailure | null {
  const buttons = components.find((component) => upper(component.type) === 'BUTTONS')?.buttons
  const [button, another] = Array.isArray(buttons) ? buttons.filter(isRecord) : []
  if (!button || another || upper(button.type) !== 'OTP') {
    return definitionFailure(2388072, 'Button is missing', 'An authentication template has exactly one button, of type OTP.')
  }
  if (components.some((component) => upper(component.type) === 'HEADER')) {
    return definitionFailure(2388047, 'Header is not allowed', 'An authentication template has no header.')
  }
  const kind = upper(button.otp_type)
  if (!['COPY_CODE', 'ONE_TAP', 'ZERO_TAP'].includes(kind))
    return definitionFailure(2388072, 'Button format is incorrect', 'otp_type is COPY_CODE, ONE_TAP or ZERO_TAP.')
  if (kind === 'ZERO_TAP' && button.zero_tap_terms_accepted !== true) {
    return definitionFailure(2388072, 'Terms are not accepted', 'ZERO_TAP needs zero_tap_terms_accepted to be true.')
  }
  const apps = Array.isArray(button.supported_apps) ? button.supported_apps.filter(isRecord) : []
  if (kind !== 'COPY_CODE' && apps.length === 0)
    return definitionFailure(2388072, 'Apps are missing', `${kind} needs supported_apps.`)
  return apps.length > limits.authentication.apps.value
    ? definitionFailure(2388072, 'Too many apps', `At most ${limits.authentication.apps.value} apps.`)
    : null
}

function hasExamples(example: unknown, field: string, variables: string[], format: Definition['format']): boolean {
  if (!isRecord(example)) return false
  const named = example[`${field}_named_params`]
  if (format === 'NAMED') {
    const given = Array.isArray(named) ? named.filter(isRecord).map((one) => one.param_name) : []
    return variables.every((name) => given.includes(name))
  }
  const given = example[field]
  const row = Array.isArray(given) && Array.isArray(given[0]) ? given[0] : given
  return Array.isArray(row) && row.length >= variables.length
}

const tooLong = (field: string, value: string, longest: number): GraphFailure =>
  definitionFailure(
    2388040,
    'Character Limit Exceeded',
    `The ${field} has ${lengthOf(value)} characters, at most ${longest} are allowed.`,
    field,
  )
const noExample = (field: string): GraphFailure =>
  definitionFailure(2388043, 'Missing Sample', `The ${field} needs an example for each variable or file.`, field)
const badVariables = (why: string): GraphFailure => definitionFailure(2388072, 'Variables are incorrect', why, 'body')

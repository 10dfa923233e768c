import { templateLimits } from '@casement/platform'
import type { GraphFailure } from '../graph/failure.ts'
import { isRecord } from '../graph/request.ts'
import { definitionFailure, upper } from './check-definition.ts'
import { variablesIn } from './variables.ts'

const limits = templateLimits.buttons
type Button = Record<string, unknown>

const wrong = (why: string): GraphFailure => definitionFailure(2388072, 'Buttons are incorrect', why, 'buttons')
const lengthOf = (value: unknown): number => [...String(value ?? '')].length

/** How many of a kind a template may have. */
const most: Record<string, number> = {
  QUICK_REPLY: limits.quickReplies.value,
  URL: limits.urls.value,
  PHONE_NUMBER: limits.phoneNumbers.value,
  COPY_CODE: limits.copyCodes.value,
  FLOW: limits.flows.value,
  OTP: 1,
  CATALOG: 1,
  MPM: 1,
  SPM: 1,
  VOICE_CALL: 1,
  ORDER_DETAILS: 1,
  REQUEST_CONTACT_INFO: 1,
  APP: 1,
}
const unlabelled = new Set(['OTP', 'COPY_CODE', 'REQUEST_CONTACT_INFO'])

/** Judges a BUTTONS component: how many, of which kinds, in which order, and each by itself. */
export function checkButtonDefinitions(component: Record<string, unknown>, inAll: number): GraphFailure | null {
  const buttons = Array.isArray(component.buttons) ? component.buttons.filter(isRecord) : []
  if (buttons.length === 0) return wrong('A BUTTONS component needs at least one button.')
  if (buttons.length > inAll) return wrong(`${buttons.length} buttons are too many, at most ${inAll} are allowed.`)
  const counts = new Map<string, number>()
  for (const button of buttons) {
    const type = upper(button.type)
    const allowed = most[type]
    if (allowed === undefined) return wrong(`"${String(button.type)}" is no type of button.`)
    const count = (counts.get(type) ?? 0) + 1
    if (count > allowed) return wrong(`At most ${allowed} buttons of type ${type} are allowed.`)
    counts.set(type, count)
    const failure = checkButton(type, button)
    if (failure) return failure
  }
  const kinds = buttons.map((button) => (upper(button.type) === 'QUICK_REPLY' ? 'r' : 'o')).join('')
  return /ro+r|or+o/.test(kinds) ? wrong('Quick replies must stand together, before or after the other buttons.') : null
}

function checkButton(type: string, button: Button): GraphFailure | null {
  if (!unlabelled.has(type) && lengthOf(button.text) === 0) return wrong(`A button of type ${type} needs a text.`)
  if (lengthOf(button.text) > limits.label.value)
    return wrong(`The label "${String(button.text)}" is longer than ${limits.label.value} characters.`)
  if (type === 'URL') return checkUrl(button)
  if (type === 'PHONE_NUMBER') {
    const number = String(button.phone_number ?? '')
    return number === '' || lengthOf(number) > limits.phoneNumber.value
      ? wrong(`phone_number is a number of at most ${limits.phoneNumber.value} characters.`)
      : null
  }
  if (type === 'COPY_CODE') {
    const example = Array.isArray(button.example) ? button.example[0] : button.example
    if (example === undefined || example === '')
      return definitionFailure(2388043, 'Missing Sample', 'COPY_CODE needs an example of the code.', 'buttons')
    return lengthOf(example) > limits.copyCodeSince2025.value
      ? wrong(`The code has at most ${limits.copyCodeSince2025.value} characters.`)
      : null
  }
  if (type === 'FLOW' && !button.flow_id && !button.flow_name && !button.flow_json)
    return wrong('FLOW needs flow_id, flow_name or flow_json.')
  return null
}

function checkUrl(button: Button): GraphFailure | null {
  const url = String(button.url ?? '')
  if (!/^https?:\/\/\S+$/.test(url)) return wrong('A URL button needs a url that begins with http:// or https://.')
  if (lengthOf(url) > limits.url.value) return wrong(`The url has at most ${limits.url.value} characters.`)
  const variables = variablesIn(url)
  if (variables.length === 0) return null
  if (variables.length > limits.urlVariables.value || !/\{\{\s*\w+\s*\}\}$/.test(url))
    return wrong('A url takes one variable, at its end.')
  const example = Array.isArray(button.example) ? button.example[0] : button.example
  return example ? null : definitionFailure(2388043, 'Missing Sample', 'A url with a variable needs an example.', 'buttons')
}

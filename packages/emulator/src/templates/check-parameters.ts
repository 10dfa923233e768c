import { templateLimits } from '@casement/platform'
import { type GraphFailure, refuse } from '../graph/failure.ts'
import { isRecord } from '../graph/request.ts'
import type { Template } from '../world/records.ts'
import { fill, type Wanted, wantedBy } from './variables.ts'

type Given = Record<string, unknown>

const BODY_LENGTH = templateLimits.body.text.value
const HEADER_LENGTH = templateLimits.header.text.value

/**
 * Whether the components of a send fit a template, in the order Meta is known to look: counts (132000), kinds and names (132012),
 * characters (132018; 132012 before v23), length after filling (132005). Null when they fit.
 */
export function checkParameters(template: Template, given: unknown, graphMajor: number): GraphFailure | null {
  const components = Array.isArray(given) ? given.filter(isRecord) : []
  return check(wantedBy(template), components, template.parameterFormat === 'NAMED', graphMajor, '')
}

function check(wanted: Wanted, components: Given[], named: boolean, graphMajor: number, where: string): GraphFailure | null {
  const of = (type: string) => components.find((component) => String(component.type ?? '').toLowerCase() === type)
  return (
    checkTexts(`${where}body`, wanted.body, parametersOf(of('body')), named, graphMajor, BODY_LENGTH) ??
    checkHeader(`${where}header`, wanted, of('header'), named, graphMajor) ??
    checkButtons(`${where}buttons`, wanted, components) ??
    checkOffer(wanted, of('limited_time_offer')) ??
    checkCards(wanted, of('carousel'), named, graphMajor)
  )
}

const parametersOf = (component: Given | undefined): Given[] =>
  Array.isArray(component?.parameters) ? component.parameters.filter(isRecord) : []

const kindOf = (parameter: Given): string => String(parameter.type ?? '').toLowerCase()

function checkTexts(
  where: string,
  wanted: { text: string; variables: string[] },
  parameters: Given[],
  named: boolean,
  graphMajor: number,
  longest: number,
): GraphFailure | null {
  if (parameters.length !== wanted.variables.length) {
    return refuse(
      132000,
      `${where}: number of localizable_params (${parameters.length}) does not match the expected number of params (${wanted.variables.length})`,
    )
  }
  const values: Record<string, string> = {}
  for (const [index, parameter] of parameters.entries()) {
    const kind = kindOf(parameter)
    if (!['text', 'currency', 'date_time', 'group_id'].includes(kind)) {
      return refuse(132012, `${where}: parameter at index ${index} should be text, but is ${kind || 'nothing'}`)
    }
    const text = textOf(parameter, kind)
    if (text === null || text === '') {
      return refuse(131008, `${where}: parameter at index ${index} (type '${kind}') is missing text value`)
    }
    const name = named ? String(parameter.parameter_name ?? '') : (wanted.variables[index] as string)
    if (named && !wanted.variables.includes(name)) {
      return refuse(132012, `${where}: parameter name "${name}" at index ${index} is none of ${wanted.variables.join(', ')}`)
    }
    if (values[name] !== undefined) return refuse(132012, `${where}: parameter name "${name}" is given twice`)
    if (/[\n\r\t]| {5,}/.test(text)) {
      return refuse(
        graphMajor >= 23 ? 132018 : 132012,
        `${where}: parameter text cannot have new-line/tab characters or more than 4 consecutive spaces`,
      )
    }
    values[name] = text
  }
  const filled = [...fill(wanted.text, values)].length
  return filled > longest
    ? refuse(132005, `${where}: the text is ${filled} characters with its parameters, at most ${longest} are allowed`)
    : null
}

/** A group is named by its id; the phone shows its invite link, which is as long as this one. */
const INVITE = 'https://chat.whatsapp.com/0123456789ABCDEFGHIJKL'

function textOf(parameter: Given, kind: string): string | null {
  if (kind === 'group_id') return typeof parameter.group_id === 'string' ? INVITE : null
  const value =
    kind === 'text' ? parameter.text : isRecord(parameter[kind]) ? (parameter[kind] as Given).fallback_value : undefined
  return typeof value === 'string' ? value : typeof value === 'number' ? String(value) : null
}

function checkHeader(
  where: string,
  wanted: Wanted,
  given: Given | undefined,
  named: boolean,
  graphMajor: number,
): GraphFailure | null {
  const parameters = parametersOf(given)
  const header = wanted.header
  if (!header) return parameters.length > 0 ? refuse(132000, `${where}: the template has no header`) : null
  if (header.format === 'TEXT') return checkTexts(where, header, parameters, named, graphMajor, HEADER_LENGTH)
  const kind = header.format === 'GIF' ? ['gif', 'video'] : [header.format.toLowerCase()]
  const [first] = parameters
  if (!first || !kind.includes(kindOf(first))) {
    return refuse(
      132012,
      `${where}: Format mismatch, expected ${header.format}, received ${first ? kindOf(first).toUpperCase() : 'UNKNOWN'}`,
    )
  }
  const media = first[kindOf(first)]
  if (header.format === 'LOCATION' && !(isRecord(media) && media.latitude !== undefined && media.longitude !== undefined))
    return refuse(131008, `${where}: the location needs latitude and longitude`)
  if (header.format === 'LOCATION' || header.format === 'PRODUCT')
    return isRecord(media) ? null : refuse(131008, `${where}: the ${kind[0]} is missing`)
  return isRecord(media) && (media.id !== undefined || media.link !== undefined)
    ? null
    : refuse(131008, `${where}: the ${kind[0]} needs an id or a link`)
}

function checkButtons(where: string, wanted: Wanted, components: Given[]): GraphFailure | null {
  const given = new Map<number, Given>()
  for (const component of components) {
    if (String(component.type ?? '').toLowerCase() !== 'button') continue
    const index = Number(component.index ?? 0)
    const button = wanted.buttons[index]
    if (!button) return refuse(132000, `${where}: the template has no button at index ${index}`)
    const subType = String(component.sub_type ?? '').toLowerCase()
    if (!fits(button.type, subType))
      return refuse(132012, `${where}: Button at index ${index} is of type ${button.type}, not ${subType || 'none'}`)
    given.set(index, component)
  }
  for (const button of wanted.buttons) {
    const [parameter] = parametersOf(given.get(button.index))
    if (!parameter) {
      if (button.needsValue)
        return refuse(131008, `${where}: Button at index ${button.index} of type ${button.type} requires a parameter`)
      continue
    }
    const kind = kindOf(parameter)
    const value =
      kind === 'text'
        ? parameter.text
        : kind === 'coupon_code'
          ? parameter.coupon_code
          : kind === 'payload'
            ? parameter.payload
            : undefined
    if (button.needsValue && (value === undefined || value === '')) {
      return refuse(131008, `${where}: Button at index ${button.index} of type ${button.type} requires a parameter`)
    }
    if (button.type === 'URL' && !button.variable)
      return refuse(132000, `${where}: the URL of the button at index ${button.index} takes no parameter`)
  }
  return null
}

/** The `sub_type` by which each kind of button is addressed; a one-time code's button is addressed as a URL. */
function fits(type: string, subType: string): boolean {
  if (type === 'OTP') return subType === 'url' || subType === 'copy_code'
  return type.toLowerCase() === subType
}

function checkOffer(wanted: Wanted, given: Given | undefined): GraphFailure | null {
  if (!wanted.offerExpires) return null
  const [parameter] = parametersOf(given)
  const offer = isRecord(parameter?.limited_time_offer) ? parameter.limited_time_offer : {}
  return offer.expiration_time_ms === undefined
    ? refuse(131008, 'limited_time_offer: expiration_time_ms is missing although the offer expires')
    : null
}

function checkCards(wanted: Wanted, given: Given | undefined, named: boolean, graphMajor: number): GraphFailure | null {
  if (!wanted.cards) return null
  const cards = Array.isArray(given?.cards) ? given.cards.filter(isRecord) : []
  const ofProducts = wanted.cards[0]?.header?.format === 'PRODUCT'
  if (ofProducts ? cards.length < 2 || cards.length > 10 : cards.length !== wanted.cards.length) {
    return refuse(
      132000,
      `carousel: number of cards (${cards.length}) does not match the expected number of cards (${wanted.cards.length})`,
    )
  }
  for (const [index, card] of cards.entries()) {
    const components = Array.isArray(card.components) ? card.components.filter(isRecord) : []
    const expected = wanted.cards[ofProducts ? 0 : Number(card.card_index ?? index)]
    if (!expected) return refuse(132012, `carousel: there is no card at index ${String(card.card_index)}`)
    const found = check(expected, components, named, graphMajor, `card ${index} `)
    if (found) return found
  }
  return null
}

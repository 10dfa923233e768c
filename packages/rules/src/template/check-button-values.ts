import { dayIn, holdsOn, messageLimits, type PlatformTime, templateLimits } from '@casement/platform'
import { grouped } from '../content/findings.ts'
import { itemsOf, type Json, numberIn, objectIn, objectOf, textIn, textOf } from '../content/json.ts'
import { checkProductSections } from '../content/product-sections.ts'
import { checkCharacters, checkCode } from './check-text-values.ts'
import { buttonsOf, componentOf, parameterText, upper } from './components.ts'
import type { Place } from './place.ts'
import { variablesIn } from './variables.ts'

/** `sub_type` of a send by the type of the button it fills. Graph lists OTP buttons as URL, and that is how they are filled. */
const SUB_TYPES: ReadonlyMap<string, string> = new Map([
  ['QUICK_REPLY', 'QUICK_REPLY'],
  ['URL', 'URL'],
  ['OTP', 'URL'],
  ['COPY_CODE', 'COPY_CODE'],
  ['FLOW', 'FLOW'],
  ['CATALOG', 'CATALOG'],
  ['MPM', 'MPM'],
  ['ORDER_DETAILS', 'ORDER_DETAILS'],
  ['VOICE_CALL', 'VOICE_CALL'],
  ['PHONE_NUMBER', 'PHONE_NUMBER'],
])

/** Values go to buttons that exist, once each, of the right kind, and every button that needs one has it. */
export function checkButtonValues(defined: unknown, sent: unknown, place: Place): void {
  const buttons = buttonsOf(defined)
  const list = itemsOf(sent)
  let filled = 0
  for (let at = 0; at < list.length; at++) {
    const component = objectOf(list[at])
    if (upper(component.type) !== 'BUTTON') continue
    const path = `${place.path}[${at}]`
    const index = component.index === undefined ? 0 : numberIn(component.index)
    const button = index === undefined ? undefined : objectIn(buttons[index])
    if (index === undefined || button === undefined) {
      place.found.add(
        'parameters.button',
        `${path}.index`,
        buttons.length === 0 ? 'Leave it out: there are no buttons to fill.' : `Use an index from 0 to ${buttons.length - 1}.`,
        buttons.length - 1,
        textOf(component.index),
      )
      continue
    }
    const bit = index < 31 ? 1 << index : 0
    if ((filled & bit) !== 0) place.found.add('parameters.button.twice', path, `Give the values of button ${index} once.`, 1, 2)
    filled |= bit
    checkButton(button, component, path, place)
  }
  for (let index = 0; index < buttons.length && index < 31; index++)
    if ((filled & (1 << index)) === 0) requireValue(objectOf(buttons[index]), index, place)
  if (place.authentication) checkCodeTwice(sent, place)
}

function checkButton(button: Json, component: Json, path: string, place: Place): void {
  const type = upper(button.type)
  const right = SUB_TYPES.get(type)
  if (right !== undefined && upper(component.sub_type) !== right) {
    const name = right.toLowerCase()
    place.found.add(
      'parameters.button',
      `${path}.sub_type`,
      `Write ${name}: that is what this button is.`,
      name,
      textOf(component.sub_type),
    )
    return
  }
  const parameters = itemsOf(component.parameters)
  const parameter = objectIn(parameters[0])
  const value = parameter === undefined ? undefined : parameterText(parameter)
  const at = `${path}.parameters[0]`
  if (type === 'URL' || type === 'OTP') checkUrl(button, parameters.length, value, path, place)
  else if (type === 'COPY_CODE') checkCoupon(value, at, place)
  else if (type === 'MPM') checkProducts(objectOf(parameter?.action), `${at}.action`, place)
  else if (type === 'ORDER_DETAILS' && objectIn(objectOf(parameter?.action).order_details) === undefined)
    place.found.add('parameters.button.missing', `${at}.action.order_details`, 'Add the order that is to be paid.')
  else if (type === 'VOICE_CALL') checkCall(parameters, path, place)
}

const needsUrlValue = (button: Json): boolean => upper(button.type) === 'OTP' || variablesIn(textOf(button.url)).length > 0

function checkUrl(button: Json, given: number, value: string | undefined, path: string, place: Place): void {
  const needed = needsUrlValue(button) ? 1 : 0
  if (given > needed)
    place.found.add(
      'parameters.count',
      `${path}.parameters`,
      needed === 0 ? 'Leave the value out: this link has no variable.' : 'Give one value: the end of the link.',
      needed,
      given,
    )
  if (needed === 0) return
  if (value === undefined) {
    place.found.add('parameters.button.missing', `${path}.parameters[0].text`, 'Give the end of the link.')
    return
  }
  checkCharacters(value, `${path}.parameters[0].text`, place)
  if (place.authentication) checkCode(value, `${path}.parameters[0].text`, place)
  const url = textOf(button.url)
  const variable = variablesIn(url)[0]
  const length = url.length + value.length - (variable === undefined ? 0 : variable.end - variable.start)
  const max = templateLimits.buttons.url.value
  if (length > max)
    place.found.add(
      'parameters.url.length',
      `${path}.parameters[0].text`,
      `Shorten the link: filled it may have ${grouped(max)} characters and has ${grouped(length)}.`,
      max,
      length,
    )
}

/** Longest coupon code at a time; without one, as it is now. */
export function longestCoupon(now: PlatformTime | undefined): number {
  const { copyCode, copyCodeSince2025 } = templateLimits.buttons
  return now !== undefined && holdsOn(copyCode, dayIn(now)) ? copyCode.value : copyCodeSince2025.value
}

function checkCoupon(code: string | undefined, path: string, place: Place): void {
  if (code === undefined) {
    place.found.add('parameters.button.missing', `${path}.coupon_code`, 'Give the code that the button copies.')
    return
  }
  const max = longestCoupon(place.context?.now)
  const advised = templateLimits.buttons.copyCodeAdvised.value
  if (code.length > max)
    place.found.add(
      'parameters.coupon.length',
      `${path}.coupon_code`,
      `Use a code of ${max} characters at most.`,
      max,
      code.length,
    )
  else if (code.length > advised)
    place.found.add(
      'parameters.coupon.long',
      `${path}.coupon_code`,
      `Use ${advised} characters or fewer to be safe.`,
      advised,
      code.length,
    )
}

function checkProducts(action: Json, path: string, place: Place): void {
  if (textIn(action.thumbnail_product_retailer_id) === undefined)
    place.found.add(
      'parameters.button.missing',
      `${path}.thumbnail_product_retailer_id`,
      'Name the product whose picture is shown.',
    )
  checkProductSections(action, path, templateLimits.products, place.found)
}

function checkCall(parameters: readonly unknown[], path: string, place: Place): void {
  const [least, most] = messageLimits.voiceCall.ttlMinutes.value
  for (let at = 0; at < parameters.length; at++) {
    const parameter = objectOf(parameters[at])
    if (upper(parameter.type) !== 'TTL_MINUTES') continue
    const minutes = numberIn(parameter.ttl_minutes)
    if (minutes === undefined || minutes < least || minutes > most)
      place.found.add(
        'call.ttl',
        `${path}.parameters[${at}].ttl_minutes`,
        `Give ${least} to ${grouped(most)} minutes.`,
        `${least} to ${most}`,
        textOf(parameter.ttl_minutes),
      )
  }
}

function requireValue(button: Json, index: number, place: Place): void {
  const type = upper(button.type)
  const what =
    type === 'URL' || type === 'OTP'
      ? needsUrlValue(button) && (place.authentication ? 'the code again' : 'the end of its link')
      : type === 'COPY_CODE'
        ? 'the code that it copies'
        : type === 'MPM'
          ? 'its products'
          : type === 'ORDER_DETAILS' && 'its order'
  if (what)
    place.found.add(
      'parameters.button.missing',
      place.path,
      `Add a component {"type": "button", "sub_type": "${(SUB_TYPES.get(type) ?? type).toLowerCase()}", "index": "${index}"} with ${what}.`,
      1,
      0,
    )
}

/** The code is given twice, once to be read and once to be copied. */
function checkCodeTwice(sent: unknown, place: Place): void {
  const body = objectOf(itemsOf(componentOf(sent, 'BODY')?.parameters)[0])
  const button = objectOf(itemsOf(componentOf(sent, 'BUTTON')?.parameters)[0])
  const read = parameterText(body)
  const copied = parameterText(button)
  if (read !== undefined && copied !== undefined && read !== copied)
    place.found.add('parameters.code.twice', place.path, 'Give the same code in the body and in the button.', 'the same code')
}

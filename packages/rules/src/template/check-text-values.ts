import { templateLimits } from '@casement/platform'
import { lengthOf } from '../content/fields.ts'
import { grouped } from '../content/findings.ts'
import { itemsOf, type Json, objectIn, objectOf, textIn, textOf } from '../content/json.ts'
import { parameterFor, parameterText, upper } from './components.ts'
import { indexOfComponent, type Place } from './place.ts'
import { bodyText } from './render-template.ts'
import { variablesIn } from './variables.ts'

const TEXTUAL: ReadonlySet<string> = new Set(['TEXT', 'CURRENCY', 'DATE_TIME', 'GROUP_ID'])

/** The values of a text header or a body: as many as there are variables, each fit to be shown, the whole not too long. */
export function checkTextValues(part: 'header' | 'body', component: Json | undefined, sent: unknown, place: Place): void {
  const text =
    part === 'body' ? bodyText(component, { authentication: place.authentication, language: 'en' }) : textOf(component?.text)
  const at = indexOfComponent(sent, part === 'body' ? 'BODY' : 'HEADER')
  const parameters = at === -1 ? [] : itemsOf(objectOf(itemsOf(sent)[at]).parameters)
  const variables = variablesIn(text)
  if (variables.length === 0 && parameters.length === 0) return
  const names = variables.length < 2 ? variables.map((one) => one.name) : [...new Set(variables.map((one) => one.name))]
  const path = at === -1 ? place.path : `${place.path}[${at}].parameters`
  if (names.length !== parameters.length)
    place.found.add(
      'parameters.count',
      path,
      names.length === 0
        ? `Leave the values of the ${part} out: it has no variables.`
        : `Give ${count(names.length)} for the ${part}.`,
      names.length,
      parameters.length,
    )
  if (place.named) checkNames(names, parameters, path, place)
  let length = text.length
  for (let order = 0; order < parameters.length; order++) {
    const parameter = objectIn(parameters[order])
    if (parameter === undefined)
      place.found.add('parameters.type', `${path}[${order}]`, 'Give an object such as {"type": "text", "text": "Ada"}.', 'object')
    else checkTextValue(parameter, `${path}[${order}]`, place)
  }
  for (const { name, start, end } of variables) {
    const parameter = parameterFor(parameters, name, names.indexOf(name))
    length += (parameter === undefined ? '' : (parameterText(parameter) ?? '')).length - (end - start)
  }
  const max = part === 'body' ? place.maxBody : templateLimits.header.text.value
  if (length > max)
    place.found.add(
      'parameters.length',
      path,
      `Shorten the values: filled, the ${part} may have ${grouped(max)} characters and has ${grouped(length)}.`,
      max,
      length,
    )
}

function checkTextValue(parameter: Json, path: string, place: Place): void {
  const type = upper(parameter.type)
  if (!TEXTUAL.has(type)) {
    place.found.add('parameters.type', `${path}.type`, 'Give a text here.', 'text', textIn(parameter.type) ?? 'nothing')
    return
  }
  if (type === 'GROUP_ID') return
  const value = parameterText(parameter)
  const field = type === 'TEXT' ? 'text' : `${type.toLowerCase()}.fallback_value`
  if (value === undefined || value.trim() === '')
    place.found.add('parameters.empty', `${path}.${field}`, 'Give a value, or a fallback for people of whom it is not known.')
  else {
    checkCharacters(value, `${path}.${field}`, place)
    if (place.authentication) checkCode(value, `${path}.${field}`, place)
  }
}

/** A line break, a tab, or more blanks in a row than the platform takes. */
export function checkCharacters(value: string, path: string, place: Place): void {
  const max = templateLimits.parameters.spaces.value
  let run = 0
  for (let at = 0; at < value.length; at++) {
    const unit = value.charCodeAt(at)
    run = unit === 32 ? run + 1 : 0
    if (unit !== 10 && unit !== 13 && unit !== 9 && run <= max) continue
    place.found.add(
      'parameters.characters',
      path,
      `Write it in one line, without tabs, and with no more than ${max} blanks in a row.`,
      max,
      run > max ? 'blanks' : unit === 9 ? 'a tab' : 'a line break',
    )
    return
  }
}

const ADDRESS = /https?:|www\./i
const PICTURE = /\p{Extended_Pictographic}|\p{Regional_Indicator}/u

/** Codes are short and plain, so that they can be read, copied and filled in. */
export function checkCode(code: string, path: string, place: Place): void {
  const max = templateLimits.authentication.parameter.value
  if (lengthOf(code) > max)
    place.found.add('parameters.code', path, `Use a code of ${max} characters at most.`, max, lengthOf(code))
  else if (ADDRESS.test(code) || PICTURE.test(code))
    place.found.add('parameters.code', path, 'Use letters and digits only: no address and no emoji.', 'plain text', code)
}

function checkNames(names: readonly string[], parameters: readonly unknown[], path: string, place: Place): void {
  const given = parameters.map((one) => textIn(objectOf(one).parameter_name))
  for (let at = 0; at < given.length; at++) {
    const name = given[at]
    if (name === undefined)
      place.found.add(
        'parameters.name',
        `${path}[${at}].parameter_name`,
        `Name it: one of ${names.join(', ')}.`,
        names.join(', '),
      )
    else if (!names.includes(name))
      place.found.add(
        'parameters.name',
        `${path}[${at}].parameter_name`,
        `Use one of ${names.join(', ')}.`,
        names.join(', '),
        name,
      )
    else if (given.indexOf(name) !== at)
      place.found.add('parameters.name', `${path}[${at}].parameter_name`, `Give ${name} once.`, 1, name)
  }
}

const count = (n: number): string => (n === 1 ? 'one value' : `${n} values`)

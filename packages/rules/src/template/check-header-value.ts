import { checkHeaderMedia } from '../content/header-media.ts'
import { itemsOf, type Json, objectIn, objectOf, textIn } from '../content/json.ts'
import { checkLocation } from '../content/location.ts'
import { checkTextValues } from './check-text-values.ts'
import { upper } from './components.ts'
import { indexOfComponent, type Place } from './place.ts'

/** Values of a header: text variables, or the file or place that every send has to bring. */
export function checkHeaderValue(header: Json | undefined, sent: unknown, place: Place): void {
  const format = upper(header?.format)
  if (header === undefined || format === 'TEXT' || format === '') {
    checkTextValues('header', header, sent, place)
    return
  }
  const at = indexOfComponent(sent, 'HEADER')
  const parameters = at === -1 ? [] : itemsOf(objectOf(itemsOf(sent)[at]).parameters)
  const path = at === -1 ? place.path : `${place.path}[${at}].parameters[0]`
  const parameter = objectIn(parameters[0])
  // A GIF may be sent as the MP4 that it is.
  const kind = (format === 'GIF' && upper(parameter?.type) === 'VIDEO' ? 'VIDEO' : format).toLowerCase()
  if (parameter === undefined) {
    place.found.add('parameters.header', path, `Add the ${kind} of the header: it is not taken from the sample.`, kind, 'nothing')
    return
  }
  if (parameters.length > 1)
    place.found.add(
      'parameters.count',
      `${place.path}[${at}].parameters`,
      `Give one ${kind} for the header.`,
      1,
      parameters.length,
    )
  if (upper(parameter.type).toLowerCase() !== kind) {
    place.found.add('parameters.header', `${path}.type`, `Give a ${kind}.`, kind, textIn(parameter.type) ?? 'nothing')
    return
  }
  const value = objectIn(parameter[kind])
  if (value === undefined) place.found.add('parameters.header', `${path}.${kind}`, `Add the ${kind} itself.`, kind, 'nothing')
  else if (kind === 'location') checkLocation(value, `${path}.location`, place.found)
  else if (kind === 'product') {
    if (textIn(value.product_retailer_id) === undefined)
      place.found.add('parameters.header', `${path}.product.product_retailer_id`, 'Name the product.', 'product')
  } else checkHeaderMedia(kind, value, `${path}.${kind}`, place.context, place.found)
}

import { messageLimits } from '@casement/platform'
import { type ContentFindings, optionalText } from './fields.ts'
import { type Json, numberIn } from './json.ts'

/** `location`: `{latitude, longitude, name?, address?}`, numbers or numbers written as text. */
export function checkLocation(location: Json, path: string, found: ContentFindings): void {
  checkDegrees(location.latitude, messageLimits.location.latitude.value, 'location.latitude', 'latitude', path, found)
  checkDegrees(location.longitude, messageLimits.location.longitude.value, 'location.longitude', 'longitude', path, found)
  optionalText(found, location.name, `${path}.name`, 'the name of the place')
  optionalText(found, location.address, `${path}.address`, 'the address')
}

function checkDegrees(
  value: unknown,
  [min, max]: readonly [number, number],
  rule: 'location.latitude' | 'location.longitude',
  field: 'latitude' | 'longitude',
  path: string,
  found: ContentFindings,
): void {
  if (value === undefined || value === null) {
    found.add('content.required', `${path}.${field}`, `Add the ${field} of the place.`)
    return
  }
  const degrees = numberIn(value)
  if (degrees === undefined) found.add('content.value', `${path}.${field}`, `Write the ${field} as degrees, such as 51.5072.`)
  else if (degrees < min || degrees > max)
    found.add(rule, `${path}.${field}`, `Give a ${field} between ${min} and ${max} degrees.`, degrees < min ? min : max, degrees)
}

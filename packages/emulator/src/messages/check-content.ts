import { messageLimits } from '@casement/platform'
import { type GraphFailure, missingParameter, refuse } from '../graph/failure.ts'
import { isRecord } from '../graph/request.ts'
import { checkInteractive } from './check-interactive.ts'

/** Whether the content of a send has the right shape and size. Returns the refusal, or null. Lengths are counted in code points. */
export type ContentCheck = (content: Record<string, unknown>, path: string) => GraphFailure | null

export const lengthOf = (text: string): number => [...text].length

export const missing = (path: string): GraphFailure => refuse(131008, `${path} is required.`)
export const wrong = (path: string, why: string): GraphFailure => refuse(131009, `${path}: ${why}`)

/** A text that must be there and not be too long. */
export function checkText(value: unknown, path: string, most: number, least = 1): GraphFailure | null {
  if (value === undefined || value === null || value === '') return missing(path)
  if (typeof value !== 'string') return wrong(path, 'must be a string.')
  const length = lengthOf(value)
  if (length < least || value.trim() === '') return missing(path)
  return length > most ? wrong(path, `must be at most ${most} characters, but has ${length}.`) : null
}

export const checkOptionalText = (value: unknown, path: string, most: number): GraphFailure | null =>
  value === undefined || value === null
    ? null
    : typeof value !== 'string'
      ? wrong(path, 'must be a string.')
      : value === ''
        ? null
        : checkText(value, path, most)

/** The first refusal of several. */
export const first = (...checks: (GraphFailure | null)[]): GraphFailure | null => checks.find((check) => check !== null) ?? null

const CARDS = messageLimits.contacts.cards.value
const CAPTION = messageLimits.media.caption.value

const media =
  (caption: boolean): ContentCheck =>
  (content, path) => {
    if (content.id === undefined && content.link === undefined) return missing(`${path}.id or ${path}.link`)
    if (content.link !== undefined && !/^https?:\/\/\S+$/i.test(String(content.link))) {
      return wrong(`${path}.link`, 'must be a public http or https URL.')
    }
    if (!caption && content.caption !== undefined) return wrong(`${path}.caption`, 'is not allowed for this type.')
    return first(
      checkOptionalText(content.caption, `${path}.caption`, CAPTION),
      checkOptionalText(content.filename, `${path}.filename`, messageLimits.media.filename.value),
    )
  }

function coordinate(value: unknown, path: string, most: number): GraphFailure | null {
  if (value === undefined || value === null || value === '') return missing(path)
  const number = Number(value)
  return Number.isFinite(number) && Math.abs(number) <= most ? null : wrong(path, `must be a number from -${most} to ${most}.`)
}

function checkContact(contact: unknown, path: string): GraphFailure | null {
  const name = isRecord(contact) ? contact.name : undefined
  if (!isRecord(name)) return missing(`${path}.name`)
  const parts = ['first_name', 'last_name', 'middle_name', 'suffix', 'prefix']
  return (
    checkText(name.formatted_name, `${path}.name.formatted_name`, 1_024) ??
    (parts.some((part) => typeof name[part] === 'string' && name[part] !== '')
      ? null
      : wrong(`${path}.name`, 'needs at least one part of the name besides formatted_name.'))
  )
}

const byType: Record<string, ContentCheck> = {
  text: (content, path) => checkText(content.body, `${path}.body`, messageLimits.text.body.value),
  image: media(true),
  video: media(true),
  document: media(true),
  audio: media(false),
  sticker: media(false),
  location: (content, path) =>
    first(coordinate(content.latitude, `${path}.latitude`, 90), coordinate(content.longitude, `${path}.longitude`, 180)),
  reaction: (content, path) =>
    content.message_id === undefined || content.message_id === ''
      ? missing(`${path}.message_id`)
      : content.emoji === undefined
        ? missing(`${path}.emoji`)
        : lengthOf(String(content.emoji)) > 12
          ? wrong(`${path}.emoji`, 'must be one emoji.')
          : null,
  interactive: checkInteractive,
  pin: (content, path) => (content.type === undefined ? missing(`${path}.type`) : null),
  template: (content) => {
    if (content.name === undefined || content.name === '') return missingParameter("template['name']")
    if (!isRecord(content.language)) return missingParameter("template['language']")
    if (!content.language.code) return missingParameter("template['language']['code']")
    return null
  },
}

export const sendableTypes = [...Object.keys(byType), 'contacts']

/** Judges `{type, <type>: {…}}`. `type` must already be known. */
export function checkContent(type: string, content: unknown): GraphFailure | null {
  if (type === 'contacts') {
    if (!Array.isArray(content) || content.length === 0) return missing('contacts')
    if (content.length > CARDS) return wrong('contacts', `holds ${content.length} contacts, at most ${CARDS} are allowed.`)
    return first(...content.map((contact, index) => checkContact(contact, `contacts[${index}]`)))
  }
  if (content === undefined || content === null) return missing(type)
  if (!isRecord(content)) return wrong(type, 'must be an object.')
  return byType[type]?.(content, type) ?? null
}

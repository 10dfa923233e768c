import { createHash } from 'node:crypto'
import { DAY, later, mediaLimits } from '@casement/platform'
import { factOn } from '@casement/platform/reference'
import { Refusal } from '../control/refusal.ts'
import { isRecord } from '../graph/request.ts'
import { mediaLink } from '../media/media-link.ts'
import type { Media, PhoneNumber } from '../world/records.ts'
import { cachedDay, type World } from '../world/world.ts'

const defaultMime: Record<string, string> = {
  image: 'image/jpeg',
  video: 'video/mp4',
  audio: 'audio/ogg; codecs=opus',
  document: 'application/pdf',
  sticker: 'image/webp',
}

const known = new Set([
  'text',
  'image',
  'video',
  'audio',
  'document',
  'sticker',
  'location',
  'contacts',
  'reaction',
  'button',
  'interactive',
  'order',
  'system',
  'edit',
  'revoke',
  'unsupported',
  'unknown',
  'request_welcome',
])

/** The content of an inbound message as its webhook carries it: `{text: {body}}`, `{image: {id, mime_type, sha256}}`… */
export function inboundContent(
  world: World,
  number: PhoneNumber,
  type: string,
  body: Record<string, unknown>,
): Record<string, unknown> {
  if (!known.has(type))
    throw new Refusal(400, `No customer can write a message of type "${type}". The types are: ${[...known].join(', ')}.`)
  const given = body[type]
  if (type in defaultMime) return { [type]: receivedMedia(world, number, type, isRecord(given) ? given : {}) }
  if (type === 'unsupported' || type === 'unknown') {
    const error = {
      code: 131051,
      title: 'Message type unknown',
      message: 'Message type unknown',
      error_data: { details: 'Message type is currently not supported.' },
    }
    return { errors: Array.isArray(body.errors) ? body.errors : [error], ...(isRecord(given) ? { [type]: given } : {}) }
  }
  if (type === 'request_welcome') return {}
  if (type === 'text') {
    const text = typeof given === 'string' ? given : isRecord(given) ? given.body : undefined
    if (typeof text !== 'string' || text === '') throw new Refusal(400, 'A text needs {"text": {"body": "…"}}.')
    return { text: isRecord(given) ? given : { body: text } }
  }
  if (type === 'contacts' ? !Array.isArray(given) : !isRecord(given)) {
    throw new Refusal(400, `A message of type ${type} needs the field "${type}", shaped as in the inbound webhook.`)
  }
  return { [type]: given }
}

/** Stores what a customer sent so that the business can fetch it in two hops. Bytes may come as base64 in `data`. */
function receivedMedia(world: World, number: PhoneNumber, type: string, given: Record<string, unknown>): Record<string, unknown> {
  const { data, size: _claimed, ...rest } = given
  if (typeof given.id === 'string' && given.sha256 !== undefined) return rest
  const bytes = Buffer.from(typeof data === 'string' ? data : sample, 'base64')
  const mimeType = typeof given.mime_type === 'string' ? given.mime_type : (defaultMime[type] as string)
  const digest = createHash('sha256').update(bytes).digest()
  const media: Media = world.media.put({
    id: world.nextId(),
    numberId: number.id,
    mimeType,
    sha256: digest.toString('hex'),
    size: bytes.length,
    filename: typeof given.filename === 'string' ? given.filename : null,
    bytes: bytes.toString('base64'),
    origin: 'inbound',
    expiresAt: later(world.now(), mediaLimits.life.inboundDays.value * DAY),
  })
  return {
    ...rest,
    mime_type: mimeType,
    sha256: digest.toString('base64'),
    id: media.id,
    ...urlOf(world, media.id),
    ...(type === 'audio' ? { voice: given.voice ?? true } : {}),
  }
}

/** Since November 2025 webhooks tell where the file is, so that the first of the two hops can be spared. */
function urlOf(world: World, id: string): { url?: string } {
  const tells = factOn('media.webhook-url', cachedDay(world.now(), 'UTC'))?.value === true
  return tells ? { url: mediaLink(world, world.origin, id, 'webhook') } : {}
}

/** One grey pixel, for customers who send a picture without saying which. */
const sample = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mOsr6//DwAFhAKAjM1mJgAAAABJRU5ErkJggg=='

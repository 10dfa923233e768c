import { createHash } from 'node:crypto'
import { DAY, later, MINUTE, mediaLimits } from '@casement/platform'
import { byteRange } from '../media/byte-range.ts'
import { kindOfMedia, problemWith } from '../media/check-file.ts'
import { keptFile } from '../media/kept-files.ts'
import { linkHash, mediaLink } from '../media/media-link.ts'
import type { Media, PhoneNumber } from '../world/records.ts'
import type { World } from '../world/world.ts'
import { GraphFailure, missingParameter, refuse, unknownNode } from './failure.ts'
import { type GraphHandler, type GraphRequest, numberParam, textParam } from './request.ts'
import type { RootTable } from './routes.ts'

const numberNode = (request: GraphRequest): PhoneNumber => request.world.numbers.get(request.path[0] as string) as PhoneNumber

/** `POST /{phone-number-id}/media`: a file is checked, kept for 30 days, and gets an id. */
export const uploadMedia: GraphHandler = (request) => {
  const { world, params, files } = request
  if (textParam(params, 'messaging_product') !== 'whatsapp') throw missingParameter('messaging_product')
  const file = files.find((one) => one.field === 'file') ?? files[0]
  if (!file) throw missingParameter('file')
  const given = textParam(params, 'type')
  // Some clients only say `image`; the part's own type is then the better witness.
  const mimeType = (given?.includes('/') ? given : file.mimeType).toLowerCase()
  const problem = problemWith(kindOfMedia(mimeType), mimeType, file.bytes)
  if (problem)
    throw new GraphFailure({
      code: problem.code,
      http: 400,
      ...(problem.code === 100 ? { message: `(#100) ${problem.details}` } : { details: problem.details }),
    })
  forgetExpired(world)
  const life = mediaLimits.life.uploadDays.value * DAY
  const ttl = numberParam(params, 'ttl_minutes')
  const media: Media = world.media.put({
    id: world.nextId(),
    numberId: numberNode(request).id,
    mimeType,
    sha256: createHash('sha256').update(file.bytes).digest('hex'),
    size: file.bytes.length,
    filename: file.filename === '' ? null : file.filename,
    bytes: file.bytes.toString('base64'),
    origin: 'upload',
    expiresAt: later(world.now(), ttl !== undefined && ttl > 0 ? Math.min(life, ttl * MINUTE) : life),
  })
  return { id: media.id }
}

/** Files whose time is over leave the memory, now and then. */
function forgetExpired(world: World): void {
  if (world.media.size % 64 !== 63) return
  const now = world.now()
  for (const old of [...world.media.values()].filter((media) => now >= media.expiresAt)) world.media.delete(old.id)
}

function mediaNode(request: GraphRequest): Media {
  const id = request.path[0] as string
  const media = request.world.media.get(id)
  const number = textParam(request.params, 'phone_number_id')
  if (!media || request.world.now() >= media.expiresAt || (number !== undefined && number !== media.numberId))
    throw unknownNode(id, request.method)
  return media
}

export const mediaEdges: Record<string, GraphHandler> = {
  GET: (request) => {
    const media = mediaNode(request)
    return {
      url: mediaLink(request.world, request.origin, media.id),
      mime_type: media.mimeType,
      sha256: media.sha256,
      file_size: media.size,
      id: media.id,
      messaging_product: 'whatsapp',
    }
  },
  DELETE: (request) => {
    request.world.media.delete(mediaNode(request).id)
    return { success: true }
  },
}

/** The second hop: the bytes, with the token, for five minutes; a byte range is answered in part. And files that need no token. */
export const mediaRoots: RootTable = {
  'GET whatsapp_business/attachments': (request) => {
    const { world, query } = request
    const media = world.media.get(query.mid ?? '')
    const seconds = Number(query.ext)
    if (!media || query.hash !== linkHash(world, media.id, seconds) || world.now() >= seconds * 1_000) {
      throw new GraphFailure({ code: 100, http: 404, message: 'The requested URL has expired or does not exist.' })
    }
    const bytes = Buffer.from(media.bytes, 'base64')
    const named = media.filename === null ? {} : { filename: media.filename }
    const part = byteRange(String(request.headers.range ?? ''), bytes.length)
    if (part === null) return { bytes, mimeType: media.mimeType, ...named }
    if (part === 'outside') throw refuse(100, `The range is outside the ${bytes.length} bytes of this file.`, 416)
    const { from, to } = part
    const range = `bytes ${from}-${to}/${bytes.length}`
    return { bytes: bytes.subarray(from, to + 1), mimeType: media.mimeType, range, ...named }
  },
  'GET files/*': (request) => {
    const file = keptFile(request.world, request.path[1] as string)
    if (!file) throw new GraphFailure({ code: 100, http: 404, message: 'The requested URL has expired or does not exist.' })
    return file
  },
}

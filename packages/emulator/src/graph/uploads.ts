import { keepFile, keepHandle } from '../media/kept-files.ts'
import { GraphFailure, invalidParameter, missingParameter, unknownNode } from './failure.ts'
import { type GraphHandler, type GraphRequest, numberParam, textParam } from './request.ts'

/** Where a resumable upload stands: the session's id is the key. */
type Session = {
  key: string
  kind: 'upload-session'
  length: number
  mimeType: string
  /** Base64 of what has come; emptied once all of it has. */
  received: string
  offset: number
  /** Null until the last byte has come. */
  handle: string | null
  [field: string]: unknown
}

/** What a resumable upload takes. */
const ALLOWED = ['application/pdf', 'image/jpeg', 'image/jpg', 'image/png', 'video/mp4']

/** `POST /{app-id}/uploads` begins a resumable upload. Answers `{id: "upload:…?sig=…"}`. */
export const beginUpload: GraphHandler = (request) => {
  const { world, params } = request
  const length = numberParam(params, 'file_length')
  const mimeType = textParam(params, 'file_type')
  if (length === undefined) throw missingParameter('file_length')
  if (!Number.isInteger(length) || length < 1) throw invalidParameter('file_length must be the number of bytes of the file.')
  if (mimeType === undefined) throw missingParameter('file_type')
  if (!ALLOWED.includes(mimeType))
    throw new GraphFailure({
      code: 100,
      http: 400,
      message: `(#100) Param file_type must be one of {${ALLOWED.join(', ')}} - got "${mimeType}".`,
    })
  const key = `upload:${Buffer.from(world.nextText(24)).toString('base64url')}`
  const session: Session = { key, kind: 'upload-session', length, mimeType, received: '', offset: 0, handle: null }
  world.things.put(session)
  return { id: `${key}?sig=ARZ${world.nextText(20)}` }
}

function sessionOf(request: GraphRequest): Session {
  const key = (request.path[0] as string).split('?')[0] as string
  const session = request.world.things.get(key) as Session | undefined
  if (session?.kind !== 'upload-session') throw unknownNode(key, request.method)
  return session
}

/** An upload session: bytes go on where `file_offset` says, and the last of them are answered with the file's handle. */
export const uploadEdges: Record<string, GraphHandler> = {
  POST: (request) => {
    const { world } = request
    const session = sessionOf(request)
    if (session.handle !== null) return { h: session.handle }
    const offset = Number(request.headers.file_offset ?? 0)
    if (offset !== session.offset)
      throw new GraphFailure({ code: 100, http: 400, message: `(#100) file_offset must be ${session.offset}.` })
    const part = request.files[0]?.bytes ?? request.raw
    const bytes = Buffer.concat([Buffer.from(session.received, 'base64'), part])
    if (bytes.length > session.length)
      throw invalidParameter(`The file was said to have ${session.length} bytes, but ${bytes.length} have come.`)
    session.offset = bytes.length
    session.received = bytes.toString('base64')
    if (bytes.length === session.length) {
      const file = keepFile(world, bytes, session.mimeType)
      session.received = ''
      session.handle = `4::${Buffer.from(session.mimeType).toString('base64')}:ARb${world.nextText(30)}:e:${Math.floor(world.now() / 1_000)}`
      keepHandle(world, session.handle, file)
    }
    world.things.put(session)
    return session.handle === null ? { id: session.key, file_offset: session.offset } : { h: session.handle }
  },
  GET: (request) => {
    const session = sessionOf(request)
    return { id: session.key, file_offset: session.offset }
  },
}

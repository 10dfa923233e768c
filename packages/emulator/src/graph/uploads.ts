import { GraphFailure, missingParameter, unknownNode } from './failure.ts'
import { type GraphHandler, type GraphRequest, numberParam, textParam } from './request.ts'

/** Where resumable uploads stand: the session's text is the key. */
type Session = {
  key: string
  kind: 'upload-session'
  length: number
  mimeType: string
  received: string
  [field: string]: unknown
}

const ALLOWED = ['application/pdf', 'image/jpeg', 'image/jpg', 'image/png', 'video/mp4']

/** `POST /{app-id}/uploads` begins a resumable upload. */
export const beginUpload: GraphHandler = (request) => {
  const { world, params } = request
  const length = numberParam(params, 'file_length')
  const mimeType = textParam(params, 'file_type')
  if (length === undefined) throw missingParameter('file_length')
  if (mimeType === undefined) throw missingParameter('file_type')
  if (!ALLOWED.includes(mimeType))
    throw new GraphFailure({
      code: 100,
      http: 400,
      message: `(#100) Param file_type must be one of {${ALLOWED.join(', ')}} - got "${mimeType}".`,
    })
  const key = `upload:${Buffer.from(world.nextText(24)).toString('base64url')}`
  const session: Session = { key, kind: 'upload-session', length, mimeType, received: '' }
  world.things.put(session)
  return { id: `${key}?sig=ARZ${world.nextText(20)}` }
}

function sessionOf(request: GraphRequest): Session {
  const key = (request.path[0] as string).split('?')[0] as string
  const session = request.world.things.get(key) as Session | undefined
  if (session?.kind !== 'upload-session') throw unknownNode(key, request.method)
  return session
}

export const uploadEdges: Record<string, GraphHandler> = {
  POST: (request) => {
    const session = sessionOf(request)
    const offset = Number(request.headers.file_offset ?? 0)
    const before = Buffer.from(session.received, 'base64')
    if (offset !== before.length)
      throw new GraphFailure({ code: 100, http: 400, message: `(#100) file_offset must be ${before.length}.` })
    const bytes = Buffer.concat([before, request.raw])
    session.received = bytes.toString('base64')
    request.world.things.put(session)
    return {
      h: `4::${Buffer.from(session.mimeType).toString('base64')}:ARb${request.world.nextText(30)}:e:${Math.floor(request.world.now() / 1_000)}`,
    }
  },
  GET: (request) => {
    const session = sessionOf(request)
    return { id: session.key, file_offset: Buffer.from(session.received, 'base64').length }
  },
}

import type { PhoneNumber } from '../world/records.ts'
import { GraphFailure, missingParameter, unknownNode } from './failure.ts'
import { pageOf } from './page.ts'
import { type GraphHandler, type GraphRequest, textParam } from './request.ts'

type QrCode = {
  key: string
  kind: 'qr'
  numberId: string
  code: string
  message: string
  image: string | null
  [field: string]: unknown
}

const MOST = 2_000
const numberNode = (request: GraphRequest): PhoneNumber => request.world.numbers.get(request.path[0] as string) as PhoneNumber
const keyOf = (numberId: string, code: string): string => `qr:${numberId}:${code}`

function codesOf(request: GraphRequest): QrCode[] {
  const found: QrCode[] = []
  for (const thing of request.world.things.values())
    if (thing.kind === 'qr' && thing.numberId === request.path[0]) found.push(thing as QrCode)
  return found
}

function describe(request: GraphRequest, qr: QrCode): Record<string, unknown> {
  return {
    code: qr.code,
    prefilled_message: qr.message,
    deep_link_url: `https://wa.me/message/${qr.code}`,
    ...(qr.image === null ? {} : { qr_image_url: `${request.origin}/qr/${qr.code}.${qr.image.toLowerCase()}` }),
  }
}

function readMessage(request: GraphRequest): string {
  const message = textParam(request.params, 'prefilled_message')
  if (message === undefined) throw missingParameter('prefilled_message')
  if ([...message].length > 140)
    throw new GraphFailure({
      code: 100,
      http: 400,
      message: '(#100) Param prefilled_message must be at most 140 characters long.',
    })
  return message
}

function find(request: GraphRequest, code: string): QrCode {
  const qr = request.world.things.get(keyOf(request.path[0] as string, code)) as QrCode | undefined
  if (!qr) throw unknownNode(code, request.method)
  return qr
}

function update(request: GraphRequest, code: string): Record<string, unknown> {
  const qr = find(request, code)
  qr.message = readMessage(request)
  request.world.things.put(qr)
  return describe(request, qr)
}

/** Links that open a chat with a text already written. */
export const qrCodeEdges: Record<string, GraphHandler> = {
  'POST message_qrdls': (request) => {
    const code = textParam(request.params, 'code')
    if (code !== undefined) return update(request, code)
    if (codesOf(request).length >= MOST)
      throw new GraphFailure({ code: 100, http: 400, message: `(#100) A number has at most ${MOST} QR codes.` })
    const number = numberNode(request)
    const fresh = request.world.nextText(14).toUpperCase()
    const image = textParam(request.params, 'generate_qr_image')?.toUpperCase() ?? null
    const qr: QrCode = {
      key: keyOf(number.id, fresh),
      kind: 'qr',
      numberId: number.id,
      code: fresh,
      message: readMessage(request),
      image,
    }
    request.world.things.put(qr)
    return describe(request, qr)
  },
  'GET message_qrdls': (request) =>
    pageOf(
      request,
      codesOf(request).map((qr) => describe(request, qr)),
      `${request.path[0]}/message_qrdls`,
    ),
  'GET message_qrdls/*': (request) => ({ data: [describe(request, find(request, request.path[2] as string))] }),
  'POST message_qrdls/*': (request) => update(request, request.path[2] as string),
  'DELETE message_qrdls/*': (request) => {
    request.world.things.delete(find(request, request.path[2] as string).key)
    return { success: true }
  },
}

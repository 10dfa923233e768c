import { businessLimits } from '@casement/platform/reference'
import { qrPng, qrSvg } from '../qr/draw-qr.ts'
import type { World } from '../world/world.ts'
import { GraphFailure, missingParameter, unknownNode } from './failure.ts'
import { pageOf } from './page.ts'
import { checkLength, notOneOf } from './refuse-parameter.ts'
import { type GraphAnswer, type GraphHandler, type GraphRequest, textParam } from './request.ts'
import type { RootTable } from './routes.ts'
import { type Fields, parseFields, selectFields } from './select-fields.ts'

/** A link that opens a chat with a text already written, and its picture. */
type QrCode = {
  key: string
  kind: 'qr'
  numberId: string
  code: string
  message: string
  image: Format | null
  [field: string]: unknown
}

const FORMATS = ['PNG', 'SVG'] as const
type Format = (typeof FORMATS)[number]

const limits = businessLimits.qr
const keyOf = (numberId: string, code: string): string => `qr:${numberId}:${code}`
const linkOf = (code: string): string => `https://wa.me/message/${code}`

function* codesOf(world: World, numberId: string): Generator<QrCode> {
  for (const thing of world.things.values())
    if (thing.kind === 'qr' && thing.numberId === numberId) yield thing as unknown as QrCode
}

function readFormat(format: string | undefined): Format | null {
  if (format === undefined) return null
  const found = FORMATS.find((one) => one === format.toUpperCase())
  if (!found) throw notOneOf('generate_qr_image', FORMATS, format)
  return found
}

function describe(request: GraphRequest, qr: QrCode): Record<string, unknown> {
  const address = (format: Format) => `${request.origin}/qr_images/${qr.code}.${format.toLowerCase()}`
  const fields: Fields = {
    code: () => qr.code,
    prefilled_message: () => qr.message,
    deep_link_url: () => linkOf(qr.code),
    qr_image_url: (spec) => {
      const format = readFormat(spec.modifiers.format) ?? qr.image
      return format === null ? undefined : address(format)
    },
  }
  const wanted = textParam(request.params, 'fields')
  const specs = wanted === undefined ? [] : parseFields(wanted)
  const defaults = ['code', 'prefilled_message', 'deep_link_url', 'qr_image_url']
  return selectFields(fields, specs.length > 0 ? wanted : undefined, defaults, 'WhatsAppMessageQRCode')
}

function readMessage(request: GraphRequest): string {
  const message = textParam(request.params, 'prefilled_message')
  if (message === undefined) throw missingParameter('prefilled_message')
  return checkLength('prefilled_message', message, limits.message.value)
}

function find(request: GraphRequest, code: string): QrCode {
  const qr = request.world.things.get(keyOf(request.path[0] as string, code)) as QrCode | undefined
  if (!qr) throw unknownNode(code, request.method)
  return qr
}

function update(request: GraphRequest, code: string): Record<string, unknown> {
  const qr = find(request, code)
  qr.message = readMessage(request)
  qr.image = readFormat(textParam(request.params, 'generate_qr_image')) ?? qr.image
  request.world.things.put(qr)
  return describe(request, qr)
}

const create: GraphHandler = (request) => {
  const { world, params } = request
  const known = textParam(params, 'code')
  if (known !== undefined) return update(request, known)
  const numberId = request.path[0] as string
  const message = readMessage(request)
  const image = readFormat(textParam(params, 'generate_qr_image'))
  if ([...codesOf(world, numberId)].length >= limits.links.value)
    throw new GraphFailure({ code: 100, http: 400, message: `(#100) A number has at most ${limits.links.value} QR codes.` })
  const code = world.nextText(14).toUpperCase()
  const qr: QrCode = { key: keyOf(numberId, code), kind: 'qr', numberId, code, message, image }
  world.things.put(qr)
  return describe(request, qr)
}

/** Links that open a chat with a text already written. One of them is read as a list of one, as Graph does. */
export const qrCodeEdges: Record<string, GraphHandler> = {
  'POST message_qrdls': create,
  'GET message_qrdls': (request) => {
    const rows = [...codesOf(request.world, request.path[0] as string)].map((qr) => describe(request, qr))
    return pageOf(request, rows, `${request.path[0]}/message_qrdls`)
  },
  'GET message_qrdls/*': (request) => ({ data: [describe(request, find(request, request.path[2] as string))] }),
  'POST message_qrdls/*': (request) => update(request, request.path[2] as string),
  'DELETE message_qrdls/*': (request) => {
    request.world.things.delete(find(request, request.path[2] as string).key)
    return { success: true }
  },
}

function qrImage({ path }: GraphRequest): GraphAnswer {
  const [, code, format] = /^([0-9A-Z]{14})\.(png|svg)$/.exec(path[1] ?? '') ?? []
  if (code === undefined) throw new GraphFailure({ code: 100, http: 404, message: 'The requested URL does not exist.' })
  return format === 'svg'
    ? { bytes: Buffer.from(qrSvg(linkOf(code))), mimeType: 'image/svg+xml' }
    : { bytes: qrPng(linkOf(code)), mimeType: 'image/png' }
}

/** The pictures, for whoever has their link. */
export const qrRoots: RootTable = { 'GET qr_images/*': qrImage }

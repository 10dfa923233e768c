import type { FastifyRequest } from 'fastify'
import { GraphFailure } from './failure.ts'
import { readJsonText } from './read-json.ts'
import { isRecord, type UploadedFile } from './request.ts'

export type ParsedBody = { params: Record<string, unknown>; body: unknown; raw: Buffer; files: UploadedFile[] }

const EMPTY = Buffer.alloc(0)

/** Reads a body in any of the forms Graph takes: JSON, form, multipart, bytes. Throws GraphFailure when it cannot be read. */
export async function parseBody(request: FastifyRequest): Promise<ParsedBody> {
  if (request.isMultipart()) return await parseMultipart(request)
  const raw = Buffer.isBuffer(request.body) ? request.body : EMPTY
  const type = String(request.headers['content-type'] ?? '').toLowerCase()
  const none = { params: {}, body: undefined, raw, files: [] }
  if (raw.length === 0) return none
  if (type.includes('application/x-www-form-urlencoded')) {
    const params = Object.fromEntries(new URLSearchParams(raw.toString('utf8')))
    return { params, body: params, raw, files: [] }
  }
  if (type.includes('json') || (type === '' && /^\s*\{/.test(raw.subarray(0, 32).toString('latin1')))) {
    const body = readJson(raw)
    return { params: isRecord(body) ? body : {}, body, raw, files: [] }
  }
  return none
}

function readJson(raw: Buffer): unknown {
  try {
    return readJsonText(raw.toString('utf8'))
  } catch {
    throw new GraphFailure({
      code: 100,
      http: 400,
      message: '(#100) Invalid parameter',
      details: 'The request body is not valid JSON.',
    })
  }
}

async function parseMultipart(request: FastifyRequest): Promise<ParsedBody> {
  const params: Record<string, unknown> = {}
  const files: UploadedFile[] = []
  try {
    for await (const part of request.parts()) {
      if (part.type === 'file') {
        files.push({
          field: part.fieldname,
          filename: part.filename ?? '',
          mimeType: part.mimetype,
          bytes: await part.toBuffer(),
        })
      } else params[part.fieldname] = part.value
    }
  } catch {
    throw new GraphFailure({
      code: 100,
      http: 400,
      message: '(#100) Invalid parameter',
      details: 'The multipart body is not complete.',
    })
  }
  return { params, body: params, raw: EMPTY, files }
}

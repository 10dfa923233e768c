import { pipeline, type Readable } from 'node:stream'
import { createGunzip } from 'node:zlib'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import type pg from 'pg'
import { z } from 'zod'
import type { Routes } from '../http/fastify-app.ts'
import { problem } from '../http/problems.ts'
import { isCountry } from './phone.ts'
import { PREVIEW_BYTES, previewImport } from './preview-import.ts'
import { receiveImport, type Upload } from './receive-import.ts'
import { withSteadyHeap } from './steady-heap.ts'

const TYPES = ['text/csv', 'text/plain', 'application/csv', 'application/vnd.ms-excel', 'application/octet-stream']

export const ImportQuery = z.object({
  map: z
    .union([z.string().max(200), z.array(z.string().max(200)).max(200)])
    .optional()
    .describe(
      'column=field, as often as needed; field is phone, name, firstName, lastName, ignore, attribute.KEY or consent.PURPOSE',
    ),
  country: z
    .string()
    .refine(isCountry, 'give the two letters of a country, such as GB')
    .optional()
    .describe('The country of numbers written without one'),
  file: z.string().max(200).optional().describe('The file’s name, kept as the evidence’s reference'),
  wording: z.string().max(1_000).optional().describe('What people agreed to, kept with each consent of the file'),
})

/** Importing contacts from a file. The body is the file itself, read as it comes, never whole in memory. */
export const importRoutes =
  ({ pool, onReady }: { pool: pg.Pool; onReady: () => void }): Routes =>
  async (app) => {
    takeFiles(app)

    app.post(
      '/v1/contacts/import',
      {
        config: { access: 'manager', slowUpload: true },
        schema: {
          summary: 'Import contacts from a CSV file, sent as the body with content-type text/csv',
          description:
            'The first line names the columns. One of them is the phone number; the others become name, consent or attributes. ' +
            'The answer comes when the file has arrived; GET /v1/jobs/{id} tells how far its import is. Importing a file again changes nothing twice.',
          tags: ['contacts'],
          consumes: ['text/csv'],
          querystring: ImportQuery,
          response: { 202: z.object({ job: z.object({ id: z.uuid() }) }) },
        },
      },
      async (request, reply) => {
        const { map, ...query } = request.query
        const { actor } = request
        const job = await receiveFile(pool, request, {
          ...query,
          workspaceId: actor.workspaceId,
          maps: [map ?? []].flat(),
          by: { id: actor.id, name: actor.name },
        })
        onReady()
        return reply.code(202).send({ job })
      },
    )

    app.post(
      '/v1/contacts/import/preview',
      {
        config: { access: 'manager' },
        schema: {
          summary: 'What the beginning of a CSV file would become; nothing is kept',
          description: `Send the first ${PREVIEW_BYTES} bytes of the file, or all of a smaller one, as the body with content-type text/csv.`,
          tags: ['contacts'],
          consumes: ['text/csv'],
          querystring: ImportQuery.pick({ map: true, country: true }),
          response: { 200: Preview },
        },
      },
      async (request) => {
        const { map, country } = request.query
        return previewImport(await beginningOf(request), { maps: [map ?? []].flat(), country })
      },
    )
  }

const Preview = z.object({
  columns: z.array(z.object({ name: z.string(), target: z.string().nullable(), samples: z.array(z.string()) })),
  problems: z.array(z.string()).describe('What must be changed before the file can be taken'),
  rows: z.array(
    z.object({ line: z.int(), phone: z.string().optional(), name: z.string().optional(), problem: z.string().optional() }),
  ),
})

async function beginningOf(request: FastifyRequest): Promise<Buffer> {
  const body = fileOf(request)
  const pieces: Buffer[] = []
  let size = 0
  for await (const piece of body.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    pieces.push(piece)
    size += piece.length
    if (size >= PREVIEW_BYTES) break
  }
  if (!body.destroyed) body.resume()
  return Buffer.concat(pieces)
}

/** The routes of this group take a file as their body. */
export function takeFiles(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  // The handler reads the stream itself; the body stays undefined.
  app.addContentTypeParser(TYPES, (_request, _payload, done) => done(null, undefined))
  app.addContentTypeParser('*', (_request, _payload, done) =>
    done(problem('media-type', 'Send the file itself as the body, with content-type text/csv (gzip is understood).')),
  )
}

/** Takes the body of a request as the file of an import. */
export async function receiveFile(pool: pg.Pool, request: FastifyRequest, upload: Upload): Promise<{ id: string }> {
  const body = fileOf(request)
  return withSteadyHeap(() => receiveImport(pool, body, upload)).catch((error: unknown) => {
    // The caller hears the answer only once all was taken from its hands.
    if (!body.destroyed) body.resume()
    throw unreadable(error)
  })
}

function fileOf(request: FastifyRequest): Readable {
  const encoding = request.headers['content-encoding']
  if (encoding === undefined || encoding === 'identity') return request.raw
  if (encoding !== 'gzip') throw problem('media-type', `The content-encoding ${encoding} is not understood: send gzip, or none.`)
  return pipeline(request.raw, createGunzip(), () => {})
}

const unreadable = (error: unknown): unknown =>
  error instanceof Error && 'code' in error && String(error.code).startsWith('Z_')
    ? problem('unreadable', 'The body is not gzip, although content-encoding says so.', { cause: error })
    : error

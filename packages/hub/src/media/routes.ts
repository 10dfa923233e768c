import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import { mediaLimits } from '@casement/platform'
import type { FastifyRequest } from 'fastify'
import type pg from 'pg'
import { z } from 'zod'
import type { PlatformClock } from '../clock/platform-clock.ts'
import { row } from '../database/database.ts'
import { uuid7 } from '../database/uuid7.ts'
import type { Routes } from '../http/fastify-app.ts'
import { problem } from '../http/problems.ts'
import { boundUploads } from './bound-uploads.ts'
import { examineFile } from './examine-file.ts'
import type { MediaStore, Range } from './media-store.ts'

const LARGEST = mediaLimits.document.maxBytes.value
/** What a browser may show in place; everything else is handed over as a file. */
const SHOWN = /^(image\/(jpeg|png|webp|gif)|video\/(mp4|3gpp)|audio\/(aac|amr|mpeg|mp4|ogg))$/

type MediaRow = {
  id: string
  state: 'waiting' | 'kept' | 'failed'
  because: string | null
  mime_type: string
  filename: string | null
  bytes: number
  sha256: Buffer
  store: string
}

/** Files: what customers sent, and what we may send. */
export const mediaRoutes =
  ({ pool, clock, stores }: { pool: pg.Pool; clock: PlatformClock; stores: readonly [MediaStore, ...MediaStore[]] }): Routes =>
  async (app) => {
    const uploads = boundUploads()
    app.removeAllContentTypeParsers()
    // The handler reads the stream itself; the body stays undefined.
    app.addContentTypeParser('*', (_request, _payload, done) => done(null, undefined))

    app.post(
      '/v1/media',
      {
        config: { access: 'agent', slowUpload: true },
        schema: {
          summary: 'Upload a file, sent as the body with its content-type',
          description:
            'Its type is told from its bytes. What the platform would refuse is named in `findings`; with `repair`, pictures become JPEGs it takes. The id may be used in messages, as `{"image": {"id": …}}`.',
          tags: ['media'],
          querystring: z.object({
            name: z.string().min(1).max(240).default('file'),
            as: z.enum(['image', 'video', 'audio', 'document', 'sticker']).optional(),
            repair: z.enum(['true', 'false']).default('true'),
          }),
        },
      },
      async (request, reply) => {
        const { workspaceId, id: createdBy } = request.actor
        const leave = uploads.enter(workspaceId)
        try {
          const { name, as, repair } = request.query
          const given = await receive(request)
          const { bytes, kind, facts, findings, repairs } = await examineFile(given, {
            name,
            as,
            repair: repair === 'true',
            now: clock.now(),
          })
          const wrong = findings.find(({ severity }) => severity === 'error')
          if (wrong) throw problem('content-invalid', wrong.fix, { rule: wrong.rule, findings })
          const id = uuid7()
          const [store] = stores
          await store.put(workspaceId, id, bytes)
          await pool.query(
            `insert into media (workspace_id, id, origin, state, mime_type, filename, bytes, sha256, facts, store, created_by)
             values ($1, $2, 'uploaded', 'kept', $3, $4, $5, $6, $7, $8, $9)`,
            [
              workspaceId,
              id,
              facts.mime,
              renamed(name, facts.mime),
              bytes.length,
              createHash('sha256').update(bytes).digest(),
              JSON.stringify(facts),
              store.place,
              createdBy,
            ],
          )
          return reply.code(201).send({ id, kind, mimeType: facts.mime, bytes: bytes.length, facts, repairs, findings })
        } finally {
          leave()
        }
      },
    )

    app.get(
      '/v1/media/:id',
      {
        config: { access: 'viewer' },
        schema: {
          summary: 'A file; parts of it by Range',
          tags: ['media'],
          params: z.object({ id: z.uuid() }),
          querystring: z.object({ download: z.enum(['true', 'false']).default('false') }),
        },
      },
      async (request, reply) => {
        const { workspaceId } = request.actor
        const media = await row<MediaRow>(
          pool,
          'select id, state, because, mime_type, filename, bytes::float8 as bytes, sha256, store from media where workspace_id = $1 and id = $2',
          [workspaceId, request.params.id],
        )
        if (!media) throw problem('not-found', `This workspace has no file with the id ${request.params.id}.`)
        if (media.state === 'failed') throw problem('gone', media.because ?? 'This file could not be fetched.')
        if (media.state === 'waiting')
          throw problem('unavailable', 'This file is still being fetched: ask again in a moment.', {
            headers: { 'retry-after': '2' },
          })
        const store = stores.find(({ place }) => place === media.store)
        if (!store) throw problem('unavailable', `This file lies in ${media.store}, which MEDIA_STORE does not name any more.`)

        const etag = `"${media.sha256.toString('hex').slice(0, 32)}"`
        const type = media.mime_type.split(';')[0]?.trim().toLowerCase() ?? ''
        const shown = SHOWN.test(type) && request.query.download !== 'true'
        reply
          .header('content-type', shown ? type : 'application/octet-stream')
          .header('content-disposition', disposition(shown ? 'inline' : 'attachment', media.filename ?? media.id))
          .header('x-content-type-options', 'nosniff')
          .header('content-security-policy', `default-src 'none'; sandbox`)
          .header('cache-control', 'private, max-age=86400, immutable')
          .header('accept-ranges', 'bytes')
          .header('etag', etag)
        if (request.headers['if-none-match'] === etag) return reply.code(304).send()
        const wanted = media.bytes === 0 ? null : rangeOf(request.headers.range, media.bytes)
        if (wanted === 'outside')
          return reply.code(416).header('content-range', `bytes */${media.bytes}`).type('text/plain').send('')
        const { start, end } = wanted ?? { start: 0, end: media.bytes - 1 }
        if (wanted) reply.code(206).header('content-range', `bytes ${start}-${end}/${media.bytes}`)
        reply.header('content-length', end - start + 1)
        return reply.send(media.bytes === 0 ? '' : Readable.from(store.read(workspaceId, media.id, { start, end })))
      },
    )
  }

async function receive(request: FastifyRequest): Promise<Buffer> {
  const told = Number(request.headers['content-length'])
  const tooLarge = () => problem('too-large', 'A file holds at most 100 MB: send it in another way.')
  if (told > LARGEST) throw tooLarge()
  const pieces: Buffer[] = []
  let size = 0
  for await (const piece of request.raw as AsyncIterable<Buffer>) {
    size += piece.length
    if (size > LARGEST) throw tooLarge()
    pieces.push(piece)
  }
  if (size === 0) throw problem('content-invalid', 'The file is empty: send its bytes as the body.')
  return Buffer.concat(pieces)
}

/** One range of bytes, as RFC 9110 writes it; null for none, or for one that is better ignored. */
export function rangeOf(header: string | undefined, size: number): Range | 'outside' | null {
  const found = /^bytes=(\d*)-(\d*)$/.exec(header?.trim() ?? '')
  if (!found || (found[1] === '' && found[2] === '')) return null
  if (found[1] === '') {
    const last = Math.min(Number(found[2]), size)
    return last === 0 ? 'outside' : { start: size - last, end: size - 1 }
  }
  const start = Number(found[1])
  const end = found[2] === '' ? size - 1 : Math.min(Number(found[2]), size - 1)
  if (start >= size) return 'outside'
  return end < start ? null : { start, end }
}

/** A name that survives every browser: plain characters, and the whole of it in UTF-8 (RFC 6266). */
const disposition = (how: 'inline' | 'attachment', name: string): string => {
  const plain = name.replace(/[^\w. -]/g, '_')
  const whole = encodeURIComponent(name).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`)
  return `${how}; filename="${plain}"; filename*=UTF-8''${whole}`
}

/** A picture that became a JPEG is called one. */
const renamed = (name: string, mime: string): string =>
  mime === 'image/jpeg' && !/\.jpe?g$/i.test(name) ? `${name.replace(/\.[a-z0-9]{1,8}$/i, '')}.jpg` : name

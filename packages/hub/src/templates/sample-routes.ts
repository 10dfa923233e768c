import { mediaLimits } from '@casement/platform'
import { z } from 'zod'
import type { Routes } from '../http/fastify-app.ts'
import { problem } from '../http/problems.ts'
import { keepSample, markOf, requireSample } from './samples.ts'
import type { Tools } from './submit-draft.ts'

/** What the platform's upload takes, by the bytes a file of that kind begins with. */
const KINDS: readonly { mime: string; begins: readonly (number | null)[] }[] = [
  { mime: 'image/jpeg', begins: [0xff, 0xd8, 0xff] },
  { mime: 'image/png', begins: [0x89, 0x50, 0x4e, 0x47] },
  { mime: 'application/pdf', begins: [0x25, 0x50, 0x44, 0x46] },
  { mime: 'video/mp4', begins: [null, null, null, null, 0x66, 0x74, 0x79, 0x70] },
]
const MEGABYTE = 1_048_576
const MOST_BYTES = mediaLimits.video.maxBytes.value
const MOST_PICTURE_BYTES = mediaLimits.image.maxBytes.value

/** Sample files of headers: kept here, so that a preview shows them and each submission can give them to the platform anew. */
export const sampleRoutes =
  ({ pool }: Pick<Tools, 'pool'>): Routes =>
  async (app) => {
    app.removeAllContentTypeParsers()
    app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: MOST_BYTES }, (_request, body, done) => done(null, body))

    app.post(
      '/v1/templates/samples',
      {
        config: { access: 'manager' },
        bodyLimit: MOST_BYTES,
        schema: {
          summary: 'Keep a sample file for the header of a template, sent as the body',
          tags: ['templates'],
          querystring: z.object({ name: z.string().min(1).max(200) }),
          consumes: KINDS.map(({ mime }) => mime),
        },
      },
      async (request, reply) => {
        const bytes = request.body as Buffer
        if (!Buffer.isBuffer(bytes) || bytes.length === 0) throw problem('unreadable', 'The file is empty: choose another.')
        const kind = KINDS.find(({ begins }) => begins.every((byte, at) => byte === null || bytes[at] === byte))
        if (!kind)
          throw problem(
            'media-type',
            'Meta takes JPEG and PNG pictures, MP4 videos and PDF documents as samples: convert the file to one of them.',
          )
        if (kind.mime.startsWith('image/') && bytes.length > MOST_PICTURE_BYTES)
          throw problem(
            'too-large',
            `The picture has ${Math.ceil(bytes.length / MEGABYTE)} MB: make it smaller than ${MOST_PICTURE_BYTES / MEGABYTE} MB.`,
          )
        const { workspaceId } = request.actor
        const id = await keepSample(pool, workspaceId, { name: request.query.name, mime: kind.mime, bytes })
        return reply.code(201).send({ id, handle: markOf(id), mime: kind.mime, url: `/v1/templates/samples/${id}` })
      },
    )

    app.get(
      '/v1/templates/samples/:id',
      {
        config: { access: 'viewer' },
        schema: { summary: 'A sample file', tags: ['templates'], params: z.object({ id: z.uuid() }) },
      },
      async (request, reply) => {
        const sample = await requireSample(pool, request.actor.workspaceId, request.params.id)
        return reply
          .type(sample.mime)
          .header('cache-control', 'private, max-age=86400, immutable')
          .header('content-disposition', `inline; filename*=UTF-8''${encodeURIComponent(sample.name)}`)
          .send(sample.bytes)
      },
    )
  }

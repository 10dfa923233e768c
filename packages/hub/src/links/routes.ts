import { isbot } from 'isbot'
import type pg from 'pg'
import { z } from 'zod'
import type { PlatformClock } from '../clock/platform-clock.ts'
import { row } from '../database/database.ts'
import type { Routes } from '../http/fastify-app.ts'
import { problem } from '../http/problems.ts'
import type { HitCounter } from './count-hits.ts'
import { readCode } from './link-code.ts'

/** Links whose address is remembered here: each saves two questions to the database. */
const MOST_KNOWN = 10_000

/** Where followed links lead on: only to addresses we sent ourselves. Machines that look ahead are led on too, and not counted. */
export const linkRoutes =
  ({ pool, clock, hits, secret }: { pool: pg.Pool; clock: PlatformClock; hits: HitCounter; secret: Buffer }): Routes =>
  async (app) => {
    const known = new Map<string, { workspaceId: string; url: string }>()

    const find = async (key: Buffer) => {
      const name = key.toString('base64')
      const found = known.get(name) ?? (await lookUp(pool, key))
      if (!found) return null
      known.delete(name)
      known.set(name, found)
      if (known.size > MOST_KNOWN) known.delete(known.keys().next().value as string)
      return found
    }

    app.get(
      '/r/:code',
      {
        schema: {
          summary: 'Leads on to where a link in a message goes',
          tags: ['links'],
          params: z.object({ code: z.string().max(64) }),
        },
      },
      async (request, reply) => {
        const code = readCode(secret, request.params.code)
        const found = code && (await find(code.key))
        if (!code || !found)
          throw problem('not-found', 'This link leads nowhere: it may be incomplete, or its message was erased.')
        if (request.method === 'GET' && isPerson(request.headers)) {
          hits.count({ workspaceId: found.workspaceId, key: code.key, recipient: code.recipient, at: clock.now() })
        }
        return reply.header('cache-control', 'no-store').header('x-robots-tag', 'noindex').redirect(found.url, 302)
      },
    )
  }

async function lookUp(pool: pg.Pool, key: Buffer): Promise<{ workspaceId: string; url: string } | null> {
  const route = await row<{ workspace_id: string }>(pool, 'select workspace_id from link_routes where key = $1', [key])
  if (!route) return null
  const link = await row<{ url: string }>(pool, 'select url from tracked_links where workspace_id = $1 and key = $2', [
    route.workspace_id,
    key,
  ])
  return link ? { workspaceId: route.workspace_id, url: link.url } : null
}

/** Link previews, crawlers and what a browser fetches ahead say who they are. */
function isPerson(headers: Readonly<Record<string, string | string[] | undefined>>): boolean {
  const agent = headers['user-agent']
  if (typeof agent !== 'string' || isbot(agent) || /whatsapp|facebookexternalhit|facebot/i.test(agent)) return false
  const purpose = `${headers['sec-purpose'] ?? ''} ${headers.purpose ?? ''} ${headers['x-moz'] ?? ''}`
  return !/prefetch|preview|prerender/i.test(purpose)
}

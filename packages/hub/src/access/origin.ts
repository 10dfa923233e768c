import type { FastifyRequest } from 'fastify'
import { problem } from '../http/problems.ts'

const reading = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * A browser sends its cookie along whoever made the page, so a write by cookie must come from our own pages: its Origin (or, where
 * a browser leaves that out, Sec-Fetch-Site) must be ours. Programs without either are no browsers and carry no foreign page's will.
 * Throws a problem otherwise.
 */
export function refuseForeignOrigin(request: FastifyRequest, publicUrl: string): void {
  if (reading.has(request.method)) return
  const { origin } = request.headers
  const site = request.headers['sec-fetch-site']
  const ours =
    origin !== undefined ? isOurs(origin, request, publicUrl) : site === undefined || site === 'same-origin' || site === 'none'
  if (ours) return
  throw problem('foreign-origin', `Send this from ${publicUrl}, or use an API key: pages of other sites may not act for you.`)
}

function isOurs(origin: string, request: FastifyRequest, publicUrl: string): boolean {
  return origin === publicUrl || URL.parse(origin)?.host === request.host
}

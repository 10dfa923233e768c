import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { World } from '../world/world.ts'
import { serveStream } from './stream.ts'

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
}

/** Nothing from elsewhere, nothing inline, nobody may frame it. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

type Asset = { bytes: Buffer; type: string; etag: string }

/**
 * The page at `/`, for whoever asks for HTML; every other `GET /` goes on to Graph. Its files are read once, at start, and need no
 * build: they are what the browser runs. Only the typeface comes from its package, or, in a packed copy, lies beside the others.
 */
export function servePage(app: FastifyInstance, world: World): void {
  const assets = readAssets()
  app.addHook('onRequest', async (request, reply) => {
    if (request.method === 'GET' && wantsPage(request)) return send(request, reply, assets.get('index.html'))
  })
  app.get('/_emulator/page/:file', (request, reply) =>
    send(request, reply, assets.get((request.params as { file: string }).file)),
  )
  serveStream(app, world)
}

function wantsPage({ url, headers }: FastifyRequest): boolean {
  if (url !== '/' && !url.startsWith('/?')) return false
  return headers.accept?.includes('text/html') === true && headers.authorization === undefined && !url.includes('access_token=')
}

function readAssets(): Map<string, Asset> {
  const folder = join(import.meta.dirname, 'assets')
  const assets = new Map<string, Asset>()
  for (const name of readdirSync(folder)) {
    const type = types[extname(name)]
    if (type) assets.set(name, assetOf(readFileSync(join(folder, name)), type))
  }
  if (!assets.has('inter.woff2')) {
    const file = fileURLToPath(import.meta.resolve('@fontsource-variable/inter/files/inter-latin-opsz-normal.woff2'))
    assets.set('inter.woff2', assetOf(readFileSync(file), 'font/woff2'))
  }
  return assets
}

const assetOf = (bytes: Buffer, type: string): Asset => ({
  bytes,
  type,
  etag: `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 20)}"`,
})

function send(request: FastifyRequest, reply: FastifyReply, asset: Asset | undefined): FastifyReply {
  if (!asset) return reply.code(404).send({ error: { message: `The page has no file ${request.url}.` } })
  reply.headers({
    'content-security-policy': POLICY,
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'no-referrer',
    'cache-control': 'no-cache',
    vary: 'Accept',
    etag: asset.etag,
  })
  if (request.headers['if-none-match'] === asset.etag) return reply.code(304).send()
  return reply.type(asset.type).send(asset.bytes)
}

import { timingSafeEqual } from 'node:crypto'
import type { PlatformClock } from '../clock/platform-clock.ts'
import type { Routes } from '../http/fastify-app.ts'
import { problem } from '../http/problems.ts'
import type { AppSecrets } from './apps.ts'
import type { Journal } from './record-webhook.ts'
import { signatureMatches } from './verify-signature.ts'

/** Meta sends at most 3 MB; a little more is taken, so that a body at the limit is not lost to a header's worth of bytes. */
const BODY_LIMIT = 4 * 1_048_576

type Params = { appId?: string }
type Query = { 'hub.mode'?: string; 'hub.challenge'?: string; 'hub.verify_token'?: string }

/**
 * Where the platform's webhooks come in. 401 without a right signature over the raw bytes, 200 only once they are on disk; what
 * they mean is somebody else's work, and a body nobody can read is kept all the same.
 */
export const webhookRoutes =
  ({ journal, clock, apps, refuse }: { journal: Journal; clock: PlatformClock; apps: AppSecrets; refuse: () => void }): Routes =>
  async (app) => {
    app.removeAllContentTypeParsers()
    app.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: BODY_LIMIT }, (_request, body, done) => done(null, body))

    /** The app that the address names. The environment's was given without its id: whatever else is named is its, if it knows its secret. */
    const appOf = async ({ appId }: Params) => (await apps.find(appId)) ?? apps.find(undefined)

    for (const url of ['/webhooks/whatsapp', '/webhooks/whatsapp/:appId']) {
      app.get<{ Params: Params; Querystring: Query }>(url, { schema: { hide: true } }, async (request, reply) => {
        const { 'hub.mode': mode, 'hub.challenge': challenge, 'hub.verify_token': token } = request.query
        const known = await appOf(request.params)
        if (mode !== 'subscribe' || !known || !sameText(token ?? '', known.verifyToken)) {
          throw problem(
            'forbidden',
            'The verify token is not the one this hub was given. Enter META_VERIFY_TOKEN in the app’s webhook settings.',
          )
        }
        return reply.type('text/plain; charset=utf-8').send(challenge ?? '')
      })

      app.post<{ Params: Params; Body: Buffer }>(url, { schema: { hide: true } }, async (request, reply) => {
        const known = await appOf(request.params)
        const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
        const header = request.headers['x-hub-signature-256']
        if (!known || !signatureMatches(body, typeof header === 'string' ? header : undefined, known.secret)) {
          throw problem(
            'signature-wrong',
            'X-Hub-Signature-256 does not sign this body with the app secret this hub knows. Check META_APP_SECRET.',
          )
        }
        refuse()
        await journal.record({ appId: known.id, body, platformAt: clock.now() })
        return reply.code(200).type('text/plain; charset=utf-8').send('')
      })
    }
  }

function sameText(given: string, right: string): boolean {
  const a = Buffer.from(given)
  const b = Buffer.from(right)
  return a.length === b.length && timingSafeEqual(a, b)
}

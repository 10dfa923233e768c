import { createHmac, timingSafeEqual } from 'node:crypto'
import type { App, Token } from '../world/records.ts'
import type { World } from '../world/world.ts'
import { GraphFailure } from './failure.ts'

const SCOPES = ['whatsapp_business_management', 'whatsapp_business_messaging', 'business_management', 'public_profile']

/** Links to pictures and flow files hold their own secret, as those of Meta's file servers do; whoever asks for a token gives the app's. */
const isOpen = ([first = '', second]: readonly string[]): boolean =>
  ['files', 'flow_files', 'flows', 'qr_images'].includes(first) || (first === 'oauth' && second === 'access_token')
/** The second hop of media takes its token in the header and nowhere else. */
const isAttachment = (path: readonly string[]): boolean => path[0] === 'whatsapp_business' && path[1] === 'attachments'

/** Finds whose call this is. Throws GraphFailure 190 or 2500 as Graph words them. */
export function authenticate(
  world: World,
  headers: Record<string, string | string[] | undefined>,
  params: Record<string, unknown>,
  path: readonly string[] = [],
): Token {
  if (isOpen(path)) return NOBODY
  const header = String(headers.authorization ?? '').trim()
  const fromHeader = /^(?:bearer|oauth)\s+(.+)$/i.exec(header)?.[1]?.trim()
  const attachment = isAttachment(path)
  const given = fromHeader ?? (typeof params.access_token === 'string' && !attachment ? params.access_token : undefined)
  if (given === undefined || given === '') {
    throw new GraphFailure({
      code: 2500,
      http: attachment ? 401 : 400,
      message: 'An active access token must be used to query information about the current user.',
    })
  }
  const token = tokenOf(world, given)
  if (!token) throw new GraphFailure({ code: 190, http: 401, message: 'Invalid OAuth access token - Cannot parse access token' })
  if (token.expiresAt !== null && world.now() >= token.expiresAt) {
    const at = new Date(token.expiresAt).toUTCString()
    throw new GraphFailure({
      code: 190,
      subcode: 463,
      http: 401,
      message: `Error validating access token: Session has expired on ${at}. The current time is ${new Date(world.now()).toUTCString()}.`,
    })
  }
  const proof = params.appsecret_proof
  if (typeof proof === 'string' && ![...world.apps.values()].some((app) => proofMatches(app, given, proof))) {
    throw new GraphFailure({
      code: 100,
      http: 400,
      type: 'GraphMethodException',
      message: 'Invalid appsecret_proof provided in the API argument',
    })
  }
  return token
}

const NOBODY: Token = { token: '', kind: 'app', expiresAt: null, scopes: [] }

/** A token that was given out, or an app's own `id|secret`. */
export function tokenOf(world: World, given: string): Token | undefined {
  const known = world.tokens.get(given)
  if (known) return known
  const [appId, secret] = given.split('|')
  const app = appId === undefined ? undefined : world.apps.get(appId)
  return app && secret === app.secret ? { token: given, kind: 'app', expiresAt: null, scopes: SCOPES } : undefined
}

export const userToken = (token: string): Token => ({ token, kind: 'user', expiresAt: null, scopes: SCOPES })

function proofMatches(app: App, token: string, proof: string): boolean {
  const wanted = createHmac('sha256', app.secret).update(token).digest()
  const given = Buffer.from(proof, 'hex')
  return given.length === wanted.length && timingSafeEqual(given, wanted)
}

import { takeCode } from '../accounts/embedded-signup.ts'
import { tokenOf, userToken } from './authenticate.ts'
import { GraphFailure, missingParameter } from './failure.ts'
import { type GraphRequest, textParam } from './request.ts'
import type { RootTable } from './routes.ts'

const graphSeconds = (at: number | null): number => (at === null ? 0 : Math.floor(at / 1_000))

/** `debug_token`, `oauth/access_token` and `me`. */
export const tokenRoots: RootTable = {
  'GET debug_token': (request) => {
    const { world, params } = request
    const given = textParam(params, 'input_token')
    if (given === undefined) throw missingParameter('input_token')
    const app = [...world.apps.values()][0]
    const token = tokenOf(world, given)
    const valid = token !== undefined && (token.expiresAt === null || world.now() < token.expiresAt)
    if (!token) {
      return {
        data: {
          error: { code: 190, message: 'Invalid OAuth access token - Cannot parse access token' },
          is_valid: false,
          scopes: [],
        },
      }
    }
    const targets = [...world.wabas.values()].map((waba) => waba.id)
    return {
      data: {
        app_id: app?.id,
        type: token.kind === 'app' ? 'APP' : 'SYSTEM_USER',
        application: app?.name,
        data_access_expires_at: 0,
        expires_at: graphSeconds(token.expiresAt),
        is_valid: valid,
        ...(valid ? {} : { error: { code: 190, message: 'Error validating access token: Session has expired', subcode: 463 } }),
        scopes: token.scopes,
        granular_scopes: token.scopes
          .filter((scope) => scope.startsWith('whatsapp_'))
          .map((scope) => ({ scope, target_ids: targets })),
        user_id: '122100000000000001',
      },
    }
  },
  'GET oauth/access_token': accessToken,
  'POST oauth/access_token': accessToken,
}

function accessToken(request: GraphRequest): Record<string, unknown> {
  const { world, params } = request
  const app = world.apps.get(textParam(params, 'client_id') ?? '')
  if (!app || textParam(params, 'client_secret') !== app.secret) {
    throw new GraphFailure({ code: 1, http: 400, message: 'Error validating client secret.' })
  }
  if (textParam(params, 'grant_type') === 'client_credentials')
    return { access_token: `${app.id}|${app.secret}`, token_type: 'bearer' }
  const code = textParam(params, 'code')
  if (code === undefined) throw missingParameter('code')
  const state = takeCode(world, code)
  if (state !== 'good') {
    const message = state === 'used' ? 'This authorization code has been used.' : 'This authorization code has expired.'
    throw new GraphFailure({ code: 100, subcode: 36009, http: 400, message })
  }
  const token = world.tokens.put(userToken(`EAA${world.nextText(60)}`))
  return { access_token: token.token, token_type: 'bearer', expires_in: 5_183_944 }
}

import { handshake } from '../webhooks/handshake.ts'
import type { App, CallbackOverride, Waba } from '../world/records.ts'
import type { World } from '../world/world.ts'
import { GraphFailure, missingParameter } from './failure.ts'
import { type GraphHandler, type GraphRequest, listParam, textParam } from './request.ts'

/** Every field an app may subscribe to. */
export const webhookFields =
  'account_alerts account_review_update account_settings_update account_update automatic_events business_capability_update business_status_update calls flows group_lifecycle_update group_participants_update group_settings_update group_status_update history message_echoes message_template_components_update message_template_quality_update message_template_status_update messages messaging_handovers partner_solutions payment_configuration_update phone_number_name_update phone_number_quality_update security smb_app_state_sync smb_message_echoes standby template_category_update template_correct_category_detection tracking_events user_preferences user_id_update business_username_updates'.split(
    ' ',
  )

async function verify(world: World, url: string, verifyToken: string): Promise<void> {
  const problem = await handshake(url, verifyToken, String(1_000_000_000 + Math.floor(world.chance() * 999_999_999)))
  if (problem) {
    throw new GraphFailure({
      code: 2200,
      http: 400,
      message: `(#2200) Callback verification failed with the following errors: ${problem}`,
    })
  }
}

/** Reads `{override_callback_uri, verify_token}`: an empty address clears the override, another is verified first. */
export async function readOverride(world: World, params: Record<string, unknown>): Promise<CallbackOverride | null> {
  const url = textParam(params, 'override_callback_uri')
  if (url === undefined) return null
  if (url.length > 200)
    throw new GraphFailure({
      code: 100,
      http: 400,
      message: '(#100) Param override_callback_uri must be at most 200 characters long.',
    })
  const verifyToken = textParam(params, 'verify_token')
  if (verifyToken === undefined) throw missingParameter('verify_token')
  await verify(world, url, verifyToken)
  return { url, verifyToken }
}

/** Points an app's webhooks somewhere after Meta's handshake. Throws GraphFailure when the callback does not answer it. */
export async function subscribe(
  world: World,
  app: App,
  url: string,
  verifyToken: string,
  fields: string[] | null,
): Promise<void> {
  await verify(world, url, verifyToken)
  app.callback = { url, verifyToken, fields }
  world.apps.put(app)
}

const wabaNode = (request: GraphRequest): Waba => request.world.wabas.get(request.path[0] as string) as Waba
const appNode = (request: GraphRequest): App => request.world.apps.get(request.path[0] as string) as App

export const subscribedAppEdges: Record<string, GraphHandler> = {
  'GET subscribed_apps': (request) => {
    const waba = wabaNode(request)
    if (!waba.subscribed) return { data: [] }
    const data = [...request.world.apps.values()].map((app) => ({
      whatsapp_business_api_data: { id: app.id, name: app.name, link: `https://www.facebook.com/games/?app_id=${app.id}` },
      ...(waba.override ? { override_callback_uri: waba.override.url } : {}),
    }))
    return { data }
  },
  'POST subscribed_apps': async (request) => {
    const waba = wabaNode(request)
    waba.override = await readOverride(request.world, request.params)
    waba.subscribed = true
    request.world.wabas.put(waba)
    return { success: true }
  },
  'DELETE subscribed_apps': (request) => {
    const waba = wabaNode(request)
    waba.subscribed = false
    waba.override = null
    request.world.wabas.put(waba)
    return { success: true }
  },
}

export const appEdges: Record<string, GraphHandler> = {
  GET: (request) => ({ id: appNode(request).id, name: appNode(request).name }),
  'GET subscriptions': (request) => {
    const app = appNode(request)
    if (!app.callback) return { data: [] }
    const names = app.callback.fields ?? webhookFields
    return {
      data: [
        {
          object: 'whatsapp_business_account',
          callback_url: app.callback.url,
          active: true,
          fields: names.map((name) => ({ name, version: app.version })),
        },
      ],
    }
  },
  'POST subscriptions': async (request) => {
    const { params, world } = request
    const url = textParam(params, 'callback_url')
    const verifyToken = textParam(params, 'verify_token')
    if (textParam(params, 'object') !== 'whatsapp_business_account') throw missingParameter('object')
    if (url === undefined) throw missingParameter('callback_url')
    if (verifyToken === undefined) throw missingParameter('verify_token')
    const fields = (listParam(params, 'fields') ?? ['messages']).map(String)
    const unknown = fields.find((field) => !webhookFields.includes(field))
    if (unknown !== undefined) {
      throw new GraphFailure({
        code: 100,
        http: 400,
        message: `(#100) Param fields must be an array of valid webhook fields - got "${unknown}"`,
      })
    }
    await subscribe(world, appNode(request), url, verifyToken, fields)
    return { success: true }
  },
  'DELETE subscriptions': (request) => {
    const app = appNode(request)
    app.callback = null
    request.world.apps.put(app)
    return { success: true }
  },
}

import type { AppSubscriptions, DebugToken, PhoneNumberInfo, SubscribedApps } from '@casement/platform'
import { effectiveFields } from '../applier/apply-change.ts'
import { type GraphClient, readEdge, readGraph } from '../graph/graph-client.ts'
import type { AppSecret } from '../journal/apps.ts'
import { type Finding, type Findings, fail, ok, warn } from './finding.ts'

export type Account = { wabaId: string; name: string; token: string; app: AppSecret | null; callback: string }

const SCOPES = ['whatsapp_business_messaging', 'whatsapp_business_management']
const NEW_TOKEN =
  'In Meta Business Suite, under System users, make a token that never expires for this app with whatsapp_business_messaging and whatsapp_business_management, and enter it.'
const SOON_MS = 14 * 86_400_000

/** One account: its token and what it may do, where its webhooks go, and its numbers. `now` is machine time, as tokens' ends are. */
export async function* checkAccount(graph: GraphClient, account: Account, now: number): Findings {
  const debug = await attempt(
    readGraph<DebugToken>(graph, `debug_token?input_token=${encodeURIComponent(account.token)}`, account.token),
  )
  const told = 'failure' in debug ? null : debug.value.data
  if (!told?.is_valid) {
    const reason = 'failure' in debug ? debug.failure : 'the platform calls it invalid or expired.'
    yield fail('token', `The token of ${account.name} is not good: ${reason}`, NEW_TOKEN)
    return
  }
  yield checkExpiry(account, Number(told.expires_at ?? 0) * 1_000, now)

  const missing = SCOPES.filter((scope) => !told.scopes?.includes(scope))
  const elsewhere = told.granular_scopes?.find(
    ({ scope, target_ids: ids }) => SCOPES.includes(scope ?? '') && ids && !ids.map(String).includes(account.wabaId),
  )
  if (missing.length > 0) yield fail('scopes', `The token of ${account.name} lacks ${missing.join(' and ')}.`, NEW_TOKEN)
  else if (elsewhere)
    yield fail(
      'scopes',
      `The token of ${account.name} has ${elsewhere.scope} for other accounts, not for ${account.wabaId}.`,
      'Assign this WhatsApp account to the system user with full control, then make the token anew.',
    )
  else yield ok('scopes', `The token of ${account.name} may send and manage.`)

  yield* checkSubscription(graph, account, String(told.app_id ?? ''))
  yield* checkNumbers(graph, account)
}

function checkExpiry({ name }: Account, expiresAt: number, now: number): Finding {
  if (expiresAt === 0) return ok('token', `The token of ${name} is good and never expires.`)
  const until = new Date(expiresAt).toISOString()
  return expiresAt - now < SOON_MS
    ? warn('token', `The token of ${name} expires at ${until}.`, NEW_TOKEN)
    : ok('token', `The token of ${name} is good until ${until}.`)
}

/** The account sends its webhooks to our app, and the app to our callback. */
async function* checkSubscription(graph: GraphClient, account: Account, appId: string): Findings {
  const { wabaId, name, token, app, callback } = account
  const subscribe = `POST /${wabaId}/subscribed_apps with this token subscribes the app; the dashboard does so when it connects an account.`
  const subscribed = await attempt(readGraph<SubscribedApps>(graph, `${wabaId}/subscribed_apps`, token))
  if ('failure' in subscribed) {
    yield fail(
      'subscription',
      `The apps of ${name} cannot be read: ${subscribed.failure}`,
      'Give the token whatsapp_business_management for this account.',
    )
    return
  }
  const ours = subscribed.value.data.find(({ whatsapp_business_api_data: data }) => String(data?.id) === appId)
  const override = (ours as { override_callback_uri?: string } | undefined)?.override_callback_uri
  if (!ours) yield fail('subscription', `${name} sends no webhooks to app ${appId}.`, subscribe)
  else if (override !== undefined && override !== callback)
    yield fail(
      'subscription',
      `${name} sends its webhooks to ${override} instead of ${callback}.`,
      `An empty POST /${wabaId}/subscribed_apps removes that override.`,
    )
  else yield ok('subscription', `${name} sends its webhooks to app ${appId}.`)

  if (!app) return
  const there = await attempt(readGraph<AppSubscriptions>(graph, `${appId}/subscriptions`, `${appId}|${app.secret}`))
  if ('failure' in there) {
    yield fail(
      'callback',
      `App ${appId} does not know this app secret: ${there.failure}`,
      'Copy the secret from the app’s Basic settings into META_APP_SECRET, and restart the hub.',
    )
    return
  }
  const webhook = there.value.data.find(({ object }) => object === 'whatsapp_business_account')
  const enter = `In the app’s WhatsApp configuration, set the callback to ${callback} with your verify token.`
  const fields = new Set(webhook?.fields?.map((field) => (typeof field === 'string' ? field : field.name)))
  const absent = effectiveFields.filter((field) => !fields.has(field))
  if (!webhook) yield fail('callback', `App ${appId} has no webhook for WhatsApp.`, enter)
  else if (webhook.callback_url !== callback && override !== callback)
    yield fail('callback', `App ${appId} sends webhooks to ${webhook.callback_url}, not to ${callback}.`, enter)
  else if (webhook.active === false) yield fail('callback', `The webhook of app ${appId} is switched off.`, enter)
  else if (!fields.has('messages'))
    yield fail(
      'callback',
      `App ${appId} is not subscribed to messages: nothing would ever come in.`,
      'Subscribe to the field messages in the app’s webhook settings.',
    )
  else if (absent.length > 0)
    yield warn(
      'callback',
      `App ${appId} is not subscribed to ${absent.join(', ')}.`,
      'Subscribe to them in the app’s webhook settings: the hub would otherwise hear of such changes late, or never.',
    )
  else yield ok('callback', `App ${appId} sends webhooks to ${callback}.`)
}

type NumberNode = PhoneNumberInfo & {
  webhook_configuration?: { application?: string; whatsapp_business_account?: string; phone_number?: string }
}

async function* checkNumbers(graph: GraphClient, { wabaId, name, token, callback }: Account): Findings {
  const fields = 'id,display_phone_number,status,quality_rating,webhook_configuration'
  const read = await attempt(readEdge<NumberNode>(graph, `${wabaId}/phone_numbers?limit=100&fields=${fields}`, token))
  if ('failure' in read) {
    yield fail(
      'numbers',
      `The numbers of ${name} cannot be read: ${read.failure}`,
      'Give the token whatsapp_business_management for this account.',
    )
    return
  }
  if (read.value.length === 0) yield warn('numbers', `${name} has no number.`, 'Add one in WhatsApp Manager.')
  for (const number of read.value) {
    const label = `${number.display_phone_number} (${number.id})`
    const own = number.webhook_configuration?.phone_number
    if (own !== undefined && own !== callback)
      yield fail(
        'numbers',
        `${label} sends its webhooks to ${own} instead of ${callback}.`,
        `POST /${number.id} with webhook_configuration {"override_callback_uri": ""} removes that.`,
      )
    else if (number.status !== undefined && number.status !== 'CONNECTED')
      yield fail(
        'numbers',
        `${label} is ${number.status}, so it cannot send.`,
        'See WhatsApp Manager for the reason; a new number is registered with POST /{number}/register.',
      )
    else if (number.quality_rating === 'RED')
      yield warn(
        'numbers',
        `${label} has the quality rating RED.`,
        'Send less marketing, and to people who agreed to it, until it recovers.',
      )
    else yield ok('numbers', `${label} is connected.`)
  }
}

const attempt = async <T>(work: Promise<T>): Promise<{ value: T } | { failure: string }> =>
  work.then(
    (value) => ({ value }),
    (error: Error) => ({ failure: error.message }),
  )

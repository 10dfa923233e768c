import { createHmac, randomUUID } from 'node:crypto'
import type { AppSecret } from '../journal/apps.ts'
import { type Finding, type Findings, fail, ok, warn } from './finding.ts'

const PATIENCE_MS = 10_000

/** The address Meta is given for an app's webhooks. */
export const callbackOf = (publicUrl: string, app: { id: string }, environmentApp: string): string =>
  `${publicUrl}/webhooks/whatsapp${app.id === environmentApp ? '' : `/${encodeURIComponent(app.id)}`}`

/** Whether the outside can come in by this address, as far as its text tells. */
export function checkPublicUrl(publicUrl: string, { emulated }: { emulated: boolean }): Finding {
  const { protocol, hostname } = new URL(publicUrl)
  const local = /^(localhost|127\.|0\.0\.0\.0$|\[::1\]|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.)/.test(hostname)
  if (emulated) return ok('public-url', `PUBLIC_URL is ${publicUrl}.`)
  if (local)
    return fail(
      'public-url',
      `PUBLIC_URL is ${publicUrl}, where Meta cannot come.`,
      'Set PUBLIC_URL to the address people and Meta use from outside, such as https://casement.example.com.',
    )
  if (protocol !== 'https:')
    return fail(
      'public-url',
      `PUBLIC_URL is ${publicUrl}: Meta delivers webhooks to https only.`,
      'Put a proxy with a certificate in front, and set PUBLIC_URL to its https address.',
    )
  return ok('public-url', `PUBLIC_URL is ${publicUrl}.`)
}

/** Asks the hub at its public address, the way round that Meta takes. Answers whether it is there. */
export async function* checkHub(publicUrl: string): AsyncGenerator<Finding, boolean> {
  const start = 'Start it (casement serve), let PUBLIC_URL lead to it, and look whether a proxy or firewall stands between.'
  const alive = await ask(`${publicUrl}/healthz`)
  if (alive.failure !== undefined || alive.status !== 200 || !alive.text.includes('"alive":true')) {
    const found = alive.failure ?? `it answered ${alive.status}, which is not how a hub answers`
    yield fail('hub', `No hub is reached at ${publicUrl}: ${found}.`, start)
    return false
  }
  const ready = await ask(`${publicUrl}/readyz`)
  const waiting = ready.status === 503 ? waitingFor(ready.text) : null
  yield waiting === null
    ? ok('hub', `A hub answers at ${publicUrl}.`)
    : fail('hub', `The hub at ${publicUrl} is not ready: ${waiting}`, 'Mend that first; the rest may follow from it.')
  return true
}

/** The callback answers the handshake, takes what is signed and refuses what is not. */
export async function* checkCallback(url: string, app: AppSecret): Findings {
  const challenge = randomUUID()
  const query = (token: string) => `?hub.mode=subscribe&hub.challenge=${challenge}&hub.verify_token=${encodeURIComponent(token)}`
  const shaken = await ask(url + query(app.verifyToken))
  const refused = await ask(url + query(randomUUID()))
  if (shaken.text !== challenge)
    yield fail(
      'handshake',
      `${url} does not answer the handshake (${shaken.failure ?? shaken.status}).`,
      'Give the hub the verify token that stands in the app’s webhook settings (META_VERIFY_TOKEN), and restart it.',
    )
  else if (refused.text === challenge)
    yield fail(
      'handshake',
      `${url} answers a handshake with any token.`,
      'Something else than Casement answers there: look at the proxy.',
    )
  else yield ok('handshake', `${url} answers the handshake.`)

  // Holds nothing, so that the hub takes it and nothing follows.
  const body = JSON.stringify({ object: 'whatsapp_business_account', entry: [] })
  const signature = `sha256=${createHmac('sha256', app.secret).update(body).digest('hex')}`
  const signed = await ask(url, { method: 'POST', body, headers: { ...JSON_TYPE, 'x-hub-signature-256': signature } })
  const unsigned = await ask(url, { method: 'POST', body, headers: JSON_TYPE })
  if (unsigned.status !== 401)
    yield fail(
      'signature',
      `${url} answers ${unsigned.failure ?? unsigned.status} to a webhook without a signature.`,
      'Only 401 is right: look whether a proxy answers in place of the hub.',
    )
  else if (signed.status !== 200)
    yield fail(
      'signature',
      `${url} refuses a webhook signed with the app secret of this configuration (${signed.failure ?? signed.status}).`,
      'A proxy must pass the body and X-Hub-Signature-256 on unchanged, and the running hub must have the same META_APP_SECRET: restart it.',
    )
  else yield ok('signature', 'A signed webhook is taken, one without a signature is not.')
}

export const appMissing = (): Finding =>
  warn(
    'handshake',
    'No app is known, so webhooks cannot be checked.',
    'Set META_APP_SECRET and META_VERIFY_TOKEN, or connect an account in the dashboard.',
  )

const JSON_TYPE = { 'content-type': 'application/json' }

type Answer = { status: number; text: string; failure?: string }

async function ask(url: string, init: RequestInit = {}): Promise<Answer> {
  try {
    const answer = await fetch(url, { ...init, redirect: 'manual', signal: AbortSignal.timeout(PATIENCE_MS) })
    return { status: answer.status, text: await answer.text() }
  } catch (error) {
    const { message, cause } = error as Error
    return { status: 0, text: '', failure: (cause as Error | undefined)?.message ?? message }
  }
}

function waitingFor(text: string): string {
  try {
    return (JSON.parse(text) as { waitingFor: string[] }).waitingFor.join(' ')
  } catch {
    return 'it does not say why.'
  }
}

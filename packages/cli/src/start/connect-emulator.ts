import { Failure } from '../failure.ts'

/** What a hub needs to know of an emulator's default world. */
export type EmulatorFacts = {
  readonly accessToken: string
  readonly appSecret: string
  readonly verifyToken: string
  readonly wabaId: string
}

export async function readEmulatorFacts(emulatorUrl: string): Promise<EmulatorFacts> {
  const answer = await fetch(`${emulatorUrl}/_emulator`)
  if (!answer.ok) throw new Failure(`The emulator at ${emulatorUrl} answers ${answer.status} when asked for its world.`)
  return (await answer.json()) as EmulatorFacts
}

/** Tells the emulator where its webhooks go; it makes Meta's handshake there before it answers. */
export async function subscribeWebhooks(emulatorUrl: string, hubUrl: string, verifyToken: string): Promise<void> {
  const answer = await fetch(`${emulatorUrl}/_emulator/webhook`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ url: `${hubUrl}/webhooks/whatsapp`, verifyToken }),
  })
  if (!answer.ok) throw new Failure(`The emulator could not verify the hub's webhook: ${await answer.text()}`)
}

/** What the hub says it still lacks, in sentences; empty when it is ready. */
export async function readWaitingFor(hubUrl: string): Promise<readonly string[]> {
  const answer = await fetch(`${hubUrl}/readyz`)
  if (answer.ok) return []
  const { waitingFor } = (await answer.json()) as { waitingFor?: string[] }
  return waitingFor && waitingFor.length > 0 ? waitingFor : [`The hub answers ${answer.status} when asked whether it is ready.`]
}

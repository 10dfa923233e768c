import { createEmulator, type Emulator } from '@casement/emulator'
import type { PlatformTime } from '@casement/platform'
import type { History } from '../history/step.ts'
import type { WebhookReceiver } from './webhook-receiver.ts'

export type Json = Record<string, unknown>
export type Answer = { readonly status: number; readonly body: Json }
export type OurNumber = { readonly id: string; readonly phone: string }

/** Another number of the same account: of a country whose people Meta caps marketing to, with windows of its own. */
const SECOND_NUMBER = '+55 11 4000-1234'

/**
 * An emulator in this process, with a clock that stands until it is moved. It is talked to as from outside: by Graph calls, by its
 * control side, and by what it tells our receiver.
 */
export class Platform {
  readonly #emulator: Emulator
  readonly #token: string
  readonly wabaId: string
  readonly portfolioId: string
  readonly numbers: readonly [OurNumber, OurNumber]

  private constructor(emulator: Emulator, about: Json, numbers: readonly [OurNumber, OurNumber]) {
    this.#emulator = emulator
    this.#token = String(about.accessToken)
    this.wabaId = String(about.wabaId)
    this.portfolioId = String(about.businessId)
    this.numbers = numbers
  }

  static async start(history: History, receiver: WebhookReceiver, onWebhook: (body: unknown) => void): Promise<Platform> {
    const emulator = await createEmulator({ clock: 'manual', now: history.start, seed: history.worldSeed, webhookBatch: 100 })
    const call = async (method: 'GET' | 'POST' | 'PATCH', url: string, payload?: Json): Promise<Json> =>
      (await emulator.app.inject({ method, url: `/_emulator${url}`, ...(payload ? { payload } : {}) })).json() as Json
    const second = await call('POST', '/numbers', { display: SECOND_NUMBER })
    const about = await call('GET', '')
    await call('PATCH', `/wabas/${about.wabaId}`, { timeZone: history.timeZone, currency: history.currency })
    await call('POST', '/webhook', { url: receiver.urlFor(onWebhook) })
    const first = { id: String(about.phoneNumberId), phone: String(about.displayPhoneNumber).replace(/\D/g, '') }
    return new Platform(emulator, about, [first, { id: String(second.id), phone: SECOND_NUMBER.replace(/\D/g, '') }])
  }

  now(): PlatformTime {
    return this.#emulator.world.now()
  }

  async graph(method: 'GET' | 'POST' | 'DELETE', path: string, payload?: Json): Promise<Answer> {
    const answer = await this.#emulator.app.inject({
      method,
      url: `/v25.0/${path}`,
      headers: { authorization: `Bearer ${this.#token}` },
      ...(payload ? { payload } : {}),
    })
    return { status: answer.statusCode, body: answer.json() as Json }
  }

  /** A call of the control side. What it refuses does not happen: people who blocked us do not write. */
  async control(method: 'GET' | 'POST' | 'PATCH' | 'DELETE', path: string, payload?: Json): Promise<Answer> {
    const answer = await this.#emulator.app.inject({ method, url: `/_emulator${path}`, ...(payload ? { payload } : {}) })
    return { status: answer.statusCode, body: answer.json() as Json }
  }

  /** Lives through the time until then. Everything that is told on the way has been heard when this resolves. */
  async advanceTo(at: PlatformTime): Promise<void> {
    await this.advance(Math.max(0, at - this.now()))
  }

  async advance(advanceMs: number): Promise<void> {
    const { status, body } = await this.control('POST', '/clock', { advanceMs })
    if (status !== 200) throw new Error(`The clock did not move: ${JSON.stringify(body)}`)
  }

  close(): Promise<void> {
    return this.#emulator.close()
  }
}

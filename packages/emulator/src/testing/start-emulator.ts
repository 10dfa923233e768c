import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { onTestFinished } from 'vitest'
import { createEmulator, type Emulator, type EmulatorOptions } from '../create-emulator.ts'

export type Received = { body: string; headers: IncomingHttpHeaders; json: WebhookBody }
type Change = {
  field: string
  value: Record<string, unknown> & { statuses?: Record<string, unknown>[]; messages?: Record<string, unknown>[] }
}
export type WebhookBody = { object: string; entry: { id: string; time?: number; changes: Change[] }[] }

export type About = {
  graphUrl: string
  accessToken: string
  appId: string
  appSecret: string
  verifyToken: string
  businessId: string
  wabaId: string
  phoneNumberId: string
  displayPhoneNumber: string
  testRecipient: string
  now: string
  policy: string
  worldId: string
}

export type Answer = {
  status: number
  headers: Headers
  body: Record<string, never> & { [key: string]: never } & { error?: GraphErrorShape }
}
type GraphErrorShape = {
  message: string
  type: string
  code: number
  error_subcode?: number
  error_user_title?: string
  fbtrace_id: string
  error_data?: { details: string }
}

export const CUSTOMER = '447700900456'

/** A running emulator with a webhook receiver of its own, stopped when the test ends. The clock stands until a test moves it. */
export class TestEmulator {
  readonly emulator: Emulator
  readonly about: About
  readonly received: Received[] = []
  /** What the receiver answers, in turn; 200 when empty. */
  readonly answers: number[] = []
  readonly #receiver: Server

  private constructor(emulator: Emulator, about: About, receiver: Server) {
    this.emulator = emulator
    this.about = about
    this.#receiver = receiver
  }

  static async start(options: EmulatorOptions & { fields?: string[]; quiet?: boolean } = {}): Promise<TestEmulator> {
    const emulator = await createEmulator({
      port: 0,
      host: '127.0.0.1',
      clock: 'manual',
      now: '2026-11-20T09:00:00Z',
      ...options,
    })
    const url = (await emulator.listen()).replace('localhost', '127.0.0.1')
    const about = { ...((await (await fetch(`${url}/_emulator`)).json()) as About), graphUrl: url }
    const receiver = createServer()
    await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve))
    const test = new TestEmulator(emulator, about, receiver)
    receiver.on('request', (request, response) => {
      const chunks: Buffer[] = []
      request.on('data', (chunk: Buffer) => chunks.push(chunk))
      request.on('end', () => {
        if (request.method === 'GET') {
          response.end(new URL(request.url ?? '', 'http://x').searchParams.get('hub.challenge'))
          return
        }
        const body = Buffer.concat(chunks).toString('utf8')
        test.received.push({ body, headers: request.headers, json: JSON.parse(body) as WebhookBody })
        response.statusCode = test.answers.shift() ?? 200
        response.end('ok')
      })
    })
    onTestFinished(() => test.stop())
    if (!options.quiet)
      await test.control('POST', '/webhook', { url: test.callbackUrl, ...(options.fields ? { fields: options.fields } : {}) })
    return test
  }

  get callbackUrl(): string {
    return `http://127.0.0.1:${(this.#receiver.address() as AddressInfo).port}/webhook`
  }

  async stop(): Promise<void> {
    await this.emulator.close()
    this.#receiver.closeAllConnections()
    this.#receiver.close()
  }

  async graph(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const answer = await fetch(`${this.about.graphUrl}${path}`, {
      method,
      headers: {
        authorization: `Bearer ${this.about.accessToken}`,
        ...(body === undefined || body instanceof FormData ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' || body instanceof FormData ? body : JSON.stringify(body) }),
    })
    return { status: answer.status, headers: answer.headers, body: (await answer.json()) as Answer['body'] }
  }

  /** A control call. Throws with the emulator's own sentence when it is refused. */
  // biome-ignore lint/suspicious/noExplicitAny: answers differ from call to call, and each test checks what it reads.
  async control(method: string, path: string, body?: unknown): Promise<any> {
    const answer = await fetch(`${this.about.graphUrl}/_emulator${path}`, {
      method,
      headers: body === undefined ? {} : { 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    const read = (await answer.json()) as { error?: { message: string } }
    if (!answer.ok) throw new Error(`${answer.status}: ${read.error?.message}`)
    return read
  }

  send(message: Record<string, unknown>, to = `+${CUSTOMER}`): Promise<Answer> {
    return this.graph('POST', `/v25.0/${this.about.phoneNumberId}/messages`, { messaging_product: 'whatsapp', to, ...message })
  }

  sendText(body: string, to?: string): Promise<Answer> {
    return this.send({ type: 'text', text: { body } }, to)
  }

  sendTemplate(name: string, language: string, components: unknown[] = [], to?: string): Promise<Answer> {
    return this.send({ type: 'template', template: { name, language: { code: language }, components } }, to)
  }

  write(body: Record<string, unknown> | string, customer = CUSTOMER): Promise<{ id: string }> {
    const message = typeof body === 'string' ? { type: 'text', text: { body } } : body
    return this.control('POST', `/customers/${customer}/messages`, { to: this.about.phoneNumberId, ...message })
  }

  advance(ms: number): Promise<{ now: string; scale: number }> {
    return this.control('POST', '/clock', { advanceMs: ms })
  }

  /** The message as the platform knows it, once all that follows from it has happened. */
  async outcome(answer: Answer): Promise<{
    status: string
    error?: { code: number; details: string }
    pricing: Record<string, unknown>
    price: { amount: string; currency: string; market: string }
    charged: boolean
    timeline: { status: string; at: string }[]
  }> {
    const [message] = answer.body.messages as unknown as { id: string }[]
    if (!message) throw new Error(`The send was refused: ${JSON.stringify(answer.body)}`)
    return await this.control('GET', `/messages/${message.id}`)
  }

  /** Statuses as the webhooks told them, in order. */
  statuses(): Record<string, unknown>[] {
    return this.changes('messages').flatMap((change) => change.value.statuses ?? [])
  }

  inbound(): Record<string, unknown>[] {
    return this.changes('messages').flatMap((change) => change.value.messages ?? [])
  }

  changes(field: string): Change[] {
    return this.received
      .flatMap((one) => one.json.entry.flatMap((entry) => entry.changes))
      .filter((change) => change.field === field)
  }
}

export const SECOND = 1_000
export const MINUTE = 60_000
export const HOUR = 3_600_000
export const DAY = 86_400_000

export const bodyText = (...texts: string[]) => ({ type: 'body', parameters: texts.map((text) => ({ type: 'text', text })) })

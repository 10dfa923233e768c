import { Agent, type Dispatcher } from 'undici'
import { type Exchange, GRAPH_VERSION, parseAnswer } from './exchange.ts'

/**
 * What one post came to. `withheld`: whoever asked forbade it at the last moment. Of `withheld` and `not-sent` not a byte was
 * written; `no-answer` may have arrived.
 */
export type Posted = Exchange | { kind: 'withheld' }

export type PostClient = {
  /**
   * Posts a message. `mayWrite` is asked in the same breath in which the first byte is written to the socket, however long the
   * request waited for a connection before.
   */
  post(phoneNumberId: string, token: string, body: string, mayWrite: () => boolean): Promise<Posted>
  close(): Promise<void>
}

/** More than the fastest numbers of one process have under way at the usual latency; beyond it requests wait for a connection. */
const CONNECTIONS = 1_024
const ANSWER_WITHIN_MS = 30_000

/** Posts without the comforts of a general client: a send is one small request with one small answer, a thousand times a second. */
export function createPostClient({ graphUrl }: { graphUrl: string }): PostClient {
  const url = new URL(graphUrl)
  const base = `${url.pathname.replace(/\/+$/, '')}/${GRAPH_VERSION}`
  // One request per connection at a time: with pipelining, one lost socket would make many outcomes unclear.
  const agent = new Agent({
    connections: CONNECTIONS,
    pipelining: 1,
    connect: { timeout: 5_000, noDelay: true },
    keepAliveTimeout: 20_000,
    headersTimeout: ANSWER_WITHIN_MS,
    bodyTimeout: ANSWER_WITHIN_MS,
  })
  return {
    close: () => agent.close(),
    post: (phoneNumberId, token, body, mayWrite) =>
      new Promise((resolve) => {
        const exchange = new PostExchange(mayWrite, resolve)
        const path = `${base}/${phoneNumberId}/messages`
        const headers = ['authorization', `Bearer ${token}`, 'content-type', 'application/json']
        try {
          agent.dispatch({ origin: url.origin, path, method: 'POST', headers, body }, exchange)
        } catch (error) {
          exchange.onResponseError(null, error as Error)
        }
      }),
  }
}

/** One for all: what went wrong is only that it was forbidden. */
const WITHHELD = new Error('withheld')

class PostExchange implements Dispatcher.DispatchHandler {
  readonly #mayWrite: () => boolean
  readonly #resolve: (posted: Posted) => void
  #written = false
  #status = 0
  #chunks: Buffer[] = []

  constructor(mayWrite: () => boolean, resolve: (posted: Posted) => void) {
    this.#mayWrite = mayWrite
    this.#resolve = resolve
  }

  /** The client is about to write: after this returns, it does. */
  onRequestStart(controller: Dispatcher.DispatchController): void {
    if (this.#mayWrite()) this.#written = true
    else controller.abort(WITHHELD)
  }

  onResponseStart(_controller: Dispatcher.DispatchController, statusCode: number): void {
    this.#status = statusCode
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.#chunks.push(chunk)
  }

  onResponseEnd(): void {
    const bytes = this.#chunks.length === 1 ? (this.#chunks[0] as Buffer) : Buffer.concat(this.#chunks)
    this.#resolve({ kind: 'answer', status: this.#status, body: parseAnswer(bytes.toString('utf8')) })
  }

  onResponseError(_controller: Dispatcher.DispatchController | null, error: Error): void {
    const { code = '', message } = error as NodeJS.ErrnoException
    const reason = code ? `${code}: ${message}` : message
    this.#resolve(error === WITHHELD ? { kind: 'withheld' } : { kind: this.#written ? 'no-answer' : 'not-sent', reason })
  }
}

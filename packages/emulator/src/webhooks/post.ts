import { Agent as HttpAgent, request as httpRequest, type RequestOptions } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'
import { urlToHttpOptions } from 'node:url'

export type Answer = { status: number | null; text: string }

const agents = {
  http: new HttpAgent({ keepAlive: true, maxSockets: 64 }),
  https: new HttpsAgent({ keepAlive: true, maxSockets: 64 }),
}
const MOST_ANSWER = 2_000

/** One HTTP call that never throws: `status` is null when nobody answered in time, and `text` then says why. */
export function call(
  url: string,
  options: { method: 'GET' | 'POST'; headers?: Record<string, string>; body?: string; timeoutMs: number },
): Promise<Answer> {
  return new Promise((resolve) => {
    const done = (answer: Answer) => resolve(answer)
    try {
      const { secure, target } = targetOf(url)
      const send = secure ? httpsRequest : httpRequest
      const { body } = options
      const length = body === undefined ? 0 : Buffer.byteLength(body)
      const request = send({
        ...target,
        method: options.method,
        agent: secure ? agents.https : agents.http,
        headers: { ...options.headers, ...(body === undefined ? {} : { 'content-length': length }) },
      })
      request.setTimeout(options.timeoutMs, () => request.destroy(new Error(`no answer within ${options.timeoutMs / 1_000} s`)))
      request.on('error', (error: NodeJS.ErrnoException) => done({ status: null, text: error.code ?? error.message }))
      request.on('response', (response) => {
        let text = ''
        response.setEncoding('utf8')
        response.on('data', (chunk: string) => {
          if (text.length < MOST_ANSWER) text += chunk
        })
        response.on('end', () => done({ status: response.statusCode ?? null, text: text.slice(0, MOST_ANSWER) }))
        response.on('error', (error) => done({ status: null, text: error.message }))
      })
      // Plain ASCII leaves in one write, together with its headers.
      request.end(body, length === body?.length ? 'latin1' : 'utf8')
    } catch (error) {
      done({ status: null, text: error instanceof Error ? error.message : String(error) })
    }
  })
}

type Target = { secure: boolean; target: RequestOptions }
const targets = new Map<string, Target>()

/** The parts of a URL, remembered: nearly all calls go to the same few. Throws when it is none. */
function targetOf(url: string): Target {
  const known = targets.get(url)
  if (known) return known
  const parsed = new URL(url)
  const found: Target = { secure: parsed.protocol === 'https:', target: urlToHttpOptions(parsed) }
  if (targets.size > 1_000) targets.clear()
  targets.set(url, found)
  return found
}

import { Agent as HttpAgent, request as httpRequest } from 'node:http'
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https'

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
      const target = new URL(url)
      const secure = target.protocol === 'https:'
      const send = secure ? httpsRequest : httpRequest
      const body = options.body === undefined ? undefined : Buffer.from(options.body)
      const request = send(target, {
        method: options.method,
        agent: secure ? agents.https : agents.http,
        headers: { ...options.headers, ...(body ? { 'content-length': body.length } : {}) },
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
      request.end(body)
    } catch (error) {
      done({ status: null, text: error instanceof Error ? error.message : String(error) })
    }
  })
}

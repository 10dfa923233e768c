import { Agent, request } from 'node:http'
import { connect } from 'node:net'

export type Asked = { method: string; path: string; headers: Record<string, string>; body?: string; chunked?: boolean }
export type Answered = { status: number; headers: Record<string, unknown>; text: string; tookMs: number }

const agent = new Agent({ keepAlive: true })
const PATIENCE_MS = 10_000

/** One request as it was put together, without anybody's tidying of paths and bodies. Rejects when no answer comes in time. */
export function ask(port: number, { method, path, headers, body, chunked }: Asked): Promise<Answered> {
  const began = performance.now()
  return new Promise((resolve, reject) => {
    const bytes = body === undefined ? undefined : Buffer.from(body)
    const length: Record<string, string> = !bytes
      ? {}
      : chunked
        ? { 'transfer-encoding': 'chunked' }
        : { 'content-length': String(bytes.length) }
    const asked = request(
      { port, host: '127.0.0.1', agent, method, path, headers: { ...headers, ...length }, timeout: PATIENCE_MS },
      (answer) => {
        const chunks: Buffer[] = []
        answer.on('data', (chunk: Buffer) => chunks.push(chunk))
        answer.on('error', reject)
        answer.on('end', () =>
          resolve({
            status: answer.statusCode ?? 0,
            headers: answer.headers,
            text: Buffer.concat(chunks).toString('utf8'),
            tookMs: performance.now() - began,
          }),
        )
      },
    )
    asked.on('timeout', () => asked.destroy(new Error(`${method} ${path.slice(0, 100)} had no answer in ${PATIENCE_MS} ms`)))
    asked.on('error', reject)
    if (bytes && chunked) {
      const middle = bytes.length >> 1
      asked.write(bytes.subarray(0, middle))
      asked.write(bytes.subarray(middle))
      asked.end()
    } else asked.end(bytes)
  })
}

/** Bytes that are no proper request. Resolves to what comes back before the other side, or we, hang up. */
export function shout(port: number, bytes: string, hangUpAfterMs = 50): Promise<string> {
  return new Promise((resolve) => {
    let heard = ''
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(bytes, 'latin1')
      setTimeout(() => socket.destroy(), hangUpAfterMs)
    })
    socket.on('data', (chunk: Buffer) => {
      heard += chunk.toString('latin1')
    })
    socket.on('error', () => {})
    socket.on('close', () => resolve(heard))
  })
}

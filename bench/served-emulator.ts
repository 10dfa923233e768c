import { fork } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { EmulatorOptions } from '@casement/emulator'

export type Usage = { cpuUs: number; rssMb: number }
type About = { accessToken: string; appSecret: string; verifyToken: string; phoneNumberId: string; wabaId: string }

/** An emulator that runs beside the benchmark, so that one core is its own. */
export type ServedEmulator = {
  readonly port: number
  readonly about: About
  control<T = unknown>(method: string, path: string, body?: unknown): Promise<T>
  /** Processor time and memory that its process has used so far, in all its threads. */
  usage(): Promise<Usage>
  stop(): Promise<void>
}

export async function serveEmulator(options: EmulatorOptions = {}): Promise<ServedEmulator> {
  const child = fork(join(import.meta.dirname, 'emulator-process.ts'), [JSON.stringify(options)])
  const heard = async <T>() => (await once(child, 'message'))[0] as T
  const { url } = await heard<{ url: string }>()
  const port = Number(new URL(url).port)
  const control = async <T>(method: string, path: string, body?: unknown): Promise<T> => {
    const answer = await fetch(`http://127.0.0.1:${port}/_emulator${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    })
    if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${await answer.text()}`)
    return (await answer.json()) as T
  }
  return {
    port,
    about: await control<About>('GET', ''),
    control,
    async usage() {
      const answer = heard<Usage>()
      child.send('usage')
      return await answer
    },
    async stop() {
      const exited = once(child, 'exit')
      child.disconnect()
      await exited
    },
  }
}

/** Takes webhooks, answers the handshake, and counts POSTs and what they tell. */
export async function receiveWebhooks() {
  const seen = { posts: 0, statuses: 0, messages: 0 }
  const server = createServer((request, response) => {
    if (request.method === 'GET')
      return void response.end(new URL(request.url ?? '', 'http://receiver').searchParams.get('hub.challenge'))
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      const body = Buffer.concat(chunks)
      seen.posts++
      seen.statuses += occurrences(body, '"recipient_id"')
      seen.messages += occurrences(body, '"from_user_id"')
      response.end('ok')
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    seen,
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhook`,
    async stop() {
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
    },
  }
}

function occurrences(body: Buffer, field: string): number {
  let count = 0
  for (let at = body.indexOf(field); at >= 0; at = body.indexOf(field, at + 1)) count++
  return count
}

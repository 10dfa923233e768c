import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

export type WebhookReceiver = {
  /** Where an emulator sends; each history has an address of its own. */
  readonly urlFor: (onBody: (body: unknown) => void) => string
  readonly close: () => void
}

/** Our end of the wire: answers the handshake, hands every body to the history it belongs to, and says 200. */
export async function startWebhookReceiver(): Promise<WebhookReceiver> {
  const handlers: ((body: unknown) => void)[] = []
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://receiver')
    if (request.method === 'GET') {
      response.end(url.searchParams.get('hub.challenge'))
      return
    }
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      handlers[Number(url.pathname.slice(1))]?.(JSON.parse(Buffer.concat(chunks).toString('utf8')))
      response.end('ok')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    urlFor: (onBody) => `http://127.0.0.1:${port}/${handlers.push(onBody) - 1}`,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

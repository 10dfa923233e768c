import { once } from 'node:events'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Config } from '../config/config.ts'
import type { App } from './fastify-app.ts'

/**
 * Listens on every address of the configuration, at one port (0 takes any free one), until the app closes. Answers with the port and
 * the addresses. A machine without IPv6 goes without ::1 as long as another address works. Throws an Error whose message says what
 * to do when the port is taken or an address is not this machine's; the app is closed then.
 */
export async function listen(
  app: App,
  { hosts, port }: Pick<Config, 'hosts' | 'port'>,
): Promise<{ port: number; hosts: string[] }> {
  const bound: string[] = []
  let given = port
  for (const host of hosts) {
    try {
      if (bound.length === 0) await app.listen({ host, port })
      else await listenToo(app, host, given)
      given = (app.server.address() as AddressInfo).port
      bound.push(host)
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException
      if (hasNoIpv6(host, code) && hosts.length > 1) continue
      await app.close()
      throw new Error(sentence({ code, host, port: given }), { cause: error })
    }
  }
  return { port: given, hosts: bound }
}

/** A second server in front of the same routes; it goes when the first goes. */
async function listenToo(app: App, host: string, port: number): Promise<void> {
  const second: Server = createServer((request, response) => app.routing(request, response))
  second.requestTimeout = app.server.requestTimeout
  second.keepAliveTimeout = app.server.keepAliveTimeout
  second.listen({ host, port, ipv6Only: host === '::1' })
  await once(second, 'listening')
  app.server.once('close', () => {
    second.close()
    second.closeAllConnections()
  })
}

const hasNoIpv6 = (host: string, code: string | undefined) =>
  host === '::1' && (code === 'EADDRNOTAVAIL' || code === 'EAFNOSUPPORT')

function sentence({ code, host, port }: { code: string | undefined; host: string; port: number }): string {
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} on ${host} is taken by another program: stop it, or set PORT to a free one, such as ${port + 1}.`
    case 'EACCES':
      return `Port ${port} may not be opened by this user: set PORT to one above 1023, such as 8420.`
    case 'EADDRNOTAVAIL':
    case 'EAFNOSUPPORT':
    case 'ENOTFOUND':
      return `${host} is not an address of this machine: set HOST to one that is, such as 127.0.0.1 or 0.0.0.0.`
    default:
      return `The hub cannot listen on ${host}, port ${port} (${code ?? 'no reason given'}): check HOST and PORT.`
  }
}

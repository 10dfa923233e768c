import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { Failure } from '../failure.ts'

/** Programs of a Casement that was just killed may hold a port a moment longer. */
const PATIENCE_MS = 2_000

/** Throws one sentence, naming the variable, when somebody else listens on the port at one of the addresses. */
export async function needFreePort(variable: string, port: number, hosts: readonly string[]): Promise<void> {
  for (const end = Date.now() + PATIENCE_MS; ; await sleep(100)) {
    const problems = await Promise.all(hosts.map((host) => problemOf(host, port)))
    const problem = problems.find((code) => code !== null)
    if (!problem) return
    if (problem === 'EACCES')
      throw new Failure(`${variable} is ${port}, which only an administrator may listen on: give a port above 1023.`)
    if (problem !== 'EADDRINUSE')
      throw new Failure(`Nothing can listen on ${hosts.join(' or ')} (${problem}): give HOST an address of this machine.`)
    if (Date.now() > end) {
      throw new Failure(
        `${variable} is ${port}, where another program listens already: stop that program, or set ${variable} to a free port.`,
      )
    }
  }
}

function problemOf(host: string, port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', ({ code }: NodeJS.ErrnoException) => {
      // A machine without IPv6 has no ::1, and needs none.
      resolve(code === 'EADDRNOTAVAIL' && host === '::1' ? null : (code ?? 'unknown'))
    })
    server.listen({ host, port, exclusive: true }, () => server.close(() => resolve(null)))
  })
}

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { freePort } from '@casement/hub/embedded-postgres'

const program = join(import.meta.dirname, '../packages/cli/src/casement.ts')

export type HubProcess = Awaited<ReturnType<typeof createProcess>>

/** One hub with every role, in a process that can be killed, stopped and started again at the same address. */
export async function createProcess(env: Record<string, string>) {
  const port = await freePort()
  let child: ChildProcess | null = null
  let fell = 0

  return {
    /** How often it ended by itself after it had been ready: it should never. */
    get fell() {
      return fell
    },
    url: `http://127.0.0.1:${port}`,
    async start() {
      for (let attempt = 0; ; attempt++) {
        const one = spawn(process.execPath, [program, 'serve', '--port', String(port)], {
          env: { ...process.env, ...env },
          stdio: ['ignore', 'pipe', 'pipe'],
        })
        child = one
        const ready = await new Promise<true | string>((resolve) => {
          let said = ''
          const hear = (chunk: Buffer) => {
            said += chunk.toString()
            if (said.includes('Casement is ready at')) resolve(true)
          }
          one.stdout?.on('data', hear)
          one.stderr?.on('data', hear)
          one.once('exit', () => resolve(said))
        })
        if (ready === true) {
          one.once('exit', () => {
            if (child === one) fell++
          })
          return
        }
        // The database may be away for a moment.
        if (attempt === 20) throw new Error(`A hub does not start: ${ready}`)
        await sleep(250)
      }
    },
    async kill() {
      const one = child as ChildProcess
      child = null
      if (one.exitCode !== null || one.signalCode !== null) return
      const gone = once(one, 'exit')
      one.kill('SIGKILL')
      await gone
    },
    async pause(ms: number) {
      child?.kill('SIGSTOP')
      await sleep(ms)
      child?.kill('SIGCONT')
    },
    async end() {
      const one = child
      child = null
      if (!one || one.exitCode !== null || one.signalCode !== null) return
      const gone = once(one, 'exit')
      one.kill('SIGTERM')
      const late = setTimeout(() => one.kill('SIGKILL'), 10_000)
      await gone
      clearTimeout(late)
    },
  }
}

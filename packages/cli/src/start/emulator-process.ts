import { type ChildProcess, spawn } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { Failure } from '../failure.ts'
import { programFile } from '../program-files.ts'

export type EmulatorProcess = { readonly url: string; readonly exited: Promise<string>; stop(): Promise<void> }
type Wanted = { port: number; dataDir: string; appSecret: string | null; verifyToken: string | null }

const STOP_MS = 800

/** The emulator in a process of its own, as Meta is. It leaves when this process does, however that happens. */
export async function startEmulatorProcess({ port, dataDir, appSecret, verifyToken }: Wanted): Promise<EmulatorProcess> {
  const { META_ACCESS_TOKEN: _, META_APP_SECRET: __, META_VERIFY_TOKEN: ___, ...env } = process.env
  const child = spawn(process.execPath, [programFile, 'emulate', '--port', String(port), '--data', dataDir], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    // Its own group: Ctrl-C in a terminal reaches us, and we stop it after the hub.
    detached: process.platform !== 'win32',
    env: {
      ...env,
      ...(appSecret ? { META_APP_SECRET: appSecret } : {}),
      ...(verifyToken ? { META_VERIFY_TOKEN: verifyToken } : {}),
    },
  })
  let lastWords = ''
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    lastWords = (lastWords + text).slice(-4_000)
  })
  const exited = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message))
    child.once('close', (code, signal) => resolve(lastWords.trim() || `it exits with ${signal ?? code}`))
  })
  const ready = new Promise<string>((resolve) => {
    child.on('message', (message) => {
      if (typeof message === 'object' && message && 'ready' in message) resolve(String(message.ready))
    })
  })
  const url = await Promise.race([
    ready,
    exited.then((reason) => {
      throw new Failure(`The emulator did not start: ${reason}`)
    }),
  ])
  return { url, exited, stop: () => stop(child, exited) }
}

async function stop(child: ChildProcess, exited: Promise<string>): Promise<void> {
  child.kill('SIGTERM')
  const late = new AbortController()
  const patience = sleep(STOP_MS, undefined, { signal: late.signal }).then(
    () => child.kill('SIGKILL'),
    () => {},
  )
  await exited
  late.abort()
  await patience
}

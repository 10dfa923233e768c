import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { freePorts } from './run-casement.ts'

const program = fileURLToPath(new URL('../casement.ts', import.meta.url))
export const OWNER_KEY = 'csm_owner_key_of_the_browser_tests_0000000000'
const READY_WITHIN_MS = 300_000

/** `casement start` as a process of its own, with a data folder, ports and a key of its own. */
export class RunningCasement {
  readonly folder: string
  readonly env: Record<string, string>
  readonly url: string
  readonly emulatorUrl: string
  private process: ChildProcess | null = null
  private said = ''

  private constructor(folder: string, port: number, emulatorPort: number, demoDays: number) {
    this.folder = folder
    this.url = `http://localhost:${port}`
    this.emulatorUrl = `http://localhost:${emulatorPort}`
    this.env = {
      CASEMENT_DATA: folder,
      PORT: String(port),
      EMULATOR_PORT: String(emulatorPort),
      CASEMENT_API_KEY: OWNER_KEY,
      CASEMENT_DEMO: demoDays > 0 ? String(demoDays) : 'off',
    }
  }

  /** Without a demo company, unless some of its thirty days are what it is about. */
  static async prepare({ demoDays = 0 }: { demoDays?: number } = {}): Promise<RunningCasement> {
    const [port = 0, emulatorPort = 0] = await freePorts(2)
    return new RunningCasement(await mkdtemp(join(tmpdir(), 'casement-e2e-')), port, emulatorPort, demoDays)
  }

  /** Starts it and waits for the line that says it is ready; answers with the sign-in link it printed. */
  async start(): Promise<string> {
    this.said = ''
    const child = spawn(process.execPath, [program, 'start'], {
      env: { ...process.env, ...this.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    this.process = child
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`Not ready in time. It said:\n${this.said}`)), READY_WITHIN_MS)
      const hear = (chunk: Buffer) => {
        this.said += chunk.toString()
        const link = /http:\/\/localhost:\d+\/sign-in\?token=\S+/.exec(this.said)?.[0]
        if (!link || !this.said.includes(`Casement is ready at ${this.url}`)) return
        clearTimeout(timer)
        resolve(link)
      }
      child.stdout?.on('data', hear)
      child.stderr?.on('data', hear)
      child.once('exit', (code) => {
        clearTimeout(timer)
        reject(new Error(`It ended with ${code}. It said:\n${this.said}`))
      })
    })
  }

  /** What it has printed since it was started. */
  output(): string {
    return this.said
  }

  /** `kill -9` on everything it started: the hub, the emulator and PostgreSQL, each without a chance to say good-bye. */
  async killEverything(): Promise<void> {
    const pids = [this.process?.pid ?? 0, ...(await childrenOf(this.process?.pid ?? 0))]
    const gone = this.process && this.process.exitCode === null ? once(this.process, 'exit') : Promise.resolve()
    for (const pid of pids) if (pid > 0) kill(pid)
    await gone
  }

  async stop(): Promise<void> {
    if (this.process && this.process.exitCode === null && this.process.signalCode === null) {
      const gone = once(this.process, 'exit')
      this.process.kill('SIGINT')
      await gone
    }
    await rm(this.folder, { recursive: true, force: true })
  }

  // biome-ignore lint/suspicious/noExplicitAny: answers are read member by member, as another program would.
  async api(method: string, path: string, body?: unknown): Promise<{ status: number; body: any }> {
    const answer = await fetch(this.url + path, {
      method,
      headers: { authorization: `Bearer ${OWNER_KEY}`, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    return { status: answer.status, body: await answer.json() }
  }
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // Gone already: that is what was wanted.
  }
}

/** Every process below one, however deep, from the kernel's own list. */
async function childrenOf(pid: number): Promise<number[]> {
  const direct = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => '')
  const children = direct.split(' ').filter(Boolean).map(Number)
  return [...children, ...(await Promise.all(children.map(childrenOf))).flat()]
}

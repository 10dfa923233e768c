import { type ChildProcess, spawn } from 'node:child_process'
import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { freePort, startEmbeddedPostgres } from '@casement/hub/embedded-postgres'
import pg from 'pg'
import { dataFolder } from './data-folder.ts'

const program = join(import.meta.dirname, '../packages/cli/src/casement.ts')

export const KEY = 'csm_key_of_the_benchmarks_00000000000000000000'
export const APP_SECRET = 'secret_of_the_benchmarks'

/** A hub as it runs in production, in a process of its own, over a PostgreSQL that flushes every commit to disk. */
export type ServedHub = {
  readonly url: string
  readonly databaseUrl: string
  readonly pid: number
  readonly postgresPid: number
  stop(): Promise<void>
}

/** An emulator in a process of its own, with 100 ms between a request and its answer where `latencyMs` says so. */
export type Served = { readonly url: string; readonly pid: number; stop(): Promise<void> }

export async function serveHub({
  roles = 'http,sender,jobs',
  env = {},
  settings = {},
}: {
  roles?: string
  /** Of PostgreSQL, which is started again with them. */
  settings?: Record<string, string>
  env?: Record<string, string>
} = {}): Promise<ServedHub> {
  const folder = await dataFolder()
  const start = () => startEmbeddedPostgres({ dataDir: join(folder, 'postgres'), durable: true })
  let postgres = await start()
  if (Object.keys(settings).length > 0) {
    await onPostgres(postgres.url, async (client) => {
      for (const [name, value] of Object.entries(settings)) await client.query(`alter system set ${name} = '${value}'`)
    })
    await postgres.stop()
    postgres = await start()
  }
  const port = await freePort()
  const hub = await serve(['serve', '--roles', roles], 'Casement is ready at', {
    PORT: String(port),
    HOST: '127.0.0.1',
    DATABASE_URL: postgres.url,
    CASEMENT_DATA: folder,
    CASEMENT_API_KEY: KEY,
    GRAPH_URL: 'http://127.0.0.1:9',
    META_APP_SECRET: APP_SECRET,
    META_VERIFY_TOKEN: 'verify',
    LOG_LEVEL: 'error',
    ...env,
  })
  return {
    url: `http://127.0.0.1:${port}`,
    databaseUrl: postgres.url,
    pid: hub.pid,
    postgresPid: await onPostgres(postgres.url, postmasterOf),
    async stop() {
      await hub.stop()
      await postgres.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

async function onPostgres<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return await work(client)
  } finally {
    await client.end()
  }
}

/** The process that all of PostgreSQL's others belong to. */
async function postmasterOf(client: pg.Client): Promise<number> {
  const { rows } = await client.query<{ pid: string }>(`select split_part(pg_read_file('postmaster.pid'), E'\n', 1) as pid`)
  return Number(rows[0]?.pid)
}

export async function serveEmulator(args: readonly string[] = []): Promise<Served> {
  const port = await freePort()
  const emulator = await serve(['emulate', '--port', String(port), ...args], 'Emulator ready at', {})
  return { ...emulator, url: `http://127.0.0.1:${port}` }
}

async function serve(args: readonly string[], ready: string, env: Record<string, string>): Promise<Served> {
  const child = spawn(process.execPath, [program, ...args], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  await untilItSays(child, ready)
  return {
    url: '',
    pid: child.pid as number,
    async stop() {
      if (child.exitCode !== null) return
      const gone = once(child, 'exit')
      child.kill('SIGTERM')
      await gone
    },
  }
}

function untilItSays(child: ChildProcess, ready: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = ''
    child.stdout?.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      if (said.includes(ready)) resolve()
    })
    child.once('exit', (code) => reject(new Error(`It ended with ${code}: ${said}`)))
  })
}

export const sign = (body: string | Buffer): string => `sha256=${createHmac('sha256', APP_SECRET).update(body).digest('hex')}`

import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import pg from 'pg'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { clusterIn } from './cluster-home.ts'
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded-postgres.ts'
import { readServerFile } from './leftover-server.ts'
import { processIdentity } from './process-identity.ts'

const isRoot = process.getuid?.() === 0
const nobody = { uid: 65534, gid: 65534 }
/** In a clone that only root may enter, nobody else can run anything. */
const othersCanRunUs = isRoot && spawnSync(process.execPath, ['--version'], { cwd: '/', ...nobody }).status === 0
let base: string
let dataDir: string
let running: EmbeddedPostgres[] = []
let held: ChildProcess[] = []
let outside: string[] = []

beforeEach(async () => {
  base = await mkdtemp(join(tmpdir(), 'casement-pg-'))
  await chmod(base, 0o755)
  dataDir = join(base, 'data')
})

afterEach(async () => {
  for (const child of held) child.kill('SIGKILL')
  await Promise.all(running.map((server) => server.stop()))
  running = []
  held = []
  for (const folder of [base, ...outside]) await rm(folder, { recursive: true, force: true, maxRetries: 50, retryDelay: 50 })
  outside = []
})

const start = async (folder = dataDir, port?: number) => {
  const server = await startEmbeddedPostgres({ dataDir: folder, durable: true, ...(port ? { port } : {}) })
  running.push(server)
  return server
}

/** Another process that runs the same, so that it can be killed. */
async function hold(
  folder = dataDir,
  user?: { uid: number; gid: number },
): Promise<{ child: ChildProcess; url?: string; error?: string }> {
  const program = join(import.meta.dirname, 'hold-for-test.ts')
  const child = spawn(process.execPath, [program, folder], { stdio: ['ignore', 'pipe', 'inherit'], ...user })
  held.push(child)
  const [line] = await once(createInterface({ input: child.stdout as NodeJS.ReadableStream }), 'line')
  return { child, ...JSON.parse(line) }
}

async function query(url: string, ...statements: string[]): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url })
  client.on('error', () => {})
  await client.connect()
  try {
    let rows: unknown[] = []
    for (const statement of statements) rows = (await client.query(statement)).rows
    return rows
  } finally {
    await client.end()
  }
}

const write = (url: string) => query(url, 'create table kept (word text)', `insert into kept values ('still here')`)
const read = (url: string) => query(url, 'select word from kept')
const KEPT = [{ word: 'still here' }]

async function kill(child: ChildProcess): Promise<void> {
  child.kill('SIGKILL')
  await once(child, 'exit')
}

test('a first start makes a database in UTF-8, and a second one finds what the first wrote', async () => {
  const first = await start()
  expect(first.fresh).toBe(true)
  await write(first.url)
  expect(await query(first.url, 'show server_encoding', 'show fsync')).toEqual([{ fsync: 'on' }])
  expect(await query(first.url, `select 'ä' < 'b' as "by code point"`)).toEqual([{ 'by code point': false }])
  await first.stop()

  const second = await start()
  expect(second.fresh).toBe(false)
  expect(await read(second.url)).toEqual(KEPT)
})

test('nobody gets in without the password, which only our user can read', async () => {
  const { url } = await start()
  const wrong = new URL(url)
  wrong.password = 'guess'
  await expect(query(wrong.href, 'select 1')).rejects.toThrow(/password authentication failed/)
  expect((await stat(join(dataDir, 'password'))).mode & 0o777).toBe(0o600)
})

test('two at once on one folder: the second is told who has it, and the first goes on', async () => {
  const { child, url = '' } = await hold()
  await expect(start()).rejects.toThrow(`Another Casement (process ${child.pid}) is using ${dataDir}.`)
  expect(await query(url, 'select 1 as one')).toEqual([{ one: 1 }])
})

test('when its starter is killed the server ends by itself, and the next start goes on', async () => {
  const { child, url = '' } = await hold()
  await write(url)
  const server = await readServerFile(clusterIn(dataDir))
  await kill(child)
  await vi.waitFor(async () => expect(await processIdentity(server?.pid ?? 0)).toBeNull(), { timeout: 20_000 })
  expect(await read((await start()).url)).toEqual(KEPT)
})

test('a start that follows a kill at once does not wait for anyone', async () => {
  const { child, url = '' } = await hold()
  await write(url)
  await kill(child)
  expect(await read((await start()).url)).toEqual(KEPT)
})

test('a server that outlived its starter is stopped and replaced', async () => {
  const { child, url = '' } = await hold()
  await write(url)
  const orphan = (await readServerFile(clusterIn(dataDir)))?.pid ?? 0
  // Without its watcher, the server does not notice that its starter is gone.
  for (const pid of await watchersOf(orphan)) process.kill(pid, 'SIGKILL')
  await kill(child)
  expect(await processIdentity(orphan)).not.toBeNull()
  expect(await read((await start()).url)).toEqual(KEPT)
  expect(await processIdentity(orphan)).toBeNull()
})

test('kill -9 on everything, the server included, loses nothing that was committed', async () => {
  const { child, url = '' } = await hold()
  await write(url)
  const server = (await readServerFile(clusterIn(dataDir)))?.pid ?? 0
  process.kill(server, 'SIGKILL')
  await kill(child)
  expect(await read((await start()).url)).toEqual(KEPT)
})

test('a note left by a dead server does not make us take, or kill, the process that inherited its number', async () => {
  const first = await start()
  await write(first.url)
  await first.stop()
  const stranger = spawn('sleep', ['60'])
  held.push(stranger)
  await writeFile(
    join(clusterIn(dataDir), 'postmaster.pid'),
    `${stranger.pid}\n${clusterIn(dataDir)}\n1\n5432\n\n127.0.0.1\n1 1\nready\n`,
  )
  expect(await read((await start()).url)).toEqual(KEPT)
  expect(stranger.exitCode ?? stranger.signalCode).toBeNull()
})

test('an interrupted first start is cleared away', async () => {
  await mkdir(join(dataDir, 'creating-0badc0de', 'cluster'), { recursive: true })
  await writeFile(join(dataDir, 'creating-0badc0de', 'cluster', 'PG_VERSION'), '18\n')
  await writeFile(join(dataDir, 'lock'), '')
  const { url, fresh } = await start()
  expect(fresh).toBe(true)
  expect(await query(url, 'select 1 as one')).toEqual([{ one: 1 }])
  expect((await readdir(dataDir)).filter((name) => name.startsWith('creating'))).toEqual([])
})

test('a lost password is replaced', async () => {
  const first = await start()
  await write(first.url)
  await first.stop()
  await rm(join(dataDir, 'password'))
  expect(await read((await start()).url)).toEqual(KEPT)
})

test('a taken port is left to its owner', async () => {
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  const { port } = taken.address() as { port: number }
  const { url } = await start(dataDir, port)
  expect(new URL(url).port).not.toBe(String(port))
  taken.close()
})

test('a database of another major version is refused in one sentence, untouched', async () => {
  await (await start()).stop()
  await writeFile(join(clusterIn(dataDir), 'PG_VERSION'), '12\n')
  await expect(start()).rejects.toThrow(/was written by PostgreSQL 12, but this Casement brings 18\.\d+\. Start the Casement/)
})

test('stopping ends open connections and takes less than a second', async () => {
  const server = await start()
  const guest = new pg.Client({ connectionString: server.url })
  guest.on('error', () => {})
  await guest.connect()
  const started = performance.now()
  await server.stop()
  expect(performance.now() - started).toBeLessThan(1_000)
})

test.runIf(isRoot)('under a folder that only root may enter, the database lives outside and comes back', async () => {
  await chmod(base, 0o700)
  const first = await start()
  await write(first.url)
  await first.stop()
  const { folder } = JSON.parse(await readFile(join(dataDir, 'location.json'), 'utf8'))
  outside.push(folder)
  expect(folder.startsWith(base)).toBe(false)
  expect(await read((await start()).url)).toEqual(KEPT)
})

test.runIf(isRoot)('a database that lived outside and is gone is not replaced by an empty one', async () => {
  await chmod(base, 0o700)
  await (await start()).stop()
  const { folder } = JSON.parse(await readFile(join(dataDir, 'location.json'), 'utf8'))
  await rm(folder, { recursive: true })
  await expect(start()).rejects.toThrow(`was kept in ${folder}, which is gone. Bring that folder back, or delete ${dataDir}`)
})

test.runIf(othersCanRunUs)('an ordinary user runs it as himself', async () => {
  await chmod(base, 0o777)
  const { url = '', error } = await hold(dataDir, nobody)
  expect(error).toBeUndefined()
  expect(await query(url, 'select 1 as one')).toEqual([{ one: 1 }])
  expect((await stat(clusterIn(dataDir))).uid).toBe(nobody.uid)
})

/** The shells that wait for the starter to go: they share the server's process group, and are no child of it. */
async function watchersOf(server: number): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const found: number[] = []
  for (const pid of pids) {
    const line = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
    const [, , group] = line.slice(line.lastIndexOf(')') + 2).split(' ')
    if (group === String(server) && line.includes('(sh)')) found.push(Number(pid))
  }
  return found
}

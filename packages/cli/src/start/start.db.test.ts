import { execFileSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { freePorts, type Run, runCasement, untilSays } from '../testing/run-casement.ts'

let folder: string
let env: Record<string, string>
let runs: Run[] = []

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'casement-start-'))
  const [port, emulatorPort] = await freePorts(2)
  env = { CASEMENT_DATA: join(folder, 'data'), PORT: String(port), EMULATOR_PORT: String(emulatorPort), CASEMENT_DEMO: 'off' }
})

afterEach(async () => {
  for (const { child } of runs) child.kill('SIGKILL')
  await vi.waitFor(() => expect(processesOf(folder)).toEqual([]), { timeout: 20_000 })
  runs = []
  await rm(folder, { recursive: true, force: true, maxRetries: 50, retryDelay: 50 })
})

function start(more: Record<string, string> = {}): Run {
  const run = runCasement(['start'], { ...env, ...more })
  runs.push(run)
  return run
}

/** Every process that names the data folder: emulator and PostgreSQL. The one that started them names it in its environment only. */
const processesOf = (path: string): number[] =>
  execFileSync('ps', ['-eo', 'pid,args'], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes(path))
    .map((line) => Number.parseInt(line, 10))

const hub = (path: string) => `http://127.0.0.1:${env.PORT}${path}`
const emulator = (path: string) => `http://127.0.0.1:${env.EMULATOR_PORT}/_emulator${path}`

async function signIn(run: Run): Promise<{ cookie: string }> {
  const [, link = ''] = await untilSays(run, /Sign in, once: (\S+)/)
  const answer = await fetch(link, { redirect: 'manual' })
  return { cookie: (answer.headers.get('set-cookie') ?? '').split(';')[0] as string }
}

async function ask(path: string, headers: Record<string, string>): Promise<Record<string, unknown>[]> {
  const answer = await fetch(hub(path), { headers })
  expect(answer.status).toBe(200)
  return ((await answer.json()) as { data: Record<string, unknown>[] }).data
}

const customerWrites = (body: string) => post(emulator('/customers/447700900456/messages'), { type: 'text', text: { body } })

async function post(url: string, body: Record<string, unknown>) {
  const { phoneNumberId } = (await (await fetch(emulator(''))).json()) as { phoneNumberId: string }
  const answer = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ to: phoneNumberId, ...body }),
  })
  expect(answer.ok).toBe(true)
}

test('a first start is usable at once, and one Ctrl-C ends all of it within three seconds', async () => {
  const run = start()
  await untilSays(run, new RegExp(`^Casement is ready at http://localhost:${env.PORT}$`))
  expect((await fetch(hub('/readyz'))).status).toBe(200)

  const signedIn = await signIn(run)
  const templates = await ask('/v1/templates?status=APPROVED', signedIn)
  expect(templates.map(({ name }) => name)).toContain('hello_world')
  expect(await (await fetch(hub('/'), { headers: { accept: 'text/html' } })).text()).toContain('<div id="root"')

  const told = performance.now()
  run.child.kill('SIGINT')
  expect(await run.exited).toBe(0)
  expect(performance.now() - told).toBeLessThan(3_000)
  expect(processesOf(folder)).toEqual([])
})

test('after kill -9 on everything the next start goes on where it was', async () => {
  const first = start()
  const before = await signIn(first)
  await customerWrites('Is my order there?')
  await vi.waitFor(async () => expect(await ask('/v1/threads?view=all', before)).toHaveLength(1), { timeout: 20_000 })

  for (const pid of processesOf(folder)) process.kill(pid, 'SIGKILL')
  first.child.kill('SIGKILL')
  await first.exited

  const second = start()
  const after = await signIn(second)
  const [thread] = await ask('/v1/threads?view=all', after)
  expect(thread).toMatchObject({ lastMessage: { text: 'Is my order there?' }, window: { csw: { open: true } } })
  await customerWrites('Hello?')
  await vi.waitFor(
    async () => expect(await ask('/v1/threads?view=all', after)).toMatchObject([{ lastMessage: { text: 'Hello?' } }]),
    { timeout: 20_000 },
  )
})

test('a second start on the same data folder says who has it, and disturbs nobody', async () => {
  const first = start()
  await untilSays(first, /^Casement is ready/)
  const second = start()
  expect(await second.exited).toBe(1)
  expect(second.lines.join('\n')).toMatch(`Another Casement (process ${first.child.pid}) is using ${env.CASEMENT_DATA}. Stop it,`)
  expect((await fetch(hub('/readyz'))).status).toBe(200)
})

test('when the emulator dies, it says so and ends', async () => {
  const run = start()
  await untilSays(run, /^Casement is ready/)
  const [pid] = processesOf(join(folder, 'data', 'emulator'))
  process.kill(pid as number, 'SIGKILL')
  expect(await run.exited).toBe(1)
  expect(run.lines.at(-1)).toBe('The emulator has stopped: it exits with SIGKILL')
  expect(processesOf(folder)).toEqual([])
})

test.each([
  {
    label: 'a port that is no port',
    more: { PORT: '84200' },
    sentence: 'PORT is "84200": give a port from 1 to 65535, such as 8420.',
  },
  {
    label: 'a database where nothing listens',
    more: { DATABASE_URL: 'postgres://casement@127.0.0.1:1/casement' },
    sentence: 'DATABASE_URL names 127.0.0.1:1, where nothing listens: start PostgreSQL there',
  },
  {
    label: 'a data folder that cannot be',
    more: { CASEMENT_DATA: '/dev/null/casement' },
    sentence: 'CASEMENT_DATA is /dev/null/casement, which cannot be made (',
  },
  {
    label: 'an address of another machine',
    more: { HOST: '192.0.2.1' },
    sentence: 'Nothing can listen on 192.0.2.1 (EADDRNOTAVAIL): give HOST an address of this machine.',
  },
])('$label: one sentence, exit 1, nothing left behind', async ({ more, sentence }) => {
  const run = start(more)
  expect(await run.exited).toBe(1)
  expect(run.lines).toEqual([expect.stringContaining(sentence)])
})

test.each(['PORT', 'EMULATOR_PORT'])('%s is taken: one sentence that names it', async (variable) => {
  const other = createServer().listen(Number(env[variable]), '127.0.0.1')
  await once(other, 'listening')
  const run = start()
  expect(await run.exited).toBe(1)
  expect(run.lines).toEqual([
    `${variable} is ${env[variable]}, where another program listens already: stop that program, or set ${variable} to a free port.`,
  ])
  other.close()
})

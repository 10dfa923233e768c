import { type ChildProcess, spawn } from 'node:child_process'
import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, onTestFinished, test } from 'vitest'
import { createEmulator } from '../create-emulator.ts'
import type { About } from '../testing/start-emulator.ts'

const program = new URL('../testing/run-durable.ts', import.meta.url).pathname

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'casement-emulator-'))
  onTestFinished(() => rm(path, { recursive: true, force: true }))
  return path
}

async function startChild(dataDir: string): Promise<{ child: ChildProcess; url: string }> {
  const child = spawn(process.execPath, [program, dataDir], { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  const [url] = await new Promise<string[]>((resolve, reject) => {
    createInterface({ input: child.stdout as NodeJS.ReadableStream }).once('line', (line) => resolve([line]))
    child.once('exit', (code) => reject(new Error(`The child ended with ${code}.`)))
  })
  return { child, url: (url as string).replace('localhost', '127.0.0.1') }
}

const kill = (child: ChildProcess) =>
  new Promise<void>((resolve) => {
    child.once('exit', () => resolve())
    child.kill('SIGKILL')
  })

async function json(url: string, init?: RequestInit) {
  // biome-ignore lint/suspicious/noExplicitAny: each test checks what it reads.
  return (await (await fetch(url, init)).json()) as any
}
const post = (url: string, body: unknown, token?: string) =>
  json(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
    body: JSON.stringify(body),
  })

test('killed in the middle, the world goes on: messages, windows, what is due, the clock', async () => {
  const data = await folder()
  const first = await startChild(data)
  const about = (await json(`${first.url}/_emulator`)) as About
  await post(`${first.url}/_emulator/clock`, { advanceMs: 3_600_000 })
  await post(`${first.url}/_emulator/customers/447700900456/messages`, { type: 'text', text: { body: 'hi' } })
  const sent = await Promise.all(
    Array.from({ length: 40 }, (_, i) =>
      post(
        `${first.url}/v25.0/${about.phoneNumberId}/messages`,
        {
          messaging_product: 'whatsapp',
          to: `4477009${10_000 + i}`,
          type: 'template',
          template: { name: 'hello_world', language: { code: 'en_US' } },
        },
        about.accessToken,
      ),
    ),
  )
  await post(
    `${first.url}/v25.0/${about.phoneNumberId}/messages`,
    { messaging_product: 'whatsapp', to: '447700900456', text: { body: 'Hello' } },
    about.accessToken,
  )
  await kill(first.child)

  const second = await startChild(data)
  const restored = (await json(`${second.url}/_emulator`)) as About
  expect(restored).toMatchObject({ worldId: about.worldId, now: '2026-11-20T10:00:00.000Z' })
  const known = new Set((await json(`${second.url}/_emulator/messages`)).map((message: { id: string }) => message.id))
  for (const answer of sent) expect(known).toContain(answer.messages[0].id)
  await post(`${second.url}/_emulator/clock`, { advanceMs: 60_000 })
  const after = await json(`${second.url}/_emulator/messages`)
  expect(after).toHaveLength(41)
  expect(new Set(after.map((message: { status: string }) => message.status))).toEqual(new Set(['delivered']))
  expect((await json(`${second.url}/_emulator/stats`)).accepted).toBe(41)
  await kill(second.child)
})

test('a torn last line never was', async () => {
  const data = await folder()
  const first = await createEmulator({ port: 0, clock: 'manual', dataDir: data })
  first.world.settings.marketingCap = 5
  first.world.touchMeta()
  await first.close()
  const whole = await readFile(join(data, 'world.log'), 'utf8')
  await appendFile(join(data, 'world.log'), '{"meta":{"worldId":"torn","se')
  const second = await createEmulator({ port: 0, clock: 'manual', dataDir: data })
  expect(second.world.meta.worldId).toBe(first.world.meta.worldId)
  expect(second.world.settings.marketingCap).toBe(5)
  await second.close()
  expect(whole.length).toBeGreaterThan(1_000)
})

test('an empty file is a new world', async () => {
  const data = await folder()
  await writeFile(join(data, 'world.log'), '')
  const emulator = await createEmulator({ port: 0, clock: 'manual', dataDir: data })
  expect(emulator.world.numbers.size).toBe(1)
  await emulator.close()
})

test('webhooks that were not answered are sent again after a restart', async () => {
  const data = await folder()
  const first = await createEmulator({ port: 0, clock: 'manual', dataDir: data })
  const url = await first.listen()
  const [app] = [...first.world.apps.values()]
  if (app) first.world.apps.put({ ...app, callback: { url: 'http://127.0.0.1:1/', verifyToken: 't', fields: null } })
  await post(`${url}/_emulator/customers/447700900456/messages`, { type: 'text', text: { body: 'hi' } })
  await first.close()
  const second = await createEmulator({ port: 0, clock: 'manual', dataDir: data })
  const again = await second.listen()
  await post(`${again}/_emulator/clock`, { advanceMs: 15_000 })
  const [delivery] = await json(`${again}/_emulator/webhooks`)
  expect(delivery).toMatchObject({ state: 'pending', attempts: [{ status: null }, { status: null }] })
  await second.close()
})

test('a snapshot put back gives the same world', async () => {
  const first = await createEmulator({ port: 0, clock: 'manual', now: '2026-11-20T09:00:00Z' })
  const url = await first.listen()
  await post(`${url}/_emulator/customers/447700900456/messages`, { type: 'text', text: { body: 'hi' } })
  const snapshot = await json(`${url}/_emulator/snapshot`)
  await post(`${url}/_emulator/clock`, { advanceMs: 86_400_000 })
  await json(`${url}/_emulator/snapshot`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(snapshot),
  })
  expect(await json(`${url}/_emulator/snapshot`)).toEqual(snapshot)
  const other = await createEmulator({ port: 0, clock: 'manual', world: snapshot })
  expect(other.world.inbound.size).toBe(1)
  expect(other.world.meta.worldId).toBe(snapshot.meta.worldId)
  await other.close()
  await first.close()
  await expect(createEmulator({ port: 0, world: { hello: 1 } })).rejects.toThrow('This is no snapshot')
})

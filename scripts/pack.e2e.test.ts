import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { freePorts } from '../packages/cli/src/testing/run-casement.ts'

const root = join(import.meta.dirname, '..')
const readPackage = async (name: string) =>
  JSON.parse(await readFile(join(root, 'packages', name, 'package.json'), 'utf8')) as { dependencies: Record<string, string> }
const npm = (args: string[], cwd: string) =>
  execFileSync('npm', [...args, '--loglevel=error'], { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] })

let folder: string
let elsewhere: string
const casement = () => join(elsewhere, 'node_modules', 'casement', 'bin', 'casement.mjs')

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'casement-pack-'))
  elsewhere = join(folder, 'elsewhere')
  await mkdir(elsewhere)
  await writeFile(join(elsewhere, 'package.json'), '{ "name": "elsewhere", "private": true }')
  npm(['pack', '--workspace', 'casement', '--pack-destination', folder], root)
  npm(['install', '--prefer-offline', '--no-audit', '--no-fund', join(folder, 'casement-0.1.0.tgz')], elsewhere)
})
afterAll(() => rm(folder, { recursive: true, force: true }))

test('the packed casement needs all that its parts need, and nothing of ours', async () => {
  const ours = Object.entries((await readPackage('cli')).dependencies)
  const parts = await Promise.all(['platform', 'rules', 'emulator', 'hub'].map(readPackage))
  const theirs = parts
    .flatMap(({ dependencies }) => Object.entries(dependencies))
    .filter(([name]) => !name.startsWith('@casement/'))
  expect(ours.filter(([name]) => name.startsWith('@casement/'))).toEqual([])
  expect(ours).toEqual(expect.arrayContaining(theirs))
})

test('installed elsewhere it emulates', async () => {
  const [port] = await freePorts(1)
  const child = spawn(process.execPath, [casement(), 'emulate', '--port', String(port)], {
    cwd: elsewhere,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const exited = once(child, 'exit')
  try {
    const [line] = await once(createInterface({ input: child.stdout }), 'line')
    expect(line).toBe(`Emulator ready at http://localhost:${port}`)
    const world = (await (await fetch(`http://localhost:${port}/_emulator`)).json()) as {
      accessToken: string
      phoneNumberId: string
    }
    const answer = await fetch(`http://localhost:${port}/v25.0/${world.phoneNumberId}/messages`, {
      method: 'POST',
      headers: { authorization: `Bearer ${world.accessToken}`, 'content-type': 'application/json' },
      body: JSON.stringify({
        messaging_product: 'whatsapp',
        to: '447700900456',
        type: 'template',
        template: { name: 'hello_world', language: { code: 'en_US' } },
      }),
    })
    expect(await answer.json()).toMatchObject({ messages: [{ id: expect.stringMatching(/^wamid\./) }] })
  } finally {
    child.kill('SIGTERM')
    await exited
  }
})

test('and judges', async () => {
  await writeFile(join(elsewhere, 'hello.json'), '{ "message": { "type": "text", "text": { "body": "Hello" } } }')
  const judged = spawnSync(process.execPath, [casement(), 'check', 'hello.json'], { cwd: elsewhere, encoding: 'utf8' })
  expect(judged).toMatchObject({ status: 1, stdout: expect.stringMatching(/^Refused: free-form messages need a message/) })
})

import { execFile } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { TestEmulator } from '../testing/start-emulator.ts'

const folder = join(import.meta.dirname, 'assets')
const files = readdirSync(folder)
const get = (emulator: TestEmulator, path: string, headers: Record<string, string> = {}) =>
  fetch(`${emulator.about.graphUrl}${path}`, { headers })
const BROWSER = 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8'

test.each([
  ['a browser', '/', { accept: BROWSER }, 'page'],
  ['a browser with a theme', '/?theme=dark', { accept: BROWSER }, 'page'],
  ['curl', '/', { accept: '*/*' }, 'graph'],
  ['an SDK', '/', { accept: 'application/json' }, 'graph'],
  ['a browser with a token', '/?access_token=EAAemulatorToken', { accept: BROWSER }, 'graph'],
  ['a client with a token that takes anything', '/', { accept: BROWSER, authorization: 'Bearer EAAemulatorToken' }, 'graph'],
  ['a browser deeper down', '/v25.0/me', { accept: BROWSER, authorization: 'Bearer EAAemulatorToken' }, 'graph'],
])('%s gets what it came for', async (_who, path, headers, what) => {
  const emulator = await TestEmulator.start({ quiet: true })
  const answer = await get(emulator, path, headers)
  const body = await answer.text()
  if (what === 'page') {
    expect(answer.status).toBe(200)
    expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(body).toContain('<title>Emulator · Casement</title>')
  } else {
    expect(answer.headers.get('content-type')).toContain('application/json')
    expect(answer.headers.get('facebook-api-version')).toMatch(/^v\d+\.0$/)
  }
})

test('the page lets nothing in from elsewhere, and runs nothing inline', async () => {
  const emulator = await TestEmulator.start({ quiet: true })
  const answer = await get(emulator, '/', { accept: BROWSER })
  expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'; script-src 'self'; style-src 'self'")
  const html = await answer.text()
  expect(html).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\sstyle=|\son\w+=/)
  const hosts = files.flatMap((file) => [...readFileSync(join(folder, file), 'utf8').matchAll(/\b(?:https?:)?\/\/[\w.-]+\.\w+/g)])
  const named = new Set(hosts.map(([host]) => host).filter((host) => host !== 'http://www.w3.org'))
  expect([...named]).toEqual([])
})

test('whatever the page asks for is there, and nothing else can be had', async () => {
  const emulator = await TestEmulator.start({ quiet: true })
  const named = files
    .filter((file) => /\.(html|css|js)$/.test(file))
    .flatMap((file) => [
      ...readFileSync(join(folder, file), 'utf8').matchAll(/\/_emulator\/page\/([\w.-]+)|from '\.\/([\w.-]+)'/g),
    ])
    .map(([, absolute, relative]) => (absolute ?? relative) as string)
  expect(named).toContain('inter.woff2')
  for (const name of new Set(named)) expect((await get(emulator, `/_emulator/page/${name}`)).status, name).toBe(200)
  for (const path of ['nothing.js', '..%2froutes.ts', '%2e%2e%2ftsconfig.json', 'tsconfig.json'])
    expect((await get(emulator, `/_emulator/page/${path}`)).status, path).toBe(404)
})

test('an unchanged file is not sent again', async () => {
  const emulator = await TestEmulator.start({ quiet: true })
  const etag = (await get(emulator, '/_emulator/page/page.js')).headers.get('etag') as string
  expect((await get(emulator, '/_emulator/page/page.js', { 'if-none-match': etag })).status).toBe(304)
  expect((await get(emulator, '/_emulator/page/page.js', { 'if-none-match': '"other"' })).status).toBe(200)
})

test('the scripts of the page are typed, although they are JavaScript', async () => {
  const tsc = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc')
  const checked = promisify(execFile)(process.execPath, [tsc, '-p', join(import.meta.dirname, 'tsconfig.json')])
  await expect(checked.catch((error: { stdout: string }) => error.stdout)).resolves.toMatchObject({ stdout: '' })
}, 60_000)

test('the stream says that something changed, once for what changed together, and not when nobody did anything', async () => {
  const emulator = await TestEmulator.start({ quiet: true })
  const heard: string[] = []
  const stopped = new AbortController()
  const answer = await fetch(`${emulator.about.graphUrl}/_emulator/stream`, { signal: stopped.signal })
  expect(answer.headers.get('content-type')).toBe('text/event-stream')
  const reader = (answer.body as ReadableStream<Uint8Array>).pipeThrough(new TextDecoderStream()).getReader()
  const next = async () => {
    const { value } = await reader.read()
    heard.push(value ?? '')
    return JSON.parse(/data: (.*)/.exec(value ?? '')?.[1] ?? 'null')
  }
  expect(await next()).toMatchObject({ now: '2026-11-20T09:00:00.000Z', scale: 0, policy: 'PMP_V2' })
  await emulator.control('GET', '/overview')
  await emulator.advance(3_600_000)
  expect(await next()).toMatchObject({ now: '2026-11-20T10:00:00.000Z' })
  await emulator.write('Hello')
  await emulator.write('Anybody there?')
  await next()
  expect(heard.length).toBe(3)
  stopped.abort()
})

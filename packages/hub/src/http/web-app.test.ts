import { mkdir, mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { testApp } from './test-app.ts'

let built: string
beforeAll(async () => {
  built = await mkdtemp(join(tmpdir(), 'casement-dist-'))
  await mkdir(join(built, 'assets'))
  await writeFile(join(built, 'index.html'), '<!doctype html><title>Casement</title>')
  await writeFile(join(built, 'assets', 'index-a1b2c3.js'), 'export {}')
  await writeFile(join(built, 'assets', 'index-a1b2c3.js.br'), 'packed by brotli')
  await writeFile(join(built, 'assets', 'index-a1b2c3.js.gz'), 'packed by gzip')
  await writeFile(join(built, 'favicon.svg'), '<svg/>')
})

const page = 'text/html,application/xhtml+xml'
const asked: { url: string; accept?: string; status: number; contains?: string; cache?: string }[] = [
  { url: '/', accept: page, status: 200, contains: 'Casement', cache: 'no-cache' },
  { url: '/inbox', accept: page, status: 200, contains: 'Casement', cache: 'no-cache' },
  { url: '/threads/1/messages?x=1', accept: page, status: 200, contains: 'Casement' },
  { url: '/sign-in', accept: page, status: 200, contains: 'Casement' },
  { url: '/assets/index-a1b2c3.js', status: 200, cache: 'public, max-age=31536000, immutable' },
  { url: '/favicon.svg', status: 200, cache: 'no-cache' },
  { url: '/assets/gone-123.js', accept: page, status: 404 },
  { url: '/missing.png', accept: page, status: 404 },
  { url: '/v1/nothing', accept: page, status: 404 },
  { url: '/inbox', accept: 'application/json', status: 404 },
  { url: '/../../../etc/passwd', accept: '*/*', status: 404 },
  { url: '/%2e%2e/%2e%2e/etc/passwd', accept: '*/*', status: 404 },
]

test.each(asked)('GET $url ($accept) → $status', async ({ url, accept = '*/*', status, contains, cache }) => {
  const { app } = await testApp({ webFolder: built })
  const answer = await app.inject({ url, headers: { accept } })
  expect(answer.statusCode).toBe(status)
  if (contains) expect(answer.body).toContain(contains)
  if (cache) expect(answer.headers['cache-control']).toBe(cache)
})

test.each([
  ['gzip, deflate, br', 'br', 'packed by brotli'],
  ['gzip', 'gzip', 'packed by gzip'],
  ['identity', undefined, 'export {}'],
])('to whoever takes %s it goes out as %s', async (accepted, encoding, body) => {
  const { app } = await testApp({ webFolder: built })
  const answer = await app.inject({ url: '/assets/index-a1b2c3.js', headers: { 'accept-encoding': accepted } })
  expect(answer.headers['content-encoding']).toBe(encoding)
  expect(answer.headers).toMatchObject({
    'content-type': 'application/javascript; charset=utf-8',
    vary: expect.stringMatching(/accept-encoding/i),
  })
  expect(answer.headers['cache-control']).toContain('immutable')
  expect(answer.body).toBe(body)
})

test('a dashboard that is not built says how to build it', async () => {
  const { app } = await testApp()
  const answer = await app.inject({ url: '/inbox', headers: { accept: page } })
  expect(answer.statusCode).toBe(503)
  expect(answer.body).toContain('npm start')
})

test('a dashboard folder that is not there at all says the same', async () => {
  const { app } = await testApp({ webFolder: join(built, 'never') })
  for (const url of ['/', '/inbox']) expect((await app.inject({ url, headers: { accept: page } })).statusCode).toBe(503)
})

import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { pdf, png } from '../testing/sdks/sample-files.ts'
import { MINUTE, TestEmulator } from '../testing/start-emulator.ts'

let server: Server
let origin: string
let asked = 0
let emulator: TestEmulator

beforeAll(async () => {
  server = createServer((request, answer) => {
    asked++
    if (request.url === '/moved') answer.writeHead(302, { location: '/sofa.png' }).end()
    else if (request.url === '/round') answer.writeHead(302, { location: '/round' }).end()
    else if (request.url === '/sofa.png') answer.writeHead(200, { 'content-type': 'image/png' }).end(png)
    else if (request.url === '/bill.png') answer.writeHead(200, { 'content-type': 'image/png' }).end(pdf)
    else if (request.url === '/page') answer.writeHead(200, { 'content-type': 'text/html' }).end('<p>Hi</p>')
    else answer.writeHead(404).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
})
afterAll(() => server.close())
beforeEach(async () => {
  emulator = await TestEmulator.start({ quiet: true, relax: ['pair'] })
  await emulator.control('PATCH', '/settings', { fetchLinks: true })
  await emulator.write('Which sofa?')
})

const image = async (path: string) => {
  const sent = await emulator.send({ type: 'image', image: { link: path.startsWith('http') ? path : `${origin}${path}` } })
  await emulator.advance(MINUTE)
  return (await emulator.outcome(sent)).error?.code ?? 0
}

/** What is behind a link: path → what becomes of the message. */
test.each([
  ['a picture', '/sofa.png', 0],
  ['a picture after one step aside', '/moved', 0],
  ['a way that leads round', '/round', 131053],
  ['nothing', '/gone.png', 131053],
  ['a page', '/page', 131053],
  ['a file that is not what it says', '/bill.png', 131053],
  ['nobody', 'http://127.0.0.1:9/sofa.png', 131053],
])('%s', async (_label, path, code) => {
  expect(await image(path)).toBe(code)
})

test('a file is kept for ten minutes, and fetched again after that', async () => {
  const before = asked
  for (let i = 0; i < 3; i++) await image('/sofa.png')
  expect(asked - before).toBe(1)
  await emulator.advance(10 * MINUTE)
  await image('/sofa.png')
  expect(asked - before).toBe(2)
})

test('links are only looked at where the world asks for it', async () => {
  await emulator.control('PATCH', '/settings', { fetchLinks: false })
  const before = asked
  expect(await image('/gone.png')).toBe(0)
  expect(asked).toBe(before)
})

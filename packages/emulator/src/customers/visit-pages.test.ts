import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createVisitor } from './visit-pages.ts'

const seen: { url: string; agent: string }[] = []
const server = createServer((request, response) => {
  seen.push({ url: request.url ?? '', agent: request.headers['user-agent'] ?? '' })
  response.writeHead(302, { location: '/elsewhere' }).end()
})
beforeAll(() => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve)))
afterAll(() => void server.close())

test('pages of this machine are opened as a phone would, their redirects unfollowed; others are not', async () => {
  const visitor = createVisitor()
  const { port } = server.address() as AddressInfo
  for (const url of ['no address', 'https://nordlys.example/', 'http://10.0.0.1/', `http://127.0.0.1:${port}/r/abc`])
    visitor.visit(url)
  await expect.poll(() => seen).toEqual([{ url: '/r/abc', agent: expect.stringContaining('Mobile') }])
  visitor.close()
  visitor.visit(`http://127.0.0.1:${port}/r/late`)
  expect(seen).toHaveLength(1)
})

import { brotliDecompressSync, gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import type { Routes } from './fastify-app.ts'
import { as, testApp } from './test-app.ts'

const many = Array.from({ length: 200 }, (_, n) => ({ id: n, name: `Zimmer Größe ${n}` }))
const rooms: Routes = async (app) => {
  const config = { access: 'viewer' as const }
  app.get('/v1/rooms', { config }, async () => many)
  app.get('/v1/few', { config }, async () => many.slice(0, 20))
  app.get('/v1/rooms.csv', { config }, async (_, reply) => reply.type('text/csv').send('id,name\n'.repeat(500)))
  app.post('/v1/rooms', { config }, async () => ({ secret: 'told once', many }))
}
const FAR = '203.0.113.7'

test.each([
  { label: 'who takes brotli', takes: 'gzip, deflate, br', is: 'br' },
  { label: 'who takes gzip', takes: 'gzip;q=0.8', is: 'gzip' },
  { label: 'who takes anything', takes: '*', is: 'br' },
  { label: 'who takes anything but brotli', takes: 'br;q=0, *', is: 'gzip' },
  { label: 'who refuses', takes: 'br;q=0, gzip;q=0.0', is: undefined },
  { label: 'who takes others', takes: 'deflate', is: undefined },
  { label: 'who says nothing', takes: undefined, is: undefined },
  { label: 'a program on this machine', from: '127.0.0.1', takes: 'br, gzip', is: undefined },
  { label: 'one on this machine by its longer name', from: '::ffff:127.0.0.1', takes: 'br, gzip', is: undefined },
  { label: 'somebody far, a short answer', url: '/v1/few', takes: 'br', is: undefined },
  { label: 'somebody far, a file', url: '/v1/rooms.csv', takes: 'br', is: undefined },
  { label: 'somebody far, what is told once', method: 'POST' as const, takes: 'br', is: undefined },
])('$label gets it as $is', async ({ from = FAR, url = '/v1/rooms', method = 'GET', takes, is }) => {
  const { app } = await testApp({ routes: [rooms] })
  const headers = { ...as('viewer'), ...(takes ? { 'accept-encoding': takes } : {}) }
  const answer = await app.inject({ method, url, remoteAddress: from, headers })
  expect([answer.statusCode, answer.headers['content-encoding']]).toEqual([200, is])
  if (!is) return
  const text = (is === 'br' ? brotliDecompressSync : gunzipSync)(answer.rawPayload).toString()
  expect(JSON.parse(text)).toEqual(many)
  expect(answer.headers).toMatchObject({ vary: 'accept-encoding', 'content-length': String(answer.rawPayload.length) })
  expect(answer.rawPayload.length).toBeLessThan(text.length / 4)
})

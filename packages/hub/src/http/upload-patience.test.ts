import type { AddressInfo } from 'node:net'
import { connect } from 'node:net'
import Fastify from 'fastify'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { App } from './fastify-app.ts'
import { limitPatience } from './upload-patience.ts'

const app = Fastify() as unknown as App
const PATIENCE = 300

beforeAll(async () => {
  limitPatience(app, { patienceMs: PATIENCE, lookEveryMs: 50 })
  app.addContentTypeParser('application/octet-stream', (_request, payload, done) => {
    let size = 0
    payload.on('data', (piece: Buffer) => {
      size += piece.length
    })
    payload.on('end', () => done(null, size))
    payload.on('error', done)
  })
  app.post('/upload', { config: { slowUpload: true } }, async (request) => ({ size: request.body }))
  app.post('/usual', async (request) => ({ size: request.body }))
  await app.listen({ port: 0, host: '127.0.0.1' })
})
afterAll(() => app.close())

/** Sends ten bytes, one at a time, and answers with what came back. */
const drip = (path: string, everyMs: number, stopAfter = 10): Promise<string> =>
  new Promise((resolve) => {
    const socket = connect((app.server.address() as AddressInfo).port, '127.0.0.1')
    let answer = ''
    let sent = 0
    socket.write(`POST ${path} HTTP/1.1\r\nhost: x\r\ncontent-type: application/octet-stream\r\ncontent-length: 10\r\n\r\n`)
    const timer = setInterval(() => (sent < stopAfter ? socket.write('x') && sent++ : undefined), everyMs)
    socket.on('data', (piece) => {
      answer += piece
      if (answer.includes('}')) socket.end()
    })
    socket.on('error', () => {})
    socket.on('close', () => {
      clearInterval(timer)
      resolve(answer)
    })
  })

test.each([
  ['an upload that goes on arriving outlives the patience for the whole', '/upload', 60, 10, '{"size":10}'],
  ['one that stands still is cut', '/upload', 20, 4, ''],
  ['any other request has to be whole in time', '/usual', 60, 10, ''],
  ['and is answered when it is', '/usual', 5, 10, '{"size":10}'],
])('%s', async (_what, path, everyMs, stopAfter, ending) => {
  const answer = await drip(path, everyMs, stopAfter)
  expect(answer.slice(answer.indexOf('{') >>> 0)).toBe(ending)
})

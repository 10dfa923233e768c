import { once } from 'node:events'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { describe, expect, test } from 'vitest'
import { type StreamEvent, type StreamSource, streamRoutes } from './stream.ts'
import { as, byRoleName, testApp } from './test-app.ts'

const event = (seq: number, more: Partial<StreamEvent> = {}): StreamEvent => ({
  seq,
  type: 'thread.changed',
  at: '2026-11-20T14:30:00.000Z',
  data: { threadId: `t${seq}` },
  ...more,
})

/** Events 1 to `last`, then quiet until the reader leaves. */
const story = (last: number): StreamSource =>
  async function* ({ after, signal }) {
    for (let seq = (after ?? last) + 1; seq <= last; seq++) yield event(seq)
    if (!signal.aborted) await once(signal, 'abort')
  }

async function listening(source: StreamSource, timing = {}, authenticate = byRoleName) {
  const { app } = await testApp({ authenticate, routes: [streamRoutes({ source, authenticate, timing })] })
  await app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.server.address() as AddressInfo
  const open = async (headers: Record<string, string> = {}, query = ''): Promise<IncomingMessage> => {
    const request = httpRequest({ port, host: '127.0.0.1', path: `/v1/stream${query}`, headers: { ...as('viewer'), ...headers } })
    request.end()
    const [response] = (await once(request, 'response')) as [IncomingMessage]
    response.setEncoding('utf8')
    response.on('error', () => {})
    return response
  }
  return { app, open }
}

/** Reads until the text is there, or everything until the end. */
async function readUntil(response: IncomingMessage, text?: string): Promise<string> {
  let read = ''
  for await (const chunk of response.iterator({ destroyOnReturn: false })) {
    read += chunk
    if (text && read.includes(text)) return read
  }
  return read
}

describe('the stream of events', () => {
  test('numbers each event, and names its type', async () => {
    const { open } = await listening(story(1))
    const response = await open({ 'last-event-id': '0' })
    expect(response.headers).toMatchObject({ 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store' })
    expect(await readUntil(response, '"t1"}}\n\n')).toBe(
      'retry: 2000\n\nid: 1\nevent: thread.changed\ndata: {"seq":1,"type":"thread.changed","at":"2026-11-20T14:30:00.000Z","data":{"threadId":"t1"}}\n\n',
    )
    response.destroy()
  })

  const resumed = [
    { label: 'by header', headers: { 'last-event-id': '2' }, query: '', ids: ['3', '4'] },
    { label: 'by parameter', headers: {}, query: '?lastEventId=3', ids: ['4'] },
  ]
  test.each(resumed)('goes on where the reader was: $label', async ({ headers, query, ids }) => {
    const { open } = await listening(story(4))
    const response = await open(headers as Record<string, string>, query)
    const text = await readUntil(response, 'id: 4\nevent: thread.changed\ndata')
    expect([...text.matchAll(/^id: (.*)$/gm)].map((match) => match[1])).toEqual(ids)
    response.destroy()
  })

  test.each(['nonsense', '-1', '1e9', '9'.repeat(16)])('begins with now when Last-Event-ID is "%s"', async (id) => {
    const asked: (number | null)[] = []
    const { open } = await listening(async function* ({ after }) {
      asked.push(after)
      yield event(9)
    })
    await readUntil(await open({ 'last-event-id': id }))
    expect(asked).toEqual([null])
  })

  test('an event for listeners of the moment has no number', async () => {
    const { open } = await listening(async function* () {
      yield { type: 'clock.moved', at: '2026-11-20T14:30:00.000Z', data: { scale: 0 } }
    })
    const text = await readUntil(await open())
    expect(text).toContain('event: clock.moved\n')
    expect(text).not.toContain('id:')
  })

  test('says now and then that it is still there', async () => {
    const { open } = await listening(story(0), { heartbeatMs: 5 })
    const response = await open()
    expect(await readUntil(response, ': still here')).toContain(': still here\n\n')
    response.destroy()
  })

  test('lets the source go when the reader leaves', async () => {
    const left = Promise.withResolvers<void>()
    const { open } = await listening(async function* ({ signal }) {
      yield event(1)
      await once(signal, 'abort')
      left.resolve()
    })
    const response = await open()
    await readUntil(response, 'id: 1')
    response.destroy()
    await left.promise
  })

  test('a reader too slow is left with a reason, and the source is not drained meanwhile', async () => {
    let given = 0
    const large = 'x'.repeat(200_000)
    const stopped = Promise.withResolvers<void>()
    const { open } = await listening(
      async function* () {
        try {
          for (;;) yield event(++given, { data: large })
        } finally {
          stopped.resolve()
        }
      },
      { patienceMs: 30 },
    )
    const response = await open()
    await stopped.promise
    expect(given).toBeLessThan(100)
    const text = await readUntil(response).catch(() => '')
    expect(text).toContain('event: stream.closed\ndata: {"reason":"slow","detail":"You read too slowly')
  })

  test('ends when the key is not good any more', async () => {
    let good = true
    const { open } = await listening(story(0), { recheckMs: 5 }, async (request, reply) =>
      good ? byRoleName(request, reply) : null,
    )
    const response = await open()
    good = false
    expect(await readUntil(response)).toContain('"reason":"signed-out"')
  })

  test('a source that breaks off says so without telling why', async () => {
    const { open } = await listening(async function* () {
      yield event(1)
      throw new Error('inner secret')
    })
    const text = await readUntil(await open())
    expect(text).toContain('"reason":"failed"')
    expect(text).not.toContain('inner secret')
  })

  test('a closing server sends its readers away, and does not wait for them', async () => {
    const { app, open } = await listening(story(0))
    const response = await open()
    const text = readUntil(response)
    await app.close()
    expect(await text).toContain('"reason":"closing"')
  })

  test('needs a key or a session', async () => {
    const { open } = await listening(story(0))
    expect((await open({ authorization: 'Bearer nobody' })).statusCode).toBe(401)
  })
})

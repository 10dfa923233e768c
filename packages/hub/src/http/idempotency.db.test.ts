import { beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { createKey } from '../access/api-keys.ts'
import { testDoor, withKey } from '../access/test-door.ts'
import { uuid7 } from '../database/uuid7.ts'
import type { Routes } from './fastify-app.ts'
import { createIdempotencyStore } from './idempotency-store.ts'
import { problem } from './problems.ts'

let made: { name: string; key: string | null }[] = []
let meanwhile: () => Promise<void> | void = () => {}
beforeEach(() => {
  made = []
  meanwhile = () => {}
})

const rooms: Routes = async (app) => {
  const schema = { body: z.object({ name: z.string().min(1), beds: z.number().optional() }) }
  const make = async (request: { body: { name: string }; idempotencyKey: string | null }) => {
    made.push({ name: request.body.name, key: request.idempotencyKey })
    await meanwhile()
    return { number: made.length }
  }
  app.post('/v1/rooms', { config: { access: 'agent' }, schema }, async (request, reply) =>
    reply.code(202).send(await make(request)),
  )
  app.post('/v1/halls', { config: { access: 'agent' }, schema }, async (request) => make(request))
  app.post('/v1/rooms/:id/clean', { config: { access: 'agent' } }, async () => {
    made.push({ name: 'cleaning', key: null })
    return {}
  })
}

type Door = Awaited<ReturnType<typeof testDoor>>
const post = (door: Door, { key = 'k1', url = '/v1/rooms', payload = { name: 'Attic' } as object, headers = withKey() } = {}) =>
  door.app.inject({ method: 'POST', url, payload, headers: { ...headers, ...(key && { 'idempotency-key': key }) } })

function signal() {
  const { promise, resolve } = Promise.withResolvers<void>()
  return { promise, give: () => resolve() }
}

describe('the same request under the same key', () => {
  test('gets the first answer again, byte for byte, and nothing happens twice', async () => {
    const door = await testDoor({ routes: [rooms] })
    const first = await post(door)
    const again = await post(door)
    expect([first.statusCode, first.body]).toEqual([202, '{"number":1}'])
    expect([again.statusCode, again.body, again.headers['content-type']]).toEqual([
      202,
      first.body,
      first.headers['content-type'],
    ])
    expect(first.headers['idempotency-replayed']).toBeUndefined()
    expect(again.headers['idempotency-replayed']).toBe('true')
    expect(made).toEqual([{ name: 'Attic', key: 'k1' }])
  })

  test('that comes meanwhile waits for it', async () => {
    const door = await testDoor({ routes: [rooms] })
    const started = signal()
    const finish = signal()
    meanwhile = () => {
      started.give()
      return finish.promise
    }
    const first = post(door)
    await started.promise
    const others = [1, 2, 3].map(() => post(door))
    finish.give()
    const answers = await Promise.all([first, ...others])
    expect(answers.map((answer) => answer.body)).toEqual(Array(4).fill('{"number":1}'))
    expect(made).toHaveLength(1)
  })

  test('twenty at once: one is worked on', async () => {
    const door = await testDoor({ routes: [rooms] })
    const answers = await Promise.all(Array.from({ length: 20 }, () => post(door)))
    expect(new Set(answers.map((answer) => answer.body)).size).toBe(1)
    expect(made).toHaveLength(1)
  })

  test('with its members in another order is still the same', async () => {
    const door = await testDoor({ routes: [rooms] })
    await post(door, { payload: { name: 'Attic', beds: 2 } })
    expect((await post(door, { payload: { beds: 2, name: 'Attic' } })).statusCode).toBe(202)
    expect(made).toHaveLength(1)
  })

  test.each([
    { label: 'until a second before a day has passed', age: '23 hours 59 minutes 59 seconds', times: 1 },
    { label: 'and is new after a day', age: '24 hours 1 second', times: 2 },
  ])('$label', async ({ age, times }) => {
    const door = await testDoor({ routes: [rooms] })
    await post(door)
    await door.pool.query('update idempotency_keys set created_at = created_at - $1::interval', [age])
    await post(door)
    expect(made).toHaveLength(times)
  })
})

const others: { label: string; second: Parameters<typeof post>[1]; status: number }[] = [
  { label: 'another body under the key', second: { payload: { name: 'Cellar' } }, status: 422 },
  { label: 'one member more', second: { payload: { name: 'Attic', beds: 1 } }, status: 422 },
  { label: 'another key', second: { key: 'k2' }, status: 202 },
  { label: 'the same key on another route', second: { url: '/v1/halls' }, status: 200 },
  { label: 'no key at all', second: { key: '' }, status: 202 },
]
test.each(others)('$label → $status', async ({ second, status }) => {
  const door = await testDoor({ routes: [rooms] })
  await post(door)
  const answer = await post(door, second)
  expect(answer.statusCode).toBe(status)
  if (status === 422)
    expect(answer.json()).toMatchObject({
      type: 'urn:casement:problem:idempotency-key-reused',
      detail: expect.stringContaining('take a new key'),
    })
  expect(made).toHaveLength(status === 422 ? 1 : 2)
})

test('another address of the same route under the key is another request', async () => {
  const door = await testDoor({ routes: [rooms] })
  const clean = (id: number) =>
    door.app.inject({ method: 'POST', url: `/v1/rooms/${id}/clean`, headers: { ...withKey(), 'idempotency-key': 'k' } })
  expect((await clean(1)).statusCode).toBe(200)
  expect((await clean(2)).statusCode).toBe(422)
})

test('another body is refused at once while the first is still at work', async () => {
  const door = await testDoor({ routes: [rooms] })
  const started = signal()
  const finish = signal()
  meanwhile = () => {
    started.give()
    return finish.promise
  }
  const first = post(door)
  await started.promise
  expect((await post(door, { payload: { name: 'Cellar' } })).statusCode).toBe(422)
  finish.give()
  expect((await first).statusCode).toBe(202)
})

test('workspaces do not share keys', async () => {
  const door = await testDoor({ routes: [rooms] })
  const workspaceId = uuid7()
  await door.pool.query(`insert into workspaces (id, name) values ($1, 'Second')`, [workspaceId])
  const { key } = await createKey(door.pool, { workspaceId, name: 'Theirs', role: 'agent' })
  await post(door)
  expect((await post(door, { payload: { name: 'Cellar' }, headers: withKey(key) })).statusCode).toBe(202)
  expect(made).toHaveLength(2)
})

describe('what is not kept', () => {
  test('a request that was never right: mended, it goes through under the same key', async () => {
    const door = await testDoor({ routes: [rooms] })
    expect((await post(door, { payload: { name: '' } })).statusCode).toBe(422)
    expect((await post(door)).statusCode).toBe(202)
  })

  const failures = [
    { label: 'a failure of ours', error: () => new Error('broken'), status: 500 },
    { label: 'a full queue', error: () => problem('too-many-requests', 'Later.'), status: 429 },
    { label: 'a dependency away', error: () => problem('unavailable', 'Later.'), status: 503 },
  ]
  test.each(failures)('$label: the repetition tries again', async ({ error, status }) => {
    const door = await testDoor({ routes: [rooms] })
    meanwhile = () => {
      throw error()
    }
    expect((await post(door)).statusCode).toBe(status)
    meanwhile = () => {}
    expect((await post(door)).statusCode).toBe(202)
  })

  test('but a refusal is an answer, and kept', async () => {
    const door = await testDoor({ routes: [rooms] })
    meanwhile = () => {
      throw problem('refused', 'The window is closed.', { rule: 'window.closed' })
    }
    const first = await post(door)
    meanwhile = () => {}
    const again = await post(door)
    expect([again.statusCode, again.body, again.headers['content-type']]).toEqual([
      422,
      first.body,
      'application/problem+json; charset=utf-8',
    ])
    expect(made).toHaveLength(1)
  })
})

test.each(['', ' ', 'x'.repeat(256), 'schlüssel'])('"%.20s" is no key', async (key) => {
  const door = await testDoor({ routes: [rooms] })
  const headers = { ...withKey(), 'idempotency-key': Buffer.from(key).toString('latin1') }
  const answer = await door.app.inject({ method: 'POST', url: '/v1/rooms', payload: { name: 'Attic' }, headers })
  expect(answer.json()).toMatchObject({ status: 400, detail: expect.stringContaining('1 to 255 printable') })
})

describe('a process that dies in the middle', () => {
  const scope = (door: Door) => ({ workspaceId: door.first.workspaceId, route: 'POST /v1/rooms', key: 'k1' })
  const hash = Buffer.alloc(32, 1)
  const answer = { status: 202, headers: {}, body: Buffer.from('{}') }
  const expire = (door: Door) => door.pool.query(`update idempotency_keys set leased_until = now() - interval '1 second'`)

  test('leaves its key to the next one once its lease has run out, and cannot write any more', async () => {
    const door = await testDoor()
    const store = createIdempotencyStore({ db: door.pool, secretKey: Buffer.alloc(32, 9), timing: { patienceMs: 0 } })
    const dead = await store.claim(scope(door), hash)
    expect((await store.claim(scope(door), hash)).kind).toBe('busy')
    await expire(door)
    const next = await store.claim(scope(door), hash)
    if (dead.kind !== 'ours' || next.kind !== 'ours') throw new Error(`${dead.kind}, ${next.kind}`)
    await next.claim.keep(answer)
    await dead.claim.keep({ ...answer, status: 500 })
    await dead.claim.release()
    expect(await store.claim(scope(door), hash)).toEqual({ kind: 'answered', answer })
  })

  test('does not leave it to another request', async () => {
    const door = await testDoor()
    const store = createIdempotencyStore({ db: door.pool, secretKey: Buffer.alloc(32, 9), timing: { patienceMs: 0 } })
    await store.claim(scope(door), hash)
    await expire(door)
    expect((await store.claim(scope(door), Buffer.alloc(32, 2))).kind).toBe('another-request')
  })

  test('while one that only takes long renews its lease', async () => {
    const door = await testDoor()
    const store = createIdempotencyStore({
      db: door.pool,
      secretKey: Buffer.alloc(32, 9),
      timing: { patienceMs: 0, renewEveryMs: 5 },
    })
    const long = await store.claim(scope(door), hash)
    await expire(door)
    const isLeased = async () =>
      (await door.pool.query('select leased_until > now() as leased from idempotency_keys')).rows[0].leased
    await expect.poll(isLeased, { interval: 5 }).toBe(true)
    expect((await store.claim(scope(door), hash)).kind).toBe('busy')
    if (long.kind === 'ours') await long.claim.release()
  })
})

test('answers older than a day are forgotten', async () => {
  const door = await testDoor({ routes: [rooms] })
  await post(door)
  await post(door, { key: 'k2' })
  await door.pool.query(`update idempotency_keys set created_at = created_at - interval '25 hours' where key = 'k1'`)
  await door.forgetExpired()
  expect((await door.pool.query('select key from idempotency_keys')).rows).toEqual([{ key: 'k2' }])
})

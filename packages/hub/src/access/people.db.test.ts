import { expect, test } from 'vitest'
import { uuid7 } from '../database/uuid7.ts'
import type { Role } from './actor.ts'
import { createKey } from './api-keys.ts'
import { setMembership } from './memberships.ts'
import { signIn, testDoor, withKey } from './test-door.ts'

type Door = Awaited<ReturnType<typeof testDoor>>
type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE'
const ask = (door: Door, method: Method, url: string, payload?: object, headers: Record<string, string> = withKey()) =>
  door.app.inject({ method, url, headers, ...(payload && { payload }) })

const add = async (door: Door, email: string, role: Role) =>
  (await ask(door, 'POST', '/v1/people', { email, name: email, role })).json()
const keyAs = async (door: Door, role: Role) =>
  withKey((await createKey(door.pool, { workspaceId: door.first.workspaceId, name: role, role })).key)
const ownerOf = async (door: Door) => (await door.pool.query('select person_id from memberships')).rows[0].person_id

test('someone who was added gets a link, signs in, and has the given role', async () => {
  const door = await testDoor()
  const mia = await add(door, 'Mia@Example.com', 'agent')
  expect(mia).toMatchObject({ email: 'mia@example.com', role: 'agent' })
  const link = await ask(door, 'POST', `/v1/people/${mia.id}/sign-in-link`)
  expect(link.json()).toMatchObject({ lastsSeconds: 1_800 })
  const { pathname, search } = new URL(link.json().url)
  expect((await door.app.inject({ url: pathname + search })).headers.location).toBe('/inbox')
  const cookie = await signIn(door, 'mia@example.com')
  expect((await ask(door, 'GET', '/v1/session', undefined, { cookie })).json()).toMatchObject({
    person: { id: mia.id },
    role: 'agent',
  })
  expect((await ask(door, 'GET', '/v1/people')).json().data).toMatchObject([{ name: 'Owner' }, { id: mia.id }])
})

test('nobody is added twice', async () => {
  const door = await testDoor()
  await add(door, 'mia@example.com', 'agent')
  expect(await add(door, 'MIA@example.com', 'viewer')).toMatchObject({
    status: 409,
    detail: expect.stringContaining('PATCH /v1/people/'),
  })
})

test('who was removed is out at once, signed in or not', async () => {
  const door = await testDoor()
  const mia = await add(door, 'mia@example.com', 'agent')
  const cookie = await signIn(door, 'mia@example.com')
  expect((await ask(door, 'DELETE', `/v1/people/${mia.id}`)).statusCode).toBe(200)
  expect((await ask(door, 'GET', '/v1/session', undefined, { cookie })).statusCode).toBe(403)
  expect((await ask(door, 'DELETE', `/v1/people/${mia.id}`)).statusCode).toBe(404)
})

test('the last owner stays one, the last but one need not', async () => {
  const door = await testDoor()
  const owner = await ownerOf(door)
  expect((await ask(door, 'DELETE', `/v1/people/${owner}`)).json()).toMatchObject({
    status: 409,
    detail: expect.stringContaining('last owner'),
  })
  expect((await ask(door, 'PATCH', `/v1/people/${owner}`, { role: 'admin' })).statusCode).toBe(409)
  await add(door, 'mia@example.com', 'owner')
  expect((await ask(door, 'PATCH', `/v1/people/${owner}`, { role: 'admin' })).json()).toMatchObject({ role: 'admin' })
})

test('two owners who remove each other at once leave one', async () => {
  const door = await testDoor()
  const owner = await ownerOf(door)
  const mia = await add(door, 'mia@example.com', 'owner')
  const answers = await Promise.all([owner, mia.id].map((id) => ask(door, 'DELETE', `/v1/people/${id}`)))
  expect(answers.map((answer) => answer.statusCode).sort()).toEqual([200, 409])
})

const overreach: { label: string; as: Role; does: [Method, string, object?] }[] = [
  {
    label: 'an agent adds someone',
    as: 'agent',
    does: ['POST', '/v1/people', { email: 'a@example.com', name: 'A', role: 'viewer' }],
  },
  {
    label: 'an admin adds an owner',
    as: 'admin',
    does: ['POST', '/v1/people', { email: 'a@example.com', name: 'A', role: 'owner' }],
  },
  { label: 'an admin removes the owner', as: 'admin', does: ['DELETE', '/v1/people/OWNER'] },
  { label: 'an admin makes the owner an agent', as: 'admin', does: ['PATCH', '/v1/people/OWNER', { role: 'agent' }] },
  { label: 'an admin signs in as the owner', as: 'admin', does: ['POST', '/v1/people/OWNER/sign-in-link'] },
]
test.each(overreach)('$label → 403', async ({ as, does: [method, url, payload] }) => {
  const door = await testDoor()
  const owner = await ownerOf(door)
  expect((await ask(door, method, url.replace('OWNER', owner), payload, await keyAs(door, as))).statusCode).toBe(403)
})

test('an owner cannot sign in as someone who belongs to another workspace too', async () => {
  const door = await testDoor()
  const mia = await add(door, 'mia@example.com', 'agent')
  const elsewhere = uuid7()
  await door.pool.query(`insert into workspaces (id, name) values ($1, 'Theirs')`, [elsewhere])
  await setMembership(door.pool, { workspaceId: elsewhere, personId: mia.id, role: 'owner' })
  expect((await ask(door, 'POST', `/v1/people/${mia.id}/sign-in-link`)).statusCode).toBe(403)
})

test('an answer that holds a secret is kept for its Idempotency-Key, but not in the clear', async () => {
  const door = await testDoor()
  const mia = await add(door, 'mia@example.com', 'agent')
  const headers = { ...withKey(), 'idempotency-key': 'k' }
  const first = await ask(door, 'POST', `/v1/people/${mia.id}/sign-in-link`, undefined, headers)
  const again = await ask(door, 'POST', `/v1/people/${mia.id}/sign-in-link`, undefined, headers)
  expect(again.body).toBe(first.body)
  const { rows } = await door.pool.query('select body from idempotency_keys')
  expect(rows[0].body.toString('latin1')).not.toContain('sign-in')
})

import { describe, expect, test } from 'vitest'
import { addPerson } from './people.ts'
import { signIn, standWithinAMinute, type TestDoor, testDoor, withKey } from './test-door.ts'

const PASSWORD = 'four words that nobody guesses'
const own =
  (door: TestDoor, cookie: string) => (method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE', url: string, payload?: object) =>
    door.app.inject({ method, url, headers: { cookie }, ...(payload ? { payload } : {}) })
const byPassword = (door: TestDoor, password: string, email = door.first.ownerEmail, headers = {}) =>
  door.app.inject({ method: 'POST', url: '/v1/sign-in', payload: { email, password }, headers })

describe('my account', () => {
  test('has a name that everybody sees', async () => {
    const door = await testDoor()
    const ask = own(door, await signIn(door, door.first.ownerEmail))
    expect((await ask('PATCH', '/v1/session', { name: ' ' })).statusCode).toBe(422)
    expect((await ask('PATCH', '/v1/session', { name: 'Maja Lindqvist' })).statusCode).toBe(200)
    expect((await ask('GET', '/v1/session')).json().person.name).toBe('Maja Lindqvist')
    expect((await ask('GET', '/v1/people')).json().data[0].name).toBe('Maja Lindqvist')
    const byKey = { method: 'PATCH', url: '/v1/session', headers: withKey(), payload: { name: 'A key' } } as const
    expect((await door.app.inject(byKey)).statusCode).toBe(403)
  })

  test('opens with a password once one was set, and only with that one', async () => {
    const door = await testDoor()
    const ask = own(door, await signIn(door, door.first.ownerEmail))
    expect((await byPassword(door, PASSWORD)).statusCode).toBe(401)
    expect((await ask('PUT', '/v1/session/password', { password: 'too short' })).json().findings[0].path).toBe('password')
    expect((await ask('PUT', '/v1/session/password', { password: PASSWORD })).json()).toEqual({ ended: 0 })
    expect((await byPassword(door, `${PASSWORD}!`)).statusCode).toBe(401)
    expect((await byPassword(door, PASSWORD, 'stranger@example.com')).statusCode).toBe(401)
    expect((await byPassword(door, PASSWORD, door.first.ownerEmail, { origin: 'https://elsewhere.example' })).statusCode).toBe(
      403,
    )
    const [cookie] = (await byPassword(door, PASSWORD)).cookies
    const there = own(door, `${cookie?.name}=${encodeURIComponent(cookie?.value ?? '')}`)
    expect((await there('GET', '/v1/session')).json().role).toBe('owner')

    const wrong = await ask('PUT', '/v1/session/password', { current: 'not it', password: `${PASSWORD} 2` })
    expect([wrong.statusCode, wrong.json().findings[0].path]).toEqual([422, 'current'])
    expect((await ask('PUT', '/v1/session/password', { current: PASSWORD, password: `${PASSWORD} 2` })).json()).toEqual({
      ended: 1,
    })
    expect((await there('GET', '/v1/session')).statusCode).toBe(401)
    expect((await byPassword(door, PASSWORD)).statusCode).toBe(401)
  })

  test('guessing a password waits after twenty attempts', async () => {
    const door = await testDoor()
    standWithinAMinute()
    // Those of another page count too, and cost no comparison of passwords, which is slow on purpose.
    const elsewhere = { origin: 'https://elsewhere.example' }
    for (let i = 0; i < 19; i++) expect((await byPassword(door, 'guess', door.first.ownerEmail, elsewhere)).statusCode).toBe(403)
    expect((await byPassword(door, 'guess')).statusCode).toBe(401)
    expect((await byPassword(door, 'guess')).statusCode).toBe(429)
  })

  test('lists where one is signed in, and ends one of them', async () => {
    const door = await testDoor()
    const [here, there] = [await signIn(door, door.first.ownerEmail), await signIn(door, door.first.ownerEmail)]
    const ask = own(door, here)
    const { data } = (await ask('GET', '/v1/session/sessions')).json()
    expect(data.map(({ current }: { current: boolean }) => current).sort()).toEqual([false, true])
    expect(data[0].address).toBe('127.0.0.1')
    const other = data.find(({ current }: { current: boolean }) => !current)
    expect((await ask('DELETE', `/v1/session/sessions/${other.id}`)).statusCode).toBe(204)
    expect((await ask('DELETE', `/v1/session/sessions/${other.id}`)).statusCode).toBe(404)
    expect((await own(door, there)('GET', '/v1/session')).statusCode).toBe(401)
  })

  test('an admin signs a member out, and not an owner', async () => {
    const door = await testDoor()
    const { workspaceId } = door.first
    await addPerson(door.pool, { workspaceId, email: 'ada@example.com', name: 'Ada', role: 'admin' })
    const ines = await addPerson(door.pool, { workspaceId, email: 'ines@example.com', name: 'Ines', role: 'agent' })
    const hers = own(door, await signIn(door, 'ines@example.com'))
    const ask = own(door, await signIn(door, 'ada@example.com'))
    expect((await ask('GET', `/v1/people/${ines.id}/sessions`)).json().data).toHaveLength(1)
    expect((await ask('DELETE', `/v1/people/${ines.id}/sessions`)).json()).toEqual({ ended: 1 })
    expect((await hers('GET', '/v1/session')).statusCode).toBe(401)
    const owner = (await ask('GET', '/v1/people')).json().data[0].id
    expect((await ask('DELETE', `/v1/people/${owner}/sessions`)).statusCode).toBe(403)
  })

  test('is in the workspace it chose; a header says otherwise for one request, a foreign one is refused', async () => {
    const door = await testDoor()
    const cookie = await signIn(door, door.first.ownerEmail)
    const made = (await own(door, cookie)('POST', '/v1/workspaces', { name: 'Second' })).json()
    const chosen = await own(door, cookie)('POST', '/v1/session/workspace', { id: made.id })
    const [wish] = chosen.cookies
    expect(wish).toMatchObject({ name: 'casement.workspace', httpOnly: true, sameSite: 'Lax' })
    const there = own(door, `${cookie}; ${wish?.name}=${wish?.value}`)
    expect((await there('GET', '/v1/session')).json()).toMatchObject({ workspace: { name: 'Second' }, role: 'owner' })
    expect((await there('GET', '/v1/people')).json().data).toHaveLength(1)
    const back = await door.app.inject({
      url: '/v1/session',
      headers: { cookie: `${cookie}; ${wish?.name}=${wish?.value}`, 'casement-workspace': door.first.workspaceId },
    })
    expect(back.json().workspace.name).toBe('Nordlys Home')
    expect((await there('POST', '/v1/session/workspace', { id: '0190aaaa-0000-7000-8000-000000000001' })).statusCode).toBe(403)
    const forged = own(door, `${cookie}; casement.workspace=0190aaaa-0000-7000-8000-000000000001`)
    expect((await forged('GET', '/v1/session')).json().workspace.name).toBe('Nordlys Home')
    await there('PATCH', '/v1/workspace', { name: 'Nordlys Norge' })
    expect((await there('GET', '/v1/session')).json().workspace.name).toBe('Nordlys Norge')
  })
})

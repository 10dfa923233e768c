import { describe, expect, test } from 'vitest'
import { uuid7 } from '../database/uuid7.ts'
import { setMembership } from './memberships.ts'
import { signIn, standWithinAMinute, testDoor, withKey } from './test-door.ts'

const pathOf = (link: string) => link.replace('http://localhost:4600', '')
const html = { accept: 'text/html' }

describe('a one-time link', () => {
  test('signs in, goes on to the inbox, and the session knows who it is', async () => {
    const door = await testDoor()
    const link = await door.signInLink(door.first.ownerEmail)
    expect(link).toMatch(/^http:\/\/localhost:4600\/sign-in\?token=\w{32}$/)

    const answer = await door.app.inject({ url: pathOf(link), headers: html })
    expect([answer.statusCode, answer.headers.location]).toEqual([303, '/inbox'])
    expect(answer.cookies).toContainEqual(
      expect.objectContaining({ name: 'casement.session_token', httpOnly: true, sameSite: 'Lax', path: '/' }),
    )

    const [cookie] = answer.cookies
    const session = await door.app.inject({
      url: '/v1/session',
      headers: { cookie: `${cookie?.name}=${encodeURIComponent(cookie?.value ?? '')}` },
    })
    expect(session.json()).toMatchObject({
      person: { name: 'Owner', email: door.first.ownerEmail },
      role: 'owner',
      workspace: { id: door.first.workspaceId, name: 'Nordlys Home', timeZone: 'UTC' },
      workspaces: [{ id: door.first.workspaceId }],
      emulator: null,
    })
  })

  test('works once: the second time a page says how to get a new one', async () => {
    const door = await testDoor()
    const url = pathOf(await door.signInLink(door.first.ownerEmail))
    await door.app.inject({ url })
    const again = await door.app.inject({ url, headers: html })
    expect(again.statusCode).toBe(410)
    expect(again.body).toContain('npm start')
    expect(again.cookies).toEqual([])
    expect((await door.app.inject({ url })).json()).toMatchObject({
      status: 410,
      detail: expect.stringContaining('get a new one'),
    })
  })

  test('of two at the same moment, one comes in', async () => {
    const door = await testDoor()
    const url = pathOf(await door.signInLink(door.first.ownerEmail))
    const answers = await Promise.all([1, 2, 3, 4].map(() => door.app.inject({ url })))
    expect(answers.map((answer) => answer.statusCode).sort()).toEqual([303, 410, 410, 410])
  })

  test('opened again by who is signed in already just leads on', async () => {
    const door = await testDoor()
    const cookie = await signIn(door, door.first.ownerEmail)
    const url = pathOf(await door.signInLink(door.first.ownerEmail))
    await door.app.inject({ url })
    expect((await door.app.inject({ url, headers: { cookie } })).statusCode).toBe(303)
  })

  test.each([
    { label: 'a second before it expires', age: '29 minutes 59 seconds', status: 303 },
    { label: 'once half an hour has passed', age: '30 minutes', status: 410 },
  ])('$label → $status', async ({ age, status }) => {
    const door = await testDoor()
    const url = pathOf(await door.signInLink(door.first.ownerEmail))
    await door.pool.query(`update auth.verification set "expiresAt" = "expiresAt" - $1::interval`, [age])
    expect((await door.app.inject({ url })).statusCode).toBe(status)
  })

  test('is not used up by a preview that asks for the head', async () => {
    const door = await testDoor()
    const url = pathOf(await door.signInLink(door.first.ownerEmail))
    await door.app.inject({ method: 'HEAD', url })
    expect((await door.app.inject({ url })).statusCode).toBe(303)
  })

  test('is nowhere in the database', async () => {
    const door = await testDoor()
    const token = new URL(await door.signInLink(door.first.ownerEmail)).searchParams.get('token') ?? ''
    const { rows } = await door.pool.query('select * from auth.verification')
    expect(rows).toHaveLength(1)
    expect(JSON.stringify(rows)).not.toContain(token)
  })

  test('for someone nobody added lets nobody in', async () => {
    const door = await testDoor()
    const url = pathOf(await door.signInLink('stranger@example.com'))
    expect((await door.app.inject({ url })).statusCode).toBe(410)
    expect((await door.pool.query('select 1 from auth."user"')).rowCount).toBe(1)
  })

  test('is not guessed: after twenty attempts an address waits', async () => {
    const door = await testDoor()
    const attempt = () => door.app.inject({ url: '/sign-in?token=guess' })
    standWithinAMinute()
    for (let i = 0; i < 20; i++) expect((await attempt()).statusCode).toBe(410)
    expect((await attempt()).statusCode).toBe(429)
  })

  test('behind https sets a cookie that stays there', async () => {
    const door = await testDoor({ config: { publicUrl: 'https://chat.example.com' } })
    const { pathname, search } = new URL(await door.signInLink(door.first.ownerEmail))
    const answer = await door.app.inject({ url: pathname + search })
    expect(answer.cookies).toContainEqual(expect.objectContaining({ name: '__Secure-casement.session_token', secure: true }))
  })
})

describe('a session', () => {
  test('ends with signing out, cookie and all', async () => {
    const door = await testDoor()
    const cookie = await signIn(door, door.first.ownerEmail)
    const out = await door.app.inject({ method: 'POST', url: '/v1/session/sign-out', headers: { cookie } })
    expect(out.json()).toEqual({ signedOut: true })
    expect(out.cookies).toContainEqual(expect.objectContaining({ name: 'casement.session_token', value: '', maxAge: 0 }))
    expect((await door.app.inject({ url: '/v1/session', headers: { cookie } })).statusCode).toBe(401)
  })

  test('of someone who signed out elsewhere, or a forged cookie, is none', async () => {
    const door = await testDoor()
    const cookie = await signIn(door, door.first.ownerEmail)
    const forged = cookie.replace(/=.{5}/, '=AAAAA')
    expect((await door.app.inject({ url: '/v1/session', headers: { cookie: forged } })).statusCode).toBe(401)
    await door.pool.query('delete from auth.session')
    expect((await door.app.inject({ url: '/v1/session', headers: { cookie } })).statusCode).toBe(401)
  })

  test('in use is renewed after a day, and its cookie with it', async () => {
    const door = await testDoor()
    const cookie = await signIn(door, door.first.ownerEmail)
    const ask = () => door.app.inject({ url: '/v1/session', headers: { cookie } })
    expect((await ask()).cookies).toEqual([])
    await door.pool.query(`update auth.session set "expiresAt" = "expiresAt" - interval '25 hours'`)
    expect((await ask()).cookies).toContainEqual(expect.objectContaining({ name: 'casement.session_token', maxAge: 604_800 }))
  })

  test('of a week unused is over', async () => {
    const door = await testDoor()
    const cookie = await signIn(door, door.first.ownerEmail)
    await door.pool.query(`update auth.session set "expiresAt" = "expiresAt" - interval '7 days'`)
    expect((await door.app.inject({ url: '/v1/session', headers: { cookie } })).statusCode).toBe(401)
  })

  test('that is over is forgotten, one that is not stays', async () => {
    const door = await testDoor()
    await signIn(door, door.first.ownerEmail)
    await signIn(door, door.first.ownerEmail)
    await door.signInLink(door.first.ownerEmail)
    await door.pool.query(
      `update auth.session set "expiresAt" = now() - interval '1 second' where id = (select min(id::text)::uuid from auth.session)`,
    )
    await door.forgetExpired()
    expect((await door.pool.query('select 1 from auth.session')).rowCount).toBe(1)
    expect((await door.pool.query('select 1 from auth.verification')).rowCount).toBe(1)
  })

  test('with the database away is no answer about the session', async () => {
    const door = await testDoor()
    const cookie = await signIn(door, door.first.ownerEmail)
    await door.pool.query('alter table auth.session rename to session_away')
    expect((await door.app.inject({ url: '/v1/session', headers: { cookie } })).statusCode).toBe(500)
  })
})

describe('a person in several workspaces', () => {
  const keys = (door: Awaited<ReturnType<typeof testDoor>>, headers: Record<string, string>) =>
    door.app.inject({ url: '/v1/keys', headers })

  async function inTwo() {
    const door = await testDoor()
    const cookie = await signIn(door, door.first.ownerEmail)
    const second = uuid7()
    await door.pool.query(`insert into workspaces (id, name) values ($1, 'Second')`, [second])
    const { rows } = await door.pool.query('select id from auth."user"')
    await setMembership(door.pool, { workspaceId: second, personId: rows[0].id, role: 'viewer' })
    return { door, cookie, second }
  }

  test('names one, and has the role of that one', async () => {
    const { door, cookie, second } = await inTwo()
    expect((await keys(door, { cookie })).json()).toMatchObject({
      status: 400,
      detail: expect.stringContaining('Casement-Workspace'),
    })
    expect((await keys(door, { cookie, 'casement-workspace': door.first.workspaceId })).statusCode).toBe(200)
    expect((await keys(door, { cookie, 'casement-workspace': second })).statusCode).toBe(403)
    expect((await keys(door, { cookie, 'casement-workspace': uuid7() })).statusCode).toBe(403)
  })

  test('learns from the session which there are', async () => {
    const { door, cookie, second } = await inTwo()
    const session = await door.app.inject({ url: '/v1/session', headers: { cookie } })
    expect(session.json()).toMatchObject({
      workspace: { id: door.first.workspaceId },
      workspaces: [{ role: 'owner' }, { id: second, name: 'Second', role: 'viewer' }],
    })
    const other = await door.app.inject({ url: `/v1/session?workspace=${second}`, headers: { cookie } })
    expect(other.json()).toMatchObject({ workspace: { id: second }, role: 'viewer' })
  })

  test('and in none any more is told so', async () => {
    const { door, cookie } = await inTwo()
    await door.pool.query('delete from memberships')
    expect((await keys(door, { cookie })).json()).toMatchObject({
      status: 403,
      detail: expect.stringContaining('no member of any'),
    })
  })
})

test('a key’s session is the key', async () => {
  const door = await testDoor()
  const session = await door.app.inject({ url: '/v1/session', headers: withKey() })
  expect(session.json()).toMatchObject({
    person: null,
    key: { name: 'CASEMENT_API_KEY' },
    role: 'owner',
    workspace: { name: 'Nordlys Home' },
  })
})

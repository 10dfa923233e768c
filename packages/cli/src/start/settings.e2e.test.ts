import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { launchBrowser } from '@casement/hub/testing'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { RunningCasement } from '../testing/running-casement.ts'

/** What an owner sets up in the first week, and what a new colleague sees of it. */

let casement: RunningCasement
let browser: Browser
let page: Page

const seen = (locator: Locator) => locator.waitFor({ state: 'visible', timeout: 60_000 })
const id = (name: string) => page.getByTestId(name)
const open = (section: string) => page.goto(`${casement.url}/settings/${section}`)

beforeAll(async () => {
  casement = await RunningCasement.prepare()
  browser = await launchBrowser()
  const link = await casement.start()
  page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage()
  await page.goto(link)
  await page.waitForURL('**/inbox**')
})
afterAll(async () => {
  await browser?.close()
  await casement?.stop()
})

test('a colleague is invited by a link, comes in with it, and finds what an agent may use', async () => {
  await open('people')
  await id('invite').click()
  await id('invite-name').fill('Ines Brandt')
  await id('invite-email').fill('ines')
  await id('invite-now').click()
  await seen(page.getByRole('alert').filter({ hasText: 'email address' }))
  expect(await id('invite-name').inputValue()).toBe('Ines Brandt')
  await id('invite-email').fill('ines@nordlys.example')
  await id('invite-now').click()
  const link = await id('sign-in-link').inputValue()
  await page.keyboard.press('Escape')
  await seen(id('member').filter({ hasText: 'Ines Brandt' }))

  const hers = await (await browser.newContext()).newPage()
  await hers.goto(link)
  await hers.waitForURL('**/inbox**')
  await hers.goto(`${casement.url}/settings/people`)
  await seen(hers.getByTestId('member').filter({ hasText: 'Ines Brandt' }))
  expect(await hers.getByTestId('settings-keys').count()).toBe(0)
  expect(await hers.getByTestId('invite').count()).toBe(0)
  await hers.context().close()
})

test('a role is changed; the last owner stays one, and is told why', async () => {
  await open('people')
  const ines = id('member').filter({ hasText: 'Ines' })
  await ines.getByTestId('member-role').selectOption('manager')
  await expect.poll(async () => (await casement.api('GET', '/v1/people')).body.data[1].role).toBe('manager')
  await id('member').filter({ hasText: '(you)' }).getByTestId('member-role').selectOption('admin')
  await seen(page.getByRole('alert').filter({ hasText: 'last owner' }))
  await ines.getByTestId('remove-member').click()
  await ines.getByTestId('remove-member-sure').click()
  await ines.waitFor({ state: 'detached' })
})

test('a key is shown once, works, and is revoked', async () => {
  await open('keys')
  await id('new-key').click()
  await id('key-name').fill('Web shop')
  await id('make-key').click()
  const key = await id('made-key').inputValue()
  const ask = () => fetch(`${casement.url}/v1/session`, { headers: { authorization: `Bearer ${key}` } })
  expect((await ask()).status).toBe(200)
  await page.keyboard.press('Escape')
  const row = id('key').filter({ hasText: 'Web shop' })
  await row.getByTestId('revoke-key').click()
  await row.getByTestId('revoke-key-sure').click()
  await seen(row.getByText(/^Revoked/))
  expect((await ask()).status).toBe(401)
})

test('quiet hours and caps hold from then on; a wrong amount is told beside its field', async () => {
  await open('sending')
  await id('quiet-on').check()
  await id('quiet-from').fill('20:30')
  await id('save-quiet').click()
  await id('spend-on').check()
  await id('spend-amount').fill('a lot')
  await id('save-spend').click()
  await seen(page.getByRole('alert').filter({ hasText: 'amount' }))
  await id('spend-amount').fill('250.00')
  await id('save-spend').click()
  await expect
    .poll(async () => (await casement.api('GET', '/v1/settings')).body)
    .toMatchObject({ quietHours: { from: '20:30', to: '08:00' }, spendCap: { amount: '250.00', currency: 'USD' } })
})

test('a quick reply is written, refused for a variable nobody fills, mended and kept', async () => {
  await open('quick-replies')
  await id('new-reply').click()
  await id('reply-shortcut').fill('hours')
  await id('reply-text').fill('We open at nine, {{contact.nickname}}.')
  await id('save-reply').click()
  await seen(page.getByRole('alert').filter({ hasText: '{{contact.nickname}} is filled by nothing' }))
  await id('reply-text').fill('We open at nine, {{contact.first_name|dear}}.')
  await id('save-reply').click()
  await seen(id('reply').filter({ hasText: '/hours' }))
})

test('a threshold of an alert is changed; what is no number is told beside it', async () => {
  await open('alerts')
  const rule = id('alert-entry-point.closing')
  await rule.getByTestId('alert-setting-hoursBefore').fill('25')
  await rule.getByTestId('save-alert').click()
  await seen(rule.getByRole('alert'))
  await rule.getByTestId('alert-setting-hoursBefore').fill('4')
  await rule.getByTestId('save-alert').click()
  await rule.getByTestId('alert-mail').check()
  const kept = async () =>
    (await casement.api('GET', '/v1/alert-rules')).body.data.find(({ kind }: { kind: string }) => kind === 'entry-point.closing')
  await expect.poll(kept).toMatchObject({ email: true, settings: { hoursBefore: 4 } })
})

test('another program is told, its log is read, and one event and a span are told again', async () => {
  let taken = 0
  const program = createServer((request, reply) => {
    taken += 1
    request.resume().on('end', () => reply.writeHead(204).end())
  }).listen(0, '127.0.0.1')
  await once(program, 'listening')
  try {
    await open('webhooks')
    await id('new-endpoint').click()
    await id('endpoint-url').fill('ftp://nowhere')
    await id('make-endpoint').click()
    await seen(page.getByRole('dialog').getByRole('alert'))
    await id('endpoint-url').fill(`http://127.0.0.1:${(program.address() as AddressInfo).port}/events`)
    await id('make-endpoint').click()
    expect(await id('endpoint-secret').inputValue()).toMatch(/^whsec_/)
    await page.keyboard.press('Escape')
    await id('test-endpoint').click()
    await seen(id('test-told').filter({ hasText: 'It answered 204' }))

    const { emulator } = (await casement.api('GET', '/v1/session')).body
    await casement.api('POST', '/v1/emulator/customers/447700900482/messages', {
      to: emulator.phoneNumberId,
      type: 'text',
      text: { body: 'Is it back?' },
    })
    const told = id('delivery').filter({ hasText: 'message.received' })
    await seen(told.getByText('Delivered'))
    const before = taken
    await told.getByTestId('replay-delivery').click()
    await expect.poll(() => taken).toBeGreaterThan(before)
    await id('replay-span').click()
    await seen(page.getByText(/being told again/))
    await id('switch-endpoint').click()
    await seen(page.getByText('Switched off').first())
  } finally {
    program.close()
  }
})

test('webhooks are read as they came, and a span is applied again', async () => {
  await open('journal')
  await id('journal-entry').first().getByRole('button').click()
  await seen(page.getByText('whatsapp_business_account').first())
  await id('replay-journal').click()
  await seen(id('replay-told').filter({ hasText: 'Done' }))
})

test('the rate card of a day is looked up; what may be replaced of the platform stands beside what holds', async () => {
  await open('rates')
  await id('rate-day').fill('2026-10-05')
  await seen(id('rate-card').filter({ hasText: 'from 2026-10-01' }))
  await id('rate-search').fill('united k')
  await expect.poll(() => id('rate-row').count()).toBe(1)
  await open('policy')
  await seen(id('policy-value').filter({ hasText: 'csw.reaction-opens' }).getByText('as published'))
})

test('a password is set, and signs in where no link is at hand; numbers are masked for agents', async () => {
  await open('me')
  await id('password-new').fill('short')
  await id('save-password').click()
  await seen(page.getByRole('alert').filter({ hasText: '12' }))
  await id('password-new').fill('four words nobody guesses')
  await id('save-password').click()
  await seen(id('password-now'))
  await open('people')
  await id('mask-numbers').click()
  await expect.poll(async () => (await casement.api('GET', '/v1/settings')).body.maskNumbers).toBe(true)

  const elsewhere = await (await browser.newContext()).newPage()
  await elsewhere.goto(`${casement.url}/settings/me`)
  await elsewhere.getByTestId('sign-in-email').fill('owner@casement.local')
  await elsewhere.getByTestId('sign-in-password').fill('not this one at all')
  await elsewhere.getByTestId('sign-in').click()
  await seen(elsewhere.getByRole('alert'))
  await elsewhere.getByTestId('sign-in-password').fill('four words nobody guesses')
  await elsewhere.getByTestId('sign-in').click()
  await expect.poll(() => elsewhere.getByTestId('my-session').count()).toBeGreaterThan(1)
  await elsewhere.context().close()
})

test('another workspace is made, and one goes back and forth', async () => {
  await open('me')
  await id('workspace-name').fill('Nordlys Norge')
  await id('make-workspace').click()
  await page.waitForURL('**/inbox**')
  await id('workspace-switch').filter({ hasText: 'Nordlys Norge' }).click()
  await page.getByRole('menuitem', { name: 'Nordlys Home' }).click()
  await seen(id('workspace-switch').filter({ hasText: 'Nordlys Home' }))
})

test('all of it stands in the audit log', async () => {
  await open('audit')
  for (const action of ['Add a member', 'Revoke an API key', 'Keep a reply ready'])
    await seen(id('audit-entry').filter({ hasText: action }).first())
})

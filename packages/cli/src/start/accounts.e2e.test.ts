import { launchBrowser } from '@casement/hub/testing'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { RunningCasement } from '../testing/running-casement.ts'

/** A second account is connected, gets a number, and shows it to its customers. */

let casement: RunningCasement
let browser: Browser
let page: Page
let world: { accessToken: string; appSecret: string }
let waba: { id: string }

const seen = (locator: Locator) => locator.waitFor({ state: 'visible', timeout: 60_000 })
const id = (name: string) => page.getByTestId(name)
const control = async (method: string, path: string, body?: object) =>
  (
    await fetch(`${casement.emulatorUrl}/_emulator${path}`, {
      method,
      ...(body ? { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) } : {}),
    })
  ).json()
const PICTURE = {
  name: 'shop.png',
  mimeType: 'image/png',
  buffer: Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=', 'base64'),
}

beforeAll(async () => {
  casement = await RunningCasement.prepare()
  browser = await launchBrowser()
  const link = await casement.start()
  world = (await control('GET', '')) as typeof world
  waba = (await control('POST', '/wabas', { name: 'Nordlys Norge', currency: 'EUR', timeZone: 'Europe/Oslo' })) as typeof waba
  page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage()
  await page.goto(link)
  await page.waitForURL('**/inbox**')
})
afterAll(async () => {
  await browser?.close()
  await casement?.stop()
})

test('the picture says where the portfolio stands and what the next level needs', async () => {
  await page.goto(`${casement.url}/accounts`)
  await seen(id('ladder').locator('[aria-current=step]').filter({ hasText: '2,000' }))
  await seen(id('ladder').getByText(/Reach 1,000 people/))
  await seen(id('number').filter({ hasText: 'Connected' }))
  await seen(id('templates-of').filter({ hasText: /approved/ }))
  await id('check-accounts').click()
  await seen(page.getByText('Asked Meta just now.'))
})

test('the checklist tests itself: a bad token, another app’s secret, then all of it right', async () => {
  await id('connect').click()
  await id('waba-id').fill(waba.id)
  await id('token').fill('EAAnonsense123')
  await seen(page.locator('[data-testid=part-token][data-level=fail]').getByText(/never expires/))
  await id('token').fill(world.accessToken)
  await id('app-secret').fill('another-secret')
  await seen(page.locator('[data-testid=part-secret][data-level=fail]'))
  await seen(page.locator('[data-testid=part-token][data-level=ok]'))
  await id('app-secret').fill(world.appSecret)
  await seen(page.locator('[data-testid=part-secret][data-level=ok]'))
  await id('connect-now').click()
  await seen(id('connected'))
  await page.getByRole('link', { name: 'See the accounts' }).click()
  await seen(id('waba').filter({ hasText: 'Nordlys Norge' }))
})

test('a number is added, proved by its code and registered', async () => {
  await id('waba').filter({ hasText: 'Nordlys Norge' }).getByTestId('add-number').click()
  await id('country-code').fill('+44')
  await id('new-phone').fill('7700 900 777')
  await id('new-number-name').fill('NB')
  await id('add-number-now').click()
  await seen(page.getByRole('dialog').getByRole('alert'))
  await id('new-number-name').fill('Nordlys Bergen')
  await id('add-number-now').click()
  await id('ask-code').click()
  await seen(page.getByText('The code is on its way.'))
  await id('code').fill('111111')
  await id('verify-code').click()
  await seen(page.getByRole('alert'))
  await id('code').fill('123456')
  await id('verify-code').click()
  await seen(page.getByText('The number is yours.'))
  await id('pin').fill('12')
  await id('register').click()
  await seen(page.getByRole('alert'))
  await id('pin').fill('246810')
  await id('register').click()
  await seen(page.getByText('This number is registered and may send.'))
})

test('another name is asked for, and another PIN set', async () => {
  await id('number-name').fill('Nordlys Bergen Lys')
  await id('rename-number').click()
  await seen(page.getByText('Asked for. Meta reviews it.'))
  await id('new-pin').fill('135790')
  await id('set-pin').click()
  await seen(page.getByText('The new PIN holds.'))
})

test('what customers see of it is changed, with a picture', async () => {
  await id('profile-about').fill('Lamps and sofas')
  await id('profile-picture').setInputFiles(PICTURE)
  await seen(page.getByRole('img', { name: 'Picture' }))
  await id('save-profile').click()
  await seen(page.getByText('Saved at Meta.').or(page.getByText('Ready. Save it')))
  const numberId = page.url().split('/').at(-1)
  await expect
    .poll(async () => (await casement.api('GET', `/v1/numbers/${numberId}/profile`)).body)
    .toMatchObject({ about: 'Lamps and sofas', pictureUrl: expect.stringContaining('http') })
})

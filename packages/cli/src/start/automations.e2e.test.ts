import { launchBrowser } from '@casement/hub/testing'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { RunningCasement } from '../testing/running-casement.ts'

/** An automation from a starter to its first run, in a browser: drawn, mended, replayed, switched on, seen in the thread. */

let casement: RunningCasement
let browser: Browser
let page: Page
const PATIENCE = { timeout: 60_000 }
const seen = (locator: Locator) => locator.waitFor({ state: 'visible', ...PATIENCE })
const id = (name: string) => page.getByTestId(name)
const saved = () => seen(id('save-state').filter({ hasText: 'Saved' }))

beforeAll(async () => {
  casement = await RunningCasement.prepare()
  browser = await launchBrowser()
  const link = await casement.start()
  page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage()
  await page.goto(link)
  await page.waitForURL('**/inbox**')
  await page.goto(`${casement.url}/automations`)
})
afterAll(async () => {
  await browser?.close()
  await casement?.stop()
})

test('a starter is drawn as a picture', async () => {
  await id('new-automation').first().click()
  await id('starter-welcome').click()
  await page.getByLabel('Name', { exact: true }).fill('Greeting')
  await page.getByRole('button', { name: 'Draw it' }).click()
  await expect.poll(() => id('step-card').count(), PATIENCE).toBe(2)
})

test('a free-form step that may run after the window closed is told beside it, and mended by one press', async () => {
  await id('step-card').last().getByTestId('add-step').first().click()
  await page.getByRole('menuitem', { name: 'Wait', exact: true }).click()
  await page.getByLabel('How long').fill('24')
  await id('step-card').filter({ hasText: '24 h' }).getByTestId('add-step').click()
  await page.getByRole('menuitem', { name: 'Send a message' }).click()
  await page.getByLabel('Text', { exact: true }).fill('Did we answer everything?')
  await seen(id('step-card').filter({ hasText: 'The customer service window may have closed during “wait 24 h”' }))
  await seen(id('switch-on').filter({ hasText: '1 to fix' }))
  await page.getByRole('button', { name: 'Ask for the window first' }).click()
  await seen(id('switch-on').filter({ hasText: 'Switch on' }))
  await expect.poll(() => id('step-card').count()).toBe(5)
  await saved()
})

test('the list says the same, for a keyboard', async () => {
  await id('view-list').press('Enter')
  const list = id('step-list')
  await seen(list.getByText('Window open:'))
  await list.getByRole('button', { name: /A first message/ }).press('Enter')
  await page.getByLabel('Begins with', { exact: true }).and(page.locator('select')).selectOption('keyword')
  await page.getByLabel('Words', { exact: true }).fill('hello there')
  await saved()
})

test('last month is replayed, and nothing is sent', async () => {
  await id('replay').click()
  await seen(id('replayed').getByText(/^It would/))
  await page.keyboard.press('Escape')
})

test('switched on, it answers, and the thread shows each step', async () => {
  await id('switch-on').click()
  await seen(id('save-state').filter({ hasText: 'Runs as version 1' }))
  const { emulator } = (await casement.api('GET', '/v1/session')).body
  await casement.api('POST', '/v1/emulator/customers/447700900777/messages', {
    to: emulator.phoneNumberId,
    type: 'text',
    text: { body: 'Hello there!' },
  })
  await casement.api('POST', '/v1/emulator/clock', { advanceMs: 5_000 })
  await page.goto(`${casement.url}/inbox`)
  await page.getByTestId('thread-row').filter({ hasText: 'thank you for writing' }).click()
  await seen(page.getByTestId('deed').filter({ hasText: 'Greeting: Waits 24 h' }))
  await page.goto(`${casement.url}/automations`)
  await seen(page.getByText('1 run'))
  await page.getByRole('link', { name: 'Greeting' }).click()
  await id('step-card').filter({ hasText: 'thank you for writing' }).click()
  await seen(id('message-preview').getByText('Got it'))
  await seen(id('step-card').filter({ hasText: '1 here now' }))
  // What comes next depends on the window, which a walk does not know: it stops there.
  await id('walk-silent').click()
  await seen(id('side').getByRole('heading', { name: 'Branch' }))
})

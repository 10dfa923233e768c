import { readFile } from 'node:fs/promises'
import { launchBrowser } from '@casement/hub/testing'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { RunningCasement } from '../testing/running-casement.ts'

/** What happened, in numbers: from a sentence to its table, its file and the messages it is made of. */

let casement: RunningCasement
let browser: Browser
let page: Page
const seen = (locator: Locator) => locator.waitFor({ state: 'visible', timeout: 20_000 })
const id = (name: string) => page.getByTestId(name)
const HOUR = 3_600_000

beforeAll(async () => {
  casement = await RunningCasement.prepare()
  browser = await launchBrowser()
  const link = await casement.start()
  await liveThreeDays()
  page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage()
  await page.goto(link)
  await page.waitForURL('**/inbox**')
})
afterAll(async () => {
  await browser?.close()
  await casement?.stop()
})

/** People ask and are answered, or not; offers go out, and two numbers turn out to be gone. */
async function liveThreeDays(): Promise<void> {
  const { emulator } = (await casement.api('GET', '/v1/session')).body
  const advance = (advanceMs: number) => casement.api('POST', '/v1/emulator/clock', { advanceMs })
  const from = emulator.phoneNumberId
  const hello = { type: 'template', template: { name: 'hello_world', language: { code: 'en_US' } } }
  for (const gone of ['447700900801', '447700900802'])
    await casement.api('PATCH', `/v1/emulator/customers/${gone}`, { onWhatsApp: false })
  for (let day = 0; day < 3; day++) {
    for (let n = 0; n < 4; n++) await casement.api('POST', '/v1/messages', { from, to: `+44770090080${n}`, message: hello })
    for (const who of ['447700900811', '447700900812'])
      await casement.api('POST', `/v1/emulator/customers/${who}/messages`, {
        to: from,
        type: 'text',
        text: { body: 'Is it there?' },
      })
    await advance(HOUR)
    await casement.api('POST', '/v1/messages', { from, to: '+447700900811', message: { type: 'text', text: { body: 'It is.' } } })
    await advance(25 * HOUR)
  }
}

test('each question is answered in a sentence', async () => {
  await page.goto(`${casement.url}/insights`)
  await seen(id('funnel'))
  await seen(page.getByText(/arrive and at least/))
  await seen(page.getByText(/of failures: the person is not on WhatsApp/))
  await seen(page.getByText(/Under the rules of July 2025/))
  await seen(page.getByText(/Half are answered within .*; 3 windows closed without an answer/))
  await seen(page.getByText(/conversations, \d+ of them begun by customers/))
  await seen(id('templates-compared').getByRole('link').first())
})

test('a picture is a table for who prefers one, and a file', async () => {
  const section = page.getByRole('region', { name: /conversations, / })
  await section.getByRole('button', { name: 'Table' }).click()
  await seen(section.getByRole('columnheader', { name: 'Customers' }))
  const saving = page.waitForEvent('download')
  await section.getByRole('button', { name: /CSV/ }).click()
  const saved = await saving
  expect(saved.suggestedFilename()).toBe('conversations-by-begunBy.csv')
  expect(await readFile(await saved.path(), 'utf8')).toMatch(/^\ufeffDay,Us,Customers,Together\r\n\d{4}-\d{2}-\d{2},/)
})

test('a number opens the messages it is made of, and the address says which', async () => {
  await id('patterns').getByRole('link').first().click()
  await page.waitForURL(/insights\/messages\?.*131026/)
  await expect.poll(() => id('behind-row').count()).toBeGreaterThan(1)
  await seen(page.getByText('code 131026'))
  await page.getByRole('link', { name: 'Back to insights' }).click()
  await seen(id('funnel'))
})

test('days, number and rules stand in the address', async () => {
  await id('span-week').click()
  await page.waitForURL(/from=/)
  await id('other-rules').selectOption({ label: 'conversations (until June 2025)' })
  await page.waitForURL(/rules=2025-05-15/)
  await page.reload()
  await seen(page.getByText(/Under the rules of conversations/))
  await id('conversations-billed').click()
  await seen(page.getByText('as they were billed before July 2025'))
})

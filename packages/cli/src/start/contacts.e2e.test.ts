import { launchBrowser } from '@casement/hub/testing'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { RunningCasement } from '../testing/running-casement.ts'

/** People in a browser: brought in, found, changed, asked, erased; and what they said about consent. */

let casement: RunningCasement
let browser: Browser
let page: Page
const seen = (locator: Locator) => locator.waitFor({ state: 'visible', timeout: 20_000 })
const id = (name: string) => page.getByTestId(name)
const PEOPLE = 40

beforeAll(async () => {
  casement = await RunningCasement.prepare()
  browser = await launchBrowser()
  const link = await casement.start()
  page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage()
  await page.goto(link)
  await page.waitForURL('**/inbox**')
  await page.goto(`${casement.url}/contacts`)
})
afterAll(async () => {
  await browser?.close()
  await casement?.stop()
})

const write = async (from: string, text: string) => {
  const { emulator } = (await casement.api('GET', '/v1/session')).body
  await casement.api('POST', `/v1/emulator/customers/${from}/messages`, {
    to: emulator.phoneNumberId,
    type: 'text',
    text: { body: text },
  })
  await casement.api('POST', '/v1/emulator/clock', { advanceMs: 2_000 })
}

test('a file is mapped and imported; what could not be taken can be downloaded', async () => {
  const before = (await casement.api('GET', '/v1/contacts/landmarks')).body.people
  const rows = Array.from(
    { length: PEOPLE },
    (_, n) => `+4477009${String(10_100 + n)},Guest ${n},${n % 2 ? 'Leeds' : 'Bristol'},yes`,
  )
  await id('import').click()
  const csv = ['Mobile,Full name,City,Opt-in', ...rows, 'nonsense,Nobody,,'].join('\n')
  await id('import-file').setInputFiles({ name: 'fair.csv', mimeType: 'text/csv', buffer: Buffer.from(csv) })
  expect(await page.getByLabel('What Mobile becomes').inputValue()).toBe('phone')
  expect(await id('import-start').isDisabled(), 'a yes needs its evidence').toBe(true)
  await id('import-wording').fill('Signed at the fair')
  await id('import-start').click()
  await seen(id('job').filter({ hasText: '1 could not be taken' }))
  await expect.poll(() => id('people-total').textContent()).toBe(`${before + PEOPLE} people`)
})

test('conditions are counted while they are written, kept, and changed as one', async () => {
  await id('open-filter').click()
  await page.getByRole('button', { name: 'Remove the condition' }).click()
  await page.getByRole('button', { name: 'Add a condition' }).click()
  await page.getByRole('menuitem', { name: 'Attribute' }).click()
  await page.getByLabel('Attribute', { exact: true }).first().fill('City')
  await id('line-0').fill('Leeds')
  await seen(id('filter-count').filter({ hasText: `Finds ${PEOPLE / 2} people` }))
  await page.getByRole('button', { name: 'Save as a segment' }).click()
  await page.getByLabel('Name of the segment').fill('Leeds')
  await page.getByRole('button', { name: 'Save', exact: true }).click()
  await expect.poll(() => id('people-total').textContent()).toBe(`${PEOPLE / 2} people`)
  await id('contact-row').first().getByRole('checkbox').check()
  await id('select-all').click()
  await id('many-first').fill('northern')
  await id('many-go')
    .filter({ hasText: `Change ${PEOPLE / 2} people` })
    .click()
  await seen(
    id('job')
      .filter({ hasText: `${PEOPLE / 2} people done` })
      .first(),
  )
  await seen(id('contact-row').filter({ hasText: 'northern' }).first())
})

test('one person is found by the end of a number; their page shows what they said, and they are asked', async () => {
  await write('447700910107', 'Hello')
  await page.getByRole('button', { name: 'Show everybody' }).click()
  await id('contact-search').fill('910107')
  await expect.poll(() => id('people-total').textContent()).toBe('1 person')
  await id('contact-row').getByRole('link').click()
  await seen(id('receipt').filter({ hasText: 'Signed at the fair' }))
  await seen(id('story-line'))
  await id('ask-consent').click()
  await id('ask-by').selectOption({ label: 'By the template winter_sale (en_GB)' })
  const ask = page.getByRole('button', { name: 'Ask', exact: true })
  await id('template-field').nth(1).fill('')
  expect(await ask.isDisabled()).toBe(true)
  for (const [index, words] of ['Guest', '20%'].entries()) await id('template-field').nth(index).fill(words)
  expect(await page.getByLabel('What they are asked').inputValue()).toMatch(/Guest.*20%/s)
  await ask.click()
  await seen(page.getByText('Asked. Their answer'))
  await write('447700910107', 'STOP')
  await seen(id('receipt').filter({ hasText: 'No to marketing' }))
  await id('ask-consent').click()
  await seen(id('ask-by'))
  await page.getByLabel('What they are asked').fill('May we send you offers by WhatsApp after all?')
  await page.getByRole('button', { name: 'Ask', exact: true }).click()
  await seen(page.getByText('Asked. Their answer'))
})

test('erasing wants the name typed, and leaves nobody behind', async () => {
  await id('contact-more').click()
  await page.getByRole('menuitem', { name: 'Erase this person' }).click()
  await id('erase-name').fill('Guest')
  expect(await id('erase-go').isDisabled()).toBe(true)
  await id('erase-name').fill('Guest 7')
  // A message that is on its way is waited for.
  await casement.api('POST', '/v1/emulator/clock', { advanceMs: 120_000 })
  await id('erase-go').click()
  await page.waitForURL('**/contacts')
  expect((await casement.api('GET', '/v1/contacts?q=447700910107')).body.data).toEqual([])
})

test('a word becomes a way to say yes, with link and code, and its receipts are listed', async () => {
  await page.goto(`${casement.url}/consent`)
  await id('consent-ways').click()
  await id('new-way').click()
  await id('way-name').fill('Spring news')
  await id('way-key').fill('JOIN SPRING')
  await id('way-wording').fill('Yes, I would like offers by WhatsApp.')
  await id('way-confirm').uncheck()
  await id('way-save').click()
  await page.getByText('Link and code').click()
  await seen(page.getByRole('img', { name: 'Code for Spring news' }))
  expect(await id('way-link').getAttribute('href')).toMatch(/^https:\/\/wa\.me\/\d+\?text=join%20spring$/)
  await write('447700910109', 'Join spring')
  await id('consent-receipts').click()
  await seen(id('receipt').filter({ hasText: 'Spring news, version 1' }))
})

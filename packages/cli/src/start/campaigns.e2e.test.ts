import { readFile } from 'node:fs/promises'
import { launchBrowser } from '@casement/hub/testing'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { RunningCasement } from '../testing/running-casement.ts'

/** A campaign from the first choice to the last message, in a browser: planned, launched, paused, resumed, done. */

let casement: RunningCasement
let browser: Browser
let page: Page
const PATIENCE = { timeout: 60_000 }
const seen = (locator: Locator) => locator.waitFor({ state: 'visible', ...PATIENCE })
const id = (name: string) => page.getByTestId(name)
const PEOPLE = 60

beforeAll(async () => {
  casement = await RunningCasement.prepare()
  browser = await launchBrowser()
  const link = await casement.start()
  for (let n = 0; n < PEOPLE; n++) {
    await casement.api('POST', '/v1/contacts', {
      phone: `+447700900${String(200 + n)}`,
      name: `Guest ${n}`,
      attributes: { city: n % 2 ? 'Leeds' : 'Bristol' },
    })
  }
  page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage()
  await page.goto(link)
  await page.waitForURL('**/inbox**')
  await page.goto(`${casement.url}/campaigns`)
})
afterAll(async () => {
  await browser?.close()
  await casement?.stop()
})

test('the audience is counted while it is chosen', async () => {
  await id('new-campaign').first().click()
  await id('campaign-name').fill('Your order is on its way')
  await expect.poll(() => id('rail-people').textContent()).toBe(String(PEOPLE))
  await id('audience-filter').check()
  await page.getByRole('button', { name: 'Remove the condition' }).click()
  await page.getByRole('button', { name: 'Add a condition' }).click()
  await page.getByRole('menuitem', { name: 'An attribute is' }).click()
  await page.getByLabel('Attribute', { exact: true }).fill('city')
  await id('condition-0').fill('Leeds')
  await expect.poll(() => id('rail-people').textContent()).toBe(String(PEOPLE / 2))
  await id('audience-everybody').check()
  await id('next-step').click()
})

test('the message is filled for each person, and shown for the first', async () => {
  const option = page.locator('[data-testid=campaign-template] option', { hasText: 'order_update, en_GB' })
  await id('campaign-template').selectOption((await option.getAttribute('value')) ?? '')
  await id('value-campaign-template-body.1').fill('NH-20418')
  await id('source-campaign-template-body.2').selectOption('name')
  await seen(id('phone-preview').getByText(/Guest \d+/))
  await id('next-step').click()
  await id('next-step').click()
})

test('the check says what it costs; launching to many wants to be held', async () => {
  await seen(id('campaign-check').getByText('$1.32.'))
  const launch = id('launch-campaign')
  await seen(launch.filter({ hasText: `Hold to launch to ${PEOPLE}` }))
  await launch.click()
  await seen(launch)
  const box = await launch.boundingBox()
  await page.mouse.move((box?.x ?? 0) + 20, (box?.y ?? 0) + 10)
  await page.mouse.down()
  await seen(id('pause-campaign').or(id('campaign-sent')).first())
  await page.mouse.up()
})

test('it runs to its end; every state is counted', async () => {
  await expect.poll(() => id('campaign-sent').textContent(), { timeout: 30_000 }).toBe(String(PEOPLE))
  await casement.api('POST', '/v1/emulator/clock', { advanceMs: 120_000 })
  await seen(id('count-delivered').filter({ hasText: String(PEOPLE) }))
  await seen(id('funnel-delivered').filter({ hasText: String(PEOPLE) }))
  const { emulator } = (await casement.api('GET', '/v1/session')).body
  await casement.api('POST', '/v1/emulator/customers/447700900203/messages', {
    to: emulator.phoneNumberId,
    type: 'text',
    text: { body: 'Thank you' },
  })
  await seen(id('funnel-replied').filter({ hasText: '1' }))
  await seen(id('ask-again').filter({ hasText: /Write again to \d+: \$/ }))
  await page.goto(`${casement.url}/campaigns`)
  await seen(page.getByText(`${PEOPLE} of ${PEOPLE}`))
})

test('the people of a file: mapped, uploaded, the rest named; two templates tried; who is left out can be seen', async () => {
  await page.goto(`${casement.url}/campaigns/new`)
  await id('campaign-name').fill('Two ways to say it')
  await id('audience-upload').check()
  const rows = Array.from({ length: 8 }, (_, n) => `07700 9004${String(n).padStart(2, '0')};Guest of the file;NH-${n}`)
  const buffer = Buffer.from(['Handset no.;Who;Order', ...rows, 'nobody;Cy;NH-9', rows[0]].join('\n'))
  await id('csv-file').setInputFiles({ name: 'guests.csv', mimeType: 'text/csv', buffer })
  await seen(page.getByText('No column holds the phone number'))
  await id('column-Handset no.').selectOption('phone')
  await id('column-Who').selectOption('name')
  await id('csv-country').fill('GB')
  await seen(id('csv-rows').getByText('+447700900400'))
  await id('csv-upload').click()
  await seen(id('csv-progress').getByText('8 rows read. 2 rows could not be taken.'))
  const [download] = await Promise.all([page.waitForEvent('download'), id('csv-rejected').click()])
  expect(await readFile(await download.path(), 'utf8')).toContain('"nobody"')
  await id('next-step').click()
  const option = page.locator('[data-testid=campaign-template] option', { hasText: 'order_update, en_GB' })
  const template = (await option.getAttribute('value')) ?? ''
  await id('campaign-template').selectOption(template)
  await id('source-campaign-template-body.1').selectOption('column')
  await id('value-campaign-template-body.2').fill('Friday')
  await id('trial').check()
  await id('trial-template').selectOption(template)
  await id('value-trial-template-body.1').fill('something')
  await id('value-trial-template-body.2').fill('today')
  await seen(id('phone-preview').getByText(/NH-0/))
  await page.getByRole('button', { name: 'B', exact: true }).click()
  await seen(id('phone-preview').getByText(/something/))
  await id('next-step').click()
  await id('next-step').click()
  await seen(id('campaign-check'))
  expect(await id('rail-people').textContent()).toBe('8')
  await id('left-out-no-number').click()
  await seen(id('campaign-people').getByText('Row 10'))
  await page.keyboard.press('Escape')
})

test('one that waits for its hour is paused and stopped', async () => {
  const { body: accounts } = await casement.api('GET', '/v1/accounts')
  const from = accounts.data[0].wabas[0].numbers[0].id
  const later = new Date(Date.now() + 10 * 86_400_000).toISOString()
  const { body: draft } = await casement.api('POST', '/v1/campaigns', {
    name: 'Later',
    from,
    template: { name: 'hello_world', language: 'en_US' },
    audience: { segment: { everybody: true } },
    schedule: { at: later },
  })
  await casement.api('POST', `/v1/campaigns/${draft.id}/launch`)
  await page.goto(`${casement.url}/campaigns/${draft.id}`)
  await seen(id('campaign-waits').filter({ hasText: 'Begins' }))
  await id('pause-campaign').click()
  await seen(id('resume-campaign'))
  await page.getByRole('button', { name: 'Stop for good' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Stop for good' }).click()
  await seen(page.getByText('Stopped').first())
})

test('a link in a message is led through ours; the phone follows it, and the thread says so', async () => {
  await page.goto(`${casement.url}/settings/sending`)
  await id('track-links').check()
  const { emulator } = (await casement.api('GET', '/v1/session')).body
  await casement.api('POST', '/v1/emulator/customers/447700900203/messages', {
    to: emulator.phoneNumberId,
    type: 'text',
    text: { body: 'Have you got lamps?' },
  })
  await casement.api('POST', '/v1/emulator/clock', { advanceMs: 1_000 })
  const { body: sent } = await casement.api('POST', '/v1/messages', {
    from: emulator.phoneNumberId,
    to: '+447700900203',
    message: { type: 'text', text: { body: 'Look: https://nordlys.example/lamps' } },
  })
  await casement.api('POST', '/v1/emulator/clock', { advanceMs: 60_000 })
  const { body: message } = await casement.api('GET', `/v1/messages/${sent.message.id}`)
  await casement.api('POST', '/v1/emulator/customers/447700900203/clicks', { messageId: message.wamid })
  await page.goto(`${casement.url}/inbox/${message.threadId}`)
  await seen(id('link-followed').filter({ hasText: 'Link followed' }))
})

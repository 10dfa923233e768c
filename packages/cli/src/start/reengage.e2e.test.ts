import { launchBrowser } from '@casement/hub/testing'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { RunningCasement } from '../testing/running-casement.ts'

/** Somebody fell silent: a sequence is chosen, planned, switched on, and brings them back; later the number turns red. */

let casement: RunningCasement
let browser: Browser
let page: Page
let from: string

const seen = (locator: Locator) => locator.waitFor({ state: 'visible', timeout: 60_000 })
const id = (name: string) => page.getByTestId(name)
const control = async (method: string, path: string, body: object) => {
  const answer = await fetch(`${casement.emulatorUrl}/_emulator${path}`, {
    method,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
  if (!answer.ok) throw new Error(`${path} answered ${answer.status}: ${await answer.text()}`)
}
const clock = (advanceMs: number) => casement.api('POST', '/v1/emulator/clock', { advanceMs })
const picture = async (name: string) => {
  if (process.env.PICTURES) await page.screenshot({ path: `${process.env.PICTURES}/${name}.png` })
}

beforeAll(async () => {
  casement = await RunningCasement.prepare()
  browser = await launchBrowser()
  const link = await casement.start()
  const { body } = await casement.api('GET', '/v1/accounts')
  from = body.data[0].wabas[0].numbers[0].id
  for (const [phone, text] of [
    ['447700900821', 'Is the walnut table back?'],
    ['447700900822', 'Do you deliver on Sundays?'],
  ] as const) {
    await control('POST', `/customers/${phone}/messages`, { to: from, type: 'text', text: { body: text } })
    await clock(1_000)
    await casement.api('POST', '/v1/messages', {
      from,
      to: `+${phone}`,
      message: { type: 'text', text: { body: 'Yes, we do.' } },
    })
  }
  await clock(5_000)
  page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage()
  await page.goto(link)
  await page.waitForURL('**/inbox**')
})
afterAll(async () => {
  await browser?.close()
  await casement?.stop()
})

test('a ready-made sequence shows whom it would reach and what it costs before it is switched on', async () => {
  await page.goto(`${casement.url}/reengage`)
  await seen(id('begin-abandoned-question'))
  await picture('reengage')
  await id('begin-abandoned-question').click()
  await seen(id('plan-sentence').getByText(/people would be written to/))
  await picture('sequence-off')
  // A step without a template is not switched on, and nothing typed is lost.
  await id('nudge-text').fill('Hello {{name|there}}, shall we keep it for you?')
  await id('switch-on-begin').click()
  await seen(page.getByText('Choose a template for every step that goes after the window has closed.'))
  expect(await id('nudge-text').inputValue()).toContain('shall we keep it')
  await id('step-template-1').selectOption({ label: 'answer_to_your_question, en_GB, Utility' })
  await page.getByTestId(/^value-step-template-1/).fill('your order')
  await id('switch-on-begin').click()
  await seen(page.getByText('On', { exact: true }))
})

test('it writes before the windows close, and an answer counts as a return', async () => {
  await clock(24 * 3_600_000)
  await seen(id('results').getByText('Messages sent'))
  await control('POST', '/customers/447700900821/messages', { to: from, type: 'text', text: { body: 'Oh yes, please!' } })
  await clock(1_000)
  await seen(id('results').getByText('Answered').first())
  await picture('sequence-on')
})

test('what it says and when is changed on screen; those in the middle of it go on as they began', async () => {
  await id('add-text-step').click()
  await id('sequence-step').nth(2).getByTestId('nudge-text').fill('Good bye for now.')
  await id('save').click()
  // The window has closed by then: what was typed stays.
  await seen(page.getByText(/Step 3 is free form, and the window has closed by then/))
  expect(await id('sequence-step').nth(2).getByTestId('nudge-text').inputValue()).toBe('Good bye for now.')
  await page.getByRole('button', { name: 'Take step 3 away' }).click()
  await id('start-fields').getByLabel('Minutes before the window closes').fill('90')
  await seen(page.getByText('Whoever is in the middle of it goes on by the version they began with.'))
  await id('save').click()
  await seen(id('sequence-versions').getByText('Version 2'))
  await picture('sequence-versions')
})

test('a red number: what runs, and one button that pauses it', async () => {
  await control('PATCH', `/numbers/${from}`, { quality: 'RED' })
  await clock(3_700_000)
  await page.goto(`${casement.url}/accounts/numbers/${from}/red`)
  await seen(page.getByRole('heading', { name: /is rated low/ }))
  await picture('red')
  await id('pause-all').click()
  await seen(page.getByText('Nothing goes out from this number by itself.'))
})

test('an alert is on the screen soon after its cause, without anybody loading anything', async () => {
  await page.goto(`${casement.url}/today`)
  await seen(page.getByText('Everything else works'))
  const { body } = await casement.api('GET', '/v1/templates?limit=200')
  const { id: template } = body.data.find((one: { name: string }) => one.name === 'winter_sale')
  const began = performance.now()
  await control('PATCH', `/templates/${template}`, { status: 'DISABLED' })
  await seen(id('alert').filter({ hasText: 'Meta disabled winter_sale' }))
  const took = performance.now() - began
  if (process.env.PICTURES) console.log(`on the screen after ${Math.round(took)} ms`)
  // Two seconds on a machine that has nothing else to do.
  expect(took).toBeLessThan(10_000)
  // Nothing asks for permission before somebody clicks.
  expect(await page.evaluate('Notification.permission')).not.toBe('granted')
  await picture('today')
})

import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { launchBrowser } from '../testing/launch-browser.ts'
import { bodyText, CUSTOMER, MINUTE, TestEmulator } from '../testing/start-emulator.ts'

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
const DESK = { width: 1440, height: 900 }
const TELEPHONE = { width: 390, height: 844 }

let browser: Browser
beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser.close())

/** The page of an emulator in a fresh window. Ends the test when a script breaks or the policy of the page stops something. */
async function open(emulator: TestEmulator, { path = '/?theme=light', viewport = DESK } = {}): Promise<Page> {
  const context = await browser.newContext({ viewport, acceptDownloads: true })
  const page = await context.newPage()
  const broken: string[] = []
  page.on('pageerror', (error) => broken.push(error.message))
  page.on('console', (message) => {
    // A refused call shows its sentence, an emulator that is gone its banner.
    if (message.type() === 'error' && !/status of 4\d\d|net::ERR_/.test(message.text())) broken.push(message.text())
  })
  onTestFinished(async () => {
    await context.close()
    expect(broken).toEqual([])
  })
  await page.goto(`${emulator.about.graphUrl}${path}`)
  await page.getByRole('heading', { name: 'Emulator' }).waitFor()
  return page
}

const chat = (page: Page) => page.getByRole('list', { name: /^Chat with/ })
const command = (page: Page) => page.getByRole('contentinfo', { name: 'As a command' }).locator('code').first()
const write = async (page: Page, text: string) => {
  await page.getByRole('textbox', { name: /^Write as/ }).fill(text)
  await page.keyboard.press('Enter')
}

test('a customer writes, the API answers, time goes by, a fault strikes: all of it is seen', async () => {
  const emulator = await TestEmulator.start()
  const page = await open(emulator)
  await page.getByText('Nothing was said yet').waitFor()
  await page.getByText('Window closed, templates only').waitFor()

  await write(page, 'Do you deliver to Leeds?')
  await chat(page).getByText('Do you deliver to Leeds?').waitFor()
  await page.getByText('Window closes in 24 h').first().waitFor()
  await page.getByRole('button', { name: /messages.*Maja Lindqvist: “Do you deliver to Leeds\?”.*200 in/ }).waitFor()
  expect(emulator.inbound()).toMatchObject([{ from: CUSTOMER, type: 'text', text: { body: 'Do you deliver to Leeds?' } }])
  expect(await command(page).textContent()).toBe(
    `curl ${emulator.about.graphUrl}/_emulator/customers/${CUSTOMER}/messages -d '${JSON.stringify({
      to: emulator.about.phoneNumberId,
      type: 'text',
      text: { body: 'Do you deliver to Leeds?' },
    })}'`,
  )

  expect((await emulator.sendText('We do, on *Tuesdays*.')).status).toBe(200)
  await chat(page).getByText('A message is on its way').waitFor()
  await page.getByRole('button', { name: '+1 h', exact: true }).click()
  await chat(page).getByText('We do, on Tuesdays.').waitFor()
  expect(await chat(page).locator('strong').textContent()).toBe('Tuesdays')
  await page.getByText('10:00:00').first().waitFor()

  await page.getByRole('button', { name: /^To the next closing/ }).click()
  await page.getByText('Window closed, templates only').waitFor()
  await emulator.sendText('Still there?')
  await emulator.advance(MINUTE)
  await chat(page)
    .getByText(/^Never arrived \(131047\)/)
    .waitFor()

  const fault = page.getByRole('switch', { name: 'Next send is refused with 131000' })
  await fault.click()
  await expect.poll(() => fault.getAttribute('aria-checked')).toBe('true')
  expect((await emulator.sendTemplate('hello_world', 'en_US')).body.error?.code).toBe(131000)
  await expect.poll(() => fault.getAttribute('aria-checked')).toBe('false')
  expect((await emulator.sendTemplate('hello_world', 'en_US')).status).toBe(200)
})

test('what can be pressed on the phone is heard by the business', async () => {
  const emulator = await TestEmulator.start()
  const page = await open(emulator)
  await write(page, 'Hello')
  await chat(page).getByText('Hello').waitFor()
  const rows = [{ id: 'tue', title: 'Tuesday', description: '9 to 12' }]
  await emulator.send({
    type: 'interactive',
    interactive: {
      type: 'list',
      body: { text: 'When?' },
      action: { button: 'See the days', sections: [{ title: 'June', rows }] },
    },
  })
  await emulator.sendTemplate('winter_sale', 'en_GB', [bodyText('Maja', '20%')])
  await emulator.advance(MINUTE)

  await page.getByRole('button', { name: 'See the days' }).click()
  await page.getByRole('dialog', { name: 'See the days' }).getByRole('button', { name: 'Tuesday' }).click()
  await expect.poll(() => emulator.inbound().at(-1)).toMatchObject({ interactive: { list_reply: rows[0] } })
  await page.getByRole('button', { name: 'Show me' }).click()
  await expect.poll(() => emulator.inbound().at(-1)).toMatchObject({ type: 'button', button: { text: 'Show me' } })

  await page.getByRole('button', { name: 'React to, quote or report “When?”' }).click()
  await page.getByRole('button', { name: 'React with 👍' }).click()
  await expect.poll(() => emulator.inbound().at(-1)).toMatchObject({ type: 'reaction', reaction: { emoji: '👍' } })
  await page.getByRole('button', { name: 'Click an ad', exact: true }).click()
  await expect.poll(() => emulator.inbound().at(-1)).toMatchObject({ referral: { source_type: 'ad' } })
  await page.getByRole('button', { name: 'Call Nordlys Home' }).click()
  await expect.poll(() => emulator.changes('calls').length).toBeGreaterThan(0)
  await page.getByRole('button', { name: 'Send something else' }).click()
  await page.getByRole('button', { name: 'Place', exact: true }).click()
  await expect.poll(() => emulator.inbound().at(-1)).toMatchObject({ type: 'location' })

  await page.getByRole('button', { name: 'Block', exact: true }).click()
  await write(page, 'You are blocked')
  await page.getByRole('alert').getByText('has blocked this number').waitFor()
  expect(await page.getByRole('textbox', { name: /^Write as/ }).inputValue()).toBe('You are blocked')
  await page.getByRole('button', { name: 'Unblock' }).click()
  await page.getByRole('button', { name: 'Block', exact: true }).waitFor()
})

test('a webhook can be opened and sent again; a message tells its price and its way', async () => {
  const emulator = await TestEmulator.start()
  await emulator.write('Hello')
  await emulator.sendTemplate('winter_sale', 'en_GB', [bodyText('Maja', '20%')])
  await emulator.advance(MINUTE)
  const page = await open(emulator)
  const row = page.getByRole('button', { name: /Maja Lindqvist: “Hello”/ })
  await row.click()
  await page.getByText('"whatsapp_business_account"').waitFor()
  const before = emulator.received.length
  await page.getByRole('button', { name: 'Send again' }).click()
  await expect.poll(() => emulator.received.length).toBe(before + 1)
  expect(emulator.received.at(-1)?.body).toBe(emulator.received[0]?.body)

  await page.getByRole('button', { name: 'Messages', exact: true }).click()
  await page.getByRole('button', { name: /delivered.*winter_sale to Maja Lindqvist.*USD/ }).click()
  await page.getByText(/^marketing, .* USD \(regular\), market United Kingdom, judged by PMP_V2$/).waitFor()
})

test('rules are turned off, ratings lowered and a crowd gathered where they are shown', async () => {
  const emulator = await TestEmulator.start()
  const page = await open(emulator)
  await page.getByRole('button', { name: 'Rules', exact: true }).click()
  await page.getByRole('switch', { name: 'Service window is enforced' }).click()
  await expect.poll(async () => (await emulator.control('GET', '/settings')).relax).toEqual(['window'])
  const answer = await emulator.sendText('Out of the blue')
  await emulator.advance(MINUTE)
  expect((await emulator.outcome(answer)).status).toBe('delivered')

  await page.getByRole('combobox', { name: 'Quality of +44 7700 900123' }).selectOption('RED')
  const quality = async () => (await emulator.graph('GET', `/${emulator.about.phoneNumberId}?fields=quality_rating`)).body
  await expect.poll(quality).toMatchObject({ quality_rating: 'RED' })
  await page.getByRole('combobox', { name: 'Status of hello_world (en_US)' }).selectOption('PAUSED')
  await expect.poll(async () => (await emulator.sendTemplate('hello_world', 'en_US')).body.error?.code).toBe(132015)

  await page.getByText('Crowd', { exact: true }).click()
  await page.getByRole('button', { name: 'Gather a crowd' }).click()
  await page.getByText('10,000 people, seed 1').waitFor()
  const rate = page.getByRole('slider', { name: /^Block/ })
  await rate.focus()
  const before = Number((await emulator.control('GET', '/crowd')).rates.block)
  await page.keyboard.press('ArrowRight')
  await expect.poll(async () => (await emulator.control('GET', '/crowd')).rates.block).toBeGreaterThan(before)
  await page.getByRole('button', { name: 'Send them away' }).click()
  await expect.poll(async () => (await emulator.control('GET', '/crowd')).customers).toBe(0)
})

test('groups, the owner’s own phone, links and broken rules are at hand where one looks for them', async () => {
  const emulator = await TestEmulator.start()
  await emulator.control('PATCH', '/settings', { groupsNeedEligibility: false })
  await emulator.graph('POST', `/${emulator.about.phoneNumberId}/groups`, { messaging_product: 'whatsapp', subject: 'Friday' })
  await emulator.sendTemplate('track_delivery', 'en_GB', [
    bodyText('NH-20418'),
    { type: 'button', sub_type: 'url', index: '0', parameters: [{ type: 'text', text: '20417' }] },
  ])
  await emulator.advance(MINUTE)
  const page = await open(emulator)
  await page.getByRole('button', { name: 'Join', exact: true }).click()
  await page.getByRole('button', { name: 'Write there' }).click()
  await page.getByText('Maja Lindqvist: “Hello, everybody!”, in a group').waitFor()
  expect(await command(page).textContent()).toContain(`/_emulator/customers/${CUSTOMER}/messages`)
  await page.getByRole('switch', { name: 'Friday is suspended' }).click()
  await page.getByText('Group: suspended').waitFor()

  await page.getByRole('button', { name: 'Connect the Business app' }).click()
  await page.getByRole('button', { name: 'Owner writes' }).click()
  await chat(page).getByText('On my way!').waitFor()
  await page.getByText(`Owner to +${CUSTOMER}: “On my way!”`).waitFor()

  await page.getByRole('link', { name: 'Follow the van' }).click()
  await expect.poll(() => command(page).textContent()).toContain('/clicks')
  await page.getByRole('combobox', { name: 'What Nordlys Home is guilty of' }).selectOption('SPAM')
  await expect.poll(() => emulator.changes('account_update').at(-1)).toMatchObject({ value: { event: 'ACCOUNT_VIOLATION' } })
  await page.getByRole('button', { name: 'More', exact: true }).click()
  await page.getByRole('button', { name: 'Take a new phone' }).click()
  await expect.poll(() => command(page).textContent()).toContain('/identity')
  await page.getByRole('heading', { name: 'What Meta would do' }).scrollIntoViewIfNeeded()
})

test('a world is saved, left and loaded again', async () => {
  const emulator = await TestEmulator.start()
  const page = await open(emulator)
  await write(page, 'Remember this')
  await chat(page).getByText('Remember this').waitFor()
  const download = page.waitForEvent('download')
  await page.getByRole('link', { name: 'Save the world' }).click()
  const saved = await (await download).path()
  await page.getByText('World', { exact: true }).click()
  await page.getByRole('button', { name: 'Begin again' }).click()
  await page.getByText('Nothing was said yet').waitFor()
  await page
    .getByLabel('Load a world')
    .setInputFiles({ name: 'world.json', mimeType: 'application/json', buffer: readFileSync(saved) })
  await chat(page).getByText('Remember this').waitFor()
  await page.getByLabel('Load a world').setInputFiles({ name: 'notes.txt', mimeType: 'text/plain', buffer: Buffer.from('no') })
  await page.getByRole('alert').getByText('notes.txt is no JSON').waitFor()
})

test('time is moved by the slider with keys alone', async () => {
  const emulator = await TestEmulator.start()
  const page = await open(emulator)
  await page.getByRole('slider', { name: /^Time/ }).focus()
  for (let presses = 0; presses < 6; presses++) await page.keyboard.press('ArrowRight')
  await page.getByRole('button', { name: 'Move to 10:00' }).waitFor()
  expect(await command(page).textContent()).toContain('"set":"2026-11-20T10:00:00.000Z"')
  await page.keyboard.press('Enter')
  await page.getByText('10:00:00').first().waitFor()
})

test('what is being typed survives whatever arrives meanwhile', async () => {
  const emulator = await TestEmulator.start()
  const page = await open(emulator)
  const box = page.getByRole('textbox', { name: /^Write as/ })
  await box.click()
  await page.keyboard.type('Half a sen')
  await emulator.sendTemplate('hello_world', 'en_US')
  await emulator.advance(MINUTE)
  await chat(page).getByText('Welcome and congratulations').waitFor()
  await page.keyboard.type('tence')
  expect(await box.inputValue()).toBe('Half a sentence')
})

test('when the emulator goes away the page says so, and goes on when it is back', async () => {
  const emulator = await TestEmulator.start()
  const page = await open(emulator)
  const { port } = new URL(emulator.about.graphUrl)
  await emulator.emulator.close()
  await page.getByText('The emulator does not answer.').waitFor()
  const second = await TestEmulator.start({ port: Number(port), seed: 2 })
  await second.write('I am back', '4915112345678')
  await page.getByText('“I am back”').waitFor({ timeout: 20_000 })
})

test.each([
  ['light', DESK],
  ['dark', DESK],
  ['light', TELEPHONE],
  ['dark', TELEPHONE],
])('nothing stands in anybody’s way: %s, %o', async (theme, viewport) => {
  const emulator = await TestEmulator.start()
  await emulator.write({ type: 'text', text: { body: 'Hi' }, arrival: 'ad' })
  await emulator.sendTemplate('winter_sale', 'en_GB', [bodyText('Maja', '20%')])
  await emulator.sendText('Hallo', '+4915112345678')
  await emulator.advance(MINUTE)
  await emulator.control('POST', '/crowd', { customers: 1_000 })
  const page = await open(emulator, { path: `/?theme=${theme}`, viewport })
  await page.evaluate(axe)
  const views = viewport === TELEPHONE ? ['Phone', 'Log', 'Desk'] : ['Webhooks', 'Messages', 'Rules']
  for (const view of views) {
    await page.getByRole('button', { name: view, exact: true }).click()
    const row = page.locator('.hook').first()
    if (await row.isVisible()) await row.click()
    const found = await page.evaluate('axe.run().then(({ violations }) => violations.map((one) => [one.id, one.nodes[0].html]))')
    expect(found, view).toEqual([])
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth'), view).toBeLessThanOrEqual(0)
  }
})

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { launchBrowser } from '@casement/hub/testing'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { RunningCasement } from '../testing/running-casement.ts'

/** An agent's hour in the inbox: each test begins where the one before left off, in one browser and one running casement. */
let casement: RunningCasement
let browser: Browser
let page: Page
// biome-ignore lint/suspicious/noExplicitAny: answers are read as another program would.
let emulator: any

const PATIENCE = { timeout: 60_000 }
const seen = (locator: Locator) => locator.first().waitFor({ state: 'visible', ...PATIENCE })
const gone = (locator: Locator) => locator.first().waitFor({ state: 'hidden', ...PATIENCE })
const bubble = (text: string) => page.getByTestId('bubble').filter({ hasText: text })
const box = () => page.getByTestId('composer-text')

async function write(from: string, name: string, text: string): Promise<void> {
  await casement.api('PATCH', `/v1/emulator/customers/${from}`, { name })
  await casement.api('POST', `/v1/emulator/customers/${from}/messages`, {
    to: emulator.phoneNumberId,
    type: 'text',
    text: { body: text },
  })
}
const accepted = async (): Promise<number> => (await casement.api('GET', '/v1/emulator/messages')).body.length

beforeAll(async () => {
  casement = await RunningCasement.prepare()
  browser = await launchBrowser()
  const link = await casement.start()
  emulator = (await casement.api('GET', '/v1/session')).body.emulator
  await write('447700900482', 'Hannah Whitlock', 'Is the walnut table back?')
  await write('447700900456', 'Priya Raman', 'Do you deliver on Saturdays?')
  await casement.api('POST', '/v1/emulator/clock', { advanceMs: 1_000 })
  await casement.api('POST', '/v1/quick-replies', {
    shortcut: 'hours',
    text: 'Hello {{contact.first_name|there}}, we open at nine.',
  })
  await casement.api('POST', '/v1/quick-replies', {
    shortcut: 'delivery',
    text: 'We deliver on Saturdays, {{contact.first_name}}.',
  })
  page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage()
  await page.goto(link)
  await page.waitForURL('**/inbox**')
})
afterAll(async () => {
  await browser?.close()
  await casement?.stop()
})

test('what the inbox needs before its first row is named in the page, in few files, and light', async () => {
  const shown = await (await fetch(`${casement.url}/inbox`, { headers: { accept: 'text/html' } })).text()
  const files = [...shown.matchAll(/(?:src|href)="(\/assets\/[^"]+\.(?:js|css))"/g)].map(([, path]) => path)
  const asGzip = { headers: { 'accept-encoding': 'gzip' } }
  const sizes = await Promise.all(
    files.map(async (path) => Number((await fetch(casement.url + path, asGzip)).headers.get('content-length'))),
  )
  expect(files.filter((path) => /\/(words|libraries|desk|app|inbox-page)-/.test(path ?? ''))).toHaveLength(5)
  expect(files.length).toBeLessThan(12)
  const bytes = sizes.reduce((sum, size) => sum + size, 0)
  expect(bytes).toBeLessThan(240_000)
  expect(bytes).toBeGreaterThan(120_000)
})

test('a word of a message leads to it', async () => {
  await page.getByRole('button', { name: 'Search threads' }).click()
  await page.keyboard.type('waln')
  await page.getByTestId('message-hit').click()
  await seen(bubble('Is the walnut table back?'))
  await page.keyboard.press('Escape')
  await page.getByRole('textbox', { name: 'Search threads' }).press('Escape')
})

test('a slash brings the quick replies; what is taken is filled for this person', async () => {
  await box().fill('/hou')
  await seen(page.getByTestId('canned').getByText('/hours'))
  await box().press('Enter')
  await expect.poll(() => box().inputValue(), PATIENCE).toBe('Hello Hannah, we open at nine.')
})

test('a slash that finds nothing is not sent by Enter', async () => {
  const before = await accepted()
  await box().fill('/nothinglikeit')
  await seen(page.getByTestId('canned'))
  await box().press('Enter')
  expect(await box().inputValue()).toBe('/nothinglikeit')
  expect(await accepted()).toBe(before)
  await box().fill('Hello Hannah, we open at nine.')
})

test('a send can be undone: the text is back in the box, and nothing reached the platform', async () => {
  const before = await accepted()
  await page.getByTestId('composer-send').click()
  await seen(bubble('we open at nine'))
  await page.getByTestId('composer-undo').click()
  await expect.poll(() => box().inputValue(), PATIENCE).toBe('Hello Hannah, we open at nine.')
  await gone(bubble('we open at nine'))
  expect(await accepted()).toBe(before)
  await box().fill('')
})

test('a message for later waits above the box, can be changed, and is withdrawn', async () => {
  await box().fill('See you on Saturday')
  await page.getByTestId('composer-more').click()
  await page.getByRole('menuitem', { name: 'Send later' }).click()
  await page.getByTestId('schedule-send').click()
  const waiting = page.getByTestId('scheduled')
  await seen(waiting.getByText('See you on Saturday'))
  await page.getByTestId('scheduled-edit').click()
  await waiting.getByRole('textbox', { name: 'Text' }).fill('See you on Sunday')
  await waiting.getByRole('button', { name: /Schedule for/ }).click()
  await seen(waiting.getByText('See you on Sunday'))
  await waiting.getByRole('button', { name: 'Withdraw' }).click()
  await gone(waiting)
})

test('buttons are written on the message itself; too long a label is refused before it goes; a tap is drawn on its button', async () => {
  await page.getByTestId('mode-interactive').click()
  await page.getByTestId('builder-body').fill('When should we come?')
  const labels = page.getByTestId('builder-reply')
  await labels.nth(0).fill('Tuesday, the twenty-fourth')
  await seen(page.getByText(/Shorten the label to 20 characters/))
  await labels.nth(0).fill('Tuesday')
  await labels.nth(1).fill('Thursday')
  await gone(page.getByText(/Shorten the label/))
  await page.getByTestId('composer-send').click()
  const sent = bubble('When should we come?').filter({ hasText: 'Thursday' })
  await seen(sent)
  await expect.poll(accepted, PATIENCE).toBe(1)
  const thread = new URL(page.url()).pathname.split('/').at(-1)
  const offered = async () =>
    (await casement.api('GET', `/v1/threads/${thread}/messages`)).body.data.find(
      ({ type, direction }: { type: string; direction: string }) => type === 'interactive' && direction === 'out',
    )
  await expect.poll(async () => (await offered())?.wamid, PATIENCE).toBeTruthy()
  const offer = await offered()
  await casement.api('POST', '/v1/emulator/customers/447700900482/messages', {
    to: emulator.phoneNumberId,
    type: 'interactive',
    context: { id: offer.wamid },
    interactive: { type: 'button_reply', button_reply: offer.message.interactive.action.buttons[1].reply },
  })
  await seen(sent.locator('p').filter({ hasText: 'Thursday' }).getByTestId('tapped'))
  expect(await sent.getByTestId('tapped').count()).toBe(1)
})

test('a note stays here, and stands in the thread', async () => {
  const before = await accepted()
  await page.getByTestId('mode-note').click()
  await page.getByTestId('composer-note').fill('Second floor, no lift')
  await page.getByTestId('note-save').click()
  await seen(page.getByTestId('note').filter({ hasText: 'Second floor, no lift' }))
  expect(await accepted()).toBe(before)
})

test('attributes and tags are changed in their places', async () => {
  await page.getByRole('button', { name: 'Add an attribute' }).click()
  await page.getByRole('textbox', { name: 'Name of the attribute' }).fill('city')
  await page.getByRole('textbox', { name: 'Value', exact: true }).fill('Bristol')
  await page.getByRole('button', { name: 'Keep', exact: true }).click()
  await expect.poll(() => page.getByRole('textbox', { name: 'Value of city' }).inputValue(), PATIENCE).toBe('Bristol')
  await page.getByRole('button', { name: 'Add a tag' }).click()
  await page.getByRole('textbox', { name: 'Add a tag' }).fill('table')
  await page.getByRole('textbox', { name: 'Add a tag' }).press('Enter')
  await seen(page.getByTestId('tags').getByText('table'))
})

test('a reply that speaks of what was asked is offered, and taken into the box', async () => {
  await page.getByTestId('thread-row').filter({ hasText: 'Priya' }).click()
  await page.getByTestId('suggestions').getByRole('button', { name: 'We deliver on Saturdays, Priya.' }).click()
  await expect.poll(() => box().inputValue(), PATIENCE).toBe('We deliver on Saturdays, Priya.')
  await box().fill('')
})

test('what an automation leaves for a person lies in the box with its reason, once, and sends nothing', async () => {
  const before = await accepted()
  const graph = {
    trigger: { kind: 'keyword', words: ['deliver'], match: 'contains' },
    start: 'leave',
    nodes: [{ id: 'leave', kind: 'draft', wish: 'Say when we deliver' }],
  }
  const { body: made } = await casement.api('POST', '/v1/automations', { name: 'Delivery days', graph })
  expect((await casement.api('POST', `/v1/automations/${made.id}/on`, {})).status).toBe(200)
  await write('447700900111', 'Samir Sayeed', 'Can you deliver on Saturdays?')
  await page.getByTestId('thread-row').filter({ hasText: 'Samir' }).click()
  await expect.poll(() => box().inputValue(), PATIENCE).toBe('We deliver on Saturdays, Samir.')
  await seen(page.getByTestId('left-draft').filter({ hasText: 'Delivery days' }))
  await box().fill('')
  await page.reload()
  await seen(bubble('Can you deliver'))
  expect(await box().inputValue()).toBe('')
  expect(await accepted()).toBe(before)
  await casement.api('POST', `/v1/automations/${made.id}/off`, {})
})

test('a model is connected in the settings, drafts what is asked for, and sends nothing', async () => {
  const model = createServer(async (request, response) => {
    for await (const _ of request);
    response.setHeader('content-type', 'application/json')
    const message = { role: 'assistant', content: 'Yes, on Saturdays too, [NAME_1].' }
    const choices = [{ index: 0, finish_reason: 'stop', message }]
    const usage = { prompt_tokens: 1_000, completion_tokens: 1_000, total_tokens: 2_000 }
    response.end(JSON.stringify({ id: 'a', object: 'chat.completion', created: 1, model: 'small', choices, usage }))
  })
  await new Promise<void>((resolve) => model.listen(0, '127.0.0.1', resolve))
  const before = await accepted()
  const thread = page.url()
  await page.goto(new URL('/settings/suggestions', thread).href)
  await page.getByTestId('model-baseUrl').fill(`http://127.0.0.1:${(model.address() as AddressInfo).port}/v1`)
  await page.getByTestId('model-model').fill('small')
  await page.getByTestId('model-inputPrice').fill('4')
  await page.getByTestId('model-save').click()
  await seen(page.getByText('Saved.'))
  await page.goto(thread)
  await page.getByTestId('thread-row').filter({ hasText: 'Priya' }).click()
  await page.getByTestId('draft-reply').click()
  await expect.poll(() => box().inputValue(), PATIENCE).toBe('Yes, on Saturdays too, Priya.')
  await seen(page.getByTestId('drafted').getByText('0.004 USD'))
  await page.getByTestId('summarise').click()
  await seen(page.getByTestId('summary').getByText('Yes, on Saturdays too'))
  expect(await accepted()).toBe(before)
  await box().fill('')
  model.close()
})

test('products are imported once, picked by name, sent as a card, and a cart that comes back is read by name', async () => {
  const thread = page.url()
  await page.goto(new URL('/settings/catalogs', thread).href)
  await page.getByTestId('catalog-id').fill('1009')
  await page.getByTestId('catalog-file').setInputFiles({
    name: 'feed.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from('id,title,price\nlamp-1,Paper lamp,29.90 EUR\ntable-1,Walnut table,399 EUR\n'),
  })
  await page.getByTestId('catalog-import').click()
  await seen(page.getByText('2 products were taken.'))
  await page.goto(thread)
  await page.getByTestId('thread-row').filter({ hasText: 'Priya' }).click()
  await page.getByRole('button', { name: 'Attach' }).click()
  await page.getByRole('menuitem', { name: 'Products' }).click()
  await page.getByRole('searchbox', { name: 'Search the catalogue' }).fill('lam')
  await page.getByTestId('product').filter({ hasText: 'Paper lamp' }).click()
  const before = await accepted()
  await page.getByTestId('use-products').click()
  await page.getByTestId('composer-send').click()
  await expect.poll(accepted, PATIENCE).toBe(before + 1)
  await seen(bubble('Paper lamp'))
  await casement.api('POST', '/v1/emulator/customers/447700900456/messages', {
    to: emulator.phoneNumberId,
    type: 'order',
    order: {
      catalog_id: '1009',
      product_items: [{ product_retailer_id: 'table-1', quantity: 1, item_price: 399, currency: 'EUR' }],
    },
  })
  await seen(bubble('Walnut table'))
})

test('keys alone: choose whose it is, put off, come back with the clock, resolve', async () => {
  await page.getByTestId('thread-row').filter({ hasText: 'Priya' }).click()
  await seen(bubble('Do you deliver on Saturdays?'))
  await page.locator('body').click({ position: { x: 5, y: 5 } })
  await page.keyboard.press('Shift+A')
  await seen(page.getByRole('menu'))
  await page.keyboard.press('Escape')
  await gone(page.getByRole('menu'))
  await page.locator('body').click({ position: { x: 5, y: 5 } })
  await page.keyboard.press('s')
  await page.locator('[data-snooze=hour]').click()
  await gone(page.getByTestId('thread-row').filter({ hasText: 'Priya' }))
  await casement.api('POST', '/v1/emulator/clock', { advanceMs: 3_600_000 })
  await seen(page.getByTestId('thread-row').filter({ hasText: 'Priya' }))
  await page.keyboard.press('e')
  await gone(page.getByTestId('thread-row').filter({ hasText: 'Priya' }))
  await seen(page.getByTestId('deed').filter({ hasText: 'resolved' }))
})

test('eight tabs share one stream of events; when the one that reads it is closed, the others go on', async () => {
  const others = await Promise.all(Array.from({ length: 7 }, () => page.context().newPage()))
  // A stream for each would take up all the connections that a browser opens, and the seventh would wait for ever.
  await Promise.all(others.map((tab) => tab.goto(`${casement.url}/inbox`)))
  for (const tab of others) await seen(tab.getByTestId('thread-row').filter({ hasText: 'Hannah' }))
  await write('447700900482', 'Hannah Whitlock', 'Still there?')
  for (const tab of others) await seen(tab.getByTestId('thread-row').filter({ hasText: 'Still there?' }))
  await page.close()
  await write('447700900482', 'Hannah Whitlock', 'Anybody?')
  for (const tab of others) await seen(tab.getByTestId('thread-row').filter({ hasText: 'Anybody?' }))
})

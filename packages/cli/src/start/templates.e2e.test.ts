import { launchBrowser } from '@casement/hub/testing'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { RunningCasement } from '../testing/running-casement.ts'

/** A template from the first word to the customer's phone, played by one person; the emulator's reviewer says no once. */

let casement: RunningCasement
let browser: Browser
let page: Page

const PATIENCE = { timeout: 60_000 }
const seen = (locator: Locator) => locator.waitFor({ state: 'visible', ...PATIENCE })
const gone = (locator: Locator) => locator.waitFor({ state: 'detached', ...PATIENCE })
const id = (name: string) => page.getByTestId(name)
const saved = () => seen(page.locator('[data-testid=draft-saving][data-state=saved]'))
const templateOf = async (name: string) => (await casement.api('GET', `/v1/templates?name=${name}`)).body.data[0]
const reviewer = (templateId: string, verdict: object) => casement.api('PATCH', `/v1/emulator/templates/${templateId}`, verdict)
const PICTURE = {
  name: 'sofa.png',
  mimeType: 'image/png',
  buffer: Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAQAAAC1HAwCAAAAC0lEQVR42mNk+A8AAQUBAScY42YAAAAASUVORK5CYII=', 'base64'),
}
const addButton = async (kind: RegExp) => {
  await id('add-button').click()
  await page.getByRole('menuitem', { name: kind }).click()
}

beforeAll(async () => {
  casement = await RunningCasement.prepare()
  browser = await launchBrowser()
  const link = await casement.start()
  page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage()
  await page.goto(link)
  await page.waitForURL('**/inbox**')
  await page.goto(`${casement.url}/templates`)
})
afterAll(async () => {
  await browser?.close()
  await casement?.stop()
})

test('the list shows what the account has, and finds it by words', async () => {
  await seen(id('template-row').filter({ hasText: 'order_update' }))
  await page.getByRole('searchbox').fill('booked for')
  await gone(id('template-row').filter({ hasText: 'order_update' }))
  await seen(id('template-row').filter({ hasText: 'showroom_visit' }))
  await page.getByRole('searchbox').fill('')
})

test('a template with every part is written; the phone follows every word', async () => {
  await id('new-template').click()
  await id('template-name').fill('Sofa is here')
  expect(await id('template-name').inputValue()).toBe('sofa_is_here')
  await id('begin-template').click()
  await page.waitForURL('**/templates/sofa_is_here**')

  await id('header-IMAGE').click()
  await id('header-file').setInputFiles(PICTURE)
  await seen(id('phone-preview').getByRole('img', { name: 'Picture' }))
  await id('variables-named').click()
  await id('body-text').fill(
    'Hello {{first_name}}, your order {{order_no}} has come to our shop. All lamps are 20% off until Sunday.',
  )
  await id('footer-text').fill('Nordlys Home')
  await addButton(/quick reply/i)
  await id('button-label-0').fill('Choose a delivery time slot')
  await addButton(/link/i)
  await id('button-url-1').fill('https://nordlys.example/o/{{1}}')
  await id('button-url-sample-1').fill('https://nordlys.example/o/NH-1')
  await addButton(/link/i)
  await id('button-label-2').fill('Our shops')
  await id('button-url-2').fill('https://nordlys.example/shops')
  await addButton(/^call$/i)
  await id('button-phone-3').fill('+447700900123')
  await seen(id('phone-preview').getByText('See all options'))
})

test('what is wrong stands beside its field, and one click puts it right', async () => {
  await seen(page.locator('[data-finding="template.button.label.length"]'))
  await page.getByRole('button', { name: 'Use “Choose a delivery time”' }).click()
  expect(await id('button-label-0').inputValue()).toBe('Choose a delivery time')
  for (const sample of ['Use “Maja”', 'Use “NH-20418”']) await page.getByRole('button', { name: sample }).click()
  await seen(id('phone-preview').getByText('NH-20418'))

  await seen(id('category-adviser').filter({ hasText: '$0.0415' }))
  await id('category-adviser').getByRole('button', { name: 'Remove the sentence' }).click()
  await gone(id('category-adviser'))
  expect(await id('body-text').inputValue()).toBe('Hello {{first_name}}, your order {{order_no}} has come to our shop.')
})

test('buttons move by keys, and only to where they may stand', async () => {
  const kinds = () => id('template-button').locator('span.truncate').allTextContents()
  const before = await kinds()
  expect(before[0]).toBe('Quick reply')
  const handle = page.locator('[data-handle]').nth(1)
  await handle.focus()
  await page.keyboard.press('ArrowDown')
  await expect.poll(kinds).toEqual([before[0], before[2], before[1], before[3]])
  await page.locator('[data-handle]').nth(0).focus()
  await page.keyboard.press('ArrowDown')
  // Between the others it would split nothing only at the far end.
  await expect.poll(async () => (await kinds()).indexOf('Quick reply')).toBe(3)
})

test('a sync takes nothing from a draft; leaving and coming back neither', async () => {
  await saved()
  await casement.api('POST', '/v1/templates/sync')
  await page.goto(`${casement.url}/templates/sofa_is_here`)
  await seen(id('body-text'))
  expect(await id('body-text').inputValue()).toBe('Hello {{first_name}}, your order {{order_no}} has come to our shop.')
  await seen(id('phone-preview').getByRole('img', { name: 'Picture' }))
})

test('submitted with a summary, rejected with a reason, mended, approved', async () => {
  await id('submit-template').click()
  await seen(page.getByRole('dialog').getByText('$0.0220'))
  await id('confirm-submit').click()
  await seen(id('life-line').locator('[aria-current=step]').filter({ hasText: 'In review' }))

  const { id: templateId } = await templateOf('sofa_is_here')
  await reviewer(templateId, { status: 'REJECTED', reason: 'INVALID_FORMAT' })
  await seen(page.getByText(/Rejected: The form is not right/).first())
  await id('fix-template').click()
  await id('footer-text').fill('Nordlys Home, Bristol')
  await saved()
  await id('submit-template').click()
  await id('confirm-submit').click()
  await seen(id('life-line').locator('[aria-current=step]').filter({ hasText: 'In review' }))
  await reviewer(templateId, { status: 'APPROVED' })
  await seen(id('life-line').locator('[aria-current=step]').filter({ hasText: 'Approved' }))
  await seen(id('template-history').getByText(/Rejected/))
  await seen(id('version-differences').getByText(', Bristol'))
})

test('sent to me, it arrives on the phone with its samples, and counts', async () => {
  await id('send-to-me').click()
  await id('send-to-me-now').click()
  await seen(page.getByText('On its way.'))
  await page.keyboard.press('Escape')
  await casement.api('POST', '/v1/emulator/clock', { advanceMs: 120_000 })
  const { emulator } = (await casement.api('GET', '/v1/session')).body
  const accepted = (await casement.api('GET', `/v1/emulator/messages?to=${emulator.testRecipient.replace(/\D/g, '')}`)).body
  expect(JSON.stringify(accepted)).toContain('template')
  await page.goto(`${casement.url}/templates/sofa_is_here`)
  await seen(id('template-results').getByText('$0.02'))
})

test('another language begins with the words of the first, and says what it lacks', async () => {
  await id('add-language').click()
  await id('add-language-sv').click()
  await seen(id('language-sv'))
  await seen(id('body-text'))
  await id('footer-text').fill('')
  await id('language-en_GB').click()
  await seen(id('language-sv').filter({ hasText: 'footer missing' }))
})

test('side by side, each language shows what it lacks, and a third begins with the words of the second', async () => {
  await id('side-by-side-toggle').click()
  await seen(id('piece-footer').locator('[data-language=sv]').filter({ hasText: 'Missing in this language' }))
  await seen(id('piece-body').locator('[data-language=sv]').filter({ hasText: 'not translated yet' }))
  await seen(id('column-sv').filter({ hasText: '1 thing missing' }))
  await id('add-language').click()
  await id('add-language-from').selectOption('sv')
  await id('add-language-nb').click()
  await seen(id('column-nb').filter({ hasText: 'Nothing is missing' }))
  await id('compare-en_GB').click()
  await seen(id('column-nb').filter({ hasText: '1 thing missing' }))
  await id('open-en_GB').click()
  await gone(id('side-by-side'))
})

test('a carousel, an offer and a code have their own forms', async () => {
  for (const draft of [
    {
      name: 'three_rooms',
      category: 'MARKETING',
      components: [{ type: 'BODY', text: 'Three rooms. Reply STOP to unsubscribe.' }],
    },
    { name: 'my_code', category: 'AUTHENTICATION', components: [{ type: 'BODY' }] },
  ])
    await casement.api('POST', '/v1/templates/drafts', { language: 'en_GB', ...draft })
  await page.goto(`${casement.url}/templates/three_rooms`)
  await id('template-shape').selectOption('carousel')
  await id('card-file-0').setInputFiles(PICTURE)
  await id('card-text-0').fill('The attic')
  await id('add-card').click()
  await id('card-text-2').fill('The cellar')
  await seen(id('phone-preview').getByText('The cellar'))
  await id('template-shape').selectOption('offer')
  await id('offer-text').fill('Lamps, a fifth off')
  await seen(page.locator('[data-finding="template.offer.text"]'))
  await saved()

  await page.goto(`${casement.url}/templates/my_code`)
  await page.getByRole('button', { name: 'Add a copy button' }).click()
  await id('otp-ONE_TAP').click()
  await seen(id('phone-preview').getByText('Autofill'))
})

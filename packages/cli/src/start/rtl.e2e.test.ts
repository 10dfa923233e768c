import { launchBrowser } from '@casement/hub/testing'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { RunningCasement } from '../testing/running-casement.ts'

/** The whole desk from right to left, in words that everybody here can read: nothing overflows, and nothing stays on the wrong side. */

let casement: RunningCasement
let browser: Browser
let page: Page

beforeAll(async () => {
  casement = await RunningCasement.prepare()
  browser = await launchBrowser()
  const link = await casement.start()
  const { emulator } = (await casement.api('GET', '/v1/session')).body
  for (const [from, text] of [
    ['447700900737', 'When will the two-seater be back? We would take it in the dark blue if there is one left.'],
    ['447700900482', 'متى تعود الأريكة؟'],
  ])
    await casement.api('POST', `/v1/emulator/customers/${from}/messages`, {
      to: emulator.phoneNumberId,
      type: 'text',
      text: { body: text },
    })
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  await context.addInitScript(`localStorage.setItem('casement.language', 'en-x-rtl')`)
  page = await context.newPage()
  await page.goto(link)
  await page.waitForURL('**/inbox**')
})
afterAll(async () => {
  await browser?.close()
  await casement?.stop()
})

/** What sticks out of the screen, unless something around it scrolls or cuts it off; and whether the page itself scrolls sideways. */
const OUTSIDE = `(() => {
  const found = []
  if (document.documentElement.scrollWidth > innerWidth + 1) found.push('the page itself, ' + document.documentElement.scrollWidth + ' wide')
  const contained = (element) => {
    for (let around = element.parentElement; around; around = around.parentElement) {
      const { overflowX } = getComputedStyle(around)
      if (overflowX !== 'visible') {
        const box = around.getBoundingClientRect()
        return box.left >= -1 && box.right <= innerWidth + 1
      }
    }
    return false
  }
  for (const element of document.querySelectorAll('body *')) {
    const box = element.getBoundingClientRect()
    const { position, visibility, clip } = getComputedStyle(element)
    if (box.width === 0 || box.height === 0 || visibility === 'hidden' || position === 'fixed' || clip !== 'auto') continue
    if (box.left >= -1 && box.right <= innerWidth + 1) continue
    if (!contained(element)) found.push(element.tagName.toLowerCase() + '.' + String(element.className?.baseVal ?? element.className).slice(0, 60))
  }
  return found.slice(0, 5)
})()`

const screens: readonly (readonly [path: string, shows: string])[] = [
  ['/today', 'h1'],
  ['/inbox', '[data-testid=thread-row]'],
  ['/contacts', 'h1'],
  ['/campaigns', 'h1'],
  ['/campaigns/new', 'h1'],
  ['/templates', '[data-testid=template-row]'],
  ['/templates/hello_world', 'h1'],
  ['/accounts', '[data-testid=number]'],
  ['/accounts/connect', '[data-testid=part-token]'],
  ['/settings/people', '[data-testid=member]'],
  ['/settings/sending', '[data-testid=quiet-on]'],
  ['/settings/alerts', '[data-testid=alert-on]'],
  ['/automations', 'h1'],
  ['/insights', 'h1'],
  ['/rules', 'h1'],
  ['/phone', 'h1'],
]

test.each(screens)('%s stays on the screen, of a desk and of a phone', async (path, shows) => {
  await page.setViewportSize({ width: 1440, height: 900 })
  await page.goto(casement.url + path)
  for (const width of [1440, 390]) {
    await page.setViewportSize({ width, height: 900 })
    await page.locator(shows).first().waitFor({ timeout: 60_000 })
    expect(await page.evaluate('document.documentElement.dir')).toBe('rtl')
    await expect.poll(() => page.evaluate(OUTSIDE), { timeout: 20_000 }).toEqual([])
  }
})

test('the navigation is on the right, and a conversation reads each line its own way', async () => {
  await page.setViewportSize({ width: 1440, height: 900 })
  await page.goto(`${casement.url}/inbox`)
  await page.getByTestId('thread-row').filter({ hasText: 'الأريكة' }).click()
  const words = page.getByRole('log').getByText('الأريكة').first()
  await words.waitFor()
  const boxOf = async (selector: string) => (await page.locator(selector).first().boundingBox()) ?? { x: 0, width: 0 }
  const [side, main] = [await boxOf('aside'), await boxOf('main')]
  expect(side.x).toBeGreaterThan(main.x + main.width - 20)
  // The customer's words are at the beginning of the line, ours at its end.
  const log = await boxOf('[role=log]')
  const theirs = (await words.boundingBox()) ?? { x: 0, width: 0 }
  expect(theirs.x + theirs.width / 2).toBeGreaterThan(log.x + log.width / 2)
  // Numbers keep their own order.
  const phones = await page.evaluate(`document.body.innerText.match(/\\u2066\\+44[^\\u2069]*\\u2069/g)?.length ?? 0`)
  expect(phones).toBeGreaterThan(0)
})

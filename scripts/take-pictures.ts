/**
 * Pictures of the real thing for README and docs: starts Casement on an empty folder, lets its demo company live thirty days, and
 * photographs the screens. Run it with `node scripts/take-pictures.ts`; it writes to docs/pictures.
 */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import sharp from 'sharp'
import { RunningCasement } from '../packages/cli/src/testing/running-casement.ts'
import { launchBrowser } from '../packages/hub/src/testing/browser.ts'

const folder = join(import.meta.dirname, '../docs/pictures')

const casement = await RunningCasement.prepare({ demoDays: 30 })
const browser = await launchBrowser()
try {
  await mkdir(folder, { recursive: true })
  const link = await casement.start()
  const page = await (await browser.newContext({ viewport: { width: 1440, height: 900 } })).newPage()
  await page.goto(link)
  await page.waitForURL('**/inbox**')
  await page.emulateMedia({ reducedMotion: 'reduce' })

  await go(page, '/today')
  await photograph(page, 'today')
  await go(page, '/inbox')
  await page.getByTestId('thread-row').nth(1).click()
  await page.getByTestId('bubble').first().waitFor()
  await photograph(page, 'inbox')
  await go(page, '/inbox?view=closed')
  await page.getByTestId('thread-row').first().click()
  await page.getByTestId('template-option').filter({ hasText: 'answer_to_your_question' }).first().click()
  await photograph(page, 'inbox-closed')
  await go(page, '/campaigns')
  await page.getByText('Autumn catalogue').click()
  await photograph(page, 'campaign')
  await go(page, '/templates')
  await photograph(page, 'templates')
  await go(page, '/insights')
  await photograph(page, 'insights')
  await go(page, '/automations')
  await page.getByRole('link', { name: 'Opening hours' }).click()
  await page.getByTestId('step-card').first().waitFor()
  await photograph(page, 'automation')
  await go(page, '/phone')
  await photograph(page, 'phone-and-clock')
} finally {
  await browser.close()
  await casement.stop()
}

async function go(page: Page, path: string): Promise<void> {
  await page.goto(casement.url + path)
  await page.waitForLoadState('load')
}

/** In light and in dark, once nothing moves any more; few colours make small files. */
async function photograph(page: Page, name: string): Promise<void> {
  for (const theme of ['light', 'dark']) {
    await page.waitForTimeout(2_000)
    const taken = await page.screenshot()
    await sharp(taken)
      .png({ palette: true, colours: 200, effort: 9 })
      .toFile(join(folder, `${name}-${theme}.png`))
    await page.getByRole('button', { name: theme === 'light' ? 'Switch to dark' : 'Switch to light' }).click()
  }
}

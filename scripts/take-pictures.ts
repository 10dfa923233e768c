/**
 * Pictures of the real thing for README and docs: starts Casement on an empty folder, lets a day of a small furniture shop pass
 * through the emulator, and photographs it. Run it with `node scripts/take-pictures.ts`; it writes to docs/pictures.
 */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { RunningCasement } from '../packages/cli/src/testing/running-casement.ts'
import { launchBrowser } from '../packages/hub/src/testing/browser.ts'

const folder = join(import.meta.dirname, '../docs/pictures')
const HOUR = 3_600_000
const TAKEN_AT = '2026-11-20T14:08:00Z'

/** Who writes, how long before the picture is taken, and what is answered. People are invented; numbers are reserved for fiction. */
const day: { hoursAgo: number; from: string; name: string; says: string; answer?: string; ad?: boolean }[] = [
  {
    hoursAgo: 30,
    from: '447700900737',
    name: 'Marcus Oyelaran',
    says: 'Hello, when will the two-seater be back in oat?',
    answer: 'On Tuesday. Shall I keep one for you?',
  },
  { hoursAgo: 23.4, from: '447700900311', name: 'Priya Raman', says: 'Is the walnut top available at 180 cm?' },
  { hoursAgo: 21.9, from: '447700900518', name: 'Oskar Lindgren', says: 'Perfect, see you on Saturday!' },
  {
    hoursAgo: 20.6,
    from: '447700900482',
    name: 'Hannah Whitlock',
    says: 'Hi! Is the Fjord sofa back in moss?',
    answer: 'It is, since Monday! How wide is your wall?',
    ad: true,
  },
  {
    hoursAgo: 13,
    from: '447700900144',
    name: 'Sofia Bergström',
    says: 'Could I change the delivery to the evening?',
    answer: 'Of course, between 6 and 8?',
  },
  { hoursAgo: 5, from: '447700900229', name: 'Daniel Okafor', says: 'Saturday 21 November, 9 to 12' },
  { hoursAgo: 1.5, from: '447700900377', name: 'Louise Garnier', says: 'Thank you, I shall measure the room tonight.' },
]

const casement = await RunningCasement.prepare()
const browser = await launchBrowser()
try {
  await mkdir(folder, { recursive: true })
  const page = await signIn(browser, await casement.start())
  await live(casement, page)
  await page.getByTestId('thread-row').filter({ hasText: 'Hannah' }).click()
  await photograph(page, 'inbox')
  await page.getByTestId('thread-row').filter({ hasText: 'Marcus' }).click()
  await page.getByTestId('template-option').filter({ hasText: 'answer_to_your_question' }).first().click()
  await photograph(page, 'inbox-closed')
  await page.getByRole('link', { name: 'Phone and clock' }).click()
  await photograph(page, 'phone-and-clock')
} finally {
  await browser.close()
  await casement.stop()
}

/** Lives the day through the emulator; the answers are the signed-in person's. */
async function live(running: RunningCasement, page: Page): Promise<void> {
  const { emulator } = (await running.api('GET', '/v1/session')).body
  let hours = Math.max(...day.map((one) => one.hoursAgo))
  await running.api('POST', '/v1/emulator/clock', { set: new Date(Date.parse(TAKEN_AT) - hours * HOUR).toISOString() })
  for (const { hoursAgo, from, name, says, answer, ad } of day.toSorted((a, b) => b.hoursAgo - a.hoursAgo)) {
    await running.api('POST', '/v1/emulator/clock', { advanceMs: Math.round((hours - hoursAgo) * HOUR) })
    hours = hoursAgo
    await running.api('PATCH', `/v1/emulator/customers/${from}`, { name })
    const referral = {
      source_type: 'ad',
      source_id: '1',
      source_url: 'https://example.com/ad',
      headline: 'Sofas for small rooms',
      body: 'Made to fit.',
    }
    const write = { to: emulator.phoneNumberId, type: 'text', text: { body: says }, ...(ad ? { arrival: 'ad', referral } : {}) }
    await running.api('POST', `/v1/emulator/customers/${from}/messages`, write)
    if (!answer) continue
    await running.api('POST', '/v1/emulator/clock', { advanceMs: 60_000 })
    await page.request.post(`${running.url}/v1/messages`, {
      headers: { origin: running.url },
      data: { from: emulator.phoneNumberId, to: `+${from}`, message: { type: 'text', text: { body: answer } } },
    })
    await running.api('POST', '/v1/emulator/clock', { advanceMs: 60_000 })
    if (ad)
      await running.api('POST', `/v1/emulator/customers/${from}/messages`, {
        to: emulator.phoneNumberId,
        type: 'text',
        text: { body: '212 cm. Which fits, and can it come next week?' },
      })
  }
  await running.api('POST', '/v1/emulator/clock', { advanceMs: Math.round(hours * HOUR) })
}

async function signIn(from: Browser, link: string): Promise<Page> {
  const context = await from.newContext({ viewport: { width: 1440, height: 900 } })
  const page = await context.newPage()
  await page.goto(link)
  await page.waitForURL('**/inbox**')
  await page.emulateMedia({ reducedMotion: 'reduce' })
  return page
}

/** In light and in dark, once nothing moves any more. */
async function photograph(page: Page, name: string): Promise<void> {
  for (const theme of ['light', 'dark']) {
    await page.waitForTimeout(1_200)
    await page.screenshot({ path: join(folder, `${name}-${theme}.png`) })
    await page.getByRole('button', { name: theme === 'light' ? 'Switch to dark' : 'Switch to light' }).click()
  }
}

import { launchBrowser } from '@casement/hub/testing'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { RunningCasement } from '../testing/running-casement.ts'

let casement: RunningCasement
let browser: Browser
let link: string

beforeAll(async () => {
  casement = await RunningCasement.prepare({ demoDays: 2 })
  ;[link, browser] = await Promise.all([casement.start(), launchBrowser()])
}, 300_000)
afterAll(async () => {
  await browser?.close()
  await casement?.stop()
})

const ask = async (path: string) => (await casement.api('GET', path)).body

test('a first start shows a business that has lived, and a restart does not live it again', async () => {
  const threads = (await ask('/v1/threads?view=all&limit=200')).data
  expect(threads.length).toBeGreaterThan(10)
  expect(threads.some(({ unread }: { unread: number }) => unread > 0)).toBe(true)
  expect((await ask('/v1/people')).data).toHaveLength(6)
  expect((await ask('/v1/campaigns')).data.map(({ state }: { state: string }) => state)).toContain('scheduled')
  expect((await ask('/v1/segments')).data.map(({ people }: { people: number }) => people > 0)).toEqual([true, true, true])
  expect((await ask('/v1/automations')).data).toMatchObject([{ name: 'Opening hours', state: 'on' }])
  expect((await ask('/v1/catalogs')).data).toMatchObject([{ id: 'nordlys-home', products: 9 }])
  const clock = await ask('/v1/clock')
  expect(clock.scale).toBe(1)
  expect(Math.abs(Date.parse(clock.now) - Date.now())).toBeLessThan(5_000)
  expect((await ask('/v1/emulator/crowd')).customers).toBe(0)
  expect((await ask('/v1/demo')).state).toBe('lived')
})

test('started over at a date, the person stays signed in and sees another month under its own prices', async () => {
  const page = await browser.newPage({ viewport: { width: 1280, height: 800 } })
  await page.goto(link)
  await page.waitForURL('**/inbox**')
  await page.goto(`${casement.url}/phone`)
  await page.getByTestId('start-over').click()
  await page.getByLabel(/before October 2026/).check()
  await page.getByTestId('start-over-begin').click()
  await page.getByTestId('demo-living').waitFor()
  await page.waitForURL('**/today', { timeout: 290_000 })
  await page.getByRole('heading', { name: 'Today' }).waitFor()
  const clock = await ask('/v1/clock')
  expect(clock).toMatchObject({ policy: 'PMP_V1', worldMismatch: false, scale: 1 })
  expect(clock.now.slice(0, 10)).toBe('2025-09-30')
  expect((await ask('/v1/threads?view=all&limit=200')).data.length).toBeGreaterThan(10)
  expect((await ask('/v1/people')).data).toHaveLength(6)
  await page.close()
}, 300_000)

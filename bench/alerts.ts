import { launchBrowser } from '@casement/hub/testing'
import type { Browser, Page } from 'playwright-core'
import type { Benchmark } from './benchmark.ts'
import { connected } from './connected.ts'
import { AS_A_PERSON, at } from './desk.ts'
import type { Platform } from './platform.ts'
import { cpuUsOf } from './processor-time.ts'
import { KEY } from './served-hub.ts'

const ROUNDS = 4
const PATIENCE_MS = 30_000

/** What Meta does to a template, told by a webhook; approving it undoes each. */
const CAUSES = ['PAUSED', 'REJECTED', 'DISABLED'] as const

export const alertBenchmarks: readonly Benchmark[] = [
  {
    name: 'alert.on-screen',
    about:
      'milliseconds from a template being paused, rejected or disabled on the platform to the alert painted on an open desk, in a real browser; 95 of 100 times (wanted: 2,000)',
    async run() {
      const { platform, hub, stop } = await connected(1)
      let browser: Browser | undefined
      try {
        browser = await launchBrowser()
        const page = await openToday(browser, hub.url)
        const took: number[] = []
        const before = { hub: cpuUsOf(hub.pid), postgres: cpuUsOf(hub.postgresPid) }
        const template = await someTemplate(platform)
        for (let round = 0; round < ROUNDS; round++)
          for (const status of CAUSES) took.push(await seen(page, platform, template, status))
        const cpuMs = (pid: number, since: number) => Math.round((cpuUsOf(pid) - since) / 1_000 / took.length)
        return {
          value: at(took, 0.95),
          unit: 'ms',
          limit: 2_000,
          detail: {
            p50Ms: at(took, 0.5),
            slowestMs: at(took, 1),
            times: took.length,
            hubCpuMs: cpuMs(hub.pid, before.hub),
            postgresCpuMs: cpuMs(hub.postgresPid, before.postgres),
          },
        }
      } finally {
        await browser?.close()
        await stop()
      }
    },
  },
]

/** The page that is open all the time; nothing in it is asked to load again. */
async function openToday(browser: Browser, url: string): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    // The page forbids evaluated scripts, which is how a browser is asked.
    bypassCSP: true,
    extraHTTPHeaders: { authorization: `Bearer ${KEY}` },
  })
  await context.addInitScript(AS_A_PERSON)
  const page = await context.newPage()
  const streams = page.waitForRequest((request) => request.url().includes('/v1/stream'), { timeout: PATIENCE_MS })
  await page.goto(`${url}/today`)
  await streams
  await page.waitForFunction(`document.body.textContent.includes('+')`, undefined, { timeout: PATIENCE_MS })
  return page
}

type Template = { id: string; name: string; category: string; status: string }

async function someTemplate(platform: Platform): Promise<Template> {
  const answer = await fetch(
    `${platform.url}/v25.0/${platform.about.wabaId}/message_templates?fields=id,name,category,status&limit=100`,
    {
      headers: { authorization: `Bearer ${platform.about.accessToken}` },
    },
  )
  const { data } = (await answer.json()) as { data: Template[] }
  const found = data.find(({ status, category }) => status === 'APPROVED' && category === 'UTILITY')
  if (!found) throw new Error('The platform has no template to pause.')
  return found
}

/** Milliseconds until the alert is painted; waits until it is gone again before it answers. */
async function seen(page: Page, platform: Platform, { id, name }: Template, status: (typeof CAUSES)[number]): Promise<number> {
  const row = page.locator('[data-testid=alert][data-kind="template.status"]').filter({ hasText: name })
  await row.waitFor({ state: 'detached', timeout: PATIENCE_MS })
  const painted = row.waitFor({ timeout: PATIENCE_MS }).then(() => performance.now())
  const begin = performance.now()
  await platform.control('PATCH', `/templates/${id}`, { status })
  const took = (await painted) - begin
  await platform.control('PATCH', `/templates/${id}`, { status: 'APPROVED' })
  await row.waitFor({ state: 'detached', timeout: PATIENCE_MS })
  return took
}

import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { launchBrowser } from '@casement/hub/testing'
import type { Browser, Page, Request } from 'playwright-core'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { RunningCasement } from '../testing/running-casement.ts'

const STANDARDS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']
type Violation = { id: string; help: string; nodes: { target: string[] }[] }

let casement: RunningCasement
let browser: Browser
let page: Page
let axe: string
/** What the page waits for. */
const asked = new Set<Request>()
/** One of our numbers, for addresses that hold its id. */
let number: string

beforeAll(async () => {
  axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
  casement = await RunningCasement.prepare()
  browser = await launchBrowser()
  const link = await casement.start()
  await liveALittle()
  // Colours in the middle of a fade are nobody's.
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' })
  await context.addInitScript(axe)
  page = await context.newPage()
  page.on('request', (request) => asked.add(request))
  for (const end of ['requestfinished', 'requestfailed'] as const)
    page.on(end as 'requestfinished', (request) => asked.delete(request))
  await page.goto(link)
  await page.waitForURL('**/inbox**')
})
afterAll(async () => {
  await browser?.close()
  await casement?.stop()
})

/** An open window with an answer, one from an ad, and one that has closed. */
async function liveALittle(): Promise<void> {
  const { emulator } = (await casement.api('GET', '/v1/session')).body
  number = emulator.phoneNumberId
  const write = (from: string, text: string, more = {}) =>
    casement.api('POST', `/v1/emulator/customers/${from}/messages`, {
      to: emulator.phoneNumberId,
      type: 'text',
      text: { body: text },
      ...more,
    })
  await write('447700900737', 'When will the two-seater be back?')
  await casement.api('POST', '/v1/emulator/clock', { advanceMs: 25 * 3_600_000 })
  await write('447700900482', 'Hi! Is it back?', {
    arrival: 'ad',
    referral: { source_type: 'ad', source_id: '1', headline: 'Sofas' },
  })
  await write('447700900456', 'Is my order there?')
  await casement.api('POST', '/v1/emulator/clock', { advanceMs: 1_000 })
  await casement.api('POST', '/v1/messages', {
    from: emulator.phoneNumberId,
    to: '+447700900456',
    message: { type: 'text', text: { body: 'It *arrived*.' } },
  })
  await casement.api('POST', '/v1/emulator/clock', { advanceMs: 60_000 })
  await writeTemplates()
  await casement.api('POST', '/v1/sequences', {
    name: 'Abandoned question',
    from: emulator.phoneNumberId,
    definition: { start: { on: 'window.closing' }, steps: [{ send: { text: 'Still there?' } }] },
  })
  await planCampaign(emulator.phoneNumberId)
  await drawAutomation()
  await write('447700900482', 'hello')
  await casement.api('POST', '/v1/emulator/clock', { advanceMs: 1_000 })
}

/** One whose last step may run after the window closed, and one that has run. */
async function drawAutomation(): Promise<void> {
  const say = (id: string, body: string, next = {}) => ({ id, kind: 'send', message: { type: 'text', text: { body } }, next })
  const wait = { id: 'wait', kind: 'wait', minutes: 1_500, next: { done: 'again' } }
  const { status } = await casement.api('POST', '/v1/automations', {
    name: 'Follow up',
    graph: {
      trigger: { kind: 'first-message' },
      start: 'hello',
      nodes: [say('hello', 'Hello', { done: 'wait' }), wait, say('again', 'Still there?')],
    },
  })
  expect(status).toBe(201)
  const { body } = await casement.api('POST', '/v1/automations', {
    name: 'Greeting',
    graph: { trigger: { kind: 'keyword', words: ['hello'], match: 'whole' }, start: 'hello', nodes: [say('hello', 'Hello')] },
  })
  expect((await casement.api('POST', `/v1/automations/${body.id}/on`, {})).status).toBe(200)
}

/** One that has been launched and waits for its day, and one in the choosing. */
async function planCampaign(from: string): Promise<void> {
  const whole = {
    from,
    template: { name: 'hello_world', language: 'en_US' },
    audience: { segment: { everybody: true } },
    schedule: { at: new Date(Date.now() + 20 * 86_400_000).toISOString() },
  }
  await casement.api('POST', '/v1/campaigns', { name: 'Spring lighting', ...whole })
  const { body } = await casement.api('POST', '/v1/campaigns', { name: 'Advent lighting', ...whole })
  await casement.api('POST', `/v1/campaigns/${body.id}/launch`)
}

/** A draft with something wrong in every field, and one with cards. */
async function writeTemplates(): Promise<void> {
  const stop = { type: 'QUICK_REPLY', text: 'Stop promotions' }
  await casement.api('POST', '/v1/templates/drafts', {
    name: 'delivery_slot_choice',
    language: 'en_GB',
    category: 'UTILITY',
    components: [
      { type: 'HEADER', format: 'IMAGE' },
      { type: 'BODY', text: 'Your order {{1}} has come. All lamps are 20% off until Sunday.' },
      { type: 'FOOTER', text: 'Nordlys Home, with a name that is longer than any footer ought to be' },
      { type: 'BUTTONS', buttons: [stop, { type: 'URL', text: 'Follow', url: 'https://nordlys.example/{{1}}' }] },
    ],
  })
  const card = (text: string) => ({
    components: [
      { type: 'HEADER', format: 'IMAGE' },
      { type: 'BODY', text },
      { type: 'BUTTONS', buttons: [stop] },
    ],
  })
  await casement.api('POST', '/v1/templates/drafts', {
    name: 'three_rooms',
    language: 'en_GB',
    category: 'MARKETING',
    components: [
      { type: 'BODY', text: 'Three rooms.' },
      { type: 'CAROUSEL', cards: [card('Attic'), card('Cellar')] },
    ],
  })
}

const toStep = async (step: string) => {
  await page.getByRole('link', { name: 'Spring lighting' }).click()
  await page.getByTestId(`step-${step}`).click()
}

const screens: [name: string, path: string, open?: () => Promise<void>][] = [
  ['today', '/today', () => page.getByText('Everything else works').waitFor()],
  ['the inbox', '/inbox'],
  ['a thread with an open window', '/inbox', () => page.getByTestId('thread-row').filter({ hasText: 'arrived' }).click()],
  ['a thread whose window has closed', '/inbox', () => page.getByTestId('thread-row').filter({ hasText: 'two-seater' }).click()],
  [
    'a message with buttons being written',
    '/inbox',
    async () => {
      await page.getByTestId('thread-row').filter({ hasText: 'arrived' }).click()
      await page.getByTestId('mode-interactive').click()
      await page.getByTestId('builder-list').click()
    },
  ],
  ['what a search found', '/inbox?q=back', () => page.getByTestId('message-hit').first().waitFor()],
  ['phone and clock', '/phone'],
  ['the campaigns', '/campaigns'],
  ['a campaign in the choosing', '/campaigns/new'],
  ['the message of a campaign', '/campaigns', () => toStep('message')],
  ['the pace of a campaign', '/campaigns', () => toStep('pace')],
  ['the check of a campaign', '/campaigns', () => toStep('check').then(() => page.getByTestId('campaign-check').waitFor())],
  ['a campaign that waits', '/campaigns', () => page.getByRole('link', { name: 'Advent lighting' }).click()],
  ['the automations', '/automations', () => page.getByTestId('new-automation').first().click()],
  ['a drawing with something to mend', '/automations', () => page.getByRole('link', { name: 'Follow up' }).click()],
  [
    'a message of a drawing',
    '/automations',
    async () => {
      await page.getByRole('link', { name: 'Greeting' }).click()
      await page
        .getByRole('button', { name: /^Send a message/ })
        .or(page.getByTestId('step-card').nth(1))
        .first()
        .click()
      await page.getByTestId('message-preview').waitFor()
    },
  ],
  [
    'what an automation ran through',
    '/automations',
    async () => {
      await page.getByRole('link', { name: 'Greeting' }).click()
      await page.getByRole('main').getByRole('button', { name: 'More' }).click()
      await page.getByRole('menuitem', { name: 'Runs' }).click()
      await page.getByRole('dialog').waitFor()
    },
  ],
  ['the contacts', '/contacts', () => page.getByTestId('contact-row').first().waitFor()],
  ['a filter of contacts', '/contacts', () => page.getByTestId('open-filter').click()],
  [
    'one person',
    '/contacts',
    async () => {
      await page.getByTestId('contact-row').first().getByRole('link').click()
      await page.getByTestId('story-line').waitFor()
    },
  ],
  ['the consent centre', '/consent'],
  ['ways to say yes', '/consent', () => page.getByTestId('consent-ways').click()],
  ['ways to say no', '/consent', () => page.getByTestId('consent-ends').click()],
  ['who is brought back', '/reengage', () => page.getByTestId('begin-win-back').waitFor()],
  ['a sequence with its plan', '/reengage', () => page.getByRole('link', { name: 'Abandoned question' }).click()],
  ['the templates', '/templates'],
  ['a paused template', '/templates/clearance_last_call'],
  ['a draft with findings and advice', '/templates/delivery_slot_choice'],
  ['languages side by side', '/templates/order_update?compare=true', () => page.getByTestId('side-by-side').waitFor()],
  ['a carousel in the writing', '/templates/three_rooms'],
  ['the insights', '/insights', () => page.getByTestId('funnel').waitFor()],
  ['the messages behind a number', '/insights/messages?direction=out', () => page.getByTestId('behind-row').first().waitFor()],
  ['the accounts', '/accounts'],
  ['connecting an account', '/accounts/connect'],
  ['one of our numbers', '/accounts', () => page.getByTestId('number').getByRole('link').click()],
  ['a number in trouble', '/accounts/numbers/:number/red', () => page.getByRole('heading', { level: 1 }).waitFor()],
  ['the rules', '/rules'],
  ['my account', '/settings/me'],
  ['people and roles', '/settings/people'],
  ['the API keys', '/settings/keys'],
  ['quiet hours and caps', '/settings/sending', () => page.getByTestId('quiet-on').check()],
  ['the quick replies', '/settings/quick-replies'],
  ['the rate card', '/settings/rates', () => page.getByTestId('rate-row').first().waitFor()],
  ['own values of the platform', '/settings/policy', () => page.getByTestId('policy-value').first().waitFor()],
  ['the alert rules', '/settings/alerts'],
  ['the webhook endpoints', '/settings/webhooks', () => page.getByTestId('new-endpoint').click()],
  ['webhooks as they came', '/settings/journal', () => page.getByTestId('journal-entry').first().getByRole('button').click()],
  ['the audit log', '/settings/audit', () => page.getByTestId('audit-entry').first().waitFor()],
]
/** In the dark the same things are there in other colours. */
const COLOURS = { type: 'rule', values: ['color-contrast', 'link-in-text-block'] }
const looks = [
  { on: 'a desk', width: 1440, theme: 'light', runOnly: STANDARDS },
  { on: 'a desk in the dark', width: 1440, theme: 'dark', runOnly: COLOURS },
  { on: 'a phone', width: 390, theme: 'light', runOnly: STANDARDS },
]

const violations = async (runOnly: unknown): Promise<string[]> => {
  const found = (await page.evaluate(
    `axe.run(document, { runOnly: ${JSON.stringify(runOnly)}, resultTypes: ['violations'] })`,
  )) as {
    violations: Violation[]
  }
  return found.violations.map(
    ({ id, help, nodes }) => `${id}: ${help} (${nodes.map((node) => node.target.join(' ')).join(', ')})`,
  )
}
/** Everything that was asked for has come and been drawn: axe has nothing to say of what is not there yet. */
const settled = async () => {
  await expect.poll(() => [...asked].filter((request) => !request.url().includes('/v1/stream')).length).toBe(0)
  await page.evaluate('new Promise((done) => requestAnimationFrame(() => setTimeout(done)))')
}

const resize = (width: number) => page.setViewportSize({ width, height: 844 })

test.each(screens)('%s: axe finds nothing', async (_, path, open) => {
  await resize(1440)
  asked.clear()
  await page.goto(casement.url + path.replace(':number', number))
  await page.getByRole('main').first().waitFor()
  await open?.()
  for (const { on, width, theme, runOnly } of looks) {
    await resize(width)
    await page.evaluate(`document.documentElement.dataset.theme = '${theme}'`)
    await settled()
    await expect.poll(() => violations(runOnly), { timeout: 60_000, interval: 400, message: `on ${on}` }).toEqual([])
  }
})

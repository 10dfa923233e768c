import { launchBrowser } from '@casement/hub/testing'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { RunningCasement } from '../testing/running-casement.ts'

/**
 * The story that Casement is for, played in a browser by one person on both sides: the desk, and the customer's phone beside it.
 * Nothing is reloaded; what changes on one side appears on the other.
 */

let browser: Browser
beforeAll(async () => {
  browser = await launchBrowser()
})
afterAll(() => browser.close())

const PATIENCE = { timeout: 60_000 }
const seen = (locator: Locator) => locator.waitFor({ state: 'visible', ...PATIENCE })
const ours = (page: Page, status: string) => page.locator(`[data-testid=bubble][data-direction=out][data-status=${status}]`)
const rowRing = (page: Page, state: string) =>
  page.locator(`[data-testid=thread-row] [data-testid=window-ring][data-state=${state}]`)

async function signIn(link: string): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  const page = await context.newPage()
  await page.goto(link)
  await page.waitForURL('**/inbox**')
  return page
}

/** The customer writes on the phone that lies beside the inbox. */
async function writeOnPhone(page: Page, text: string): Promise<void> {
  await page.getByTestId('phone-input').fill(text)
  await page.getByTestId('phone-send').click()
  await seen(page.getByTestId('phone-bubble').filter({ hasText: text }))
}

/** The clock's jumps lie beside the phone. */
const moveClock = (page: Page, move: '1h' | '23h') => page.getByTestId(`clock-advance-${move}`).first().click()

describe.each([
  {
    day: 'September 2025',
    start: '2025-09-15T09:00:00.000Z',
    policy: 'PMP_V1',
    reply: /free/i,
    costLine: /Free: an answer inside the customer service window/,
    inWindow: /Free: a utility template inside/,
    template: '$0.0220',
  },
  {
    day: 'today',
    start: null,
    policy: 'PMP_V2',
    reply: /free, 1 of 1,000/i,
    costLine: /Free: 1,000 of this number's 1,000 left this month/,
    inWindow: /\$0\.0220, utility, United Kingdom/,
    template: '$0.0220',
  },
])('one message each way, across the window’s edge, $day', ({ start, policy, reply, costLine, inWindow, template }) => {
  let casement: RunningCasement
  let page: Page

  beforeAll(async () => {
    casement = await RunningCasement.prepare()
    const link = await casement.start()
    if (start) await casement.api('POST', '/v1/emulator/clock', { set: start })
    page = await signIn(link)
  })
  afterAll(async () => {
    await page?.context().close()
    await casement?.stop()
  })

  test('the rules of the day hold', async () => {
    expect((await casement.api('GET', '/v1/clock')).body.policy).toBe(policy)
  })

  test('1. the customer writes; the thread appears with its ring', async () => {
    await page
      .getByRole('button', { name: /write as a customer|phone/i })
      .first()
      .click()
    await writeOnPhone(page, 'Is my order there?')
    await seen(page.getByTestId('thread-row').filter({ hasText: 'Is my order there?' }))
    await seen(rowRing(page, 'open'))
  })

  test('2. the agent answers in free form; ticks move, and the price stands with its rule', async () => {
    await page.getByTestId('thread-row').first().click()
    await page.getByTestId('composer-text').fill('It arrived this morning.')
    await seen(page.getByTestId('cost-line').filter({ hasText: costLine }))
    await page.getByTestId('composer-send').click()
    await seen(page.getByTestId('bubble').filter({ hasText: 'It arrived this morning.' }))
    await seen(page.getByTestId('phone-bubble').filter({ hasText: 'It arrived this morning.' }))
    await seen(ours(page, 'read').filter({ hasText: 'It arrived this morning.' }))
    await seen(page.getByText(reply).first())
  })

  test('a utility template in the open window has the price of its day', async () => {
    const { body } = await casement.api('POST', '/v1/messages/check', {
      from: (await casement.api('GET', '/v1/session')).body.emulator.phoneNumberId,
      to: (await casement.api('GET', '/v1/session')).body.emulator.testRecipient,
      message: { type: 'template', template: { name: 'hello_world', language: { code: 'en_US' } } },
    })
    expect(body.decision.price.because).toMatch(inWindow)
  })

  test('3. 23 hours later the ring is red and the thread closes soon', async () => {
    await moveClock(page, '23h')
    await seen(rowRing(page, 'last'))
    await page.getByTestId('view-closing').first().click()
    await seen(page.getByTestId('thread-row').filter({ hasText: 'It arrived this morning.' }))
  })

  test('4. one more hour: the composer is a template picker and says why; free form is refused with its rule', async () => {
    await page.getByTestId('view-all').first().click()
    await page.getByTestId('thread-row').first().click()
    await moveClock(page, '1h')
    await seen(rowRing(page, 'closed'))
    await seen(page.getByTestId('template-option').first())
    expect(await page.getByTestId('composer-text').count()).toBe(0)
    await seen(page.getByText(/window closed/i).first())

    const { emulator } = (await casement.api('GET', '/v1/session')).body
    const refused = await casement.api('POST', '/v1/messages', {
      from: emulator.phoneNumberId,
      to: emulator.testRecipient,
      message: { type: 'text', text: { body: 'Still there?' } },
    })
    expect(refused).toMatchObject({
      status: 422,
      body: { rule: 'window.closed', because: expect.stringMatching(/24 h/), remedy: expect.stringMatching(/template/) },
    })
  })

  test('5. a template goes at the price shown before; the window stays closed', async () => {
    await page.getByTestId('template-option').filter({ hasText: 'hello_world' }).first().click()
    const send = page.getByTestId('composer-send')
    await seen(send.filter({ hasText: template }))
    await send.click()
    await seen(ours(page, 'read').filter({ hasText: 'Welcome and congratulations' }))
    await seen(page.getByTestId('phone-bubble').filter({ hasText: 'Welcome and congratulations' }))
    await seen(rowRing(page, 'closed'))
  })

  test('6. the customer answers: the ring is full again', async () => {
    await writeOnPhone(page, 'Thank you!')
    await seen(rowRing(page, 'open'))
    await seen(page.getByTestId('composer-text'))
  })
})

describe('kill -9 on everything, in the middle of the story', () => {
  let casement: RunningCasement
  beforeAll(async () => {
    casement = await RunningCasement.prepare()
  })
  afterAll(() => casement?.stop())

  test('the next start goes on where it was: nothing lost, nothing twice', async () => {
    await casement.start()
    const { emulator } = (await casement.api('GET', '/v1/session')).body
    const customer = emulator.testRecipient.replace(/\D/g, '')
    const send = (body: string) =>
      casement.api('POST', '/v1/messages', {
        from: emulator.phoneNumberId,
        to: emulator.testRecipient,
        message: { type: 'text', text: { body } },
      })
    await casement.api('POST', `/v1/emulator/customers/${customer}/messages`, {
      to: emulator.phoneNumberId,
      type: 'text',
      text: { body: 'Is my order there?' },
    })
    await waitFor(async () => (await casement.api('GET', '/v1/threads')).body.data.length === 1)
    const promised: string[] = []
    for (const words of ['One', 'Two', 'Three', 'Four', 'Five']) promised.push((await send(words)).body.message.id)
    await casement.killEverything()

    await casement.start()
    const world = (await casement.api('GET', '/v1/session')).body.emulator
    expect(world.worldId).toBe(emulator.worldId)
    const thread = (await casement.api('GET', '/v1/threads')).body.data[0]
    expect(thread.window.csw.open).toBe(true)
    const settled = async () => {
      const { data } = (await casement.api('GET', `/v1/threads/${thread.id}/messages`)).body
      const mine = data.filter((message: { direction: string }) => message.direction === 'out')
      return mine.length === 5 && mine.every((message: { status: string }) => message.status === 'delivered')
    }
    await waitFor(settled)
    const accepted = (await casement.api('GET', '/v1/emulator/messages')).body
    const sent = accepted.map((message: { biz_opaque_callback_data: string }) => message.biz_opaque_callback_data)
    expect(sent.toSorted()).toEqual(promised.toSorted())
  })
})

/** Waits for the truth of something on the other side of a process boundary. */
async function waitFor(truth: () => Promise<boolean>, withinMs = 30_000): Promise<void> {
  const until = performance.now() + withinMs
  while (!(await truth())) {
    if (performance.now() > until) throw new Error(`Not true within ${withinMs / 1000} s: ${truth}`)
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
}

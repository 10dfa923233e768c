import { afterAll, beforeAll, expect, test } from 'vitest'
import type { History, Step } from '../history/step.ts'
import { playHistory } from './play-history.ts'
import { startWebhookReceiver, type WebhookReceiver } from './webhook-receiver.ts'

let receiver: WebhookReceiver
beforeAll(async () => {
  receiver = await startWebhookReceiver()
})
afterAll(() => receiver.close())

const told = (...steps: Step[]): History => ({
  seed: 1,
  worldSeed: 1,
  flavour: 'chat',
  start: '2026-11-20T09:00:00Z',
  timeZone: 'UTC',
  currency: 'USD',
  steps,
})
const send = (message: string, more: Partial<Extract<Step, { do: 'send' }>> = {}): Step => ({
  do: 'send',
  from: 0,
  to: 1,
  by: 'phone',
  message,
  hasty: false,
  waitOut: false,
  ...more,
})
const many = (n: number, step: (i: number) => Step): Step[] => Array.from({ length: n }, (_, i) => step(i))

test('an untouched emulator agrees on a reply in the window and after it', async () => {
  const history = told(
    { do: 'write', who: 1, to: 0, type: 'text' },
    send('text'),
    { do: 'pass-to', edge: 'csw', who: 1, to: 0, offsetMs: 0 },
    send('text'),
  )
  const { comparisons, disagreement } = await playHistory(history, receiver)
  expect(disagreement).toBeNull()
  expect(comparisons).toEqual([
    { is: 'agreed', code: null, rules: ['price.service-allowance'] },
    { is: 'agreed', code: 131047, rules: ['window.closed'] },
  ])
})

// A platform that does not keep a rule must be noticed, or nothing that agrees means anything.
test.each<[what: string, settings: Record<string, unknown>, steps: Step[], kind: string]>([
  ['lets free form into a closed window', { relax: ['window'] }, [send('text')], 'refuse window.closed but sent'],
  [
    'knows no pair limit',
    { relax: ['pair'] },
    many(46, () => send('hello_world', { hasty: true })),
    'no slot for the pair but accepted',
  ],
  [
    'knows no messaging limit',
    { relax: ['reach'] },
    [{ do: 'tier', tier: 'TIER_250' }, ...many(251, (i) => send('hello_world', { to: 100 + i }))],
    'hold reach.exhausted but sent',
  ],
  [
    'sends marketing to the United States',
    { relax: ['marketing'] },
    [send('winter_sale', { to: 2 })],
    'refuse marketing.us-number but sent',
  ],
  ['prices by an older policy', { policy: 'PMP_V1' }, [send('hello_world')], 'price.rate but policy PMP_V1'],
  [
    'opens the window by a reaction',
    { reactionOpensWindow: true },
    [{ do: 'write', who: 1, to: 0, type: 'reaction' }, send('text')],
    'refuse window.closed but sent',
  ],
  [
    'asks everybody to be on a list',
    { allowedRecipients: ['447700900777'] },
    [send('hello_world', { to: 5 })],
    'send template.allowed but 131030',
  ],
])('a platform that %s is found out', async (_what, settings, steps, kind) => {
  const { disagreement } = await playHistory(told(...steps), receiver, async (platform) => {
    expect((await platform.control('PATCH', '/settings', settings)).status).toBe(200)
  })
  expect(disagreement?.kind).toBe(kind)
})

import { DAY, HOUR, type PlatformTime, type Policy, platformTime, rateCards, startOfDay } from '@casement/platform'
import { decide, foldWindow, moneyText, newWindow, rulebook, type Situation, type WindowEvent } from '@casement/rules'
import { table } from './markdown.ts'

type Category = Situation['message']['category']

const kinds: readonly (readonly [what: string, category: Category])[] = [
  ['Free form', 'service'],
  ['Utility template', 'utility'],
  ['Marketing template', 'marketing'],
  ['Authentication template', 'authentication'],
]

const windows: readonly (readonly [what: string, events: (now: PlatformTime) => readonly WindowEvent[]])[] = [
  ['Both windows closed', () => []],
  ['Customer service window open', (now) => [wrote(now, 1)]],
  ['Both open', (now) => [...answeredAd(now, 20), wrote(now, 1)]],
  ['Only the free entry point open', (now) => answeredAd(now, 40)],
]

/** What a policy allows and charges on its first day, window by window, as `decide` answers for a number in London. */
export function priceTable(policy: Policy): string {
  const now = platformTime(startOfDay(policy.from) + DAY / 2)
  return table(
    ['', ...windows.map(([what]) => what)],
    kinds.map(([what, category]) => [what, ...windows.map(([, events]) => answer(policy, now, category, events(now)))]),
  )
}

function answer(policy: Policy, now: PlatformTime, category: Category, events: readonly WindowEvent[]): string {
  const decided = (serviceUsedThisMonth: number) => decide(situation(policy, now, category, events, serviceUsedThisMonth))
  const decision = decided(0)
  if (decision.kind !== 'send') return `refused, \`${decision.rule}\` (${rulebook.find(({ id }) => id === decision.rule)?.code})`
  const { billable, allowance } = decision.price
  if (billable) return moneyText(decision.price)
  const after = allowance && decided(allowance.of)
  return after?.kind === 'send' && allowance
    ? `free for the first ${allowance.of.toLocaleString('en-US')} of a month, then ${moneyText(after.price)}`
    : 'free'
}

const situation = (
  policy: Policy,
  now: PlatformTime,
  category: Category,
  events: readonly WindowEvent[],
  serviceUsedThisMonth: number,
): Situation => ({
  now,
  policy,
  cards: rateCards,
  currency: 'USD',
  message:
    category === 'service'
      ? { kind: 'free-form', type: 'text', category, initiator: 'person' }
      : { kind: 'template', type: 'template', category, initiator: 'api' },
  ...(category !== 'service' && { template: { name: 'example', language: 'en', status: 'APPROVED' } }),
  findings: [],
  recipient: { phone: '447700900456' },
  sender: { phone: '447700900123', status: 'CONNECTED' },
  window: events.reduce((window, event) => foldWindow(window, event, policy), newWindow),
  consent: { marketing: 'in' },
  serviceUsedThisMonth,
  reach: { limit: null, used: 0 },
})

const ago = (now: PlatformTime, hours: number) => platformTime(now - hours * HOUR)
const wrote = (now: PlatformTime, hours: number): WindowEvent => ({
  type: 'user-message',
  at: ago(now, hours),
  messageType: 'text',
})

/** They came by an ad, were answered within the hour, and the status webhook said that a free entry point is open. */
const answeredAd = (now: PlatformTime, hours: number): readonly WindowEvent[] => {
  const replied = ago(now, hours - 1)
  return [
    { type: 'user-message', at: ago(now, hours), messageType: 'text', fromAd: true },
    { type: 'business-delivered', sentAt: replied, at: replied },
    {
      type: 'business-priced',
      sentAt: replied,
      pricing: { type: 'free_entry_point' },
      expiresAt: platformTime(replied + 3 * DAY),
    },
  ]
}

import { type PlatformTime, platformTime, policyAt, rateCards } from '@casement/platform'
import type { Situation } from '../situation.ts'
import type { WindowEvent } from '../window/events.ts'
import { foldWindow } from '../window/fold.ts'
import { newWindow, type WindowState } from '../window/state.ts'

/** Friday noon under today's policy, and the same in the autumn of 2025. */
export const today = platformTime('2026-11-20T12:00:00Z')
export const september2025 = platformTime('2025-09-19T12:00:00Z')

/** `hours(24)` ago or ahead, in milliseconds. */
export const hours = (n: number): number => n * 3_600_000
export const minutes = (n: number): number => n * 60_000
export const before = (at: PlatformTime, ms: number): PlatformTime => platformTime(at - ms)
export const after = (at: PlatformTime, ms: number): PlatformTime => platformTime(at + ms)

/** The window after some events, under the policy of each event's own time. */
export const windowOf = (...events: readonly WindowEvent[]): WindowState =>
  events.reduce<WindowState>((state, event) => foldWindow(state, event, policyAt(timeOf(event))), newWindow)

export const timeOf = (event: WindowEvent): PlatformTime => (event.type === 'business-priced' ? event.sentAt : event.at)

export const wrote = (at: PlatformTime): WindowEvent => ({ type: 'user-message', at, messageType: 'text' })
export const cameByAd = (at: PlatformTime): WindowEvent => ({ type: 'user-message', at, messageType: 'text', fromAd: true })
export const replyDelivered = (sentAt: PlatformTime, at: PlatformTime): WindowEvent => ({
  type: 'business-delivered',
  sentAt,
  at,
})
export const pricedFree = (sentAt: PlatformTime, expiresAt: PlatformTime | null = null): WindowEvent => ({
  type: 'business-priced',
  sentAt,
  pricing: { type: 'free_entry_point', category: 'referral_conversion' },
  expiresAt,
})

type Template = 'marketing' | 'utility' | 'authentication'

/** A message to a customer in London whom nothing is known of: change what the case is about. */
export function freeForm(change: Partial<Situation> = {}): Situation {
  const now = change.now ?? today
  return {
    now,
    policy: policyAt(now),
    cards: rateCards,
    currency: 'USD',
    message: { kind: 'free-form', type: 'text', category: 'service', initiator: 'person' },
    findings: [],
    recipient: { phone: '447700900456' },
    sender: { phone: '447700900123', status: 'CONNECTED' },
    window: newWindow,
    consent: { marketing: 'unsaid' },
    serviceUsedThisMonth: 0,
    reach: { limit: 2000, used: 0 },
    ...change,
  }
}

export const template = (category: Template, change: Partial<Situation> = {}): Situation =>
  freeForm({
    message: { kind: 'template', type: 'template', category, initiator: 'api' },
    template: { name: 'order_update', language: 'en', status: 'APPROVED' },
    ...change,
  })

import { HOUR, later, type PlatformTime, platformTime, policyAt } from '@casement/platform'
import {
  cameFromAd,
  consentFromMessage,
  consentFromPreference,
  countInbound,
  foldConsent,
  foldWindow,
  newConsent,
} from '@casement/rules'
import type { Sender } from '../history/step.ts'
import { hearStatus, type Status } from './hear-status.ts'
import { type Known, threadWith } from './known.ts'

type Message = {
  id: string
  from: string
  from_user_id?: string
  timestamp: string
  type: string
  text?: { body?: string }
  button?: { text?: string; payload?: string }
  referral?: { source_type?: string }
}
type Call = { from: string; timestamp: string; event: string; direction: string }
type Preference = { wa_id: string; category: string; value: string; timestamp: number }
type TemplateUpdate = {
  message_template_id: number
  event?: string
  new_quality_score?: string
  other_info?: { title?: string }
}
type AccountUpdate = {
  restriction_info?: { restriction_type: string; expiration?: number }[]
  ban_info?: { waba_ban_state: string }
}
type Value = {
  metadata?: { phone_number_id: string }
  messages?: Message[]
  statuses?: Status[]
  calls?: Call[]
  user_preferences?: Preference[]
  max_daily_conversations_per_business?: string
} & AccountUpdate &
  TemplateUpdate
export type WebhookBody = { entry: { changes: { field: string; value: Value }[] }[] }

/** What a webhook that came at `now` tells us. Returns the statuses in it that settle what became of a send. */
export function hearWebhook(known: Known, body: WebhookBody, now: PlatformTime): Status[] {
  const statuses: Status[] = []
  for (const { changes } of body.entry) {
    for (const { field, value } of changes) {
      const number: Sender = value.metadata?.phone_number_id === known.numbers[1].id ? 1 : 0
      for (const message of value.messages ?? []) hearMessage(known, number, message, now)
      for (const call of value.calls ?? []) hearCall(known, number, call)
      for (const preference of value.user_preferences ?? []) hearPreference(known, preference)
      for (const status of value.statuses ?? []) {
        hearStatus(known, status, now)
        statuses.push(status)
      }
      if (field === 'business_capability_update') known.tier = value.max_daily_conversations_per_business ?? known.tier
      if (field === 'account_update') hearAccount(known, value)
      if (field.startsWith('message_template_')) hearTemplate(known, value, now)
    }
  }
  return statuses
}

const secondsOf = (timestamp: string | number): PlatformTime => platformTime(Number(timestamp) * 1_000)

function hearMessage(known: Known, number: Sender, message: Message, now: PlatformTime): void {
  const { id, from, type, text, button } = message
  const at = secondsOf(message.timestamp)
  const thread = threadWith(known, number, from)
  const event = { type: 'user-message', at, messageType: type, fromAd: cameFromAd(message.referral) } as const
  thread.window = foldWindow(thread.window, event, policyAt(at, known.timeZone))
  thread.lastInbound = { id, type, at }
  known.paces[number] = countInbound(known.paces[number], 80, now)
  if (message.from_user_id !== undefined) known.scopedIds.set(from, message.from_user_id)
  for (const said of consentFromMessage({ at, text: text?.body, button, wamid: id })) {
    known.consents.set(from, foldConsent(known.consents.get(from) ?? newConsent, said))
  }
}

function hearCall(known: Known, number: Sender, { from, timestamp, event, direction }: Call): void {
  if (direction !== 'USER_INITIATED' || event !== 'connect') return
  const at = secondsOf(timestamp)
  const thread = threadWith(known, number, from)
  thread.window = foldWindow(thread.window, { type: 'user-call', at }, policyAt(at, known.timeZone))
}

function hearPreference(known: Known, preference: Preference): void {
  for (const said of consentFromPreference(preference, secondsOf(preference.timestamp))) {
    known.consents.set(preference.wa_id, foldConsent(known.consents.get(preference.wa_id) ?? newConsent, said))
  }
}

function hearAccount(known: Known, { restriction_info, ban_info }: AccountUpdate): void {
  if (ban_info) known.locked = ban_info.waba_ban_state === 'DISABLE'
  for (const { restriction_type: type, expiration } of restriction_info ?? []) {
    known.restriction = { type, until: expiration === undefined ? null : secondsOf(expiration) }
  }
}

function hearTemplate(known: Known, update: TemplateUpdate, now: PlatformTime): void {
  for (const template of known.templates.values()) {
    if (template.id !== String(update.message_template_id)) continue
    template.quality = update.new_quality_score ?? template.quality
    if (update.event === undefined) continue
    template.status = update.event
    template.pausedUntil = update.event === 'PAUSED' ? pauseEnd(known, update.other_info?.title, now) : null
  }
}

/** The first pause and the second have lengths that the policy knows; any other ends by hand. */
function pauseEnd(known: Known, title: string | undefined, now: PlatformTime): PlatformTime | null {
  const { pauseHours } = policyAt(now, known.timeZone).templates
  const hours = title === 'FIRST_PAUSE' ? pauseHours[0] : title === 'SECOND_PAUSE' ? pauseHours[1] : undefined
  return hours === undefined ? null : later(now, hours * HOUR)
}

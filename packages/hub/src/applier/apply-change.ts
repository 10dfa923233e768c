import { type ContactItem, type InboundItem, readInbound } from './apply-inbound-message.ts'
import { applyCall, applyLimitUpdate, type CallItem } from './apply-number-update.ts'
import { applyPreference, type PreferenceItem } from './apply-preferences.ts'
import { readStatus, type StatusItem } from './apply-status.ts'
import { applyTemplateUpdate } from './apply-template-update.ts'
import type { Applying, ChangeItem, Setting } from './change.ts'

export type Change = { field: string; value: Record<string, unknown> }

const list = <T>(value: unknown): T[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === 'object' && item !== null) : []
const whole = <T>(value: Record<string, unknown>, apply: (applying: Applying, value: T) => Promise<void>): ChangeItem[] => [
  { path: 'value', item: value, apply: (applying) => apply(applying, value as T) },
]

/** What each webhook field does. A field that is not here is kept in the journal and has no effect yet. */
const fields: Record<string, (value: Record<string, unknown>) => ChangeItem[]> = {
  messages: (value) => [
    ...list<InboundItem>(value.messages).map((item, index) => ({
      path: `value.messages[${index}]`,
      item,
      read: (setting: Setting) => readInbound(setting, item, list<ContactItem>(value.contacts)),
    })),
    ...list<StatusItem>(value.statuses).map((item, index) => ({
      path: `value.statuses[${index}]`,
      item,
      read: (setting: Setting) => readStatus(setting, item),
    })),
  ],
  calls: (value) =>
    list<CallItem>(value.calls).map((item, index) => ({
      path: `value.calls[${index}]`,
      item,
      apply: (applying: Applying) => applyCall(applying, item, list<ContactItem>(value.contacts)),
    })),
  user_preferences: (value) =>
    list<PreferenceItem>(value.user_preferences).map((item, index) => ({
      path: `value.user_preferences[${index}]`,
      item,
      apply: (applying: Applying) => applyPreference(applying, item),
    })),
  message_template_status_update: (value) => whole(value, applyTemplateUpdate),
  message_template_quality_update: (value) => whole(value, applyTemplateUpdate),
  template_category_update: (value) => whole(value, applyTemplateUpdate),
  phone_number_quality_update: (value) => whole(value, applyLimitUpdate),
  business_capability_update: (value) => whole(value, applyLimitUpdate),
}

export const itemsOf = (change: Change): ChangeItem[] => fields[change.field]?.(change.value ?? {}) ?? []
/** The fields an app should be subscribed to. */
export const effectiveFields: readonly string[] = Object.keys(fields)
export const hasEffect = (field: string): boolean => field in fields

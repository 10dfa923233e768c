import type { WebhookField } from '@casement/platform/wire'
import {
  type AccountItem,
  type AlertItem,
  applyAccountAlert,
  applyAccountReview,
  applyAccountUpdate,
  applyBusinessStatus,
} from './apply-account-update.ts'
import { type AddressBookItem, applyAddressBook } from './apply-address-book.ts'
import { applyCall, applyCallStatus, type CallItem, type CallStatusItem } from './apply-call.ts'
import { applyEcho, applyStandbyEcho, type EchoItem } from './apply-echo.ts'
import {
  applyClick,
  applyConversion,
  applyHandover,
  applyNumberError,
  type ClickItem,
  type ConversionItem,
  type ErrorItem,
} from './apply-events-only.ts'
import { applyFlow } from './apply-flow.ts'
import { applyGroupMessage, applyGroupUpdate, type GroupItem } from './apply-group.ts'
import {
  applyHistoryFile,
  applyHistoryProgress,
  applyHistoryThread,
  type HistoryChunk,
  type HistoryMessage,
  type HistoryThread,
} from './apply-history.ts'
import { applySystemMessage, applyUserIdUpdate, type SystemItem, type UserIdItem } from './apply-identity-change.ts'
import { type ContactItem, type InboundItem, readInbound } from './apply-inbound-message.ts'
import {
  applyCapability,
  applyNumberName,
  applyNumberQuality,
  applySecurity,
  applySettings,
  applyUsername,
} from './apply-number-update.ts'
import { applyPayment, applyPaymentConfiguration, type PaymentItem } from './apply-payment.ts'
import { applyPreference, type PreferenceItem } from './apply-preferences.ts'
import { readStatus, type StatusItem } from './apply-status.ts'
import {
  applyTemplateCategory,
  applyTemplateComponents,
  applyTemplateMisuse,
  applyTemplateQuality,
  applyTemplateStatus,
} from './apply-template-update.ts'
import { applyToMessage, concernsMore, type SpokenItem } from './apply-to-message.ts'
import type { Applying, ChangeItem, Setting } from './change.ts'
import type { MessageNews } from './message-news.ts'

type Value = Record<string, unknown>
export type Change = { field: string; value: Value }

const list = <T>(value: unknown): T[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === 'object' && item !== null) : []

/** The whole value is one item. */
const whole =
  <T>(apply: (applying: Applying, value: T) => Promise<void>) =>
  (value: Value): ChangeItem[] => [{ path: 'value', item: value, apply: (applying) => apply(applying, value as T) }]

/** Each member of a list is an item. */
const each = <T extends object>(
  value: Value,
  name: string,
  apply: (applying: Applying, item: T) => Promise<void>,
  { where = () => true, path = 'value' }: Which<T> = {},
): ChangeItem[] => placed(value, name, { where, path }, (item: T) => ({ apply: (applying: Applying) => apply(applying, item) }))

/** The same for what comes by the thousand, to be read first and applied in sets. */
const eachRead = <T extends object>(
  value: Value,
  name: string,
  read: (setting: Setting, item: T) => MessageNews,
  { where = () => true, path = 'value' }: Which<T> = {},
): ChangeItem[] => placed(value, name, { where, path }, (item: T) => ({ read: (setting: Setting) => read(setting, item) }))

type Which<T> = { where?: (item: T) => boolean; path?: string }

const placed = <T, W extends { apply: unknown } | { read: unknown }>(
  value: Value,
  name: string,
  { where, path }: Required<Which<T>>,
  work: (item: T) => W,
) =>
  list<T>(value[name]).flatMap((item, index) =>
    where(item) ? [{ path: `${path}.${name}[${index}]`, item: item as unknown, ...work(item) }] : [],
  )

const inGroup = (item: object) => 'group_id' in item && typeof item.group_id === 'string'
const isPayment = (item: object) => 'type' in item && item.type === 'payment'

/** What people and the platform say in conversations; also what an app hears while another one answers. */
const conversations = (value: Value, path = 'value'): ChangeItem[] => [
  ...eachRead<InboundItem>(value, 'messages', (setting, item) => readInbound(setting, item, list<ContactItem>(value.contacts)), {
    where: (item) => !inGroup(item),
    path,
  }),
  ...each(value, 'messages', applyGroupMessage, { where: inGroup, path }),
  // What a message does beyond standing in its thread, once it stands there.
  ...each<SpokenItem>(value, 'messages', applyToMessage, { where: (item) => !inGroup(item) && concernsMore(item), path }),
  ...each<SystemItem>(value, 'messages', applySystemMessage, { where: (item) => item.system !== undefined, path }),
  ...eachRead<StatusItem>(value, 'statuses', readStatus, { where: (item) => !isPayment(item), path }),
  ...each<PaymentItem>(value, 'statuses', applyPayment, { where: isPayment, path }),
  ...each<EchoItem>(value, 'message_echoes', applyStandbyEcho, { path }),
  ...each<ErrorItem>(value, 'errors', applyNumberError, { path }),
  ...each<ClickItem>(value, 'user_actions', (apply, item) => applyClick(apply, item, list<ContactItem>(value.contacts)), {
    path,
  }),
]

const groups = (value: Value) => each<GroupItem>(value, 'groups', applyGroupUpdate)

type Effect = ((value: Value) => ChangeItem[]) | { readonly none: string }

/** What each webhook field does, or why it does nothing. */
export const effects: Readonly<Record<WebhookField, Effect>> = {
  messages: (value) => conversations(value),
  standby: (value) => conversations((value.standby ?? {}) as Value, 'value.standby'),
  smb_message_echoes: (value) => each<EchoItem>(value, 'message_echoes', applyEcho),
  message_echoes: (value) => each<EchoItem>(value, 'message_echoes', applyEcho),
  messaging_handovers: whole(applyHandover),
  calls: (value) => [
    ...each<CallItem>(value, 'calls', (apply, item) => applyCall(apply, item, list<ContactItem>(value.contacts))),
    ...each<CallStatusItem>(value, 'statuses', applyCallStatus),
  ],
  user_preferences: (value) => each<PreferenceItem>(value, 'user_preferences', applyPreference),
  user_id_update: (value) => each<UserIdItem>(value, 'user_id_update', applyUserIdUpdate),
  automatic_events: (value) => each<ConversionItem>(value, 'automatic_events', applyConversion),
  group_lifecycle_update: groups,
  group_participants_update: groups,
  group_settings_update: groups,
  group_status_update: groups,
  history: (value) => [
    ...list<Value>(value.history).flatMap((chunk, index) => [
      ...each<HistoryThread>(chunk, 'threads', applyHistoryThread, { path: `value.history[${index}]` }),
      {
        path: `value.history[${index}]`,
        item: chunk,
        apply: (applying: Applying) => applyHistoryProgress(applying, chunk as HistoryChunk),
      },
    ]),
    ...each<HistoryMessage>(value, 'messages', applyHistoryFile),
    ...each<HistoryMessage>(value, 'message_echoes', applyHistoryFile),
  ],
  smb_app_state_sync: (value) => each<AddressBookItem>(value, 'state_sync', applyAddressBook),

  message_template_status_update: whole(applyTemplateStatus),
  message_template_quality_update: whole(applyTemplateQuality),
  message_template_components_update: whole(applyTemplateComponents),
  template_category_update: whole(applyTemplateCategory),
  template_correct_category_detection: whole(applyTemplateMisuse),

  phone_number_quality_update: whole(applyNumberQuality),
  phone_number_name_update: whole(applyNumberName),
  business_capability_update: whole(applyCapability),
  business_status_update: whole(applyBusinessStatus),
  account_review_update: whole(applyAccountReview),
  account_alerts: whole<AlertItem>(applyAccountAlert),
  account_update: whole<AccountItem>(applyAccountUpdate),
  account_settings_update: whole(applySettings),
  security: whole(applySecurity),
  business_username_updates: whole(applyUsername),
  business_username_update: whole(applyUsername),
  payment_configuration_update: whole(applyPaymentConfiguration),
  flows: whole(applyFlow),

  partner_solutions: { none: 'is about contracts between partners, which this product has no part in' },
  tracking_events: { none: 'can be subscribed to, but nobody documented what comes' },
  consumer_profile: { none: 'can be subscribed to, but nobody documented what comes' },
}

/** The fields an app should be subscribed to. One of them was also seen under another spelling, which cannot be. */
export const effectiveFields: readonly string[] = Object.entries(effects).flatMap(([field, effect]) =>
  typeof effect === 'function' && field !== 'business_username_update' ? [field] : [],
)

const effectOf = (field: string): Effect | undefined =>
  Object.hasOwn(effects, field) ? effects[field as WebhookField] : undefined

export function itemsOf(change: Change): ChangeItem[] {
  const effect = effectOf(change.field)
  return typeof effect === 'function' ? effect(change.value ?? {}) : []
}

/** Why a field changes nothing, as a note for the journal; null for one that does. */
export function whyNoEffect(field: string): string | null {
  const effect = effectOf(field)
  if (typeof effect === 'function') return null
  return effect ? `${field} ${effect.none}` : `${field} is a field this version does not know`
}

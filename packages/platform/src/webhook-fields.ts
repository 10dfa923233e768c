import type { WebhookField } from './wire/webhook-fields.ts'

/**
 * Every field an app can subscribe to, and what it is about. Fields of a number follow callback overrides and carry no `time`;
 * fields of an account or a template go to the app's own callback and carry one.
 */
const about = {
  messages: 'number',
  message_template_status_update: 'account',
  message_template_quality_update: 'account',
  message_template_components_update: 'account',
  template_category_update: 'account',
  template_correct_category_detection: 'account',
  phone_number_quality_update: 'account',
  phone_number_name_update: 'account',
  business_capability_update: 'account',
  business_status_update: 'account',
  account_review_update: 'account',
  account_alerts: 'account',
  account_update: 'account',
  account_settings_update: 'account',
  security: 'account',
  business_username_updates: 'account',
  business_username_update: 'account',
  partner_solutions: 'account',
  payment_configuration_update: 'account',
  flows: 'account',
  user_preferences: 'number',
  user_id_update: 'number',
  calls: 'number',
  group_lifecycle_update: 'number',
  group_participants_update: 'number',
  group_settings_update: 'number',
  group_status_update: 'number',
  history: 'number',
  smb_app_state_sync: 'number',
  smb_message_echoes: 'number',
  messaging_handovers: 'number',
  standby: 'number',
  automatic_events: 'number',
  message_echoes: 'number',
  // Nobody documented what these two are about.
  tracking_events: 'account',
  consumer_profile: 'account',
} as const satisfies Record<WebhookField, 'number' | 'account'>

export const webhookFields = Object.keys(about) as WebhookField[]

/** What a field is about; null for one that is not known. */
export const aboutWebhookField = (field: string): 'number' | 'account' | null =>
  Object.hasOwn(about, field) ? about[field as WebhookField] : null

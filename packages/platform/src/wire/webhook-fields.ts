import type * as z from 'zod/v4/core'
import {
  accountAlertsSchema,
  accountReviewUpdateSchema,
  accountSettingsUpdateSchema,
  accountUpdateSchema,
  businessCapabilityUpdateSchema,
  businessStatusUpdateSchema,
  businessUsernameUpdateSchema,
  flowsSchema,
  partnerSolutionsSchema,
  paymentConfigurationUpdateSchema,
  phoneNumberNameUpdateSchema,
  phoneNumberQualityUpdateSchema,
  securitySchema,
} from './account-fields.ts'
import { callsSchema, groupUpdateSchema } from './call-and-group-fields.ts'
import {
  automaticEventsSchema,
  historySchema,
  messageEchoesSchema,
  messagingHandoversSchema,
  standbySchema,
  stateSyncSchema,
} from './coexistence-fields.ts'
import { anything } from './shape.ts'
import {
  templateCategoryUpdateSchema,
  templateComponentsUpdateSchema,
  templateCorrectCategoryDetectionSchema,
  templateQualityUpdateSchema,
  templateStatusUpdateSchema,
} from './template-fields.ts'
import { userIdUpdateSchema, userPreferencesSchema } from './user-fields.ts'
import { messagesValueSchema } from './webhook.ts'

/** The schema of `changes[].value`, by `field`. A field that is not here is one Meta added: keep its value as it came. */
export const webhookFieldSchemas = {
  messages: messagesValueSchema,
  message_template_status_update: templateStatusUpdateSchema,
  message_template_quality_update: templateQualityUpdateSchema,
  message_template_components_update: templateComponentsUpdateSchema,
  template_category_update: templateCategoryUpdateSchema,
  template_correct_category_detection: templateCorrectCategoryDetectionSchema,
  phone_number_quality_update: phoneNumberQualityUpdateSchema,
  phone_number_name_update: phoneNumberNameUpdateSchema,
  business_capability_update: businessCapabilityUpdateSchema,
  business_status_update: businessStatusUpdateSchema,
  account_review_update: accountReviewUpdateSchema,
  account_alerts: accountAlertsSchema,
  account_update: accountUpdateSchema,
  account_settings_update: accountSettingsUpdateSchema,
  security: securitySchema,
  business_username_updates: businessUsernameUpdateSchema,
  business_username_update: businessUsernameUpdateSchema,
  partner_solutions: partnerSolutionsSchema,
  payment_configuration_update: paymentConfigurationUpdateSchema,
  flows: flowsSchema,
  user_preferences: userPreferencesSchema,
  user_id_update: userIdUpdateSchema,
  calls: callsSchema,
  group_lifecycle_update: groupUpdateSchema,
  group_participants_update: groupUpdateSchema,
  group_settings_update: groupUpdateSchema,
  group_status_update: groupUpdateSchema,
  history: historySchema,
  smb_app_state_sync: stateSyncSchema,
  smb_message_echoes: messageEchoesSchema,
  messaging_handovers: messagingHandoversSchema,
  standby: standbySchema,
  automatic_events: automaticEventsSchema,
  // Can be subscribed to, but nobody documented what comes: any value passes.
  message_echoes: anything,
  tracking_events: anything,
  consumer_profile: anything,
} as const
export type WebhookField = keyof typeof webhookFieldSchemas
export type WebhookValue<F extends WebhookField> = z.infer<(typeof webhookFieldSchemas)[F]>

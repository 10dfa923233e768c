import { type FieldSamples, metadataOf, SAMPLE_CUSTOMER, SAMPLE_OTHER, type SampleFacts } from './facts.ts'

export function groupSamples(facts: SampleFacts) {
  const group = (type: string, more: object = {}) => ({
    ...metadataOf(facts),
    groups: [{ timestamp: facts.timestamp, group_id: 'Y2FwaV9ncm91cDpzYW1wbGU', type, request_id: 'req-0001', ...more }],
  })
  return {
    group_lifecycle_update: {
      group_create: group('group_create', {
        subject: 'Delivery on Friday',
        description: 'Sofa, two armchairs',
        invite_link: 'https://chat.whatsapp.example/SampleInvite',
        join_approval_mode: 'approval_required',
      }),
      group_delete: group('group_delete'),
    },
    group_participants_update: {
      group_participants_add: group('group_participants_add', {
        reason: 'invite_link',
        added_participants: [{ wa_id: SAMPLE_CUSTOMER, user_id: facts.userId }],
      }),
      group_participants_remove: group('group_participants_remove', {
        initiated_by: 'business',
        removed_participants: [{ input: SAMPLE_CUSTOMER, wa_id: SAMPLE_CUSTOMER, user_id: facts.userId }],
        failed_participants: [{ input: SAMPLE_OTHER, errors: [{ code: 131026, title: 'Message undeliverable' }] }],
      }),
      group_join_request_created: group('group_join_request_created', { join_request_id: 'join-0001', wa_id: SAMPLE_CUSTOMER }),
      group_join_request_revoked: group('group_join_request_revoked', { join_request_id: 'join-0001', wa_id: SAMPLE_CUSTOMER }),
    },
    group_settings_update: {
      group_settings_update: group('group_settings_update', {
        group_subject: { text: 'Delivery on Saturday', update_successful: true },
        group_description: { text: 'Sofa, two armchairs', update_successful: true },
        profile_picture: { mime_type: 'image/jpeg', sha256: 'c2FtcGxlLXBpY3R1cmU=', update_successful: false },
        errors: [{ code: 131053, title: 'Media upload error' }],
      }),
    },
    group_status_update: {
      group_suspend: group('group_suspend'),
      group_suspend_cleared: group('group_suspend_cleared'),
    },
  } satisfies Record<string, FieldSamples>
}

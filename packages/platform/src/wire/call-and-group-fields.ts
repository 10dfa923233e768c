import type * as z from 'zod/v4/core'
import { ofNumber } from './of-number.ts'
import { anything, boolean, list, numeric, open, sparse, text, word } from './shape.ts'

/** Calls, or `statuses` of type `call`. A call of a customer, answered or not, opens the customer service window. */
export const callsSchema = sparse({
  ...ofNumber,
  calls: list(
    open(
      {
        id: text,
        event: word<'connect' | 'terminate' | 'call_created' | 'call_recording_available' | 'call_transcription_available'>(),
      },
      {
        from: text,
        to: text,
        from_user_id: text,
        to_user_id: text,
        timestamp: numeric,
        direction: word<'USER_INITIATED' | 'BUSINESS_INITIATED'>(),
        status: word<'COMPLETED' | 'FAILED'>(),
        start_time: numeric,
        end_time: numeric,
        duration: numeric,
        session: sparse({ sdp_type: text, sdp: text }),
        biz_opaque_callback_data: text,
        cta_payload: text,
        deeplink_payload: text,
        errors: anything,
      },
    ),
  ),
  statuses: list(
    open(
      {
        id: text,
        status: word<'RINGING' | 'ACCEPTED' | 'REJECTED'>(),
      },
      {
        type: word<'call'>(),
        timestamp: numeric,
        recipient_id: text,
        recipient_user_id: text,
        biz_opaque_callback_data: text,
      },
    ),
  ),
  errors: anything,
})
export type Calls = z.infer<typeof callsSchema>

const participant = sparse({ input: text, wa_id: text, user_id: text, errors: anything })
const updated = sparse({ text, update_successful: boolean, mime_type: text, sha256: text })
export const groupUpdateSchema = open(
  {
    groups: list(
      open(
        {},
        {
          group_subject: updated,
          group_description: updated,
          profile_picture: updated,
          timestamp: numeric,
          group_id: text,
          type: word<
            | 'group_create'
            | 'group_delete'
            | 'group_participants_add'
            | 'group_participants_remove'
            | 'group_join_request_created'
            | 'group_join_request_revoked'
            | 'group_settings_update'
            | 'group_suspend'
            | 'group_suspend_cleared'
          >(),
          request_id: text,
          subject: text,
          description: text,
          invite_link: text,
          join_approval_mode: text,
          reason: text,
          initiated_by: word<'business' | 'participant'>(),
          added_participants: list(participant),
          removed_participants: list(participant),
          failed_participants: list(participant),
          join_request_id: text,
          wa_id: text,
          errors: anything,
        },
      ),
    ),
  },
  ofNumber,
)
export type GroupUpdate = z.infer<typeof groupUpdateSchema>

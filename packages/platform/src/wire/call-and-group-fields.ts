import * as z from 'zod/mini'
import { ofNumber } from './of-number.ts'
import { anything, list, maybe, numeric, open, text, word } from './shape.ts'

/** Calls, or `statuses` of type `call`. A call of a customer, answered or not, opens the customer service window. */
export const callsSchema = open({
  ...ofNumber,
  calls: maybe(
    list(
      open({
        id: text,
        from: maybe(text),
        to: maybe(text),
        from_user_id: maybe(text),
        to_user_id: maybe(text),
        event: word<'connect' | 'terminate' | 'call_created' | 'call_recording_available' | 'call_transcription_available'>(),
        timestamp: maybe(numeric),
        direction: maybe(word<'USER_INITIATED' | 'BUSINESS_INITIATED'>()),
        status: maybe(word<'COMPLETED' | 'FAILED'>()),
        start_time: maybe(numeric),
        end_time: maybe(numeric),
        duration: maybe(numeric),
        session: maybe(open({ sdp_type: maybe(text), sdp: maybe(text) })),
        biz_opaque_callback_data: maybe(text),
        cta_payload: maybe(text),
        deeplink_payload: maybe(text),
        errors: maybe(anything),
      }),
    ),
  ),
  statuses: maybe(
    list(
      open({
        id: text,
        type: maybe(word<'call'>()),
        status: word<'RINGING' | 'ACCEPTED' | 'REJECTED'>(),
        timestamp: maybe(numeric),
        recipient_id: maybe(text),
        recipient_user_id: maybe(text),
        biz_opaque_callback_data: maybe(text),
      }),
    ),
  ),
  errors: maybe(anything),
})
export type Calls = z.infer<typeof callsSchema>

const participant = open({ input: maybe(text), wa_id: maybe(text), user_id: maybe(text), errors: maybe(anything) })
const updated = maybe(
  open({ text: maybe(text), update_successful: maybe(z.boolean()), mime_type: maybe(text), sha256: maybe(text) }),
)
export const groupUpdateSchema = open({
  ...ofNumber,
  groups: list(
    open({
      timestamp: maybe(numeric),
      group_id: maybe(text),
      type: maybe(
        word<
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
      ),
      request_id: maybe(text),
      subject: maybe(text),
      description: maybe(text),
      invite_link: maybe(text),
      join_approval_mode: maybe(text),
      reason: maybe(text),
      initiated_by: maybe(word<'business' | 'participant'>()),
      added_participants: maybe(list(participant)),
      removed_participants: maybe(list(participant)),
      failed_participants: maybe(list(participant)),
      join_request_id: maybe(text),
      wa_id: maybe(text),
      group_subject: updated,
      group_description: updated,
      profile_picture: updated,
      errors: maybe(anything),
    }),
  ),
})
export type GroupUpdate = z.infer<typeof groupUpdateSchema>

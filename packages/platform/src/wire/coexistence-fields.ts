import type * as z from 'zod/v4/core'
import { ofNumber } from './of-number.ts'
import { anything, list, numeric, open, sparse, text, word } from './shape.ts'

/** History of a number shared with the Business app: threads, or errors, or media that follows. */
export const historySchema = sparse({
  ...ofNumber,
  history: list(
    sparse({
      metadata: sparse({ phase: numeric, chunk_order: numeric, progress: numeric }),
      threads: list(
        sparse({
          id: text,
          context: sparse({ wa_id: text, user_id: text, username: text }),
          messages: list(
            open(
              { id: text },
              {
                from: text,
                to: text,
                timestamp: numeric,
                type: text,
                history_context: sparse({ status: word<'SENT' | 'DELIVERED' | 'READ' | 'PLAYED' | 'PENDING' | 'ERROR'>() }),
              },
            ),
          ),
        }),
      ),
      errors: anything,
    }),
  ),
  messages: list(anything),
  message_echoes: list(anything),
})
export const stateSyncSchema = open(
  {
    state_sync: list(
      sparse({
        type: word<'contact'>(),
        contact: sparse({
          full_name: text,
          first_name: text,
          phone_number: text,
          user_id: text,
          username: text,
        }),
        action: word<'add' | 'remove'>(),
        metadata: sparse({ timestamp: numeric }),
      }),
    ),
  },
  ofNumber,
)

/** What the business wrote on its phone, in coexistence. */
export const messageEchoesSchema = open(
  {
    message_echoes: list(
      open(
        { id: text },
        {
          from: text,
          to: text,
          to_user_id: text,
          timestamp: numeric,
          type: text,
          message: anything,
        },
      ),
    ),
  },
  ofNumber,
)
export type MessageEchoes = z.infer<typeof messageEchoesSchema>

export const messagingHandoversSchema = open(
  { type: word<'control_passed' | 'control_taken'>() },
  {
    messaging_product: text,
    recipient: sparse({ phone_number_id: numeric, display_phone_number: text }),
    sender: sparse({ phone_number: text }),
    timestamp: numeric,
    control_passed: anything,
    control_taken: anything,
  },
)
export const standbySchema = open({ standby: anything }, ofNumber)
export const automaticEventsSchema = open(
  {
    automatic_events: list(
      open(
        {
          id: text,
          event_name: word<'LeadSubmitted' | 'Purchase'>(),
        },
        {
          timestamp: numeric,
          ctwa_clid: text,
          custom_data: sparse({ currency: text, value: numeric }),
        },
      ),
    ),
  },
  ofNumber,
)

import type * as z from 'zod/mini'
import { ofNumber } from './of-number.ts'
import { anything, list, maybe, numeric, open, text, word } from './shape.ts'

/** History of a number shared with the Business app: threads, or errors, or media that follows. */
export const historySchema = open({
  ...ofNumber,
  history: maybe(
    list(
      open({
        metadata: maybe(open({ phase: maybe(numeric), chunk_order: maybe(numeric), progress: maybe(numeric) })),
        threads: maybe(
          list(
            open({
              id: maybe(text),
              context: maybe(open({ wa_id: maybe(text), user_id: maybe(text), username: maybe(text) })),
              messages: maybe(
                list(
                  open({
                    id: text,
                    from: maybe(text),
                    to: maybe(text),
                    timestamp: maybe(numeric),
                    type: maybe(text),
                    history_context: maybe(
                      open({ status: maybe(word<'SENT' | 'DELIVERED' | 'READ' | 'PLAYED' | 'PENDING' | 'ERROR'>()) }),
                    ),
                  }),
                ),
              ),
            }),
          ),
        ),
        errors: maybe(anything),
      }),
    ),
  ),
  messages: maybe(list(anything)),
  message_echoes: maybe(list(anything)),
})
export const stateSyncSchema = open({
  ...ofNumber,
  state_sync: list(
    open({
      type: maybe(word<'contact'>()),
      contact: maybe(
        open({
          full_name: maybe(text),
          first_name: maybe(text),
          phone_number: maybe(text),
          user_id: maybe(text),
          username: maybe(text),
        }),
      ),
      action: maybe(word<'add' | 'remove'>()),
      metadata: maybe(open({ timestamp: maybe(numeric) })),
    }),
  ),
})

/** What the business wrote on its phone, in coexistence. */
export const messageEchoesSchema = open({
  ...ofNumber,
  message_echoes: list(
    open({
      id: text,
      from: maybe(text),
      to: maybe(text),
      to_user_id: maybe(text),
      timestamp: maybe(numeric),
      type: maybe(text),
      message: maybe(anything),
    }),
  ),
})
export type MessageEchoes = z.infer<typeof messageEchoesSchema>

export const messagingHandoversSchema = open({
  messaging_product: maybe(text),
  recipient: maybe(open({ phone_number_id: maybe(numeric), display_phone_number: maybe(text) })),
  sender: maybe(open({ phone_number: maybe(text) })),
  timestamp: maybe(numeric),
  type: word<'control_passed' | 'control_taken'>(),
  control_passed: maybe(anything),
  control_taken: maybe(anything),
})
export const standbySchema = open({ ...ofNumber, standby: anything })
export const automaticEventsSchema = open({
  ...ofNumber,
  automatic_events: list(
    open({
      id: text,
      event_name: word<'LeadSubmitted' | 'Purchase'>(),
      timestamp: maybe(numeric),
      ctwa_clid: maybe(text),
      custom_data: maybe(open({ currency: maybe(text), value: maybe(numeric) })),
    }),
  ),
})

import type * as z from 'zod/v4/core'
import { ofNumber } from './of-number.ts'
import { list, numeric, open, sparse, text, word } from './shape.ts'

export const userPreferencesSchema = open(
  {
    user_preferences: list(
      open(
        { value: word<'stop' | 'resume' | 'signup'>() },
        {
          wa_id: text,
          user_id: text,
          parent_user_id: text,
          detail: text,
          category: word<'marketing_messages'>(),
          signup_id: numeric,
          timestamp: numeric,
        },
      ),
    ),
  },
  ofNumber,
)
export type UserPreferences = z.infer<typeof userPreferencesSchema>

const moved = sparse({ previous: text, current: text })
export const userIdUpdateSchema = open(
  {
    user_id_update: list(
      sparse({
        wa_id: text,
        detail: text,
        user_id: moved,
        parent_user_id: moved,
        timestamp: numeric,
      }),
    ),
  },
  ofNumber,
)
export type UserIdUpdate = z.infer<typeof userIdUpdateSchema>

import type * as z from 'zod/mini'
import { ofNumber } from './of-number.ts'
import { list, maybe, numeric, open, text, word } from './shape.ts'

export const userPreferencesSchema = open({
  ...ofNumber,
  user_preferences: list(
    open({
      wa_id: maybe(text),
      user_id: maybe(text),
      parent_user_id: maybe(text),
      detail: maybe(text),
      category: maybe(word<'marketing_messages'>()),
      value: word<'stop' | 'resume' | 'signup'>(),
      signup_id: maybe(numeric),
      timestamp: maybe(numeric),
    }),
  ),
})
export type UserPreferences = z.infer<typeof userPreferencesSchema>

const moved = open({ previous: maybe(text), current: maybe(text) })
export const userIdUpdateSchema = open({
  ...ofNumber,
  user_id_update: list(
    open({
      wa_id: maybe(text),
      detail: maybe(text),
      user_id: maybe(moved),
      parent_user_id: maybe(moved),
      timestamp: maybe(numeric),
    }),
  ),
})
export type UserIdUpdate = z.infer<typeof userIdUpdateSchema>

import type * as z from 'zod/v4/core'
import { anything, boolean, either, list, number, numeric, open, orNull, sparse, text } from './shape.ts'

/** The error inside Graph's envelope. `code` decides; `error_data.details` is for people. */
export const graphErrorSchema = open(
  {
    message: text,
    code: number,
  },
  {
    type: text,
    error_subcode: number,
    /** Messaging errors carry an object with `details`; other edges a bare string or `blame_field_specs`. */
    error_data: either(sparse({ messaging_product: text, details: text, blame_field_specs: anything }), text),
    is_transient: boolean,
    error_user_title: orNull(text),
    error_user_msg: orNull(text),
    fbtrace_id: text,
  },
)
export type GraphError = z.infer<typeof graphErrorSchema>

/** Every answer of Graph with a status of 400 or more. */
export const graphErrorBodySchema = open({ error: graphErrorSchema })
export type GraphErrorBody = z.infer<typeof graphErrorBodySchema>

/** An error inside a webhook: on the value, on a message, or on a status. `message` equals `title`. */
export const webhookErrorSchema = open(
  { code: numeric },
  {
    title: text,
    message: text,
    error_data: sparse({ details: text }),
    href: text,
  },
)
export type WebhookError = z.infer<typeof webhookErrorSchema>

/** One page of a list. An empty one has no `paging`; follow `next` as it is. */
export const pageOf = <T extends z.$ZodType>(item: T) =>
  open(
    { data: list(item) },
    {
      paging: sparse({
        cursors: sparse({ before: text, after: text }),
        previous: text,
        next: text,
      }),
      summary: anything,
    },
  )
export type Page<T> = {
  data: T[]
  paging?:
    | {
        cursors?: { before?: string | undefined; after?: string | undefined } | undefined
        previous?: string | undefined
        next?: string | undefined
      }
    | undefined
  summary?: unknown
}

/** What a write without a body of its own answers. */
export const successSchema = open({ success: boolean })
export type Success = z.infer<typeof successSchema>

import * as z from 'zod/mini'
import { anything, list, maybe, numeric, open, text } from './shape.ts'

/** The error inside Graph's envelope. `code` decides; `error_data.details` is for people. */
export const graphErrorSchema = open({
  message: text,
  type: maybe(text),
  code: z.number(),
  error_subcode: maybe(z.number()),
  /** Messaging errors carry an object with `details`; other edges a bare string or `blame_field_specs`. */
  error_data: maybe(
    z.union([open({ messaging_product: maybe(text), details: maybe(text), blame_field_specs: maybe(anything) }), text]),
  ),
  is_transient: maybe(z.boolean()),
  error_user_title: maybe(z.nullable(text)),
  error_user_msg: maybe(z.nullable(text)),
  fbtrace_id: maybe(text),
})
export type GraphError = z.infer<typeof graphErrorSchema>

/** Every answer of Graph with a status of 400 or more. */
export const graphErrorBodySchema = open({ error: graphErrorSchema })
export type GraphErrorBody = z.infer<typeof graphErrorBodySchema>

/** An error inside a webhook: on the value, on a message, or on a status. `message` equals `title`. */
export const webhookErrorSchema = open({
  code: numeric,
  title: maybe(text),
  message: maybe(text),
  error_data: maybe(open({ details: maybe(text) })),
  href: maybe(text),
})
export type WebhookError = z.infer<typeof webhookErrorSchema>

/** One page of a list. An empty one has no `paging`; follow `next` as it is. */
export const pageOf = <T extends z.ZodMiniType>(item: T) =>
  open({
    data: list(item),
    paging: maybe(
      open({
        cursors: maybe(open({ before: maybe(text), after: maybe(text) })),
        previous: maybe(text),
        next: maybe(text),
      }),
    ),
    summary: maybe(anything),
  })
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
export const successSchema = open({ success: z.boolean() })
export type Success = z.infer<typeof successSchema>

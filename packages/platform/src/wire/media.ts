import type * as z from 'zod/v4/core'
import { numeric, open, text } from './shape.ts'

/** `POST /{phone-number-id}/media`. */
export const mediaUploadedSchema = open({ id: text })
export type MediaUploaded = z.infer<typeof mediaUploadedSchema>

/** `GET /{media-id}`. The URL lives minutes and needs the token. `sha256` is hex here and base64 in webhooks. */
export const mediaInfoSchema = open(
  {
    id: text,
    url: text,
    mime_type: text,
  },
  {
    sha256: text,
    file_size: numeric,
    messaging_product: text,
  },
)
export type MediaInfo = z.infer<typeof mediaInfoSchema>

/** `POST /{app-id}/uploads`: `upload:…?sig=…`, to be used as a path as it is. */
export const uploadSessionSchema = open({ id: text })
export type UploadSession = z.infer<typeof uploadSessionSchema>

/** `POST /upload:…`: the handle for a template's example or a profile picture. */
export const uploadHandleSchema = open({ h: text })
export type UploadHandle = z.infer<typeof uploadHandleSchema>

/** `GET /upload:…`: from where to go on. */
export const uploadOffsetSchema = open({ id: text, file_offset: numeric })
export type UploadOffset = z.infer<typeof uploadOffsetSchema>

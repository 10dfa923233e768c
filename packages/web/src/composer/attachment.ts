import { kindOf, type MediaKind, type UploadedMedia } from '../media/upload-media.ts'
import type { Content } from '../messages/messages.ts'

/** Something that goes with, or instead of, the text: a file on its way to the hub, or a content made in a form. */
export type Attachment =
  | {
      readonly key: string
      readonly kind: 'media'
      readonly name: string
      readonly share: number
      readonly media?: UploadedMedia
      readonly failure?: string
      readonly file?: File
    }
  | { readonly key: string; readonly kind: 'content'; readonly name: string; readonly content: Content }

const WITH_CAPTION = new Set<MediaKind>(['image', 'video', 'document'])

const mediaKind = (media: UploadedMedia): MediaKind => media.kind ?? kindOf(media.mimeType)

/** Whether text can go along with it. */
export const takesCaption = (attachment: Attachment | undefined): boolean =>
  attachment?.kind === 'media' && (attachment.media === undefined || WITH_CAPTION.has(mediaKind(attachment.media)))

/** The messages that box and attachments make, in their order: the text is the caption of the first file that can have one. */
export function contentsOf(text: string, attachments: readonly Attachment[], previewUrl: boolean): readonly Content[] {
  const body = text.trim()
  if (attachments.length === 0)
    return body === ''
      ? []
      : [{ type: 'text', text: { body: text, ...(previewUrl && hasLink(text) ? { preview_url: true } : {}) } }]
  let caption = body
  return attachments.flatMap((attachment): Content[] => {
    if (attachment.kind === 'content') return [attachment.content]
    const { media } = attachment
    if (!media) return []
    const kind = mediaKind(media)
    const own: Record<string, string> = { id: media.id }
    if (caption !== '' && WITH_CAPTION.has(kind)) {
      own.caption = caption
      caption = ''
    }
    if (kind === 'document') own.filename = media.filename ?? attachment.name
    return [{ type: kind, [kind]: own }]
  })
}

export const hasLink = (text: string): boolean => /\bhttps?:\/\/\S+/i.test(text)

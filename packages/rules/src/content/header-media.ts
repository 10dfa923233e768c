import type { ContentContext } from './context.ts'
import { checkDocument } from './document.ts'
import type { ContentFindings } from './fields.ts'
import { checkImage } from './image.ts'
import type { Json } from './json.ts'
import { checkVideo } from './video.ts'

/** The file of a header, in interactive messages, cards and templates. */
export function checkHeaderMedia(
  kind: string,
  media: Json,
  path: string,
  context: ContentContext | undefined,
  found: ContentFindings,
): void {
  if (kind === 'image') checkImage(media, path, context, found)
  else if (kind === 'video' || kind === 'gif') checkVideo(media, path, context, found)
  else if (kind === 'document') checkDocument(media, path, context, found)
}

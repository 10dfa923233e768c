import type { ContentContext } from './context.ts'
import type { ContentFindings } from './fields.ts'
import type { Json } from './json.ts'
import { checkCaption, checkMedia } from './media.ts'

/** `image`: `{id | link, caption?}`. */
export function checkImage(image: Json, path: string, context: ContentContext | undefined, found: ContentFindings): void {
  checkMedia('image', image, path, context, found)
  checkCaption(image, path, found)
}

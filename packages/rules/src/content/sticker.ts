import { mediaLimits } from '@casement/platform'
import type { ContentContext } from './context.ts'
import type { ContentFindings } from './fields.ts'
import type { Json } from './json.ts'
import { checkMedia, refuseCaption } from './media.ts'

/** `sticker`: `{id | link}`. */
export function checkSticker(sticker: Json, path: string, context: ContentContext | undefined, found: ContentFindings): void {
  const facts = checkMedia('sticker', sticker, path, context, found)
  refuseCaption(sticker, path, 'a sticker', found)
  if (facts?.width === undefined || facts.height === undefined) return
  const side = mediaLimits.sticker.pixels.value
  if (facts.width !== side || facts.height !== side)
    found.add(
      'sticker.dimensions',
      path,
      `Make it ${side} by ${side} pixels.`,
      `${side}×${side}`,
      `${facts.width}×${facts.height}`,
    )
}

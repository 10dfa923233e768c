import { messageLimits } from '@casement/platform'
import type { ContentContext } from './context.ts'
import type { ContentFindings } from './fields.ts'
import type { Json } from './json.ts'
import { checkCaption, checkMedia } from './media.ts'

/** `video`: `{id | link, caption?}`. */
export function checkVideo(video: Json, path: string, context: ContentContext | undefined, found: ContentFindings): void {
  const facts = checkMedia('video', video, path, context, found)
  if (facts?.width !== undefined && facts.height !== undefined && facts.width > 0 && facts.height > 0) {
    const ratio = facts.width / facts.height
    const [narrowest, widest] = messageLimits.media.videoRatio.value
    if (ratio < narrowest || ratio > widest)
      found.add(
        'video.ratio',
        path,
        `Crop it to something between ${widest}:1 and 1:${widest}, or phones will show it with bars.`,
        `${widest}:1 to 1:${widest}`,
        `${facts.width}×${facts.height}`,
      )
  }
  checkCaption(video, path, found)
}

import { messageLimits } from '@casement/platform'
import { type ContentFindings, kindOf, limitText, requireText } from './fields.ts'
import type { Json } from './json.ts'

/** `text`: `{body, preview_url?}`. */
export function checkText(text: Json, found: ContentFindings): void {
  const body = requireText(found, text.body, 'text.body', 'the text')
  limitText(found, 'text.body.length', body, messageLimits.text.body.value, 'text.body', 'the text')
  const preview = text.preview_url
  if (preview === undefined) return
  if (typeof preview !== 'boolean' && preview !== 'true' && preview !== 'false')
    found.add('content.value', 'text.preview_url', 'Write true or false.', 'true or false', kindOf(preview))
  else if (body !== undefined && (preview === true || preview === 'true') && !/https?:\/\//i.test(body))
    found.add(
      'text.preview.link',
      'text.preview_url',
      'Put a link that begins with https:// into the text, or leave the preview out.',
    )
}

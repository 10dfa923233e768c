import { messageLimits } from '@casement/platform'
import type { ContentContext } from '../context.ts'
import { type ContentFindings, isWebAddress, requireText } from '../fields.ts'
import { type Json, objectOf } from '../json.ts'
import { checkActionName } from './action-name.ts'
import { checkLabel } from './label.ts'

/** `cta_url`: one button that opens a web address. */
export function checkCtaUrl(action: Json, _context: ContentContext | undefined, found: ContentFindings): void {
  checkActionName(found, action, 'cta_url')
  checkUrlParameters(objectOf(action.parameters), messageLimits.ctaUrl.displayText.value, 'interactive.action.parameters', found)
}

/** Label and address, in messages and on cards. */
export function checkUrlParameters(parameters: Json, maxLabel: number, path: string, found: ContentFindings): void {
  checkLabel(found, parameters.display_text, maxLabel, `${path}.display_text`)
  const url = requireText(found, parameters.url, `${path}.url`, 'the address the button opens')
  if (url !== undefined && !isWebAddress(url))
    found.add('button.url', `${path}.url`, 'Give a full address that begins with https://.', 'a web address', url.slice(0, 80))
}

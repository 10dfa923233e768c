import { messageLimits } from '@casement/platform'
import type { ContentContext } from '../context.ts'
import { type ContentFindings, limitText, optionalText } from '../fields.ts'
import { grouped } from '../findings.ts'
import { type Json, numberIn, objectOf, textOf } from '../json.ts'
import { checkActionName } from './action-name.ts'
import { checkLabel } from './label.ts'

/** `voice_call`: a button that calls the business on WhatsApp. */
export function checkVoiceCall(action: Json, _context: ContentContext | undefined, found: ContentFindings): void {
  checkActionName(found, action, 'voice_call')
  const { display_text: label, ttl_minutes: ttl, payload } = objectOf(action.parameters)
  const path = 'interactive.action.parameters'
  if (label !== undefined) checkLabel(found, label, messageLimits.voiceCall.displayText.value, `${path}.display_text`)
  const text = optionalText(found, payload, `${path}.payload`, 'the payload')
  limitText(found, 'call.payload.length', text, messageLimits.voiceCall.payload.value, `${path}.payload`, 'the payload')
  if (ttl === undefined) return
  const [least, most] = messageLimits.voiceCall.ttlMinutes.value
  const minutes = numberIn(ttl)
  if (minutes === undefined || minutes < least || minutes > most)
    found.add('call.ttl', `${path}.ttl_minutes`, `Give ${least} to ${grouped(most)} minutes.`, `${least} to ${most}`, textOf(ttl))
}

/** `call_permission_request`: asks whether the business may call. */
export function checkCallPermission(action: Json, _context: ContentContext | undefined, found: ContentFindings): void {
  checkActionName(found, action, 'call_permission_request')
}

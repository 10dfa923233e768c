import { messageLimits } from '@casement/platform'
import { type ContentFindings, requireText } from './fields.ts'
import { type Json, numberIn, textOf } from './json.ts'

/** `pin`: `{type: pin | unpin, message_id, expiration_days?}`, in groups only. */
export function checkPin(pin: Json, message: Json, found: ContentFindings): void {
  if (message.recipient_type !== 'group')
    found.add(
      'pin.group',
      'recipient_type',
      'Pin it in a group: a chat with one person has no pins.',
      'group',
      textOf(message.recipient_type) || 'nothing',
    )
  if (pin.type !== 'pin' && pin.type !== 'unpin')
    found.add('content.value', 'pin.type', 'Write pin or unpin.', 'pin, unpin', textOf(pin.type) || 'nothing')
  requireText(found, pin.message_id, 'pin.message_id', 'the id of the message to pin')
  if (pin.expiration_days === undefined) return
  const [least, most] = messageLimits.pin.days.value
  const days = numberIn(pin.expiration_days)
  if (days === undefined || days < least || days > most || !Number.isInteger(days))
    found.add(
      'pin.days',
      'pin.expiration_days',
      `Give ${least} to ${most} whole days.`,
      `${least} to ${most}`,
      textOf(pin.expiration_days),
    )
}

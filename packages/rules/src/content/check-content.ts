import { messageLimits } from '@casement/platform'
import { checkSend } from '../template/check-parameters.ts'
import type { MessageInput } from '../template/render-message.ts'
import { checkAudio } from './audio.ts'
import { checkContacts } from './contacts.ts'
import type { ContentContext } from './context.ts'
import { checkDocument } from './document.ts'
import { type ContentFinding, type ContentFindings, kindOf, limitText, newFindings, optionalText } from './fields.ts'
import { checkImage } from './image.ts'
import { checkInteractive } from './interactive/interactive.ts'
import { type Json, objectIn, objectOf, textIn } from './json.ts'
import { checkLocation } from './location.ts'
import { checkPin } from './pin.ts'
import { checkReaction } from './reaction.ts'
import { checkSticker } from './sticker.ts'
import { checkText } from './text.ts'
import { checkVideo } from './video.ts'

type Check = (content: Json, message: Json, context: ContentContext | undefined, found: ContentFindings) => void

const checks: ReadonlyMap<string, Check> = new Map<string, Check>([
  ['text', (text, _message, _context, found) => checkText(text, found)],
  ['image', (image, _message, context, found) => checkImage(image, 'image', context, found)],
  ['video', (video, _message, context, found) => checkVideo(video, 'video', context, found)],
  ['audio', (audio, _message, context, found) => checkAudio(audio, 'audio', context, found)],
  ['document', (document, _message, context, found) => checkDocument(document, 'document', context, found)],
  ['sticker', (sticker, _message, context, found) => checkSticker(sticker, 'sticker', context, found)],
  ['location', (location, _message, _context, found) => checkLocation(location, 'location', found)],
  ['interactive', (interactive, _message, context, found) => checkInteractive(interactive, context, found)],
  ['template', (template, _message, context, found) => checkSend(template, context, found)],
  ['pin', (pin, message, _context, found) => checkPin(pin, message, found)],
  ['reaction', (reaction, message, context, found) => checkReaction(reaction, message, context, found)],
])

/**
 * Judges what a message holds: Meta's content object `{type, <type>: …}`, all findings at once, in the order of its fields. Takes any
 * JSON and never throws. Errors refuse, warnings advise; an empty list means that nothing was found.
 */
export function checkContent(message: MessageInput, context?: ContentContext): readonly ContentFinding[] {
  const found = newFindings()
  const given = objectIn(message)
  if (given === undefined) {
    found.add(
      'content.value',
      '',
      'Give a message such as {"type": "text", "text": {"body": "Hello"}}.',
      'object',
      kindOf(message),
    )
    return found.all
  }
  checkEnvelope(given, found)
  const type = given.type ?? 'text'
  if (type === 'contacts') {
    if (given.contacts === undefined) found.add('content.required', 'contacts', 'Add the contact cards.')
    else checkContacts(given.contacts, found)
    return found.all
  }
  const check = typeof type === 'string' ? checks.get(type) : undefined
  if (check === undefined) {
    found.add(
      'content.type',
      'type',
      `Use one of: ${[...checks.keys(), 'contacts'].join(', ')}.`,
      'a known type',
      typeof type === 'string' ? type.slice(0, 40) : kindOf(type),
    )
    return found.all
  }
  const content = given[type as string]
  if (objectIn(content) === undefined) {
    if (content === undefined || content === null)
      found.add('content.required', type as string, `Add the object "${type as string}".`)
    else found.add('content.value', type as string, 'Give an object here.', 'object', kindOf(content))
    return found.all
  }
  check(objectOf(content), given, context, found)
  return found.all
}

/** What stands beside the content: the data that comes back in statuses, and the message that is quoted. */
function checkEnvelope(message: Json, found: ContentFindings): void {
  const { biz_opaque_callback_data: opaque, context } = message
  const max = messageLimits.envelope.opaqueCallback.value
  if (opaque !== undefined) {
    const text = optionalText(found, opaque, 'biz_opaque_callback_data', 'the callback data')
    limitText(found, 'content.opaque.length', text, max, 'biz_opaque_callback_data', 'the callback data')
  }
  if (context !== undefined && context !== null && textIn(objectIn(context)?.message_id) === undefined)
    found.add('content.value', 'context.message_id', 'Give the id of the message to quote, or leave the context out.')
}

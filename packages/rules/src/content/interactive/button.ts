import { messageLimits } from '@casement/platform'
import type { ContentContext } from '../context.ts'
import { type ContentFindings, kindOf, limitCount, limitText, requireText } from '../fields.ts'
import { itemsOf, type Json, objectIn, objectOf, textOf } from '../json.ts'
import { checkLabel } from './label.ts'

/** `button`: up to three replies, ids and titles each of their own. A link has a message type of its own. */
export function checkButtons(action: Json, _context: ContentContext | undefined, found: ContentFindings): void {
  const path = 'interactive.action.buttons'
  if (!Array.isArray(action.buttons)) {
    found.add('content.required', path, 'Add the buttons.', 'list', kindOf(action.buttons))
    return
  }
  const buttons = itemsOf(action.buttons)
  limitCount(found, 'buttons.count', buttons.length, 1, messageLimits.button.buttons.value, path, 'buttons')
  for (let at = 0; at < buttons.length; at++) {
    const button = objectOf(buttons[at])
    if (button.type !== 'reply') {
      found.add(
        'buttons.kind',
        `${path}[${at}].type`,
        button.type === 'url' ? 'Send the link as a message of type cta_url.' : 'Use reply buttons only.',
        'reply',
        textOf(button.type) || 'nothing',
      )
      continue
    }
    const reply = objectIn(button.reply)
    if (reply === undefined) found.add('content.required', `${path}[${at}].reply`, 'Add {"id": "…", "title": "…"}.')
    else checkReplyButton(reply, `${path}[${at}].reply`, found)
  }
  checkRepeats(buttons, path, found)
}

/** Id and title of a reply, in messages and on cards. */
export function checkReplyButton(reply: Json, path: string, found: ContentFindings): void {
  const id = requireText(found, reply.id, `${path}.id`, 'the id of the button')
  limitText(found, 'buttons.id.length', id, messageLimits.button.id.value, `${path}.id`, 'the id')
  checkLabel(found, reply.title, messageLimits.button.title.value, `${path}.title`)
}

function checkRepeats(buttons: readonly unknown[], path: string, found: ContentFindings): void {
  // Beyond the limit there is a finding already; comparing each with each would only take time.
  const count = Math.min(buttons.length, messageLimits.button.buttons.value)
  for (let at = 1; at < count; at++) {
    const reply = objectOf(objectOf(buttons[at]).reply)
    for (let before = 0; before < at; before++) {
      const earlier = objectOf(objectOf(buttons[before]).reply)
      if (reply.id !== undefined && reply.id === earlier.id)
        found.add('buttons.id.unique', `${path}[${at}].reply.id`, 'Give every button an id of its own.', 1, textOf(reply.id))
      if (reply.title !== undefined && reply.title === earlier.title)
        found.add(
          'buttons.title.unique',
          `${path}[${at}].reply.title`,
          'Give every button a title of its own.',
          1,
          textOf(reply.title),
        )
    }
  }
}

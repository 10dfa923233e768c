import { DAY, messageLimits } from '@casement/platform'
import type { ContentContext } from './context.ts'
import { type ContentFindings, kindOf, requireText } from './fields.ts'
import type { Json } from './json.ts'

const ONE_EMOJI = /^\p{RGI_Emoji}$/v

/** `reaction`: `{message_id, emoji}`; an empty emoji takes the reaction back. */
export function checkReaction(reaction: Json, message: Json, context: ContentContext | undefined, found: ContentFindings): void {
  requireText(found, reaction.message_id, 'reaction.message_id', 'the id of the message to react to')
  const { emoji } = reaction
  if (emoji === undefined || emoji === null)
    found.add('content.required', 'reaction.emoji', 'Add the emoji, or "" to take the reaction back.')
  else if (typeof emoji !== 'string')
    found.add('content.value', 'reaction.emoji', 'Write the emoji as text.', 'text', kindOf(emoji))
  else if (emoji !== '' && !ONE_EMOJI.test(emoji) && !ONE_EMOJI.test(`${emoji}\ufe0f`))
    found.add(
      'reaction.emoji',
      'reaction.emoji',
      'Choose one emoji, or leave it empty to take the reaction back.',
      'one emoji',
      emoji,
    )
  if (message.context !== undefined)
    found.add('reaction.quote', 'context', 'Leave the quote out: a reaction already points at its message.')
  const target = context?.target
  if (target === undefined) return
  if (target.deleted === true)
    found.add('reaction.target', 'reaction.message_id', 'React to another message: this one was deleted.')
  if (target.type === 'reaction')
    found.add('reaction.target', 'reaction.message_id', 'React to the message itself, not to a reaction.')
  if (target.at !== undefined && context?.now !== undefined && context.now - target.at > messageLimits.reaction.days.value * DAY)
    found.add(
      'reaction.target',
      'reaction.message_id',
      `React to a message of the last ${messageLimits.reaction.days.value} days.`,
      messageLimits.reaction.days.value,
      Math.floor((context.now - target.at) / DAY),
    )
}

import { messageLimits } from '@casement/platform'
import type { ContentContext } from '../context.ts'
import { type ContentFindings, limitText, requireText, warnOfMarks } from '../fields.ts'
import { type Json, objectOf, textIn, textOf } from '../json.ts'
import { checkActionName } from './action-name.ts'

const EMOJI = /\p{Extended_Pictographic}|\p{Regional_Indicator}/u

/** `flow`: a button that opens a form. */
export function checkFlow(action: Json, _context: ContentContext | undefined, found: ContentFindings): void {
  checkActionName(found, action, 'flow')
  const parameters = objectOf(action.parameters)
  const path = 'interactive.action.parameters'
  const byId = textOf(parameters.flow_id) !== ''
  const byName = textIn(parameters.flow_name) !== undefined
  if (byId === byName)
    found.add('flow.reference', path, byId ? 'Give flow_id or flow_name, not both.' : 'Name the flow by flow_id or flow_name.')
  checkCta(parameters.flow_cta, `${path}.flow_cta`, found)
  checkWord(parameters, 'mode', ['draft', 'published'], path, found)
  checkWord(parameters, 'flow_action', ['navigate', 'data_exchange'], path, found)
}

function checkCta(value: unknown, path: string, found: ContentFindings): void {
  const cta = requireText(found, value, path, 'the label of the button')
  if (cta === undefined) return
  const { cta: longest, ctaAdvised } = messageLimits.flow
  if (cta.length > longest.value) limitText(found, 'flow.cta.length', cta, longest.value, path, 'the label')
  else limitText(found, 'flow.cta.long', cta, ctaAdvised.value, path, 'the label')
  if (EMOJI.test(cta)) found.add('flow.cta.emoji', path, 'Take the emoji out of the label.')
  warnOfMarks(found, cta, path, 'a button')
}

function checkWord(parameters: Json, field: string, words: readonly string[], path: string, found: ContentFindings): void {
  const word = parameters[field]
  if (word !== undefined && !(typeof word === 'string' && words.includes(word)))
    found.add('content.value', `${path}.${field}`, `Write ${words.join(' or ')}.`, words.join(', '), textOf(word))
}

import { GraphFailure, invalidParameter, refuse } from '../graph/failure.ts'
import type { GraphRequest } from '../graph/request.ts'
import { checkCodes } from '../templates/check-codes.ts'
import { checkParameters } from '../templates/check-parameters.ts'
import type { Template, Waba } from '../world/records.ts'
import type { Recipient } from './recipient.ts'

/** The template a send names, approved and with parameters that fit. Throws GraphFailure with Meta's 132xxx codes. */
export function findTemplate(
  request: GraphRequest,
  waba: Waba,
  content: Record<string, unknown>,
  recipient: Pick<Recipient, 'byScopedId'>,
): Template {
  const { world } = request
  const given = content.template as Record<string, unknown>
  const name = String(given.name)
  const language = String((given.language as Record<string, unknown>).code)
  const template = world.indexes.templateBy(waba.id, name, language)
  if (
    !template ||
    ['PENDING', 'REJECTED', 'IN_APPEAL', 'LIMIT_EXCEEDED', 'ARCHIVED', 'DELETED', 'PENDING_DELETION'].includes(template.status)
  ) {
    throw new GraphFailure({
      code: 132001,
      message: '(#132001) Template name does not exist in the translation',
      details: `template name (${name}) does not exist in ${language}`,
    })
  }
  if (template.status === 'PAUSED') throw refuse(132015, `template name (${name}) is paused due to low quality.`)
  if (template.status === 'DISABLED') throw refuse(132016, `template name (${name}) is disabled.`)
  const failure =
    checkParameters(template, given.components, Number(request.version.slice(1).split('.')[0])) ??
    checkCodes(template.category, given.components, world.now())
  if (failure) throw failure
  if (template.category === 'AUTHENTICATION' && recipient.byScopedId) {
    throw refuse(131062, 'Authentication templates need a phone number as recipient.')
  }
  if (!Array.isArray(given.components) && given.components !== undefined)
    throw invalidParameter('template.components must be a list.')
  return template
}

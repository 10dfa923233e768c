import { DAY } from '@casement/platform'
import { checkDefinition, definitionFailure, upper } from '../templates/check-definition.ts'
import { changeStatus } from '../templates/lifecycle.ts'
import { submitForReview } from '../templates/review.ts'
import { storedComponents } from '../templates/stored-components.ts'
import type { Template, Waba } from '../world/records.ts'
import type { World } from '../world/world.ts'
import { GraphFailure, missingParameter, refuse } from './failure.ts'
import { type GraphHandler, type GraphRequest, listParam, numberParam, textParam } from './request.ts'
import { readCategory, readComponents } from './template-creation.ts'
import { templateNode, templatesOf } from './templates.ts'

const wabaNode = (request: GraphRequest): Waba => request.world.wabas.get(request.path[0] as string) as Waba

export const editTemplate: GraphHandler = (request) => {
  const { world, params } = request
  const template = templateNode(request)
  const policy = world.policyOf(world.wabas.get(template.wabaId)).templates
  const now = world.now()
  if (!['APPROVED', 'REJECTED', 'PAUSED'].includes(template.status)) {
    throw definitionFailure(2388039, 'Template Cannot Be Edited', `A template that is ${template.status} cannot be edited.`)
  }
  const category = textParam(params, 'category') === undefined ? template.category : readCategory(params)
  if (template.status === 'APPROVED') {
    if (category !== template.category)
      throw definitionFailure(2388039, 'Category Cannot Be Changed', 'The category of an approved template cannot be changed.')
    const recent = (days: number) => template.edits.filter((at) => now < at + days * DAY).length
    if (recent(1) >= policy.editsPer24h)
      throw definitionFailure(2388039, 'Too Many Edits', 'An approved template can be edited once in 24 hours.')
    if (recent(30) >= policy.editsPer30d)
      throw definitionFailure(2388039, 'Too Many Edits', 'An approved template can be edited 10 times in 30 days.')
  }
  const ttl = numberParam(params, 'message_send_ttl_seconds')
  if (params.components === undefined) {
    if (ttl === undefined && category === template.category) throw missingParameter('components')
    template.ttlSeconds = ttl ?? template.ttlSeconds
    template.category = category
    world.templates.put(template)
    if (ttl === undefined) submitForReview(world, template)
    return { success: true, id: template.id, name: template.name, category: template.category }
  }
  const components = readComponents(params)
  const format =
    params.parameter_format === undefined
      ? template.parameterFormat
      : upper(params.parameter_format) === 'NAMED'
        ? 'NAMED'
        : 'POSITIONAL'
  const failure = checkDefinition({ category, format, components })
  if (failure) throw failure
  if (template.status === 'APPROVED') template.edits = [...template.edits.filter((at) => now < at + 30 * DAY), now]
  Object.assign(template, {
    category,
    parameterFormat: format,
    components: storedComponents(category, components),
    ttlSeconds: ttl ?? template.ttlSeconds,
  })
  submitForReview(world, template)
  return { success: true, id: template.id, name: template.name, category: template.category }
}

export const deleteTemplates: GraphHandler = (request) => {
  const { world, params } = request
  const waba = wabaNode(request)
  const name = textParam(params, 'name')
  const ids =
    listParam(params, 'hsm_ids')?.map(String) ?? (textParam(params, 'hsm_id') === undefined ? null : [String(params.hsm_id)])
  if (name === undefined && !ids) throw missingParameter('name')
  const found = templatesOf(world, waba.id).filter((template) => (ids ? ids.includes(template.id) : template.name === name))
  if (found.length === 0) {
    throw new GraphFailure({
      code: 100,
      subcode: 2593002,
      http: 400,
      message: 'Invalid parameter',
      transient: false,
      userTitle: 'Message Template Not Found',
      userMessage: 'No template with this name or id belongs to this account.',
    })
  }
  for (const template of found) remove(world, template)
  return { success: true }
}

export const deleteTemplate: GraphHandler = (request) => {
  remove(request.world, templateNode(request))
  return { success: true }
}

/** A disabled template stays; the name of one that was approved is locked for a while. */
function remove(world: World, template: Template): void {
  if (template.status === 'DISABLED') throw refuse(100, 'A disabled template cannot be deleted.')
  if (template.approvedAt !== null) {
    const days = world.policyOf(world.wabas.get(template.wabaId)).templates.nameLockDays
    world.things.put({ key: `name-lock:${template.wabaId}:${template.name}`, kind: 'name-lock', until: world.now() + days * DAY })
  }
  template.status = 'DELETED'
  template.updatedAt = world.now()
  world.templates.put(template)
  world.indexes.template(template)
}

export const unpauseTemplate: GraphHandler = (request) => {
  const template = templateNode(request)
  if (template.status !== 'PAUSED') return { success: false, reason: 'The template is not paused.' }
  if (!template.pausedByPacing)
    return { success: false, reason: 'Only a pause caused by pacing is ended by hand; this one ends by itself.' }
  template.quality = 'UNKNOWN'
  changeStatus(request.world, template, 'APPROVED', { title: 'UNPAUSE', description: 'The pause was ended by hand.' })
  return { success: true }
}

export const archiveTemplates =
  (to: 'ARCHIVED' | 'APPROVED'): GraphHandler =>
  (request) => {
    const ids = (listParam(request.params, 'hsm_ids') ?? []).map(String)
    const done: string[] = []
    const failed: Record<string, string> = {}
    for (const id of ids) {
      const template = request.world.templates.get(id)
      if (!template || template.wabaId !== wabaNode(request).id || template.status === 'DELETED') failed[id] = 'Not found'
      else {
        changeStatus(request.world, template, to)
        done.push(id)
      }
    }
    return { [to === 'ARCHIVED' ? 'archived_templates' : 'unarchived_templates']: done, failed_templates: failed }
  }

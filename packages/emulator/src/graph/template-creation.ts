import { HOUR, templateLimits } from '@casement/platform'
import { isRestricted } from '../accounts/restrictions.ts'
import { readMaximumPrice } from '../messages/maximum-price.ts'
import { type Component, checkDefinition, definitionFailure, upper } from '../templates/check-definition.ts'
import { changeStatus } from '../templates/lifecycle.ts'
import { submitForReview } from '../templates/review.ts'
import { storedComponents } from '../templates/stored-components.ts'
import type { Template, TemplateCategory, Waba } from '../world/records.ts'
import type { World } from '../world/world.ts'
import { GraphFailure, missingParameter, refuse } from './failure.ts'
import { tooManyCalls } from './management-limit.ts'
import { type GraphHandler, type GraphRequest, isRecord, listParam, numberParam, textParam } from './request.ts'
import { templatesOf } from './templates.ts'

const wabaNode = (request: GraphRequest): Waba => request.world.wabas.get(request.path[0] as string) as Waba
const languageCodes: readonly string[] = templateLimits.language.codes.value
const CATEGORIES: TemplateCategory[] = ['MARKETING', 'UTILITY', 'AUTHENTICATION']

export function readCategory(params: Record<string, unknown>): TemplateCategory {
  const category = textParam(params, 'category')
  if (category === undefined) throw missingParameter('category')
  const found = CATEGORIES.find((one) => one === category.toUpperCase())
  if (found) return found
  throw new GraphFailure({
    code: 100,
    http: 400,
    message: `(#100) Param category must be one of {${CATEGORIES.join(', ')}} - got "${category}".`,
  })
}

function readName(params: Record<string, unknown>): string {
  const name = textParam(params, 'name')
  if (name === undefined) throw missingParameter('name')
  if (!new RegExp(templateLimits.name.pattern.value).test(name) || name.length > templateLimits.name.length.value) {
    throw definitionFailure(
      2388046,
      'Name Format is Incorrect',
      'A name has lower-case letters, digits and underscores only.',
      'name',
    )
  }
  return name
}

function readLanguage(language: string | undefined): string {
  if (language === undefined) throw missingParameter('language')
  if (!languageCodes.includes(language)) {
    throw new GraphFailure({
      code: 100,
      http: 400,
      message: `(#100) Param language must be one of {${languageCodes.slice(0, 6).join(', ')}, …} - got "${language}".`,
    })
  }
  return language
}

export function readComponents(params: Record<string, unknown>): Component[] {
  const components = listParam(params, 'components')
  if (!components) throw missingParameter('components')
  if (!components.every(isRecord))
    throw new GraphFailure({ code: 100, http: 400, message: '(#100) Param components must be an array of objects.' })
  return components as Component[]
}

/** Counted by the hour for each account, like every other limit of management calls. */
function checkRate(world: World, waba: Waba): void {
  const { templates } = world.policyOf(waba)
  const now = world.now()
  const key = `creations:${waba.id}`
  const made = ((world.things.get(key)?.at as number[] | undefined) ?? []).filter((at) => now < at + HOUR)
  if (made.length >= templates.createPerHour) {
    throw tooManyCalls()
  }
  world.things.put({ key, kind: 'creations', at: [...made, now] })
}

export const createTemplate: GraphHandler = (request) => {
  const { world, params } = request
  const waba = wabaNode(request)
  const name = readName(params)
  const language = readLanguage(textParam(params, 'language'))
  const category = readCategory(params)
  checkRate(world, waba)
  const library = textParam(params, 'library_template_name')
  const components = library === undefined ? readComponents(params) : libraryComponents(world, library)
  const template = create(world, waba, { name, language, category, components, params, library: library ?? null })
  return { id: template.id, status: template.status, category: template.category }
}

type Created = {
  name: string
  language: string
  category: TemplateCategory
  components: Component[]
  params: Record<string, unknown>
  library: string | null
}

function create(world: World, waba: Waba, given: Created): Template {
  const { name, language, category, components, params, library } = given
  const format = upper(params.parameter_format) === 'NAMED' ? 'NAMED' : 'POSITIONAL'
  const { templates } = world.policyOf(waba)
  const all = templatesOf(world, waba.id)
  if (world.indexes.templateBy(waba.id, name, language)) {
    throw definitionFailure(
      2388024,
      'Content in This Language Already Exists',
      `There is already ${language} content for the template ${name}.`,
    )
  }
  const locked = world.things.get(`name-lock:${waba.id}:${name}`)
  if (locked && world.now() < Number(locked.until)) {
    throw definitionFailure(
      2388023,
      'Message Template Language Is Being Deleted',
      `The name ${name} was deleted and is locked until ${new Date(Number(locked.until)).toISOString()}.`,
    )
  }
  const limit = world.portfolios.get(waba.portfolioId)?.verified ? templates.maxVerified : templates.maxUnverified
  if (all.length >= limit)
    throw definitionFailure(
      2388019,
      'Message Template Limit Exceeded',
      `This account has ${limit} templates, which is its limit.`,
    )
  const failure = checkDefinition({ category, format, components })
  if (failure) throw failure
  const now = world.now()
  if (category === 'UTILITY' && isRestricted(waba, now, 'RESTRICTED_UTILITY_TEMPLATES'))
    throw refuse(368, 'The account is restricted: no utility template can be created until its categories are right again.')
  const template: Template = {
    id: world.nextId(),
    wabaId: waba.id,
    name,
    language,
    category,
    previousCategory: null,
    status: 'PENDING',
    parameterFormat: format,
    components: storedComponents(category, components),
    quality: 'UNKNOWN',
    qualityAt: now,
    rejectedReason: 'NONE',
    rejectionInfo: null,
    createdAt: now,
    updatedAt: now,
    approvedAt: null,
    pausedUntil: null,
    judgedSince: now,
    pausedByPacing: false,
    pauses: 0,
    edits: [],
    ttlSeconds: numberParam(params, 'message_send_ttl_seconds') ?? null,
    sendsSinceApproval: 0,
    pacingReleased: false,
    libraryName: library,
    maximumPrice: category === 'MARKETING' ? readMaximumPrice(params, now) : null,
  }
  world.templates.put(template)
  world.indexes.template(template)
  if (library === null) submitForReview(world, template)
  else changeStatus(world, template, 'APPROVED')
  return template
}

function libraryComponents(world: World, name: string): Component[] {
  const found = [...world.templates.values()].find((template) => template.name === name)
  if (!found) throw new GraphFailure({ code: 100, http: 400, message: `(#100) There is no library template ${name}.` })
  return structuredClone(found.components)
}

/** The same one-time code text in several languages at once. */
export const upsertTemplates: GraphHandler = (request) => {
  const { world, params } = request
  const waba = wabaNode(request)
  const name = readName(params)
  const category = readCategory(params)
  const components = readComponents(params)
  const data = (listParam(params, 'languages') ?? []).map(String).map((language) => {
    const known = world.indexes.templateBy(waba.id, name, readLanguage(language))
    if (known) {
      known.components = storedComponents(category, components)
      submitForReview(world, known)
      return known
    }
    return create(world, waba, { name, language, category, components, params, library: null })
  })
  return { data: data.map(({ id, status, language, category: kind }) => ({ id, status, language, category: kind })) }
}

import { fill, variablesIn } from '../templates/variables.ts'
import { textNumber } from '../world/chance.ts'
import { defaultTemplates } from '../world/default-templates.ts'
import type { Template, Waba } from '../world/records.ts'
import { GraphFailure } from './failure.ts'
import { pageOf } from './page.ts'
import { flagParam, type GraphHandler, type GraphRequest, listParam, numberParam, textParam } from './request.ts'
import { templateNode } from './templates.ts'

const wabaNode = (request: GraphRequest): Waba => request.world.wabas.get(request.path[0] as string) as Waba

/** How Meta's own one-time code text reads in some languages. */
export const previewTemplates: GraphHandler = (request) => {
  const { params } = request
  const languages = (listParam(params, 'languages') ?? ['en_US']).map(String)
  const minutes = numberParam(params, 'code_expiration_minutes')
  const advice = flagParam(params, 'add_security_recommendation') ? ' For your security, do not share this code.' : ''
  return {
    data: languages.map((language) => ({
      body: `*{{1}}* is your verification code.${advice}`,
      ...(minutes === undefined ? {} : { footer: `This code expires in ${minutes} minutes.` }),
      language,
      buttons: [{ autofill_text: 'Autofill', text: 'Copy code' }],
    })),
  }
}

/** Ready-made utility templates. Those of the emulator are few. */
export const templateLibrary: GraphHandler = (request) => {
  const search = textParam(request.params, 'search')?.toLowerCase()
  const rows = defaultTemplates
    .filter(
      (seed) => seed.category === 'UTILITY' && (search === undefined || JSON.stringify(seed).toLowerCase().includes(search)),
    )
    .map((seed) => {
      const body = String(seed.components.find((component) => component.type === 'BODY')?.text ?? '')
      const names = variablesIn(body)
      return {
        id: String(900_000_000_000 + textNumber(seed.name + seed.language)),
        name: seed.name,
        language: seed.language,
        category: seed.category,
        topic: 'ORDER_MANAGEMENT',
        usecase: 'SHIPMENT_CONFIRMATION',
        industry: ['E_COMMERCE'],
        body,
        body_params: names.map((name) => fill(`{{${name}}}`, { [name]: 'sample' })),
        body_param_types: names.map(() => 'TEXT'),
        buttons: [],
      }
    })
  return pageOf(request, rows, request.path.join('/'))
}

/** Two templates beside each other, by what was sent and blocked. */
export const compareTemplates: GraphHandler = (request) => {
  const { world, params } = request
  const others = (listParam(params, 'template_ids') ?? [])
    .map((id) => world.templates.get(String(id)))
    .filter((one): one is Template => one !== undefined)
  const all = [templateNode(request), ...others]
  const now = world.now()
  const sums = new Map(all.map((template) => [template.id, world.books.quality.weighted(template.id, now, 90, 3_650)]))
  const order = [...sums].sort((a, b) => b[1].share - a[1].share).map(([id]) => id)
  return {
    data: [
      { metric: 'BLOCK_RATE', type: 'RELATIVE', order_by_relative_metric: order },
      {
        metric: 'MESSAGE_SENDS',
        type: 'NUMBER_VALUES',
        number_values: [...sums].map(([key, sum]) => ({ key, value: sum.delivered })),
      },
      {
        metric: 'TOP_BLOCK_REASON',
        type: 'STRING_VALUES',
        string_values: all.map(({ id }) => ({ key: id, value: 'UNKNOWN_BLOCK_REASON' })),
      },
    ],
  }
}

/** Copies approved templates of good quality from another account of the same portfolio. */
export const migrateTemplates: GraphHandler = (request) => {
  const { world, params } = request
  const waba = wabaNode(request)
  const source = world.wabas.get(textParam(params, 'source_waba_id') ?? '')
  if (!source || source.portfolioId !== waba.portfolioId) {
    throw new GraphFailure({
      code: 100,
      http: 400,
      message: '(#100) Param source_waba_id must be an account of the same business.',
    })
  }
  const migrated: string[] = []
  const failed: Record<string, string> = {}
  for (const template of [...world.templates.values()]) {
    if (template.wabaId !== source.id || template.status !== 'APPROVED') continue
    if (template.quality !== 'GREEN' && template.quality !== 'UNKNOWN') failed[template.id] = 'Quality is not high enough.'
    else if (world.indexes.templateBy(waba.id, template.name, template.language))
      failed[template.id] = 'A template of this name and language exists.'
    else {
      const copy = world.templates.put({ ...structuredClone(template), id: world.nextId(), wabaId: waba.id, quality: 'UNKNOWN' })
      world.indexes.template(copy)
      migrated.push(copy.id)
    }
  }
  return { migrated_templates: migrated, failed_templates: failed }
}

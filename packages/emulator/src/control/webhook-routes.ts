import { webhookFields } from '@casement/platform'
import { isRecord } from '../graph/request.ts'
import { type ChangeTarget, publishChange } from '../webhooks/publish-change.ts'
import { sampleOf, samplesOf } from '../webhooks/samples.ts'
import type { PhoneNumber } from '../world/records.ts'
import type { World } from '../world/world.ts'
import { type Body, bodyOf, numberParam, optionalText } from './input.ts'
import { Refusal } from './refusal.ts'
import type { ControlTable } from './routes.ts'
import type { Twin } from './twin.ts'

/** Tells a change of any field, by hand: with a value of one's own, or with a sample. */
export function webhookRoutes({ world }: Twin): ControlTable {
  return {
    'GET /webhooks/samples': () => ({
      data: webhookFields.map((field) => ({
        field,
        variants: Object.keys(samplesOf(world, fieldOf(field), targetOf(world, {}))),
      })),
    }),
    'GET /webhooks/samples/:field': ({ params, query }) => {
      const field = fieldOf(params.field)
      const target = targetOf(world, query)
      const { variant, value } = chosenSample(world, field, query.variant, target)
      return { field, variant, value, variants: Object.keys(samplesOf(world, field, target)) }
    },
    'POST /webhooks': ({ body }) => {
      const given = bodyOf(body)
      const field = fieldOf(optionalText(given, 'field'))
      const target = targetOf(world, given)
      if (given.value !== undefined && !isRecord(given.value)) throw new Refusal(400, '"value" must be a JSON object.')
      const value = given.value ?? chosenSample(world, field, optionalText(given, 'variant'), target).value
      return publishChange(world, field, value, target)
    },
  }
}

function fieldOf(name: string | undefined): (typeof webhookFields)[number] {
  const field = webhookFields.find((one) => one === name)
  if (!field) {
    const what = name === undefined ? 'Say which field with "field"' : `There is no webhook field "${name}"`
    throw new Refusal(400, `${what}; the fields are ${webhookFields.join(', ')}.`)
  }
  return field
}

function chosenSample(world: World, field: (typeof webhookFields)[number], variant: string | undefined, target: ChangeTarget) {
  const sample = sampleOf(world, field, variant, target)
  if (sample) return sample
  const names = Object.keys(samplesOf(world, field, target)).join(', ')
  throw new Refusal(400, `${field} has no sample "${variant}"; its samples are ${names}.`)
}

/** Whom a change is about: the number named, else the first one of the account named, else the first there is. */
function targetOf(world: World, given: Body): ChangeTarget {
  const wabaId = given.wabaId === undefined || given.wabaId === null ? undefined : String(given.wabaId)
  if (wabaId !== undefined && !world.wabas.has(wabaId))
    throw new Refusal(404, `There is no account ${wabaId}. The ids are: ${[...world.wabas.keys()].join(', ')}.`)
  let number: PhoneNumber | undefined
  if (given.phoneNumberId !== undefined && given.phoneNumberId !== null) {
    number = numberParam(world, given, 'phoneNumberId')
    if (wabaId !== undefined && number.wabaId !== wabaId)
      throw new Refusal(400, `The number ${number.id} is not of the account ${wabaId} but of ${number.wabaId}.`)
  } else number = [...world.numbers.values()].find((one) => wabaId === undefined || one.wabaId === wabaId)
  const waba = world.wabas.get(number?.wabaId ?? wabaId ?? '') ?? [...world.wabas.values()][0]
  if (!waba) throw new Refusal(400, 'This world has no account that could be told anything.')
  return { waba, number: number ?? null }
}

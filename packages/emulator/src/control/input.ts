import { findCustomer } from '../customers/customer.ts'
import { isRecord } from '../graph/request.ts'
import type { Customer, PhoneNumber } from '../world/records.ts'
import type { World } from '../world/world.ts'
import { Refusal } from './refusal.ts'

export type Body = Record<string, unknown>

/** The JSON object a call carries. Throws Refusal 400 when it carries something else. */
export function bodyOf(body: unknown): Body {
  if (body === undefined || body === null) return {}
  if (!isRecord(body)) throw new Refusal(400, 'The body must be a JSON object.')
  return body
}

export function customerParam(world: World, id: string): Customer {
  const customer = findCustomer(world, id)
  if (!customer)
    throw new Refusal(400, `"${id}" is no customer: use the digits of a phone number, or a business-scoped id seen in a webhook.`)
  return customer
}

/** The number a customer turns to: the one named in `to`, else the only one there is. */
export function numberParam(world: World, body: Body, field = 'to'): PhoneNumber {
  const given = body[field]
  if (given === undefined || given === null || given === '') {
    const [only, another] = [...world.numbers.values()]
    if (only && !another) return only
    throw new Refusal(400, `Say which number with "${field}": the id of one of ${[...world.numbers.keys()].join(', ')}.`)
  }
  const text = String(given)
  const number = world.numbers.get(text) ?? world.numbers.get(world.indexes.numberIdOf(text.replace(/\D/g, '')) ?? '')
  if (!number) throw new Refusal(404, `There is no phone number ${text}. The ids are: ${[...world.numbers.keys()].join(', ')}.`)
  return number
}

export function optionalNumber(body: Body, field: string): number | undefined {
  const value = body[field]
  if (value === undefined) return undefined
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new Refusal(400, `"${field}" must be a number.`)
  return value
}

export function optionalText(body: Body, field: string): string | undefined {
  const value = body[field]
  if (value === undefined || value === null) return undefined
  if (typeof value !== 'string') throw new Refusal(400, `"${field}" must be a text.`)
  return value
}

/** One of a few words; absent is undefined. Throws Refusal 400 that lists them. */
export function optionalWord<const W extends string>(body: Body, field: string, words: readonly W[]): W | undefined {
  const value = body[field]
  if (value === undefined || value === null) return undefined
  const found = words.find((word) => word === value)
  if (found === undefined) throw new Refusal(400, `"${field}" must be one of ${words.join(', ')}.`)
  return found
}

export function optionalFlag(body: Body, field: string): boolean | undefined {
  const value = body[field]
  if (value === undefined || value === null) return undefined
  if (typeof value !== 'boolean') throw new Refusal(400, `"${field}" must be true or false.`)
  return value
}

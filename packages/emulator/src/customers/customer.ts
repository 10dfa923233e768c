import type { Customer, PhoneNumber } from '../world/records.ts'
import type { World } from '../world/world.ts'
import { countryOf } from './country.ts'
import { checksIdentity, identityHash } from './identity.ts'
import { numberUnder } from './shown-number.ts'

const names = [
  'Maja Lindqvist',
  'Oliver Grant',
  'Amara Okafor',
  'Jonas Weber',
  'Lucía Romero',
  'Priya Nair',
  'Tom Ashworth',
  'Chiara Conti',
  'Mateus Oliveira',
  'Freya Solberg',
  'Yusuf Demir',
  'Hannah Doyle',
  'Nils Johansson',
  'Zofia Kowalska',
  'Léa Fontaine',
  'Daniel Cho',
]

/** The customer with these digits. Whoever is unknown is a reachable customer, and becomes known now. */
export function customerOf(world: World, waId: string): Customer {
  const known = world.customers.get(waId)
  if (known) return known
  const customer: Customer = {
    waId,
    name: names[Math.floor(world.traitOf(waId, 1) * names.length)] as string,
    username: null,
    country: countryOf(waId),
    reachable: true,
    onWhatsApp: true,
    readAfterMs: null,
    deliverAfterMs: null,
    stoppedMarketing: [],
    blocked: [],
    marketingAt: [],
    movedTo: null,
  }
  return world.customers.put(customer)
}

/** Finds a customer by digits, `+digits` or business-scoped id; digits nobody has yet make a new one. Null when it is neither. */
export function findCustomer(world: World, id: string): Customer | null {
  const byScopedId = world.indexes.waIdOf(id)
  if (byScopedId !== undefined) return customerOf(world, byScopedId)
  const digits = id.replace(/[\s()+.-]/g, '')
  return /^\d{5,15}$/.test(digits) ? customerOf(world, digits) : null
}

/** How webhooks of a number name a customer. */
export function contactOf(world: World, number: PhoneNumber, customer: Customer): Record<string, unknown> {
  const profile: Record<string, unknown> = { name: customer.name }
  if (customer.username !== null) profile.username = customer.username
  const portfolioId = world.wabas.get(number.wabaId)?.portfolioId ?? ''
  return {
    profile,
    ...numberUnder(world, number, customer, 'wa_id'),
    user_id: world.bsuidOf(portfolioId, customer),
    ...(checksIdentity(number) ? { identity_key_hash: identityHash(customer) } : {}),
  }
}

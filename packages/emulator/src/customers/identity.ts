import { createHash } from 'node:crypto'
import { unixSeconds } from '@casement/platform'
import { isRecord } from '../graph/request.ts'
import { publishForNumber } from '../messages/webhook-values.ts'
import type { Customer, PhoneNumber } from '../world/records.ts'
import type { World } from '../world/world.ts'
import { namedInMessageId, numberUnder } from './shown-number.ts'

/** The hash of the keys of a customer's phone: the same until they change their phone. */
export const identityHash = (customer: Customer): string =>
  createHash('sha256')
    .update(`identity:${customer.waId}:${customer.identities ?? 0}`)
    .digest('base64')
    .slice(0, 11)
    .concat('=')

/** Whether a number asked to be told who it has to do with. */
export function checksIdentity(number: PhoneNumber): boolean {
  const setting = number.settings.user_identity_change
  return isRecord(setting) && setting.enable_identity_key_check === true
}

/** Why a message that names the keys it is meant for does not go: they are no longer those of its recipient. */
export function identityFailure(number: PhoneNumber, customer: Customer, expected: string | undefined) {
  if (expected === undefined || !checksIdentity(number) || expected === identityHash(customer)) return null
  return { code: 137000, details: 'The identity key hash given does not match the one of the recipient.' }
}

/** The keys of a customer's phone change, as by a new phone. Numbers that asked for it, and have a chat with them, are told. */
export function changeIdentity(world: World, customer: Customer): string {
  customer.identities = (customer.identities ?? 0) + 1
  world.customers.put(customer)
  const hash = identityHash(customer)
  for (const number of world.numbers.values()) {
    if (!checksIdentity(number) || !world.threads.has(`${number.id}:${customer.waId}`)) continue
    const timestamp = unixSeconds(world.now())
    publishForNumber(world, number, 'messages', customer, {
      messages: [
        {
          ...numberUnder(world, number, customer, 'from'),
          from_user_id: world.bsuidOf(world.wabas.get(number.wabaId)?.portfolioId ?? '', customer),
          id: world.nextMessageId(namedInMessageId(world, number, customer), 'in'),
          timestamp,
          type: 'system',
          system: { body: `The security code of ${customer.name} changed`, type: 'customer_identity_changed' },
          identity: { acknowledged: false, created_timestamp: timestamp, hash },
        },
      ],
    })
  }
  return hash
}

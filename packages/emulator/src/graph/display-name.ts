import { later, MINUTE } from '@casement/platform'
import { publishForAccount } from '../messages/webhook-values.ts'
import type { PhoneNumber } from '../world/records.ts'
import type { World } from '../world/world.ts'

/** A display name that was asked for and waits for its review. */
type Wish = { key: string; kind: 'display-name'; numberId: string; name: string; [field: string]: unknown }

const keyOf = (numberId: string): string => `display-name:${numberId}`

/** The name a number asked for, while it is under review. */
export const wishedName = (world: World, number: PhoneNumber): string | undefined =>
  (world.things.get(keyOf(number.id)) as Wish | undefined)?.name

/** Asks for another display name; its review takes as long as a template's and always ends well. */
export function askForName(world: World, number: PhoneNumber, name: string): void {
  const wish: Wish = { key: keyOf(number.id), kind: 'display-name', numberId: number.id, name }
  world.things.put(wish)
  world.schedule(later(world.now(), world.settings.reviewMinutes * MINUTE), 'number.name-reviewed', wish.key)
}

/** What falls due for a display name: its review. */
export const nameHappenings = {
  'number.name-reviewed': (world: World, key: string): void => {
    const wish = world.things.get(key) as Wish | undefined
    const number = wish && world.numbers.get(wish.numberId)
    if (!wish || !number) return
    world.things.delete(key)
    number.verifiedName = wish.name
    world.numbers.put(number)
    publishForAccount(world, number.wabaId, 'phone_number_name_update', {
      display_phone_number: number.digits,
      decision: 'APPROVED',
      requested_verified_name: wish.name,
      rejection_reason: null,
    })
  },
}

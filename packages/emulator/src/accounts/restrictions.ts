import type { PlatformTime } from '@casement/platform'
import { HOUR, later, SECOND } from '@casement/platform'
import { publishForAccount } from '../messages/webhook-values.ts'
import type { Waba } from '../world/records.ts'
import type { World } from '../world/world.ts'

/** What Meta may forbid an account, by its own names. */
export const RESTRICTIONS = [
  'RESTRICTED_ADD_PHONE_NUMBER_ACTION',
  'RESTRICTED_BIZ_INITIATED_MESSAGING',
  'RESTRICTED_CUSTOMER_INITIATED_MESSAGING',
  'RESTRICTED_UTILITY_TEMPLATES',
  'RATE_LIMITED_UTILITY_TEMPLATE_MESSAGING',
  'RESTRICTED_BUSINESS_INITIATED_CALLING',
  'RESTRICTED_USER_INITIATED_CALLING',
  'RESTRICTED_USER_INITIATED_CALLING_CALL_BUTTON_HIDDEN',
  'RESTRICTED_BIZ_INITIATED_AND_USER_INITIATED_CALLING',
] as const
export type Restriction = (typeof RESTRICTIONS)[number]

/** Whether one of these holds for an account now. */
export function isRestricted(waba: Waba | undefined, now: PlatformTime, ...types: readonly Restriction[]): boolean {
  return (
    waba?.restrictions.some((one) => types.includes(one.type as Restriction) && (one.until === null || now < one.until)) ?? false
  )
}

/** How the end of a restriction is told, for those whose end is. */
const recovery: Partial<Record<string, string>> = {
  RESTRICTED_UTILITY_TEMPLATES: 'UTILITY_TEMPLATE_ABUSE_UNBAN',
  RATE_LIMITED_UTILITY_TEMPLATE_MESSAGING: 'UTILITY_TEMPLATE_ABUSE_RATE_LIMIT_RECOVERY',
}

/** Restricts an account for some hours (null: without an end) and tells it. What is restricted already is so from now on for this long. */
export function restrict(
  world: World,
  waba: Waba,
  types: readonly Restriction[],
  hours: number | null,
  violation?: string,
): void {
  // On a whole second, which is all that the webhook can tell.
  const second = (Math.floor(world.now() / SECOND) * SECOND) as PlatformTime
  const until = hours === null ? null : later(second, hours * HOUR)
  waba.restrictions = [
    ...waba.restrictions.filter((one) => !types.includes(one.type as Restriction)),
    ...types.map((type) => ({ type, until })),
  ]
  world.wabas.put(waba)
  publishForAccount(world, waba.id, 'account_update', {
    event: 'ACCOUNT_RESTRICTION',
    ...(violation === undefined ? {} : { violation_info: { violation_type: violation } }),
    restriction_info: types.map((type) => ({
      restriction_type: type,
      ...(until === null ? {} : { expiration: Math.floor(until / 1_000) }),
    })),
  })
  if (until !== null && types.some((type) => recovery[type] !== undefined)) {
    world.schedule(until, 'account.restriction-ends', waba.id)
  }
}

/** What falls due for restrictions: their end, where Meta tells it. */
export const restrictionHappenings = {
  'account.restriction-ends': (world: World, id: string): void => {
    const waba = world.wabas.get(id)
    if (!waba) return
    const now = world.now()
    const over = waba.restrictions.filter((one) => recovery[one.type] !== undefined && one.until !== null && one.until <= now)
    if (over.length === 0) return
    waba.restrictions = waba.restrictions.filter((one) => !over.includes(one))
    world.wabas.put(waba)
    for (const { type } of over) {
      publishForAccount(world, id, 'account_update', {
        event: 'ACCOUNT_RESTRICTION',
        violation_info: { violation_type: recovery[type] },
      })
    }
  },
}

import { factOn, numberOn } from '@casement/platform/reference'
import { publishForAccount } from '../messages/webhook-values.ts'
import { changeCategory } from '../templates/lifecycle.ts'
import type { Waba } from '../world/records.ts'
import { cachedDay, type World } from '../world/world.ts'
import { type Restriction, restrict } from './restrictions.ts'

/** Misuse of the category utility climbs a ladder of its own. */
export const UTILITY_MISUSE = 'UTILITY_TEMPLATE_ABUSE'

type Strikes = { key: string; kind: 'strikes'; wabaId: string; policy: number; misuse: number }
const strikesOf = (world: World, waba: Waba): Strikes => {
  const key = `strikes:${waba.id}`
  return (world.things.get(key) as Strikes | undefined) ?? { key, kind: 'strikes', wabaId: waba.id, policy: 0, misuse: 0 }
}

/** Whether an account was warned for misuse of categories: from then on they change without notice. */
export const wasWarned = (world: World, waba: Waba | undefined): boolean =>
  waba !== undefined && strikesOf(world, waba).misuse > 0

/** An account is found guilty: it takes the next step of the ladder. Returns how many steps it has taken. */
export function findGuilty(world: World, waba: Waba, violation: string): number {
  const strikes = { ...strikesOf(world, waba) }
  if (violation === UTILITY_MISUSE) {
    strikes.misuse++
    world.things.put(strikes)
    punishMisuse(world, waba, strikes.misuse)
    return strikes.misuse
  }
  strikes.policy++
  world.things.put(strikes)
  punish(world, waba, strikes.policy, violation)
  return strikes.policy
}

const daysIn = (world: World, id: string): readonly number[] =>
  (factOn(id, cachedDay(world.now(), 'UTC'))?.value ?? []) as readonly number[]

/** A warning; days without templates and new numbers; days without any message; the lock, which only an appeal ends. */
function punish(world: World, waba: Waba, step: number, violation: string): void {
  publishForAccount(world, waba.id, 'account_update', {
    event: 'ACCOUNT_VIOLATION',
    violation_info: { violation_type: violation },
  })
  if (step === 1) return
  const withoutTemplates = daysIn(world, 'enforcement.template-block-days')
  const silent = daysIn(world, 'enforcement.all-block-days')
  const some: Restriction[] = ['RESTRICTED_BIZ_INITIATED_MESSAGING', 'RESTRICTED_ADD_PHONE_NUMBER_ACTION']
  const place = step - 2
  const days = withoutTemplates[place] ?? silent[place - withoutTemplates.length]
  if (days === undefined) lock(world, waba, true)
  else {
    const types: Restriction[] = place < withoutTemplates.length ? some : [...some, 'RESTRICTED_CUSTOMER_INITIATED_MESSAGING']
    restrict(world, waba, types, days * 24)
  }
}

/** A warning; a cap on utility messages; utility becomes marketing, for longer when repeated, and at last for the whole portfolio. */
function punishMisuse(world: World, waba: Waba, step: number): void {
  const [first = 7, repeated = 30, everywhere = 30] = daysIn(world, 'templates.utility-misuse-days')
  if (step === 1) {
    publishForAccount(world, waba.id, 'account_update', {
      event: 'ACCOUNT_RESTRICTION',
      violation_info: { violation_type: UTILITY_MISUSE },
    })
  } else if (step === 2) {
    const days = numberOn('templates.utility-cap-days', cachedDay(world.now(), 'UTC'))
    restrict(world, waba, ['RATE_LIMITED_UTILITY_TEMPLATE_MESSAGING'], days * 24, 'UTILITY_TEMPLATE_ABUSE_RATE_LIMIT')
  } else if (step <= 4) endUtility(world, waba, (step === 3 ? first : repeated) * 24)
  else {
    for (const one of world.wabas.values()) if (one.portfolioId === waba.portfolioId) endUtility(world, one, everywhere * 24)
  }
}

/** All approved utility templates become marketing, and no new one is taken, for some hours (null: until it is lifted). */
export function endUtility(world: World, waba: Waba, hours: number | null): void {
  restrict(world, waba, ['RESTRICTED_UTILITY_TEMPLATES'], hours, UTILITY_MISUSE)
  for (const template of world.templates.values()) {
    if (template.wabaId === waba.id && template.category === 'UTILITY' && template.status === 'APPROVED')
      changeCategory(world, template, 'MARKETING')
  }
}

/** Locks an account or gives it back, and tells it. */
export function lock(world: World, waba: Waba, locked: boolean): void {
  waba.locked = locked
  world.wabas.put(waba)
  const date = new Date(world.now()).toLocaleDateString('en-US', {
    month: 'long',
    day: 'numeric',
    year: 'numeric',
    timeZone: 'UTC',
  })
  publishForAccount(world, waba.id, 'account_update', {
    event: 'DISABLED_UPDATE',
    ban_info: { waba_ban_state: locked ? 'DISABLE' : 'REINSTATE', waba_ban_date: date },
  })
}

import { later, MINUTE } from '@casement/platform'
import { addNumber, addPortfolio, addWaba } from '../world/default-world.ts'
import type { World } from '../world/world.ts'

/** How long the code holds that a finished sign-up hands to the partner's page. Invented; Meta's is of that order. */
const CODE_MINUTES = 10

type Code = { key: string; kind: 'signup-code'; until: number; used: boolean }
const keyOf = (code: string): string => `signup-code:${code}`

export type SignedUp = { code: string; businessId: string; wabaId: string; phoneNumberId: string }

/** A customer of a solution partner goes through the embedded sign-up: their accounts exist, and the partner is told. */
export function finishSignup(world: World, wish: { business: string; display: string }): SignedUp {
  const portfolio = addPortfolio(world, { name: wish.business, verified: false, tier: 'TIER_250' })
  const waba = addWaba(world, { portfolioId: portfolio.id, name: wish.business, createdAt: world.now() })
  const number = addNumber(world, {
    wabaId: waba.id,
    display: wish.display,
    verifiedName: wish.business,
    onboardedAt: world.now(),
  })
  number.status = 'PENDING'
  number.quality = 'UNKNOWN'
  number.profile = {}
  world.numbers.put(number)
  const code = `AQ${world.nextText(60)}`
  const row: Code = { key: keyOf(code), kind: 'signup-code', until: later(world.now(), CODE_MINUTES * MINUTE), used: false }
  world.things.put(row)
  // Partner events come under the id of the portfolio.
  world.publish({
    field: 'account_update',
    entryId: portfolio.id,
    wabaId: waba.id,
    numberId: null,
    time: Math.floor(world.now() / 1_000),
    value: { event: 'PARTNER_ADDED', waba_info: { waba_id: waba.id, owner_business_id: portfolio.id } },
    lane: 'account_update',
  })
  return { code, businessId: portfolio.id, wabaId: waba.id, phoneNumberId: number.id }
}

/** Whether a code can be exchanged for a token. One that this world gave out can be so once and in time; it knows no others, and takes them. */
export function takeCode(world: World, code: string): 'good' | 'used' | 'late' {
  const row = world.things.get(keyOf(code)) as Code | undefined
  if (!row) return 'good'
  if (row.used) return 'used'
  if (world.now() >= row.until) return 'late'
  world.things.put({ ...row, used: true })
  return 'good'
}

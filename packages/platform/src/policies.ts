import { dayIn } from './calendar.ts'
import type { FactValue } from './fact.ts'
import { checkOverride, holdsOn } from './fact.ts'
import { judgedFacts } from './facts/judged.ts'
import type { Policy, PolicyId } from './policy.ts'
import type { PlatformTime } from './time.ts'

const spans: readonly { readonly id: PolicyId; readonly from: string; readonly to: string | null }[] = [
  { id: 'CBP', from: '2022-05-19', to: '2025-06-30' },
  { id: 'PMP_V1', from: '2025-07-01', to: '2026-09-30' },
  { id: 'PMP_V2', from: '2026-10-01', to: null },
]

/** Which fact feeds which field of a policy. Their names may be used as keys of `withOverrides`. */
export const policyFields = {
  'pricing.model': 'pricingModel',
  'csw.hours': 'csw.hours',
  'csw.safe-minutes.compose': 'csw.safeMinutes.compose',
  'csw.safe-minutes.queue': 'csw.safeMinutes.queue',
  'csw.reaction-opens': 'csw.reactionOpens',
  'csw.unsupported-opens': 'csw.unsupportedOpens',
  'fep.base-hours': 'fep.baseHours',
  'fep.extend-on-inbound-hours': 'fep.extendOnInboundHours',
  'fep.max-hours': 'fep.maxHours',
  'fep.reply-within-hours': 'fep.replyWithinHours',
  'free.service-in-csw': 'free.serviceInCsw',
  'free.utility-in-csw': 'free.utilityInCsw',
  'free.all-in-fep': 'free.allInFep',
  'reach.scope': 'limits.scope',
  'reach.levels': 'limits.levels',
  'reach.rolling-hours': 'limits.rollingHours',
  'reach.upgrade-use': 'limits.upgradeUse',
  'reach.upgrade-days': 'limits.upgradeDays',
  'reach.upgrade-within-hours': 'limits.upgradeWithinHours',
  'reach.over-limit-code': 'limits.overLimitCode',
  'reach.quality-downgrade': 'limits.qualityDowngrade',
  'throughput.default': 'throughput.default',
  'throughput.high': 'throughput.high',
  'throughput.coexistence': 'throughput.coexistence',
  'pair.every-seconds': 'throughput.pair.everySeconds',
  'pair.burst': 'throughput.pair.burst',
  'throughput.http-status': 'throughput.throttleHttpStatus',
  'templates.max-unverified': 'templates.maxUnverified',
  'templates.max-verified': 'templates.maxVerified',
  'templates.create-per-hour': 'templates.createPerHour',
  'templates.edits-24h': 'templates.editsPer24h',
  'templates.edits-30d': 'templates.editsPer30d',
  'templates.pause-hours': 'templates.pauseHours',
  'templates.name-lock-days': 'templates.nameLockDays',
  'webhooks.retry-days': 'webhooks.retryDays',
  'webhooks.max-batch': 'webhooks.maxBatch',
} as const

export type PolicyFact = keyof typeof policyFields
export type PolicyOverrides = { readonly [id in PolicyFact]?: FactValue }

/**
 * The three policies, each with the values that held on its last day (today's, for the one in force): a change in the middle of
 * one, such as the limits' move to the portfolio on 2025-10-07, is in `facts`, by day.
 */
export const policies: readonly Policy[] = /* @__PURE__ */ spans.map((span) => assemble(span, {}))

/** The policy in force; the day is that of `timeZone` (IANA name, UTC by default). Before the first one, the first answers. */
export function policyAt(at: PlatformTime, timeZone?: string, among: readonly Policy[] = policies): Policy {
  const day = dayIn(at, timeZone)
  let found = among[0]
  for (const policy of among) if (policy.from <= day) found = policy
  if (!found) throw new RangeError('There is no policy to choose from.')
  return found
}

export const policyById = (id: PolicyId, among: readonly Policy[] = policies): Policy | undefined =>
  among.find((policy) => policy.id === id)

/**
 * The same policies with some values replaced, by the id of their fact: `withOverrides(policies, { 'csw.reaction-opens': true })`.
 * `only` limits the change to some policies. Throws RangeError, with a sentence, for an id that feeds no policy or a value of
 * another kind than the fact's.
 */
export function withOverrides(
  base: readonly Policy[],
  overrides: PolicyOverrides,
  only?: readonly PolicyId[],
): readonly Policy[] {
  for (const [id, value] of Object.entries(overrides)) {
    if (!(id in policyFields))
      throw new RangeError(`No policy reads "${id}". The names are: ${Object.keys(policyFields).join(', ')}.`)
    checkOverride(id, value, judgedFacts)
  }
  return base.map((policy) => {
    if (only && !only.includes(policy.id)) return policy
    const copy = structuredClone(policy)
    for (const [id, value] of Object.entries(overrides)) place(copy, id as PolicyFact, value as FactValue)
    return copy
  })
}

function assemble(span: (typeof spans)[number], start: object): Policy {
  const policy = { ...span, ...start } as unknown as Policy
  const day = span.to ?? '9999-12-31'
  for (const id of Object.keys(policyFields) as PolicyFact[]) {
    const fact = judgedFacts.find((one) => one.id === id && holdsOn(one, day))
    if (!fact) throw new RangeError(`No fact ${id} holds on ${day}.`)
    place(policy, id, fact.value)
  }
  return policy
}

function place(policy: Policy, id: PolicyFact, value: FactValue): void {
  const path = policyFields[id].split('.')
  const last = path.pop() as string
  let at = policy as unknown as Record<string, unknown>
  for (const step of path) {
    at[step] ??= {}
    at = at[step] as Record<string, unknown>
  }
  // The one field whose shape says more than the fact's number does.
  at[last] = id === 'free.service-in-csw' ? (value === null ? 'unlimited' : { perNumberPerMonth: value }) : value
}

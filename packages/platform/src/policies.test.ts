import { describe, expect, test } from 'vitest'
import { dayIn } from './calendar.ts'
import { factsOn } from './facts.ts'
import { policies, policyAt, policyById, policyFields, withOverrides } from './policies.ts'
import { DAY, later, platformTime } from './time.ts'

describe('the policy in force', () => {
  test.each([
    ['2019-01-01T00:00:00Z', undefined, 'CBP'],
    ['2025-06-30T23:59:59.999Z', undefined, 'CBP'],
    ['2025-07-01T00:00:00.000Z', undefined, 'PMP_V1'],
    ['2026-09-30T23:59:59.999Z', undefined, 'PMP_V1'],
    ['2026-10-01T00:00:00.000Z', undefined, 'PMP_V2'],
    ['2030-01-01T00:00:00Z', undefined, 'PMP_V2'],
    // East of Greenwich the new month comes earlier, west of it later.
    ['2026-09-30T18:29:59.999Z', 'Asia/Kolkata', 'PMP_V1'],
    ['2026-09-30T18:30:00.000Z', 'Asia/Kolkata', 'PMP_V2'],
    ['2026-10-01T02:59:59.999Z', 'America/Sao_Paulo', 'PMP_V1'],
    ['2026-10-01T03:00:00.000Z', 'America/Sao_Paulo', 'PMP_V2'],
    ['2025-06-30T22:00:00.000Z', 'Europe/Berlin', 'PMP_V1'],
    ['2025-06-30T21:59:59.999Z', 'Europe/Berlin', 'CBP'],
  ])('at %s in %s is %s', (at, zone, id) => {
    expect(policyAt(platformTime(at), zone).id).toBe(id)
  })

  test('the three follow each other without a gap', () => {
    for (const [index, policy] of policies.entries()) {
      const next = policies[index + 1]
      const dayAfter = policy.to && dayIn(later(platformTime(`${policy.to}T00:00:00Z`), DAY))
      expect(dayAfter).toBe(next ? next.from : null)
    }
  })
})

describe('what they say', () => {
  test.each([
    ['CBP', 'unlimited', false, 'number', 'legacyFlagged7d', 24],
    ['PMP_V1', 'unlimited', true, 'portfolio', 'off', 6],
    ['PMP_V2', { perNumberPerMonth: 1000 }, false, 'portfolio', 'off', 6],
  ] as const)('%s', (id, serviceInCsw, utilityInCsw, scope, qualityDowngrade, upgradeWithinHours) => {
    const policy = policyById(id)
    expect(policy?.free).toEqual({ serviceInCsw, utilityInCsw, allInFep: true })
    expect(policy?.limits).toMatchObject({ scope, qualityDowngrade, upgradeWithinHours })
    expect(policy?.csw.hours).toBe(24)
    expect(policy?.fep).toEqual({ baseHours: 72, extendOnInboundHours: 0, maxHours: 72, replyWithinHours: 24 })
  })
})

test('every field of a policy comes from a fact of its days', () => {
  const leaves = (value: unknown, path = ''): [string, unknown][] =>
    typeof value === 'object' && value !== null && !Array.isArray(value) && path !== 'free.serviceInCsw'
      ? Object.entries(value).flatMap(([key, inner]) => leaves(inner, path === '' ? key : `${path}.${key}`))
      : [[path, value]]
  const factOf = Object.fromEntries(Object.entries(policyFields).map(([id, field]) => [field, id]))

  for (const policy of policies) {
    const facts = factsOn(policy.to ?? '9999-12-31')
    for (const [field, value] of leaves(policy)) {
      if (['id', 'from', 'to'].includes(field)) continue
      const found = facts.filter((fact) => fact.id === factOf[field])
      expect(found, `${policy.id} ${field}`).toHaveLength(1)
      const wanted = found[0]?.value
      expect(value).toEqual(
        field !== 'free.serviceInCsw' ? wanted : wanted === null ? 'unlimited' : { perNumberPerMonth: wanted },
      )
    }
  }
})

describe('overrides', () => {
  test('replace one value and leave the rest', () => {
    const changed = withOverrides(policies, { 'csw.reaction-opens': true, 'fep.max-hours': 168 })
    expect(changed.map((policy) => policy.csw.reactionOpens)).toEqual([true, true, true])
    expect(changed.map((policy) => policy.fep.maxHours)).toEqual([168, 168, 168])
    expect(policies.map((policy) => policy.csw.reactionOpens)).toEqual([false, false, false])
    expect(policyAt(platformTime('2026-11-01'), undefined, changed)).toBe(changed[2])
  })

  test('may be meant for one policy', () => {
    const changed = withOverrides(policies, { 'free.service-in-csw': 500 }, ['PMP_V2'])
    expect(changed.map((policy) => policy.free.serviceInCsw)).toEqual(['unlimited', 'unlimited', { perNumberPerMonth: 500 }])
  })

  test('with a wrong name or a wrong kind of value are refused with a sentence', () => {
    expect(() => withOverrides(policies, { 'csw.hour': 12 } as object)).toThrow(
      /No policy reads "csw.hour". The names are: pricing.model, csw.hours/,
    )
    expect(() => withOverrides(policies, { 'csw.hours': 'long' })).toThrow('"csw.hours" needs a value like 24, not "long".')
  })
})

import { type PolicyOverrides, policies, withOverrides } from '@casement/platform'

let inForce: PolicyOverrides = {}
const published = policies.map((policy) => ({ ...policy }))

/** What holds in this process otherwise than published. */
export const overridesInForce = (): PolicyOverrides => inForce

/**
 * Lets the operator's values hold in this process, before anything has been judged. The policies are one table that everything reads,
 * so they are replaced in their place; asking twice with the same values changes nothing.
 */
export function overridePolicies(overrides: PolicyOverrides): void {
  inForce = { ...inForce, ...overrides }
  for (const [index, policy] of withOverrides(policies, overrides).entries()) Object.assign(policies[index] as object, policy)
}

/** What is published holds again. For tests, whose files share a process. */
export function forgetOverrides(): void {
  inForce = {}
  for (const [index, policy] of published.entries()) Object.assign(policies[index] as object, policy)
}

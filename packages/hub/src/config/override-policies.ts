import { type PolicyOverrides, policies, withOverrides } from '@casement/platform'

/**
 * Lets the operator's values hold in this process, before anything has been judged. The policies are one table that everything reads,
 * so they are replaced in their place; asking twice with the same values changes nothing.
 */
export function overridePolicies(overrides: PolicyOverrides): void {
  for (const [index, policy] of withOverrides(policies, overrides).entries()) Object.assign(policies[index] as object, policy)
}

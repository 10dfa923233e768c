import type { FactValue } from '@casement/platform'
import { useQuery } from '@tanstack/react-query'
import { request } from '../http/request.ts'

/** The variable of the hub's environment that replaces published values. */
export const POLICY_VARIABLE = 'CASEMENT_POLICY'

/** Which of the platform's values hold here otherwise than published, by their id, and which may. */
export type PolicyInForce = { readonly overrides: Readonly<Record<string, FactValue>>; readonly names: readonly string[] }

export const usePolicyInForce = () =>
  useQuery({
    queryKey: ['policy'],
    queryFn: ({ signal }) => request<PolicyInForce>('/v1/settings/policy', { signal }),
    staleTime: 0,
  })

import type { RateCategory } from '@casement/platform'
import type { OwnRate } from '@casement/rules/rates'
import { useQuery } from '@tanstack/react-query'
import { queryClient } from '../http/query-client.ts'
import { query, request } from '../http/request.ts'

/** An own price as it is kept: what, from when, why, and who wrote it down. */
export type KeptRate = OwnRate & { readonly note: string; readonly by: string; readonly at: string }
type Answer = { readonly data: readonly KeptRate[] }

const KEY = ['own-rates'] as const

export const useOwnRates = () =>
  useQuery({
    queryKey: KEY,
    queryFn: ({ signal }) => request<Answer>('/v1/settings/rates', { signal }),
    select: (answer) => answer.data,
  })

const kept = (answer: Answer) => void queryClient.setQueryData(KEY, answer)

export const setOwnRate = async (rate: OwnRate & { readonly note: string }): Promise<void> =>
  kept(await request<Answer>('/v1/settings/rates', { method: 'PUT', body: rate }))
export const removeOwnRate = async ({ currency, market, category, from }: OwnRate): Promise<void> =>
  kept(await request<Answer>(`/v1/settings/rates${query({ currency, market, category, from })}`, { method: 'DELETE' }))

export const RATE_CATEGORIES: readonly RateCategory[] = [
  'marketing',
  'utility',
  'authentication',
  'authentication-international',
  'service',
]

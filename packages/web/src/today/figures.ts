import { addAmounts } from '@casement/platform'
import { useQuery } from '@tanstack/react-query'
import { query, request } from '../http/request.ts'

export type CostRow = {
  readonly day: string
  readonly category: string
  readonly cost: string
  readonly currency: string
}

/** What was charged between two days, by day and category. */
export const useCosts = (from: string, to: string) =>
  useQuery({
    queryKey: ['figures', 'cost', from, to],
    queryFn: ({ signal }) =>
      request<{ data: readonly CostRow[] }>(`/v1/insights/figures${query({ from, to, by: 'day,category' })}`, { signal }),
    select: (answer) => answer.data,
  })

export type QualityRow = {
  readonly phoneNumberId: string
  readonly displayPhoneNumber: string
  readonly name: string
  readonly quality: string
  readonly days: readonly { readonly day: string; readonly quality: string }[]
}

export const useQuality = (from: string, to: string) =>
  useQuery({
    queryKey: ['figures', 'quality', from, to],
    queryFn: ({ signal }) => request<{ data: readonly QualityRow[] }>(`/v1/insights/quality${query({ from, to })}`, { signal }),
    select: (answer) => answer.data,
  })

export const sumOf = (rows: readonly { readonly cost: string }[]): string =>
  rows.reduce((sum, row) => addAmounts(sum, row.cost), '0')

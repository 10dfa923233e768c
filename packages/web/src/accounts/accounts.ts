import { useQuery } from '@tanstack/react-query'
import { request } from '../http/request.ts'

export type PhoneNumber = {
  readonly id: string
  readonly displayPhoneNumber: string
  readonly name: string | null
  readonly quality?: string | null
  readonly throughput?: number | string | { readonly level?: string } | null
  readonly status?: string | null
  /** Free-form messages this month; `free` is the month's allowance, null where all are free. */
  readonly service?: { readonly used: number; readonly free: number | null } | null
}
export type Waba = {
  readonly id: string
  readonly name: string | null
  readonly currency: string
  readonly timeZone: string
  readonly numbers: readonly PhoneNumber[]
}
export type Portfolio = {
  readonly id: string
  readonly name: string | null
  readonly verified: boolean
  readonly tier: string | null
  readonly reach: { readonly limit: number | null; readonly used: number; readonly free: number | null }
  readonly wabas: readonly Waba[]
}

export const useAccounts = () =>
  useQuery({
    queryKey: ['accounts'],
    queryFn: ({ signal }) => request<{ data: readonly Portfolio[] }>('/v1/accounts', { signal }),
    select: (answer) => answer.data,
  })

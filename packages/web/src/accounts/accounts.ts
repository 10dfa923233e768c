import { useQuery } from '@tanstack/react-query'
import { request } from '../http/request.ts'

export type PhoneNumber = {
  readonly id: string
  readonly displayPhoneNumber: string
  readonly name: string | null
  readonly quality?: string | null
  readonly throughput?: number | null
  readonly status?: string | null
  readonly nameStatus?: string
  readonly requestedName?: { readonly name: string; readonly decision: string | null }
  readonly stopped?: { readonly since: string; readonly until: string; readonly because: string }
  /** People it wrote to outside their windows in the rolling 24 hours. */
  readonly reached?: number
  readonly webhooks?: { readonly silentSince: string | null }
  /** Free-form messages this month; `free` is the month's allowance, null where all are free. */
  readonly service?: { readonly used: number; readonly free: number | null } | null
}
export type Waba = {
  readonly id: string
  readonly name: string | null
  readonly currency: string
  readonly timeZone: string
  readonly status?: string
  readonly reviewStatus?: string
  readonly paymentMissingSince?: string
  readonly restrictions?: readonly { readonly type: string; readonly until: string | null; readonly remediation?: string }[]
  /** How many templates, by what the platform says of them. */
  readonly templates?: Readonly<Record<string, number>>
  readonly numbers: readonly PhoneNumber[]
}
export type Portfolio = {
  readonly id: string
  readonly name: string | null
  readonly verified: boolean
  readonly tier: string | null
  readonly reach: { readonly limit: number | null; readonly used: number; readonly free: number | null }
  /** The ladder of messaging limits (null has none), and what is missing for the next rung. */
  readonly climb?: {
    readonly levels: readonly (number | null)[]
    readonly next: number | null
    readonly missing: readonly string[]
    readonly withinHours: number
  }
  readonly wabas: readonly Waba[]
}

export const useAccounts = () =>
  useQuery({
    queryKey: ['accounts'],
    queryFn: ({ signal }) => request<{ data: readonly Portfolio[] }>('/v1/accounts', { signal }),
    select: (answer) => answer.data,
  })

export const isConnected = ({ status }: Pick<PhoneNumber, 'status'>): boolean => !status || status.toUpperCase() === 'CONNECTED'

import { useQuery } from '@tanstack/react-query'
import { request } from '../http/request.ts'
import type { Campaign } from './campaign-api.ts'

export type Funnel = Readonly<Record<'sent' | 'delivered' | 'read' | 'clicked' | 'replied' | 'stopped', number>>
export type Compared = { readonly difference: number; readonly significant: boolean; readonly chance: number }
export type FailureAction = 'try-again' | 'none-left-out' | 'none-recorded' | 'open-template' | 'open-accounts' | 'none'

export type Results = {
  readonly funnel: Funnel
  readonly noReadReceipt: number
  readonly costPerReply: { readonly amount: string; readonly currency: string } | null
  readonly failures: readonly {
    readonly code: number
    readonly people: number
    readonly happened: string | null
    readonly remedy: string | null
    readonly action: FailureAction
  }[]
  readonly templates?: readonly (Funnel & { readonly name: string; readonly language: string })[]
  readonly compared?: Readonly<Record<'read' | 'clicked' | 'replied', Compared>>
  readonly winner?: 0 | 1 | null
}

export const useResults = (campaign: Campaign) =>
  useQuery({
    queryKey: ['campaigns', campaign.id, 'results'],
    queryFn: ({ signal }) => request<Results>(`/v1/campaigns/${campaign.id}/results`, { signal }),
    // People read and answer long after the last message has left.
    refetchInterval: campaign.endedAt ? 15_000 : 4_000,
  })

/** What it would cost to send it again to those without a read receipt. */
export type Again = {
  readonly audience: { readonly segment: Readonly<Record<string, unknown>> }
  readonly people: number
  readonly reaches: number
  readonly cost: { readonly low: string; readonly high: string; readonly currency: string }
}
export const useAgain = (id: string, people: number, ended: boolean) =>
  useQuery({
    queryKey: ['campaigns', id, 'no-read-receipt', people],
    queryFn: ({ signal }) => request<Again>(`/v1/campaigns/${id}/no-read-receipt`, { signal }),
    enabled: ended && people > 0,
    staleTime: 60_000,
  })

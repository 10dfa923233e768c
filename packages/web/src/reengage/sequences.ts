import { keepPreviousData, useQuery } from '@tanstack/react-query'
import type { TemplateUse } from '../campaigns/campaign-api.ts'
import type { Page } from '../http/page.ts'
import { queryClient } from '../http/query-client.ts'
import { request } from '../http/request.ts'

export const WROTE_LAST = ['us', 'customer', 'either'] as const
type WroteLast = (typeof WROTE_LAST)[number]
export type Start =
  | { readonly on: 'window.closing'; readonly minutesBefore: number; readonly wroteLast: WroteLast }
  | { readonly on: 'window.closed'; readonly wroteLast: WroteLast }
  | { readonly on: 'attribute'; readonly key: string; readonly is?: string }
  | { readonly on: 'event'; readonly name: string }
  | { readonly on: 'filter'; readonly filter: object; readonly everyHours: number }
export type Step = {
  readonly afterMinutes: number
  readonly send: { readonly text: string } | { readonly template: TemplateUse }
}
export type Conversion = { readonly attribute: string; readonly is?: string } | { readonly event: string }
export type Definition = {
  readonly start: Start
  readonly steps: readonly Step[]
  readonly converts: Conversion | null
  readonly daytime: { readonly from: string; readonly to: string }
  readonly againAfterDays: number
  readonly includeWithoutOptIn: boolean
}
export type Outcome = 'done' | 'replied' | 'converted' | 'opted-out' | 'no-opt-in' | 'capped' | 'refused' | 'too-late' | 'stopped'
export type Sequence = {
  readonly id: string
  readonly name: string
  readonly state: 'off' | 'on' | 'paused'
  readonly from: string
  readonly version: number
  readonly definition: Definition
  readonly results: {
    readonly began: number
    readonly waiting: number
    readonly outcomes: Readonly<Record<Outcome, number>>
    readonly sent: number
    readonly returned: number
    readonly cost: { readonly amount: string; readonly currency: string }
    readonly costPerReturn: string | null
  }
}
export type Plan = {
  readonly people: number | null
  readonly reached: number
  readonly excluded: Readonly<Record<string, { readonly people: number; readonly because: string }>>
  readonly steps: readonly {
    readonly step: number
    readonly people: number
    readonly cost: string
    readonly because: string | null
  }[]
  readonly cost: { readonly least: string; readonly most: string; readonly currency: string }
  readonly first: string | null
  readonly last: string | null
  readonly perSecond: number
  readonly reachLimit: number | null
  readonly sentence: string
}
export type Run = {
  readonly id: string
  readonly contact: { readonly id: string; readonly name: string }
  readonly threadId: string | null
  readonly outcome: Outcome | null
  readonly because: string | null
  readonly dueAt: string | null
  readonly returnedAt: string | null
}
export type ReadyMade = { readonly id: string; readonly name: string; readonly about: string; readonly definition: Definition }

export const useSequences = () =>
  useQuery({
    queryKey: ['sequences', 'all'],
    queryFn: ({ signal }) => request<Page<Sequence>>('/v1/sequences', { signal }),
    select: (page) => page.data,
  })
export const useReadyMade = () =>
  useQuery({
    queryKey: ['sequences', 'ready-made'],
    queryFn: ({ signal }) => request<Page<ReadyMade>>('/v1/sequences/ready-made', { signal }),
    select: (page) => page.data,
    staleTime: Number.POSITIVE_INFINITY,
  })
export const useSequence = (id: string) =>
  useQuery({
    queryKey: ['sequences', 'one', id],
    queryFn: ({ signal }) => request<Sequence>(`/v1/sequences/${id}`, { signal }),
  })
/** Asked again only when what it says of has changed, or the clock did. */
export const usePlan = (id: string, wanted: boolean) =>
  useQuery({
    queryKey: ['sequence-plan', id],
    queryFn: ({ signal }) => request<Plan>(`/v1/sequences/${id}/plan`, { method: 'POST', body: {}, signal }),
    enabled: wanted,
    placeholderData: keepPreviousData,
  })
export const useRuns = (id: string) =>
  useQuery({
    queryKey: ['sequences', 'runs', id],
    queryFn: ({ signal }) => request<Page<Run>>(`/v1/sequences/${id}/runs?limit=50`, { signal }),
    select: (page) => page.data,
  })

export type Version = {
  readonly version: number
  readonly definition: Definition
  readonly at: string
  readonly by: { readonly name: string }
  readonly waiting: number
}
export const useVersions = (id: string, version: number) =>
  useQuery({
    queryKey: ['sequences', 'versions', id, version],
    queryFn: ({ signal }) => request<Page<Version>>(`/v1/sequences/${id}/versions`, { signal }),
    select: (page) => page.data,
  })

export const stale = (id?: string): void => {
  void queryClient.invalidateQueries({ queryKey: ['sequences'] })
  if (id) void queryClient.invalidateQueries({ queryKey: ['sequence-plan', id] })
}

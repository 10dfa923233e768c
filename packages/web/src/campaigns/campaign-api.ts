import type { Finding } from '@casement/rules'
import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { queryClient } from '../http/query-client.ts'
import { query, request } from '../http/request.ts'

export type CampaignState = 'draft' | 'preparing' | 'scheduled' | 'running' | 'paused' | 'finished' | 'cancelled'
export type Filter = Readonly<Record<string, unknown>>
export type Audience =
  | { readonly segment: Filter }
  | { readonly segmentId: string }
  | { readonly upload: true }
  | { readonly contacts?: readonly string[]; readonly numbers?: readonly string[] }
export type TemplateUse = { readonly name: string; readonly language: string; readonly parameters: readonly object[] }
/** Another template, tried beside the first. */
export type Trial = {
  readonly template: TemplateUse
  /** How many get one of the two before the winner is known; 1: everybody, half each. */
  readonly share: number
  readonly measure: 'read' | 'replied'
  readonly decide: 'hand' | 'measured'
  readonly afterHours: number
}
export type Definition = {
  readonly name: string
  readonly from: string
  /** Absent while a draft has not chosen one. */
  readonly template?: TemplateUse
  readonly trial?: Trial | null
  readonly audience: Audience
  readonly schedule: { readonly at?: string; readonly morning?: string }
  readonly pace: { readonly perSecond?: number; readonly ramp?: readonly number[] }
  readonly spendCap?: { readonly amount: string; readonly currency: string } | null
  /** Whether its links are counted; absent: as the workspace does. */
  readonly trackLinks?: boolean
}

export const STATUSES = [
  'read',
  'played',
  'delivered',
  'sent',
  'accepted',
  'failed',
  'unclear',
  'sending',
  'held',
  'queued',
  'refused',
  'expired',
  'cancelled',
] as const
export type Status = (typeof STATUSES)[number]
export type Counts = { readonly audience: number; readonly excluded: Readonly<Record<string, number>> } & Readonly<
  Record<Status, number>
>

/** The file of a campaign's people: how far its reading is, and its columns that may stand in the template. */
export type AudienceFile = {
  readonly job: string
  readonly name: string | null
  readonly state: 'waiting' | 'running' | 'done' | 'failed'
  readonly done: number
  readonly total: number
  readonly rejected: number
  readonly because?: string
  readonly columns: readonly string[]
}

export type Campaign = Omit<Definition, 'template'> & {
  readonly template: TemplateUse | null
  readonly id: string
  readonly state: CampaignState
  readonly createdBy: string
  readonly createdAt: string
  readonly launchedAt: string | null
  readonly launchedBy: string | null
  readonly startsAt: string | null
  readonly endedAt: string | null
  readonly because?: string
  readonly waitingFor?: string
  readonly waitingUntil?: string
  readonly counts: Counts
  readonly cost: { readonly actual: string; readonly estimated?: string; readonly currency?: string }
  readonly eta?: string | null
  readonly file?: AudienceFile | null
}

export type Plan = {
  readonly audience: number
  readonly reaches: number
  readonly excluded: Readonly<Record<string, number>>
  readonly cost: {
    readonly low: string
    readonly high: string
    readonly currency: string
    readonly estimate: boolean
    readonly policy: string
    readonly byMarket: readonly {
      readonly market: string
      readonly people: number
      readonly low: string
      readonly high: string
    }[]
  }
  readonly startsAt: string
  readonly endsAt: string
  readonly endEstimated: boolean
  readonly boundBy: string
  readonly days: readonly { readonly day: string; readonly people: number }[]
  readonly reach: { readonly limit: number | null; readonly used: number; readonly needed: number }
  readonly savings: readonly { readonly kind: string; readonly people: number; readonly sentence: string }[]
  readonly quality: { readonly risk: string; readonly because: readonly string[] }
  readonly warnings: readonly string[]
  /** Whether links are counted, and which cannot be, in words. */
  readonly links: { readonly tracked: boolean; readonly sentences: readonly string[] }
  readonly previews: readonly {
    readonly contactId: string
    /** 0: of its own template, 1: of the other of its trial. */
    readonly variant: number
    readonly template: string
    readonly text: string
    readonly message: { readonly type: string; readonly template: object }
  }[]
  readonly findings: readonly Finding[]
}

export type Segment = { readonly id: string; readonly name: string; readonly filter: Filter; readonly people: number | null }

export const useCampaigns = () =>
  useInfiniteQuery({
    queryKey: ['campaigns', 'list'],
    queryFn: ({ pageParam, signal }) =>
      request<{ data: readonly Campaign[]; cursor: string | null }>(`/v1/campaigns${query({ cursor: pageParam, limit: 50 })}`, {
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.cursor,
  })
export const useCampaign = (id: string | null) =>
  useQuery({
    queryKey: ['campaigns', id],
    queryFn: ({ signal }) => request<Campaign>(`/v1/campaigns/${id}`, { signal }),
    enabled: id !== null,
    // Events tell of its own steps; what becomes of single messages moves its counts all the time, long after the last was sent.
    refetchInterval: ({ state }) =>
      state.data === undefined || state.data.state === 'draft' ? false : state.data.endedAt ? 10_000 : 2_000,
  })
export const usePlan = (id: string | null, revision: string, ready: boolean) =>
  useQuery({
    queryKey: ['campaign-plan', id, revision],
    queryFn: ({ signal }) => request<Plan>(`/v1/campaigns/${id}/plan`, { method: 'POST', body: {}, signal }),
    enabled: id !== null && ready,
    placeholderData: keepPreviousData,
    staleTime: 30_000,
  })
export const useSegments = () =>
  useQuery({
    queryKey: ['segments'],
    queryFn: ({ signal }) => request<{ data: readonly Segment[] }>('/v1/segments', { signal }),
    select: (answer) => answer.data,
  })
export const usePeople = (filter: Filter | null) =>
  useQuery({
    queryKey: ['segments', 'count', JSON.stringify(filter)],
    queryFn: ({ signal }) => request<{ people: number }>('/v1/segments/count', { method: 'POST', body: { filter }, signal }),
    enabled: filter !== null,
    placeholderData: keepPreviousData,
  })

function kept(campaign: Campaign): Campaign {
  queryClient.setQueryData(['campaigns', campaign.id], campaign)
  void queryClient.invalidateQueries({ queryKey: ['campaigns', 'list'] })
  return campaign
}
const post = async (path: string, body: unknown = {}) => kept(await request<Campaign>(path, { method: 'POST', body }))

export const createCampaign = (definition: Definition) => {
  const { spendCap, trial, ...rest } = definition
  return post('/v1/campaigns', { ...rest, ...(spendCap ? { spendCap } : {}), ...(trial ? { trial } : {}) })
}
export const changeCampaign = async (id: string, change: Partial<Definition>) =>
  kept(await request<Campaign>(`/v1/campaigns/${id}`, { method: 'PATCH', body: change }))
export const launchCampaign = (id: string) => post(`/v1/campaigns/${id}/launch`)
export const pauseCampaign = (id: string) => post(`/v1/campaigns/${id}/pause`)
export const resumeCampaign = (id: string) => post(`/v1/campaigns/${id}/resume`)
export const cancelCampaign = (id: string) => post(`/v1/campaigns/${id}/cancel`)
export const retryCampaign = (id: string) => post(`/v1/campaigns/${id}/retry`)
export const chooseWinner = (id: string, template: 0 | 1) => post(`/v1/campaigns/${id}/winner`, { template })
export const testCampaign = (id: string, to: string, template: 0 | 1) =>
  request(`/v1/campaigns/${id}/test`, { method: 'POST', body: { to, template }, idempotencyKey: crypto.randomUUID() })
export const saveSegment = async (name: string, filter: Filter): Promise<Segment> => {
  const segment = await request<Segment>('/v1/segments', { method: 'POST', body: { name, filter } })
  await queryClient.invalidateQueries({ queryKey: ['segments'] })
  return segment
}
export const exportAddress = (id: string): string => `/v1/campaigns/${id}/recipients?format=csv`

import { queryOptions, useQuery } from '@tanstack/react-query'
import { request } from '../http/request.ts'

export const FEATURES = ['draft-reply', 'summary', 'draft-template', 'classify'] as const
export type Feature = (typeof FEATURES)[number]

/** The model that a workspace connected, and what it came to this month. */
export type Provider = {
  readonly kind: 'openai-compatible' | 'anthropic'
  readonly baseUrl: string
  readonly model: string
  readonly hasKey: boolean
  readonly features: readonly Feature[]
  readonly inputPrice: string
  readonly outputPrice: string
  readonly currency: string
  readonly monthlyLimit: string | null
  readonly thisMonth: { readonly asked: number; readonly failed: number; readonly cost: string }
}

export type Draft = {
  readonly text: string
  readonly cost: string
  readonly currency: string
  readonly unknown: readonly string[]
}

export const providerQuery = queryOptions({
  queryKey: ['suggestion-provider'],
  queryFn: ({ signal }) => request<{ provider: Provider | null }>('/v1/suggestions/provider', { signal }),
  staleTime: 300_000,
  retry: false,
})

/** Whether the model may be asked for this; false until that is known. */
export const useMayAsk = (feature: Feature): boolean =>
  useQuery(providerQuery).data?.provider?.features.includes(feature) ?? false

export const draftReply = (threadId: string): Promise<Draft> =>
  request<Draft>(`/v1/threads/${threadId}/draft`, { method: 'POST', body: {} })

export const summarise = (threadId: string): Promise<Draft> =>
  request<Draft>(`/v1/threads/${threadId}/summary`, { method: 'POST', body: {} })

export const draftTemplate = (asked: { purpose: string; category: string; language: string }): Promise<Draft> =>
  request<Draft>('/v1/suggestions/template', { method: 'POST', body: asked })

import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { query, request } from '../http/request.ts'

/** The days and numbers that every figure of the screen is about. */
export type Within = {
  readonly from: string
  readonly to: string
  readonly number?: string | undefined
  readonly portfolio?: string | undefined
}

/** While the hub makes newer figures, and as long as somebody looks. */
const SOON_MS = 2_000
const NOW_AND_THEN_MS = 30_000

type Answer<T> = { readonly data: readonly T[]; readonly current?: boolean }

/** One of the hub's answers about these days. What is known stays on screen while the next is on its way. */
function useInsight<T>(what: string, within: Within, more: Record<string, string | undefined> = {}) {
  const path = `/v1/insights/${what}${query({ ...within, ...more })}`
  return useQuery({
    queryKey: ['insights', path],
    queryFn: ({ signal }) => request<T>(path, { signal }),
    placeholderData: keepPreviousData,
    refetchInterval: ({ state }) =>
      (state.data as { current?: boolean } | undefined)?.current === false ? SOON_MS : NOW_AND_THEN_MS,
  })
}

export type Figure = {
  readonly day?: string
  readonly category?: string
  readonly market?: string
  readonly campaign?: string
  readonly received: number
  readonly sent: number
  readonly accepted: number
  readonly delivered: number
  readonly read: number
  readonly failed: number
  readonly tapped: number
  readonly replied: number
  readonly charged: number
  readonly cost: string
  readonly estimated: string
  readonly currency: string
}
export const useFigures = (within: Within, by: string) => useInsight<Answer<Figure>>('figures', within, { by })

export type Failure = {
  readonly messages: number
  readonly code?: number
  readonly hour?: number
  readonly template?: string
  readonly market?: string
  readonly campaign?: string
  readonly prefix?: string
  readonly country?: string
  readonly happened?: string
  readonly name?: string
}
export const useFailures = (within: Within, by: string) => useInsight<Answer<Failure>>('failures', within, { by })

export type Pattern = {
  readonly code: number
  readonly messages: number
  readonly share: number
  readonly happened: string
  readonly remedy: string
  readonly common: {
    readonly trait: 'import' | 'campaign' | 'template' | 'prefix' | 'country' | 'market' | 'hour'
    readonly value: string
    readonly name: string
    readonly share: number
    readonly shareOfSent: number | null
  } | null
  readonly action: { readonly kind: 'template' | 'accounts' | 'settings' | 'list' | 'none'; readonly template?: string }
  readonly days: readonly { readonly day: string; readonly messages: number }[]
}
export const usePatterns = (within: Within) => useInsight<Answer<Pattern>>('patterns', within)

export type CostUnder = {
  readonly policy: { readonly id: string; readonly from: string; readonly to: string | null }
  readonly categories: readonly {
    readonly category: 'marketing' | 'utility' | 'authentication' | 'service'
    readonly currency: string
    readonly messages: number
    readonly cost: string
    readonly under: string
    readonly estimate: boolean
  }[]
}
export const useCostUnder = (within: Within, day: string) => useInsight<CostUnder>('cost-under', within, { day })

export type Waiting = {
  readonly day?: string
  readonly hour?: number
  readonly person?: string
  readonly name?: string
  readonly answered: number
  readonly missed: number
  readonly median: number | null
  readonly p90: number | null
}
export const useResponses = (within: Within, by: string) => useInsight<Answer<Waiting>>('responses', within, { by })

export type Conversation = {
  readonly day: string
  readonly begunBy?: string
  readonly category?: string
  readonly conversations: number
}
export const useConversations = (within: Within, by: string, countedAs: 'lived' | 'billed') =>
  useInsight<Answer<Conversation>>('conversations', within, { by, countedAs })

export type Reach = {
  readonly id: string
  readonly name: string
  readonly limit: number | null
  readonly used: number
  readonly days: readonly { readonly day: string; readonly people: number }[]
}
export const useReach = ({ from, to, portfolio }: Within) => useInsight<Answer<Reach>>('reach', { from, to, portfolio })

export type Rated = { readonly day: string; readonly quality: string }
export type QualityOfNumber = {
  readonly phoneNumberId: string
  readonly displayPhoneNumber: string
  readonly name: string
  readonly quality: string
  readonly days: readonly Rated[]
}
export const useNumberQuality = ({ from, to }: Within) => useInsight<Answer<QualityOfNumber>>('quality', { from, to })
export type QualityOfTemplate = {
  readonly name: string
  readonly language: string
  readonly quality: string
  readonly days: readonly Rated[]
}
export const useTemplateQuality = ({ from, to }: Within) =>
  useInsight<Answer<QualityOfTemplate>>('template-quality', { from, to })

export type Pin = {
  readonly at: string
  readonly day: string
  readonly kind: 'campaign' | 'template' | 'notice'
  readonly label: string
  readonly number: string | null
  readonly href: string
}
export const usePins = (within: Within) => useInsight<Answer<Pin>>('pins', within)

import { useQuery } from '@tanstack/react-query'
import { request } from '../http/request.ts'

export type Template = {
  readonly id: string
  readonly name: string
  readonly language: string
  readonly category: string
  readonly status: string
  readonly quality?: string | null
  readonly components: readonly TemplatePart[]
  readonly parameterFormat?: string | null
  readonly pausedUntil?: string | null
}

export type TemplatePart = {
  readonly type: string
  readonly format?: string
  readonly text?: string
  readonly example?: unknown
  readonly buttons?: readonly {
    readonly type: string
    readonly text?: string
    readonly url?: string
    readonly example?: unknown
  }[]
} & Record<string, unknown>

export const useTemplates = () =>
  useQuery({
    queryKey: ['templates', 'APPROVED'],
    queryFn: ({ signal }) => request<{ data: readonly Template[] }>('/v1/templates?status=APPROVED&limit=200', { signal }),
    select: (answer) => answer.data,
  })

export const syncTemplates = (): Promise<unknown> => request('/v1/templates/sync', { method: 'POST', body: {} })

import type { Graph, GraphDifference, GraphProblem } from '@casement/rules/automation'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { request } from '../http/request.ts'

export type AutomationSummary = {
  readonly id: string
  readonly name: string
  readonly state: 'off' | 'on'
  readonly liveVersion: number | null
  readonly trigger: Graph['trigger']['kind']
  readonly runs: {
    readonly total: number
    readonly alive: number
    readonly done: number
    readonly handedOver: number
    readonly stopped: number
    readonly failed: number
  }
  readonly skipped: Readonly<Record<string, number>>
  readonly messages: number
  readonly cost: { readonly amount: string; readonly currency: string } | null
  readonly lastRunAt: string | null
  readonly lastError: { readonly because: string; readonly at: string; readonly threadId: string | null } | null
}
export type Automation = AutomationSummary & { readonly graph: Graph; readonly problems: readonly GraphProblem[] }

export type Way = { readonly node: string; readonly exit: string | null; readonly runs: number }
/** What people did at one step, in people: what they tapped, the links they followed, how many ended or are there. */
export type StepResult = {
  readonly node: string
  readonly sent: number
  readonly taps: readonly { readonly id: string; readonly title: string; readonly people: number }[]
  readonly links: readonly { readonly url: string; readonly people: number }[]
  readonly ended: number
  readonly waiting: number
}
export type Replay = {
  readonly complete: boolean
  readonly runs: number
  readonly people: number
  readonly messages: number
  readonly cost: { readonly amount: string; readonly currency: string } | null
  readonly skipped: Readonly<Record<string, number>>
  readonly refused: Readonly<Record<string, number>>
  readonly results: readonly Way[]
}
export type Version = {
  readonly version: number
  readonly at: string
  readonly by: { readonly name: string }
  readonly live: boolean
  readonly graph: Graph
  readonly difference: GraphDifference
}
export type Run = {
  readonly id: string
  readonly contact: { readonly id: string; readonly name: string }
  readonly threadId: string | null
  readonly state: string
  readonly rehearsal: boolean
  readonly because: string | null
  readonly startedAt: string
  readonly steps: readonly { readonly step: number; readonly node: string; readonly says: string; readonly at: string }[]
}

export const useAutomations = () =>
  useQuery({
    queryKey: ['automations'],
    queryFn: ({ signal }) => request<{ data: readonly AutomationSummary[] }>('/v1/automations', { signal }),
    select: (answer) => answer.data,
  })

export const useAutomation = (id: string) =>
  useQuery({
    queryKey: ['automations', id],
    queryFn: ({ signal }) => request<Automation>(`/v1/automations/${id}`, { signal }),
  })

export const useVersions = (id: string) =>
  useQuery({
    queryKey: ['automations', id, 'versions'],
    queryFn: ({ signal }) =>
      request<{ data: readonly Version[]; draft: GraphDifference }>(`/v1/automations/${id}/versions`, { signal }),
  })

export const useResults = (id: string, version: number | null) =>
  useQuery({
    queryKey: ['automations', id, 'results', version],
    queryFn: ({ signal }) =>
      request<{ data: readonly Way[]; steps: readonly StepResult[] }>(`/v1/automations/${id}/results`, { signal }),
    enabled: version !== null,
  })

export const useRuns = (id: string) =>
  useQuery({
    queryKey: ['automations', id, 'runs'],
    queryFn: ({ signal }) => request<{ data: readonly Run[] }>(`/v1/automations/${id}/runs?limit=50`, { signal }),
    select: (answer) => answer.data,
  })

export const createAutomation = (name: string, graph: Graph): Promise<Automation> =>
  request('/v1/automations', { method: 'POST', body: { name, graph } })

export const saveAutomation = (id: string, change: { name?: string; graph?: Graph }): Promise<Automation> =>
  request(`/v1/automations/${id}`, { method: 'PATCH', body: change })

/** Deeds on one automation; afterwards what is shown of it is asked again. */
export function useDeed<T, G = void>(deed: (given: G) => Promise<T>) {
  const client = useQueryClient()
  return useMutation({ mutationFn: deed, onSuccess: () => client.invalidateQueries({ queryKey: ['automations'] }) })
}

export const switchOn = (id: string): Promise<Automation> => request(`/v1/automations/${id}/on`, { method: 'POST', body: {} })
export const switchOff = (id: string): Promise<Automation> => request(`/v1/automations/${id}/off`, { method: 'POST', body: {} })
export const deleteAutomation = (id: string): Promise<void> => request(`/v1/automations/${id}`, { method: 'DELETE' })
export const replay = (id: string, graph: Graph, signal: AbortSignal): Promise<Replay> =>
  request(`/v1/automations/${id}/replay`, { method: 'POST', body: { graph }, signal })
export const rehearse = (id: string, contactId: string): Promise<unknown> =>
  request(`/v1/automations/${id}/rehearse`, { method: 'POST', body: { contactId } })

import { queryOptions, useQuery } from '@tanstack/react-query'
import { request } from '../http/request.ts'

export type Endpoint = {
  readonly id: string
  readonly url: string
  readonly description: string
  readonly events: readonly string[]
  readonly enabled: boolean
  readonly disabledBecause: string | null
  readonly failingSince: string | null
  readonly restsUntil: string | null
  readonly replaying: boolean
  readonly oldSecretUntil: string | null
}
export type DeliveryState = 'waiting' | 'due' | 'delivered' | 'failed'
export const DELIVERY_STATES: readonly DeliveryState[] = ['waiting', 'due', 'delivered', 'failed']
export type Delivery = {
  readonly seq: number
  readonly eventId: string
  readonly type: string
  readonly state: DeliveryState
  readonly nextAttemptAt: string | null
  readonly finishedAt: string | null
  readonly attempts: readonly {
    readonly at: string
    readonly status: number | null
    readonly error: string | null
    readonly ms: number
  }[]
}

export const endpointsQuery = queryOptions({
  queryKey: ['webhook-endpoints'],
  queryFn: ({ signal }) => request<{ data: readonly Endpoint[] }>('/v1/webhook-endpoints', { signal }),
})

/** Deliveries go on by themselves, so one endpoint is looked at again while it is on the screen. */
export const useEndpoint = (id: string) =>
  useQuery({
    queryKey: ['webhook-endpoints', id],
    queryFn: ({ signal }) =>
      request<Endpoint & { deliveries: Partial<Record<DeliveryState, number>> }>(`/v1/webhook-endpoints/${id}`, { signal }),
    refetchInterval: 5_000,
  })

export const useEventTypes = () =>
  useQuery({
    queryKey: ['webhook-events'],
    queryFn: ({ signal }) =>
      request<{ data: readonly { readonly type: string; readonly about: string }[] }>('/v1/webhook-events', { signal }),
    select: (answer) => answer.data,
    staleTime: Number.POSITIVE_INFINITY,
  })

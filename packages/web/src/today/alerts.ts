import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import type { Page } from '../http/page.ts'
import { request } from '../http/request.ts'

export type Alert = {
  readonly id: string
  readonly kind: string
  readonly severity: 'info' | 'warning' | 'critical'
  readonly because: string
  readonly remedy: { readonly label: string; readonly href: string }
  readonly openedAt: string
}

export const useAlerts = (state: 'open' | 'snoozed') =>
  useQuery({
    queryKey: ['alerts', state],
    queryFn: ({ signal }) => request<Page<Alert>>(`/v1/alerts?state=${state}&mine=true&limit=50`, { signal }),
    select: (page) => [...page.data].sort((a, b) => rank[b.severity] - rank[a.severity]),
  })

const rank = { info: 0, warning: 1, critical: 2 } as const

export function useSnooze() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ id, until }: { id: string; until: string }) =>
      request(`/v1/alerts/${id}/snooze`, { method: 'POST', body: { until } }),
    onSettled: () => client.invalidateQueries({ queryKey: ['alerts'] }),
  })
}

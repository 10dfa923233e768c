import { useQuery } from '@tanstack/react-query'
import { request } from '../http/request.ts'

type Named = { readonly id: string; readonly name: string }

/** What people call the campaigns whose ids stand in figures: the latest two hundred. */
export function useNames(): { campaign: (id: string) => string | undefined } {
  const { data } = useQuery({
    queryKey: ['insights', 'campaign-names'],
    queryFn: ({ signal }) => request<{ data: readonly Named[] }>('/v1/campaigns?limit=200', { signal }),
    staleTime: 60_000,
  })
  return { campaign: (id) => data?.data.find((campaign) => campaign.id === id)?.name }
}

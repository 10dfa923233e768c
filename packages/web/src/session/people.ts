import { useQuery } from '@tanstack/react-query'
import { request } from '../http/request.ts'

export type Person = { readonly id: string; readonly name: string; readonly role: string }

/** The members of the workspace: who can look after a thread. */
export const usePeople = () =>
  useQuery({
    queryKey: ['people'],
    queryFn: ({ signal }) => request<{ data: readonly Person[] }>('/v1/people', { signal }),
    select: (answer) => answer.data,
    staleTime: 5 * 60_000,
  })

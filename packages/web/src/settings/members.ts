import { queryOptions, useQuery } from '@tanstack/react-query'
import { request } from '../http/request.ts'
import type { Role } from '../session/roles.ts'

export type Member = {
  readonly id: string
  readonly name: string
  readonly email: string
  readonly role: Role
  readonly joinedAt: string
}

/** The same answer the inbox asks for, under the same key. */
export const membersQuery = queryOptions({
  queryKey: ['people'],
  queryFn: ({ signal }) => request<{ data: readonly Member[] }>('/v1/people', { signal }),
})
export const useMembers = () => useQuery({ ...membersQuery, select: (answer) => answer.data })

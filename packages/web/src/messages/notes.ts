import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { query, request } from '../http/request.ts'

export type Note = {
  readonly id: string
  readonly threadId: string
  readonly kind: 'note' | 'assigned' | 'unassigned' | 'resolved' | 'reopened' | 'snoozed' | 'woke' | 'automation'
  readonly at: string
  readonly by: { readonly id: string; readonly name: string } | null
  readonly text: string
  readonly until?: string
  readonly editedAt?: string
}

const LATEST = 200

/** What people here said and did about a thread, newest first. */
export const useNotes = (threadId: string) =>
  useQuery({
    queryKey: ['notes', threadId],
    queryFn: ({ signal }) =>
      request<{ data: readonly Note[] }>(`/v1/threads/${threadId}/notes${query({ limit: LATEST })}`, { signal }),
    select: (answer) => answer.data,
  })

/** Writes, changes (with an id) or removes (without a text) a note. */
export function useNoteChange(threadId: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: ({ id, text }: { id?: string; text?: string }) =>
      request(`/v1/threads/${threadId}/notes${id ? `/${id}` : ''}`, {
        method: id ? (text === undefined ? 'DELETE' : 'PATCH') : 'POST',
        ...(text === undefined ? {} : { body: { text } }),
      }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['notes', threadId] }),
  })
}

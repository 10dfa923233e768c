import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { request } from '../http/request.ts'

export type QuickReply = { readonly id: string; readonly shortcut: string; readonly text: string }

export const useQuickReplies = () =>
  useQuery({
    queryKey: ['quick-replies'],
    queryFn: ({ signal }) => request<{ data: readonly QuickReply[] }>('/v1/quick-replies', { signal }),
    select: (answer) => answer.data,
  })

export function useKeepQuickReply() {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (reply: { shortcut: string; text: string }) => request('/v1/quick-replies', { method: 'POST', body: reply }),
    onSuccess: () => client.invalidateQueries({ queryKey: ['quick-replies'] }),
  })
}

/** What stands after a slash at the very beginning of the box, while it may still name a quick reply; null otherwise. */
export const cannedQuery = (text: string): string | null => /^\/([\p{L}\p{N}_-]{0,32})$/u.exec(text)?.[1] ?? null

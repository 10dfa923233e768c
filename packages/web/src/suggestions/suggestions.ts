import { useQuery } from '@tanstack/react-query'
import { request } from '../http/request.ts'
import type { Thread } from '../threads/threads.ts'

export type SuggestedReply = { readonly kind: 'quick-reply' | 'past-answer'; readonly text: string; readonly because: string }
export type SuggestedTemplate = { readonly templateId: string; readonly because: string }
type Suggestions = { readonly replies: readonly SuggestedReply[]; readonly templates: readonly SuggestedTemplate[] }

/** What may fit the moment of a thread; asked anew with each message, and never in anybody's way: without an answer there is none. */
export const useSuggestions = (thread: Thread): Suggestions =>
  useQuery({
    queryKey: ['suggestions', thread.id, thread.lastMessage?.at ?? null],
    queryFn: ({ signal }) => request<Suggestions>(`/v1/threads/${thread.id}/suggestions`, { signal }),
    staleTime: 60_000,
    retry: false,
  }).data ?? NONE

const NONE: Suggestions = { replies: [], templates: [] }

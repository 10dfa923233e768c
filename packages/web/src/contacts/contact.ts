import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { request } from '../http/request.ts'
import type { Thread } from '../threads/threads.ts'

export type AttributeValue = string | number | boolean
export type Said = {
  readonly choice: 'in' | 'out' | 'unsaid'
  readonly at?: string
  readonly evidence?: { readonly how?: string; readonly by?: string; readonly wording?: string; readonly reference?: string }
}
export type Contact = {
  readonly id: string
  readonly name: string
  readonly phone: string | null
  readonly aliases: readonly { readonly kind: string; readonly value: string; readonly portfolioId?: string }[]
  readonly tags: readonly string[]
  readonly attributes: Readonly<Record<string, AttributeValue>>
  readonly consent: Readonly<Record<'marketing' | 'utility' | 'authentication' | 'everything', Said>>
  readonly blockedBy?: readonly string[]
  readonly undeliverableSince?: string
  readonly createdAt: string
}

export const useContact = (id: string) =>
  useQuery({ queryKey: ['contact', id], queryFn: ({ signal }) => request<Contact>(`/v1/contacts/${id}`, { signal }) })

export type ContactFacts = {
  readonly spent: {
    readonly month: string
    readonly amount: string
    readonly currency: string | null
    readonly paid: number
    readonly free: number
  }
  readonly otherThreads: readonly Thread[]
  readonly country?: string
  /** Minutes ahead of UTC: the earliest and the latest clock of their country. */
  readonly utcOffsets?: { readonly from: number; readonly to: number }
}

/** What stands beside a thread about its person. */
export const useContactFacts = (threadId: string) =>
  useQuery({
    queryKey: ['contact-facts', threadId],
    queryFn: ({ signal }) => request<ContactFacts>(`/v1/threads/${threadId}/contact`, { signal }),
  })

/** Changes name or attributes (null removes one), on screen at once. */
export function useEditContact(id: string) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (change: { name?: string; tags?: readonly string[]; attributes?: Record<string, AttributeValue | null> }) =>
      request<Contact>(`/v1/contacts/${id}`, { method: 'PATCH', body: change }),
    onSuccess: (contact) => {
      client.setQueryData(['contact', id], contact)
      for (const queryKey of [['threads'], ['thread'], ['contacts', 'rows'], ['contacts', 'newest']])
        void client.invalidateQueries({ queryKey })
    },
  })
}

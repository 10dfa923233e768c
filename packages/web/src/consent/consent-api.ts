import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { request } from '../http/request.ts'

export type Purpose = {
  readonly purpose: string
  readonly in: number
  readonly out: number
  readonly name?: string
  readonly about?: string
  readonly templates?: readonly string[]
}
export type Way = {
  readonly id: string
  readonly kind: 'keyword' | 'ad' | 'form'
  readonly name: string
  readonly key: string | null
  readonly from: string | null
  readonly purposes: readonly string[]
  readonly confirm: 'none' | 'question' | 'whatsapp'
  readonly version: number
  readonly active: boolean
  readonly wording: string
  readonly yes?: number
  readonly url?: string
}
type Listed<T> = { readonly data: readonly T[] }

export const usePurposes = () =>
  useQuery({ queryKey: ['consent', 'purposes'], queryFn: ({ signal }) => request<Listed<Purpose>>('/v1/consent', { signal }) })
export const useWays = () =>
  useQuery({ queryKey: ['consent', 'ways'], queryFn: ({ signal }) => request<Listed<Way>>('/v1/consent/ways', { signal }) })

/** Asks for a change, and for all of the consent centre anew. */
export function useConsentChange<T>(change: (value: T) => Promise<unknown>, onDone: () => void = () => {}) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: change,
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: ['consent'] })
      onDone()
    },
  })
}

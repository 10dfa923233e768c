import { keepPreviousData, queryOptions, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { query, request } from '../http/request.ts'

export type Catalog = { readonly id: string; readonly products: number; readonly changedAt: string }
export type Product = {
  readonly catalogId: string
  readonly retailerId: string
  readonly title: string
  readonly description: string
  readonly price: { readonly amount: string; readonly currency: string } | null
  readonly available: boolean
  readonly hasPicture: boolean
}
type Page = { readonly data: readonly Product[]; readonly cursor: string | null }

export const catalogsQuery = queryOptions({
  queryKey: ['catalogs'],
  queryFn: ({ signal }) => request<{ data: readonly Catalog[] }>('/v1/catalogs', { signal }),
  select: (answer) => answer.data,
  staleTime: 60_000,
})

/** Products of a catalogue, page by page as one scrolls. */
export const useProducts = (catalogId: string, search: string) =>
  useInfiniteQuery({
    queryKey: ['catalogs', catalogId, 'products', search],
    queryFn: ({ signal, pageParam }) =>
      request<Page>(`/v1/catalogs/${catalogId}/products${query({ search, cursor: pageParam ?? undefined })}`, { signal }),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.cursor,
    placeholderData: keepPreviousData,
    enabled: catalogId !== '',
  })

/** What products are called that a message or a cart names; those that were never imported are missing. */
export function useNamedProducts(retailerIds: readonly string[]): ReadonlyMap<string, Product> {
  const ids = [...new Set(retailerIds)].sort().join(',')
  const { data } = useQuery({
    queryKey: ['catalogs', 'named', ids],
    queryFn: ({ signal }) => request<Page>(`/v1/catalogs/products${query({ ids })}`, { signal }),
    enabled: ids !== '',
    staleTime: 300_000,
    retry: false,
  })
  return new Map((data?.data ?? []).map((product) => [product.retailerId, product]))
}

export const pictureOf = ({ catalogId, retailerId }: Product): string =>
  `/v1/catalogs/${catalogId}/products/${encodeURIComponent(retailerId)}/picture`

import { queryOptions, useQuery } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { request } from '../http/request.ts'

export type Demo = {
  readonly state: 'none' | 'wanted' | 'living' | 'lived'
  readonly day?: number
  readonly days?: number
  readonly until?: string | null
  readonly earliest: string
}

const ASK_EVERY_MS = 700

const isUnderWay = (demo: Demo | undefined): boolean => demo?.state === 'wanted' || demo?.state === 'living'

/** While the days are lived it is asked again and again, also when for a moment nobody answers: one hub takes another's place. */
export const demoQuery = queryOptions({
  queryKey: ['demo'],
  queryFn: ({ signal }) => request<Demo>('/v1/demo', { signal }),
  retry: false,
  refetchInterval: ({ state }) => (isUnderWay(state.data) ? ASK_EVERY_MS : false),
})

/** How far the demo company is. Once its days are lived the page begins anew: nothing on it is of the same world. */
export function useDemo(): { demo: Demo | undefined; underWay: boolean } {
  const { data } = useQuery(demoQuery)
  const underWay = isUnderWay(data)
  const before = useRef(underWay)
  useEffect(() => {
    if (before.current && data?.state === 'lived') window.location.assign('/today')
    before.current = underWay
  }, [underWay, data?.state])
  return { demo: data, underWay }
}

/** Whether its days are being lived, as far as somebody asked; asks nobody itself. */
export const useLiving = (): boolean => useQuery({ ...demoQuery, enabled: false, select: isUnderWay }).data === true

export const startOver = (until: string | null) =>
  request<Demo>('/v1/demo/start-over', { method: 'POST', body: until === null ? {} : { until } })

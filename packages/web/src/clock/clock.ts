import { queryOptions, useQuery } from '@tanstack/react-query'
import { request } from '../http/request.ts'
import { setPlatformClock } from './platform-clock.ts'

export type Clock = {
  readonly now: string
  readonly scale: number
  readonly policy: string
  readonly emulator: boolean
  readonly worldId: string | null
  readonly worldMismatch: boolean
}

export const clockQuery = queryOptions({
  queryKey: ['clock'],
  queryFn: async ({ signal }) => {
    const clock = await request<Clock>('/v1/clock', { signal })
    setPlatformClock(clock.now, clock.scale)
    return clock
  },
})

export const useClock = () => useQuery(clockQuery)

import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import type { Page } from '../http/page.ts'
import { request } from '../http/request.ts'

export type Job = {
  readonly id: string
  readonly kind: string
  readonly state: 'waiting' | 'running' | 'done' | 'failed'
  readonly done: number
  readonly total: number
  readonly rejected: number
  readonly because?: string
  readonly counts?: { readonly told?: number; readonly untold?: number }
  readonly createdAt: string
  readonly endedAt?: string
}

export const JOBS = ['jobs'] as const
const isOver = (job: Job) => job.state === 'done' || job.state === 'failed'
/** One that ended while nobody looked is still told for a while. */
const TOLD_MS = 10 * 60_000

/** Jobs about contacts that run, or ended a moment ago. The hub keeps them, so leaving the page loses nothing. */
export function useContactJobs(kinds: readonly string[]): readonly Job[] {
  const client = useQueryClient()
  const jobs = useQuery({
    queryKey: JOBS,
    queryFn: ({ signal }) => request<Page<Job>>('/v1/jobs?limit=20', { signal }),
    refetchInterval: ({ state }) => (state.data?.data.some((job) => !isOver(job)) ? 700 : false),
    staleTime: 0,
  })
  const mine = (jobs.data?.data ?? []).filter((job) => kinds.includes(job.kind))
  const ended =
    jobs.data &&
    mine
      .filter(isOver)
      .map(({ id }) => id)
      .join()
  const before = useRef(ended)
  useEffect(() => {
    if (before.current !== undefined && ended !== before.current)
      for (const queryKey of [['contacts'], ['campaigns', 'segments'], ['consent']]) void client.invalidateQueries({ queryKey })
    before.current = ended
  }, [client, ended])
  return mine.filter((job) => !isOver(job) || Date.now() - Date.parse(job.endedAt ?? '') < TOLD_MS)
}

export type Sample = { readonly at: number; readonly done: number }

/** Rows a second and milliseconds left, from the first and the newest look; null until two of them differ. */
export function paceOf(first: Sample, now: Sample, total: number): { perSecond: number; leftMs: number } | null {
  const done = now.done - first.done
  const ms = now.at - first.at
  if (done <= 0 || ms <= 0) return null
  return { perSecond: (done / ms) * 1_000, leftMs: (Math.max(0, total - now.done) / done) * ms }
}

import { useMutation, useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { JOBS, type Job } from '../contacts/jobs.ts'
import { Button, buttonClass } from '../controls/button.tsx'
import { Chip } from '../controls/chip.tsx'
import { ProblemNotice } from '../controls/problem-notice.tsx'
import { store, useStored } from '../controls/stored.ts'
import { queryClient } from '../http/query-client.ts'
import { request } from '../http/request.ts'
import { count } from '../money/price-words.ts'
import { words } from '../strings/words.ts'

/** The tag that such people get, so that every filter, segment and audience can name them. */
const TAG = 'not-on-whatsapp'

/**
 * For people whom WhatsApp does not reach: campaigns leave them out already; here all of them are tagged at once, as a job of the hub
 * that goes on when the page is left, and that can be taken back for exactly those whom it changed.
 */
export function MarkUnreachable({ campaignId, code, writes }: { campaignId: string; code: number; writes: boolean }) {
  const t = words.campaign.unreachable
  const place = `unreachable.${campaignId}`
  const jobId = useStored(place)
  const filter = { all: [{ campaign: campaignId, was: 'failed', code }, { not: { tag: TAG } }] }
  const job = useQuery({
    queryKey: ['campaigns', campaignId, 'marking', jobId],
    queryFn: ({ signal }) => request<Job>(`/v1/jobs/${jobId}`, { signal }),
    enabled: jobId !== null,
    retry: false,
    refetchInterval: ({ state }) => (state.data && !isOver(state.data) ? 700 : false),
  })
  const over = jobId === null || job.isError || (job.data !== undefined && isOver(job.data))
  const left = useQuery({
    queryKey: ['campaigns', campaignId, 'unmarked', code],
    queryFn: ({ signal }) => request<{ people: number }>('/v1/segments/count', { method: 'POST', body: { filter }, signal }),
    staleTime: 0,
  })
  const { refetch } = left
  const wasOver = useRef(over)
  useEffect(() => {
    if (over && !wasOver.current) void refetch()
    wasOver.current = over
  }, [over, refetch])
  const change = (body: object) => request<{ job: { id: string } }>('/v1/contacts/change', { method: 'POST', body })
  const mark = useMutation({
    mutationFn: () => change({ whom: { q: '', filter }, addTags: [TAG], undoable: true }),
    onSuccess: async ({ job: { id } }) => {
      store(place, id)
      await queryClient.invalidateQueries({ queryKey: JOBS })
    },
  })
  const undo = useMutation({
    mutationFn: () => change({ whom: { changedBy: jobId }, removeTags: [TAG] }),
    onSuccess: async () => {
      store(place, null)
      await queryClient.invalidateQueries({ queryKey: JOBS })
      // The job takes a moment; the count is asked for until it has.
      setTimeout(() => void refetch(), 1_500)
    },
  })
  const error = mark.error ?? undo.error
  const marked = job.data?.state === 'done' ? job.data.done : null
  return (
    <span className="grid justify-items-end gap-1.5 text-xs">
      <Chip tone="ok">{words.campaign.results.actions.leftOut}</Chip>
      <span role="status" className="text-ink-2">
        {over ? (marked !== null && marked > 0 ? t.marked(count(marked), TAG) : '') : t.marking(count(job.data?.done ?? 0))}
      </span>
      <span className="flex flex-wrap justify-end gap-1.5">
        {writes && over && left.data !== undefined && left.data.people > 0 && (
          <Button size="sm" disabled={mark.isPending} onClick={() => mark.mutate()} data-testid="mark-unreachable">
            {t.mark(count(left.data.people), TAG)}
          </Button>
        )}
        {writes && over && marked !== null && marked > 0 && (
          <Button size="sm" disabled={undo.isPending} onClick={() => undo.mutate()} data-testid="unmark-unreachable">
            {t.undo}
          </Button>
        )}
        {over && left.data?.people === 0 && (
          <Link to="/contacts" search={{ filter: JSON.stringify({ tag: TAG }) }} className={buttonClass('ghost', 'sm')}>
            {t.see}
          </Link>
        )}
      </span>
      {error !== null && <ProblemNotice error={error} />}
    </span>
  )
}

const isOver = ({ state }: Job): boolean => state === 'done' || state === 'failed'

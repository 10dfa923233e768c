import { useQuery } from '@tanstack/react-query'
import { clsx } from 'clsx'
import { exactTime, stampTime } from '../clock/time-words.ts'
import { ProblemNotice } from '../controls/problem-notice.tsx'
import { request } from '../http/request.ts'
import { words } from '../strings/words.ts'

type Kind = keyof typeof words.campaign.timeline.steps
type Step = { readonly at: string; readonly kind: Kind; readonly by: string | null; readonly because: string | null }

const tones: Partial<Record<Kind, string>> = {
  warned: 'bg-closing',
  paused: 'bg-closing',
  cancelled: 'bg-last',
  finished: 'bg-open',
  resumed: 'bg-open',
}

/** What happened to a campaign, the newest first: who did it, or why it came about by itself. */
export function Timeline({ id }: { id: string }) {
  const t = words.campaign.timeline
  const steps = useQuery({
    queryKey: ['campaigns', id, 'timeline'],
    queryFn: ({ signal }) => request<{ data: readonly Step[] }>(`/v1/campaigns/${id}/timeline`, { signal }),
  })
  if (steps.isError) return <ProblemNotice error={steps.error} onRetry={() => void steps.refetch()} />
  return (
    <ol className="m-0 grid list-none gap-3 p-0" data-testid="campaign-timeline">
      {steps.data?.data.toReversed().map(({ at, kind, by, because }) => (
        <li
          key={`${at} ${kind} ${because}`}
          data-kind={kind}
          className="grid grid-cols-[10px_minmax(0,1fr)_auto] gap-x-2.5 text-xs"
        >
          <span aria-hidden="true" className={clsx('mt-[5px] size-2 rounded-full', tones[kind] ?? 'bg-closed')} />
          <span>
            <span className="font-medium">{t.steps[kind]}</span>
            {by && <span className="text-ink-2">{t.by(by)}</span>}
          </span>
          <time dateTime={at} title={exactTime(Date.parse(at))} className="text-ink-3">
            {stampTime(Date.parse(at))}
          </time>
          {because && <span className="col-start-2 col-end-4 text-ink-2">{because}</span>}
        </li>
      ))}
    </ol>
  )
}

import { clsx } from 'clsx'
import { count } from '../money/price-words.ts'
import { words } from '../strings/words.ts'
import { type Counts, STATUSES, type Status } from './campaign-api.ts'
import { meantFor } from './progress.ts'

const colours: Record<Status, string> = {
  read: 'bg-(--state-read)',
  played: 'bg-(--state-read)',
  delivered: 'bg-(--state-delivered)',
  sent: 'bg-(--state-accepted)',
  accepted: 'bg-(--state-accepted)',
  failed: 'bg-(--state-failed)',
  unclear: 'bg-(--state-unclear)',
  sending: 'bg-ink',
  held: 'bg-(--state-held)',
  queued: 'bg-(--state-queued)',
  refused: 'bg-(--state-failed)',
  expired: 'bg-(--state-held)',
  cancelled: 'bg-(--state-held)',
}

/** All messages of a campaign as one bar, from what happened to what has not yet. */
export function StateBar({ counts, thin = false }: { counts: Counts; thin?: boolean }) {
  const of = meantFor(counts)
  const parts = STATUSES.filter((status) => counts[status] > 0)
  return (
    <div
      role="img"
      aria-label={
        parts.map((status) => `${words.status[status]} ${count(counts[status])}`).join(', ') || words.campaign.run.states
      }
      className={clsx('flex w-full gap-px overflow-hidden rounded-sm bg-(--state-queued)', thin ? 'h-2' : 'h-9')}
    >
      {parts.map((status) => (
        <span
          key={status}
          className={clsx('min-w-[2px]', colours[status])}
          style={{ width: `${of === 0 ? 0 : (100 * counts[status]) / of}%` }}
        />
      ))}
    </div>
  )
}

/** The same in numbers. */
export function StateTable({ counts }: { counts: Counts }) {
  const of = meantFor(counts)
  return (
    <dl className="m-0 mt-3 flex flex-wrap gap-x-7 gap-y-3">
      {STATUSES.filter((status) => counts[status] > 0).map((status) => (
        <div key={status} data-testid={`count-${status}`}>
          <dt className="flex items-center gap-1.5 text-xs text-ink-2">
            <span aria-hidden="true" className={clsx('size-2.5 rounded-[2px]', colours[status])} />
            {words.status[status]}
          </dt>
          <dd className="m-0 text-lg font-strong">{count(counts[status])}</dd>
          <dd className="m-0 text-xs text-ink-3">{of > 0 && `${((100 * counts[status]) / of).toFixed(1)} %`}</dd>
        </div>
      ))}
    </dl>
  )
}

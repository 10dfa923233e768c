import { Download, X } from 'lucide-react'
import { useRef, useState } from 'react'
import { spanSpoken } from '../clock/time-words.ts'
import { Button, buttonClass } from '../controls/button.tsx'
import { store, stored } from '../controls/stored.ts'
import { count } from '../money/price-words.ts'
import { words } from '../strings/words.ts'
import { type Job, paceOf, type Sample, useContactJobs } from './jobs.ts'

const KINDS = ['contacts.import', 'contacts.change', 'consent.suppress']
const PUT_AWAY = 'jobs-put-away'

/** Long work on contacts: how far it is, how fast, how long still; and what it could not take. */
export function JobStrip() {
  const jobs = useContactJobs(KINDS)
  const [away, setAway] = useState<readonly string[]>(() => (stored(PUT_AWAY) ?? '').split(',').filter(Boolean))
  const shown = jobs.filter((job) => !away.includes(job.id))
  if (shown.length === 0) return null
  const putAway = (id: string) => {
    const next = [id, ...away].slice(0, 20)
    setAway(next)
    store(PUT_AWAY, next.join())
  }
  return (
    <ul aria-label={words.people.job.title} className="m-0 grid flex-none list-none gap-px border-b border-line bg-sunken p-0">
      {shown.slice(0, 3).map((job) => (
        <Strip key={job.id} job={job} onAway={() => putAway(job.id)} />
      ))}
    </ul>
  )
}

function Strip({ job, onAway }: { job: Job; onAway: () => void }) {
  const t = words.people.job
  const first = useRef<Sample | null>(null)
  first.current ??= { at: performance.now(), done: job.done }
  const over = job.state === 'done' || job.state === 'failed'
  const pace = over ? null : paceOf(first.current, { at: performance.now(), done: job.done }, job.total)
  return (
    <li className="flex min-h-10 flex-wrap items-center gap-x-3 gap-y-1 px-5 py-1.5 text-xs max-desk:px-4" data-testid="job">
      <span className="font-medium">{t.kinds[job.kind as keyof typeof t.kinds]}</span>
      {over ? (
        <span role="status">
          {job.state === 'failed' ? `${t.failed}: ${job.because}` : t.done(count(job.done - job.rejected))}
        </span>
      ) : (
        <>
          <progress
            className="h-1.5 w-40 accent-(--accent)"
            aria-label={t.kinds[job.kind as keyof typeof t.kinds]}
            max={Math.max(1, job.total)}
            value={job.done}
          />
          <span className="text-ink-2">{t.progress(count(job.done), count(job.total))}</span>
          {pace && <span className="text-ink-3">{t.rate(count(Math.round(pace.perSecond)), spanSpoken(pace.leftMs))}</span>}
        </>
      )}
      {job.rejected > 0 && (
        <>
          <span className="text-warn-text">{t.rejected(count(job.rejected))}</span>
          <a href={`/v1/jobs/${job.id}/rejected`} download className={buttonClass('plain', 'sm')}>
            <Download size={12} aria-hidden="true" />
            {t.download}
          </a>
        </>
      )}
      {over && (
        <Button size="sm" look="ghost" icon className="ms-auto" aria-label={t.dismiss} onClick={onAway}>
          <X size={13} aria-hidden="true" />
        </Button>
      )}
      {(job.counts?.untold ?? 0) > 0 && (
        <span className="basis-full text-warn-text" data-testid="job-untold">
          {t.untold(count(job.counts?.told ?? 0), count(job.counts?.untold ?? 0))}
        </span>
      )}
    </li>
  )
}

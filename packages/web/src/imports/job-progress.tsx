import { Download } from 'lucide-react'
import { buttonClass } from '../controls/button.tsx'
import { Notice } from '../controls/notice.tsx'
import { count } from '../money/price-words.ts'
import { words } from '../strings/words.ts'
import { rejectedAddress } from './import-api.ts'

type Reading = {
  readonly state: string
  readonly done: number
  readonly total: number
  readonly rejected: number
  readonly because?: string
}

/** How far the reading of a file is, and which rows could not be taken. It goes on when one leaves the page. */
export function JobProgress({ id, job }: { id: string; job: Reading }) {
  const t = words.imports
  const ended = job.state === 'done' || job.state === 'failed'
  if (job.state === 'failed') return <Notice>{job.because}</Notice>
  const taken = job.done - job.rejected
  return (
    <div className="grid gap-2" data-testid="csv-progress">
      {!ended && (
        <progress
          aria-label={t.reading}
          className="h-2 w-full accent-(--accent)"
          max={Math.max(1, job.total)}
          value={Math.min(job.done, job.total)}
        />
      )}
      <p role="status" className="text-xs">
        {ended ? t.taken(count(taken), taken) : t.progress(count(job.done), count(job.total))}
        {job.rejected > 0 && <span className="text-warn-text"> {t.rejected(count(job.rejected), job.rejected)}</span>}
      </p>
      {ended && job.rejected > 0 && (
        <p>
          <a className={buttonClass('plain', 'sm')} href={rejectedAddress(id)} download data-testid="csv-rejected">
            <Download size={13} aria-hidden="true" />
            {t.downloadRejected}
          </a>
        </p>
      )}
    </div>
  )
}

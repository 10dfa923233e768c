import { Link } from '@tanstack/react-router'
import { usePlatformNow } from '../clock/platform-clock.ts'
import { shortTime } from '../clock/time-words.ts'
import { Chip } from '../controls/chip.tsx'
import { Dialog } from '../controls/dialog.tsx'
import { ProblemNotice } from '../controls/problem-notice.tsx'
import { words } from '../strings/words.ts'
import { useRuns } from './automation-api.ts'

/** The last runs, step by step. */
export function RunsDialog({ id, onClose }: { id: string; onClose: () => void }) {
  const t = words.automation.runsList
  const runs = useRuns(id)
  const now = usePlatformNow('minute')
  return (
    <Dialog title={t.title} onClose={onClose} width={560}>
      {runs.isError && <ProblemNotice error={runs.error} />}
      {runs.data?.length === 0 && <p className="text-ink-2">{t.none}</p>}
      <ul className="m-0 grid list-none gap-3 p-0">
        {runs.data?.map((run) => (
          <li key={run.id} className="border-t border-line pt-3 first:border-0 first:pt-0">
            <p className="flex flex-wrap items-center gap-2">
              <b className="font-medium">{run.contact.name || words.thread.nameless}</b>
              <Chip tone={run.state === 'failed' ? 'bad' : run.state === 'done' ? 'ok' : 'plain'}>{t.state[run.state]}</Chip>
              {run.rehearsal && <Chip tone="accent">{t.rehearsal}</Chip>}
              <span className="text-xs text-ink-3">{shortTime(Date.parse(run.startedAt), now)}</span>
              {run.threadId && (
                <Link
                  to="/inbox/$threadId"
                  params={{ threadId: run.threadId }}
                  className="text-xs text-accent underline underline-offset-2"
                >
                  {t.open}
                </Link>
              )}
            </p>
            {run.because && <p className="text-xs text-ink-2">{run.because}</p>}
            <ol className="mt-1 grid list-none gap-0.5 p-0 text-xs text-ink-2">
              {run.steps.map((step) => (
                <li key={step.step}>{step.says || step.node}</li>
              ))}
            </ol>
          </li>
        ))}
      </ul>
    </Dialog>
  )
}

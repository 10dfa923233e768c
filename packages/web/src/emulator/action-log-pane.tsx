import { clsx } from 'clsx'
import { clockTimeWithSeconds } from '../clock/time-words.ts'
import { ScrollRegion } from '../controls/scroll-region.tsx'
import { words } from '../strings/words.ts'
import { useActions } from './action-log.ts'
import { CopyButton } from './last-curl.tsx'

/** What was done from here, each with the command that does it again. */
export function ActionLog() {
  const actions = useActions()
  return (
    <div className="flex min-h-0 flex-col border-s border-line max-panel:hidden">
      <h2 className="flex h-11 flex-none items-center px-4 font-strong">{words.action.title}</h2>
      {actions.length === 0 ? (
        <p className="px-4 text-xs text-ink-3">{words.action.none}</p>
      ) : (
        <ScrollRegion label={words.action.title} className="min-h-0 flex-1">
          <ol className="m-0 list-none p-0">
            {actions.map((action) => (
              <li key={action.id} className="border-t border-line px-4 py-2 text-xs">
                <p className="flex items-baseline gap-2">
                  <span className="font-mono text-[0.92em] text-ink-3">{clockTimeWithSeconds(action.at)}</span>
                  <span className={clsx('min-w-0 flex-1', action.outcome === 'failed' && 'text-danger-text')}>
                    {action.words}
                  </span>
                </p>
                {action.problem && <p className="mt-0.5 text-danger-text">{action.problem}</p>}
                <p className="mt-1 flex items-start gap-1 rounded-sm bg-sunken py-0.5 ps-2">
                  <code className="min-w-0 flex-1 py-1 font-mono text-2xs leading-[1.5] break-all text-ink-2">{action.curl}</code>
                  <CopyButton text={action.curl} label={words.action.copyCurl} />
                </p>
              </li>
            ))}
          </ol>
        </ScrollRegion>
      )}
    </div>
  )
}

import { Link } from '@tanstack/react-router'
import { Button, buttonClass } from '../controls/button.tsx'
import { Chip } from '../controls/chip.tsx'
import { count } from '../money/price-words.ts'
import { words } from '../strings/words.ts'
import { MarkUnreachable } from './mark-unreachable.tsx'
import type { Behind } from './people-dialog.tsx'
import type { Results } from './results-api.ts'

type Failure = Results['failures'][number]

/** Those who did not get it, by why: what happened in plain words, what to do, and the one button that does it. */
export function Failures({
  id,
  template,
  failures,
  writes,
  onTryAgain,
  onBehind,
}: {
  id: string
  template: string | null
  failures: readonly Failure[]
  writes: boolean
  onTryAgain: () => void
  onBehind: (behind: Behind) => void
}) {
  const t = words.campaign.run
  if (failures.length === 0) return <p className="text-xs text-ink-3">{t.noFailures}</p>
  return (
    <ul className="m-0 list-none p-0" data-testid="campaign-failures">
      {failures.map((failure) => (
        <li
          key={failure.code}
          className="grid grid-cols-[56px_minmax(0,1fr)_auto] items-start gap-2 border-t border-line py-2 first:border-0"
        >
          <button
            type="button"
            aria-label={t.seeFailed(count(failure.people))}
            className="text-start text-lg font-strong underline decoration-line-strong underline-offset-4 hover:decoration-current"
            onClick={() =>
              onBehind({
                title: failure.happened ?? t.failures,
                path: `/v1/campaigns/${id}/recipients`,
                search: { code: String(failure.code) },
              })
            }
          >
            {count(failure.people)}
          </button>
          <div className="min-w-0 text-xs">
            <p className="font-medium">{failure.happened ?? t.unknownFailure}</p>
            <p className="text-ink-2">
              {failure.remedy} {failure.code !== 0 && <span className="text-ink-3">{t.failureCode(failure.code)}</span>}
            </p>
          </div>
          <Action id={id} failure={failure} template={template} writes={writes} onTryAgain={onTryAgain} />
        </li>
      ))}
    </ul>
  )
}

function Action({
  id,
  failure: { action, code },
  template,
  writes,
  onTryAgain,
}: {
  id: string
  failure: Failure
  template: string | null
  writes: boolean
  onTryAgain: () => void
}) {
  const t = words.campaign.results.actions
  switch (action) {
    case 'try-again':
      return writes ? (
        <Button size="sm" onClick={onTryAgain} data-testid="try-again">
          {t.tryAgain}
        </Button>
      ) : null
    case 'none-left-out':
      return <MarkUnreachable campaignId={id} code={code} writes={writes} />
    case 'none-recorded':
      return <Chip tone="ok">{t.recorded}</Chip>
    case 'open-template':
      return template ? (
        <Link to="/templates/$name" params={{ name: template }} className={buttonClass('plain', 'sm')}>
          {t.openTemplate}
        </Link>
      ) : null
    case 'open-accounts':
      return (
        <Link to="/accounts" className={buttonClass('plain', 'sm')}>
          {t.openAccounts}
        </Link>
      )
    default:
      return null
  }
}

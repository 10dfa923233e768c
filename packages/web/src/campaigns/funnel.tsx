import { count } from '../money/price-words.ts'
import { words } from '../strings/words.ts'
import type { Behind } from './people-dialog.tsx'
import type { Funnel as Steps } from './results-api.ts'

const STEPS = ['delivered', 'read', 'clicked', 'replied', 'stopped'] as const

/** How far messages got, and what people did, each step as a share of what was sent. */
export function Funnel({ id, funnel, onBehind }: { id: string; funnel: Steps; onBehind: (behind: Behind) => void }) {
  const t = words.campaign.results
  const share = (people: number) => (funnel.sent === 0 ? 0 : (100 * people) / funnel.sent)
  return (
    <dl className="m-0 grid gap-2 text-xs" data-testid="campaign-funnel">
      {STEPS.map((step) => {
        const people = funnel[step]
        const did = step === 'clicked' || step === 'replied' || step === 'stopped'
        return (
          <div key={step} className="grid grid-cols-[104px_minmax(0,1fr)_96px] items-center gap-2">
            <dt>
              {did && people > 0 ? (
                <button
                  type="button"
                  className="underline decoration-line-strong underline-offset-2 hover:decoration-current"
                  onClick={() =>
                    onBehind({ title: t.steps[step], path: `/v1/campaigns/${id}/recipients`, search: { did: step } })
                  }
                >
                  {t.steps[step]}
                </button>
              ) : (
                t.steps[step]
              )}
            </dt>
            <dd aria-hidden="true" className="m-0 h-3 rounded-xs bg-sunken">
              <span
                className={`block h-full rounded-xs ${step === 'stopped' ? 'bg-(--state-failed)' : 'bg-(--state-delivered)'}`}
                style={{ width: `${share(people)}%` }}
              />
            </dd>
            <dd className="m-0 text-end font-medium" data-testid={`funnel-${step}`}>
              {count(people)} <span className="font-text text-ink-3">{funnel.sent > 0 && `${share(people).toFixed(1)} %`}</span>
            </dd>
          </div>
        )
      })}
    </dl>
  )
}

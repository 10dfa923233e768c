import { usePlatformNow } from '../clock/platform-clock.ts'
import { whenTime } from '../clock/time-words.ts'
import { Notice } from '../controls/notice.tsx'
import { ProblemNotice } from '../controls/problem-notice.tsx'
import { A_SUM, amountText, count } from '../money/price-words.ts'
import { words } from '../strings/words.ts'
import { usePlan } from './sequences.ts'

/** Whom it would reach now, when, at what cost, and whom it cannot reach and why: before anything is switched on. */
export function PlanPanel({ id }: { id: string }) {
  const t = words.reengage.plan
  const now = usePlatformNow('minute')
  const plan = usePlan(id, true)
  const found = plan.data
  const time = (at: string) => whenTime(Date.parse(at), now)
  return (
    <section aria-label={t.title} data-testid="plan" className="grid content-start gap-3">
      <h2 className="font-strong">{t.title}</h2>
      {plan.isError && <ProblemNotice error={plan.error} onRetry={() => void plan.refetch()} />}
      {found && (
        <>
          <p className="font-medium" data-testid="plan-sentence">
            {found.sentence}
          </p>
          <dl className="grid grid-cols-[minmax(120px,auto)_1fr] gap-x-5 gap-y-1.5">
            <dt className="text-ink-3">{t.reached}</dt>
            <dd>{found.people === null ? '–' : count(found.reached)}</dd>
            <dt className="text-ink-3">{t.cost}</dt>
            <dd>
              {t.range(
                amountText(found.cost.least, found.cost.currency, A_SUM),
                amountText(found.cost.most, found.cost.currency, A_SUM),
              )}
            </dd>
            {found.first && found.last && (
              <>
                <dt className="text-ink-3">{t.when}</dt>
                <dd>{t.between(time(found.first), time(found.last))}</dd>
              </>
            )}
            {found.steps.map(({ step, people, cost, because }) => (
              <div key={step} className="col-span-2 grid grid-cols-subgrid">
                <dt className="text-ink-3">{words.reengage.step(step + 1)}</dt>
                <dd>
                  {t.stepPeople(people, amountText(cost, found.cost.currency, A_SUM))}
                  {step > 0 && because && <span className="block text-xs text-ink-3">{because}</span>}
                </dd>
              </div>
            ))}
          </dl>
          {Object.entries(found.excluded).map(([reason, { people, because }]) => (
            <Notice key={reason} tone={reason === 'too-late' ? 'warn' : 'plain'} role="note" title={t.people(people)}>
              {because}
            </Notice>
          ))}
          <p className="text-xs text-ink-3">
            {t.pace(found.perSecond)} {found.reachLimit !== null && t.limit(found.reachLimit)}
          </p>
        </>
      )}
    </section>
  )
}

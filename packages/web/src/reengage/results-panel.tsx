import { Link } from '@tanstack/react-router'
import { usePlatformNow } from '../clock/platform-clock.ts'
import { whenTime } from '../clock/time-words.ts'
import { Chip } from '../controls/chip.tsx'
import { A_SUM, amountText, count } from '../money/price-words.ts'
import { words } from '../strings/words.ts'
import { type Outcome, type Sequence, useRuns } from './sequences.ts'

const tones: Partial<Record<Outcome, 'ok' | 'warn'>> = {
  replied: 'ok',
  converted: 'ok',
  'opted-out': 'warn',
  refused: 'warn',
  'too-late': 'warn',
}

/** What a sequence sent, cost and brought back, and where the last people stand in it. */
export function ResultsPanel({ sequence: { id, results } }: { sequence: Sequence }) {
  const t = words.reengage.results
  const now = usePlatformNow('minute')
  const runs = useRuns(id)
  const { currency, amount } = results.cost
  const figures: readonly (readonly [string, string])[] = [
    [t.began, count(results.began)],
    [t.waiting, count(results.waiting)],
    [t.sent, count(results.sent)],
    [t.returned, count(results.returned)],
    [t.cost, amountText(amount, currency, A_SUM)],
    [t.each, results.costPerReturn === null ? t.none : amountText(results.costPerReturn, currency)],
  ]
  const outcomes = Object.entries(results.outcomes).filter(([, people]) => people > 0)
  return (
    <section aria-label={t.title} data-testid="results" className="grid content-start gap-3">
      <h2 className="font-strong">{t.title}</h2>
      <dl className="grid grid-cols-[minmax(120px,auto)_1fr] gap-x-5 gap-y-1.5">
        {figures.map(([label, value]) => (
          <div key={label} className="col-span-2 grid grid-cols-subgrid">
            <dt className="text-ink-3">{label}</dt>
            <dd className="font-medium">{value}</dd>
          </div>
        ))}
        {outcomes.map(([outcome, people]) => (
          <div key={outcome} className="col-span-2 grid grid-cols-subgrid">
            <dt className="text-ink-3">{words.reengage.outcomes[outcome as Outcome]}</dt>
            <dd>{count(people)}</dd>
          </div>
        ))}
      </dl>
      {runs.data && runs.data.length > 0 && (
        <>
          <h3 className="mt-2 text-xs font-medium text-ink-3">{words.reengage.people}</h3>
          <ul className="m-0 list-none divide-y divide-line border-y border-line p-0">
            {runs.data.map((run) => (
              <li key={run.id} className="flex items-baseline gap-3 py-2">
                <Link
                  to="/contacts/$contactId"
                  params={{ contactId: run.contact.id }}
                  className="min-w-0 flex-1 truncate font-medium hover:underline"
                >
                  {run.contact.name}
                </Link>
                {run.dueAt && (
                  <span className="text-xs text-ink-3">{words.reengage.dueAt(whenTime(Date.parse(run.dueAt), now))}</span>
                )}
                <span title={run.because ?? undefined}>
                  <Chip small tone={(run.outcome && tones[run.outcome]) ?? 'plain'}>
                    {words.reengage.outcomes[run.outcome ?? 'waiting']}
                  </Chip>
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  )
}

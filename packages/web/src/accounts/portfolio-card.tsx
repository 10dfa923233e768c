import { clsx } from 'clsx'
import { BadgeCheck, CircleDashed } from 'lucide-react'
import { Chip } from '../controls/chip.tsx'
import { count } from '../money/price-words.ts'
import { words } from '../strings/words.ts'
import type { Portfolio } from './accounts.ts'
import { Meter } from './meter.tsx'

const t = words.accounts
const rungName = (level: number | null): string => (level === null ? t.unlimited : count(level))

/** A portfolio and its ladder: where it stands, what it used, and what the next rung still needs. */
export function PortfolioCard({ portfolio, numbers }: { portfolio: Portfolio; numbers: number }) {
  const { reach, climb } = portfolio
  const levels = [...(climb?.levels ?? [reach.limit])].reverse()
  const at = levels.indexOf(reach.limit)
  return (
    <div className="account-card self-start">
      <h2 className="flex flex-wrap items-center gap-2 text-md font-strong tracking-tight">
        {portfolio.name ?? t.portfolio}
        {portfolio.verified && (
          <Chip tone="ok">
            <BadgeCheck size={12} aria-hidden="true" />
            {t.verified}
          </Chip>
        )}
      </h2>
      <p className="font-mono text-2xs text-ink-3">
        {t.portfolio.toLowerCase()} {portfolio.id}
      </p>
      <h3 className="mt-4 mb-3 text-xs font-medium text-ink-3">{t.ladder}</h3>
      <ol className="m-0 grid list-none p-0" data-testid="ladder">
        {levels.map((level, index) => {
          const here = index === at
          const next = index === at - 1
          const done = index > at
          return (
            <li key={level} className="relative ps-[26px] pb-4 last:pb-0" aria-current={here ? 'step' : undefined}>
              <span
                aria-hidden="true"
                className={clsx(
                  'absolute start-0 top-[3px] size-3.5 rounded-full border-[3px]',
                  here ? 'border-success bg-surface' : done ? 'border-success bg-success' : 'border-line-strong bg-surface',
                )}
              />
              {index < levels.length - 1 && (
                <span
                  aria-hidden="true"
                  className={clsx(
                    'absolute start-[6px] top-[19px] -bottom-[1px] border-s-2',
                    index >= at ? 'border-success' : 'border-dotted border-line-strong',
                  )}
                />
              )}
              <span className={clsx('text-md', here || next ? 'font-strong' : 'text-ink-2')}>{rungName(level)}</span>{' '}
              {here && <Chip tone="ok">{t.here}</Chip>}
              {here && (
                <div className="mt-1.5">
                  {reach.limit !== null && <Meter label={t.reachMeter} used={reach.used} of={reach.limit} />}
                  <p className="mt-1 text-xs text-ink-3">
                    {reach.limit === null
                      ? t.reachUnlimited(count(reach.used))
                      : t.reachShort(count(reach.used), count(reach.free ?? 0))}
                  </p>
                </div>
              )}
              {next && climb && (
                <>
                  <p className="text-xs text-ink-3">{climb.missing.length > 0 ? t.nextMissing : t.nextSoon(climb.withinHours)}</p>
                  <ul className="m-0 mt-1.5 grid list-none gap-1.5 p-0 text-xs">
                    {climb.missing.map((missing) => (
                      <li key={missing} className="flex gap-2">
                        <CircleDashed size={13} className="mt-0.5 flex-none text-ink-3" aria-hidden="true" />
                        {missing}
                      </li>
                    ))}
                  </ul>
                </>
              )}
            </li>
          )
        })}
      </ol>
      <p className="mt-4 border-t border-line pt-3 text-xs text-ink-3">{t.oneBudget(numbers)}</p>
    </div>
  )
}

import { useNavigate, useSearch } from '@tanstack/react-router'
import { useAccounts } from '../accounts/accounts.ts'
import { usePlatformNow } from '../clock/platform-clock.ts'
import { ScrollRegion } from '../controls/scroll-region.tsx'
import { Segmented } from '../controls/segmented.tsx'
import { words } from '../strings/words.ts'
import { dayOf, lastDays, monthSoFar } from '../today/days.ts'
import { ConversationsSection } from './conversations-section.tsx'
import { CostSection } from './cost-section.tsx'
import { FailuresSection } from './failures-section.tsx'
import { FindingsSection } from './findings-section.tsx'
import { FunnelSection } from './funnel-section.tsx'
import type { BehindSearch, InsightsSearch } from './insights-search.ts'
import { QualitySection } from './quality-section.tsx'
import { ReachSection } from './reach-section.tsx'
import { ResponsesSection } from './responses-section.tsx'
import { daysBefore, lengthOf, withinOf } from './span.ts'
import { TemplatesSection } from './templates-section.tsx'

const FIELD = 'h-[26px] max-w-44 rounded-sm bg-surface px-2 text-xs text-ink shadow-control dark:bg-raised'

/** What happened, in numbers; every one opens the list it is made of. */
export function InsightsPage() {
  const search = useSearch({ from: '/insights' })
  const navigate = useNavigate({ from: '/insights' })
  const today = dayOf(usePlatformNow('minute'))
  const now = Date.parse(today)
  const within = withinOf(search, now)
  const { insights: spoken } = words
  const change = (change: Partial<Record<keyof InsightsSearch, string | undefined>>) =>
    void navigate({
      search: (before) => Object.fromEntries(Object.entries({ ...before, ...change }).filter(([, value]) => value)),
      replace: true,
    })
  // Lists name the days they are of, so that an address means the same tomorrow.
  const behind: BehindSearch = { ...search, from: within.from, to: within.to }
  const openDay = (day: string) =>
    void navigate({ to: '/insights/messages', search: { ...behind, direction: 'out', from: day, to: day } })

  return (
    <>
      <header className="flex min-h-14 flex-none flex-wrap items-center gap-x-3 gap-y-2 border-b border-line px-5 py-2.5 max-desk:px-4">
        <h1 className="text-lg font-strong tracking-tight">{spoken.title}</h1>
        <Spans within={within} today={today} onChange={change} />
        <span className="text-xs text-ink-3 max-desk:hidden">{spoken.beside(lengthOf(within))}</span>
        <Whose search={search} onChange={change} />
      </header>
      <ScrollRegion label={spoken.title} className="min-h-0 flex-1">
        <div className="grid grid-cols-[minmax(0,1fr)] panel:grid-cols-[minmax(0,1fr)_minmax(0,1.18fr)] panel:[&>section:nth-child(even):not(.col-span-full)]:border-s">
          <FunnelSection within={within} before={daysBefore(within)} search={behind} />
          <FailuresSection within={within} search={behind} />
          <CostSection within={within} search={behind} onRules={(rules) => change({ rules })} onDay={openDay} />
          <QualitySection within={within} />
          <ResponsesSection within={within} search={behind} />
          <ReachSection within={within} onDay={openDay} />
          <ConversationsSection within={within} search={behind} onDay={openDay} />
          <TemplatesSection />
          <FindingsSection />
        </div>
      </ScrollRegion>
    </>
  )
}

type Change = (change: Partial<Record<keyof InsightsSearch, string | undefined>>) => void

function Spans({ within, today, onChange }: { within: { from: string; to: string }; today: string; onChange: Change }) {
  const { insights: spoken } = words
  const now = Date.parse(today)
  const spans = { week: lastDays(now, 7), month: lastDays(now, 30), calendar: { from: monthSoFar(now).from, to: today } }
  const chosen = (['week', 'month', 'calendar'] as const).find(
    (name) => spans[name].from === within.from && spans[name].to === within.to,
  )
  return (
    <>
      <Segmented
        label={spoken.spanLabel}
        value={chosen ?? null}
        segments={(['week', 'month', 'calendar'] as const).map((value) => ({
          value,
          label: spoken.span[value],
          testId: `span-${value}`,
        }))}
        onChange={(name) =>
          onChange(name === 'month' ? { from: undefined, to: undefined } : { from: spans[name].from, to: undefined })
        }
      />
      <span className="flex items-center gap-1.5 text-xs text-ink-3">
        <input
          type="date"
          aria-label={spoken.from}
          value={within.from}
          max={within.to}
          onChange={(event) => event.target.value && onChange({ from: event.target.value, to: within.to })}
          className={FIELD}
        />
        –
        <input
          type="date"
          aria-label={spoken.to}
          value={within.to}
          min={within.from}
          onChange={(event) => event.target.value && onChange({ from: within.from, to: event.target.value })}
          className={FIELD}
        />
      </span>
    </>
  )
}

function Whose({ search, onChange }: { search: InsightsSearch; onChange: Change }) {
  const accounts = useAccounts()
  const portfolios = accounts.data ?? []
  const numbers = portfolios
    .filter(({ id }) => !search.portfolio || id === search.portfolio)
    .flatMap(({ wabas }) => wabas.flatMap((waba) => waba.numbers))
  const { insights: spoken } = words
  return (
    <span className="ms-auto flex flex-wrap items-center gap-2 max-desk:ms-0">
      {portfolios.length > 1 && (
        <select
          aria-label={spoken.portfolios}
          value={search.portfolio ?? ''}
          onChange={(event) => onChange({ portfolio: event.target.value || undefined, number: undefined })}
          className={FIELD}
        >
          <option value="">{spoken.allPortfolios}</option>
          {portfolios.map(({ id, name }) => (
            <option key={id} value={id}>
              {name || id}
            </option>
          ))}
        </select>
      )}
      <select
        aria-label={spoken.numbers}
        value={search.number ?? ''}
        onChange={(event) => onChange({ number: event.target.value || undefined })}
        className={FIELD}
        data-testid="insight-number"
      >
        <option value="">{spoken.allNumbers}</option>
        {numbers.map(({ id, name, displayPhoneNumber }) => (
          <option key={id} value={id}>
            {name ? `${name}, ${displayPhoneNumber}` : displayPhoneNumber}
          </option>
        ))}
      </select>
    </span>
  )
}

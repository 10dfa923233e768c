import { BadgeCheck } from 'lucide-react'
import { Chip } from '../controls/chip.tsx'
import { Empty } from '../controls/empty.tsx'
import { ProblemNotice } from '../controls/problem-notice.tsx'
import { ScrollRegion } from '../controls/scroll-region.tsx'
import { count } from '../money/price-words.ts'
import { words } from '../strings/words.ts'
import { type Portfolio, useAccounts } from './accounts.ts'
import { Meter } from './meter.tsx'
import { NumberRow } from './number-row.tsx'

/** The hierarchy with what limits it: portfolios with their reach, accounts, numbers with quality, speed and free messages. */
export function AccountsPage() {
  const accounts = useAccounts()
  const numbers = accounts.data?.flatMap((portfolio) => portfolio.wabas.flatMap((waba) => waba.numbers)) ?? []
  return (
    <>
      <header className="flex min-h-14 flex-none items-center gap-2.5 border-b border-line px-5 max-desk:min-h-[52px] max-desk:px-4">
        <h1 className="text-lg font-strong tracking-tight">{words.nav.accounts}</h1>
        {accounts.data && (
          <span className="truncate text-ink-3">{words.accounts.summary(accounts.data.length, numbers.length)}</span>
        )}
      </header>
      <ScrollRegion label={words.nav.accounts} className="min-h-0 flex-1">
        {accounts.isError && <ProblemNotice error={accounts.error} onRetry={() => void accounts.refetch()} className="m-5" />}
        {accounts.data?.length === 0 && <Empty>{words.accounts.none}</Empty>}
        {accounts.data?.map((portfolio) => (
          <PortfolioSection key={portfolio.id} portfolio={portfolio} />
        ))}
      </ScrollRegion>
    </>
  )
}

function PortfolioSection({ portfolio }: { portfolio: Portfolio }) {
  const { reach } = portfolio
  return (
    <section className="border-b border-line px-5 py-5 max-desk:px-4" aria-label={portfolio.name ?? portfolio.id}>
      <h2 className="flex items-center gap-2 text-md font-strong tracking-tight">
        {portfolio.name ?? words.accounts.portfolio}
        {portfolio.verified && (
          <Chip tone="ok">
            <BadgeCheck size={12} aria-hidden="true" />
            {words.accounts.verified}
          </Chip>
        )}
      </h2>
      <p className="font-mono text-2xs text-ink-3">
        {words.accounts.portfolio.toLowerCase()} {portfolio.id}
      </p>
      <div className="mt-4 max-w-[560px]">
        <p className="mb-1.5 text-xs text-ink-2">
          {reach.limit === null
            ? words.accounts.reachUnlimited(count(reach.used))
            : words.accounts.reach(
                count(reach.used),
                count(reach.limit),
                count(reach.free ?? Math.max(0, reach.limit - reach.used)),
              )}
        </p>
        {reach.limit !== null && <Meter label={words.accounts.reachMeter} used={reach.used} of={reach.limit} />}
      </div>
      {portfolio.wabas.map((waba) => (
        <div key={waba.id} className="mt-6">
          <h3 className="font-strong">
            {waba.name ?? words.accounts.waba} <span className="font-mono text-2xs font-text text-ink-3">{waba.id}</span>
          </h3>
          <p className="mb-2 text-xs text-ink-3">{words.accounts.billing(waba.currency, waba.timeZone)}</p>
          {/* On a phone the table is wider than the screen: the keyboard scrolls it too. */}
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable */}
          <section className="overflow-x-auto" aria-label={words.accounts.numbers(waba.name ?? waba.id)} tabIndex={0}>
            <table className="w-full min-w-[560px] border-collapse text-xs">
              <thead>
                <tr className="text-left text-ink-3">
                  {words.accounts.columns.map((column) => (
                    <th key={column} scope="col" className="py-1.5 pr-4 font-medium">
                      {column}
                    </th>
                  ))}
                </tr>
              </thead>
              <tbody>
                {waba.numbers.map((number) => (
                  <NumberRow key={number.id} number={number} />
                ))}
              </tbody>
            </table>
          </section>
        </div>
      ))}
    </section>
  )
}

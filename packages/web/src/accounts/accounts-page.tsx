import { useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { Plug, RefreshCw } from 'lucide-react'
import { Button, buttonClass } from '../controls/button.tsx'
import { Empty } from '../controls/empty.tsx'
import { ProblemNotice } from '../controls/problem-notice.tsx'
import { ScrollRegion } from '../controls/scroll-region.tsx'
import { request } from '../http/request.ts'
import { mayActAs } from '../session/roles.ts'
import { useSession } from '../session/session.ts'
import { useSaving } from '../settings/form.tsx'
import { words } from '../strings/words.ts'
import { type Portfolio, useAccounts } from './accounts.ts'
import './accounts.css'
import { NumberCard } from './number-card.tsx'
import { PortfolioCard } from './portfolio-card.tsx'
import { TemplatesCard } from './templates-card.tsx'
import { WabaCard } from './waba-card.tsx'

const t = words.accounts

/** Portfolio → accounts → numbers → templates as one picture, with what limits each. */
export function AccountsPage() {
  const { role } = useSession()
  const client = useQueryClient()
  const accounts = useAccounts()
  const checking = useSaving()
  const numbers = accounts.data?.flatMap((portfolio) => portfolio.wabas.flatMap((waba) => waba.numbers)) ?? []
  const check = async () => {
    await request('/v1/accounts/refresh', { method: 'POST', body: {} })
    await Promise.all([['accounts'], ['templates']].map((queryKey) => client.invalidateQueries({ queryKey })))
  }
  return (
    <>
      <header className="flex min-h-14 flex-none flex-wrap items-center gap-2.5 border-b border-line px-5 py-2 max-desk:min-h-[52px] max-desk:px-4">
        <h1 className="text-lg font-strong tracking-tight">{words.nav.accounts}</h1>
        {accounts.data && (
          <span className="truncate text-ink-3 max-desk:hidden">{t.summary(accounts.data.length, numbers.length)}</span>
        )}
        <span role="status" className="ms-auto text-xs text-ink-3">
          {checking.busy ? t.checking : checking.saved ? t.checked : ''}
        </span>
        {mayActAs(role, 'manager') && (
          <Button disabled={checking.busy} onClick={() => void checking.run(check)} data-testid="check-accounts">
            <RefreshCw size={14} aria-hidden="true" />
            <span className="max-desk:sr-only">{t.checkNow}</span>
          </Button>
        )}
        {mayActAs(role, 'admin') && (
          <Link to="/accounts/connect" className={buttonClass('primary')} data-testid="connect">
            <Plug size={14} aria-hidden="true" />
            {t.connect}
          </Link>
        )}
      </header>
      <ScrollRegion label={words.nav.accounts} className="min-h-0 flex-1 bg-sunken">
        {checking.error !== null && <ProblemNotice error={checking.error} className="m-5" />}
        {accounts.isError && <ProblemNotice error={accounts.error} onRetry={() => void accounts.refetch()} className="m-5" />}
        {accounts.data?.length === 0 && <Empty>{t.none}</Empty>}
        {accounts.data?.map((portfolio) => (
          <PortfolioPicture key={portfolio.id} portfolio={portfolio} />
        ))}
      </ScrollRegion>
    </>
  )
}

function PortfolioPicture({ portfolio }: { portfolio: Portfolio }) {
  const admin = mayActAs(useSession().role, 'admin')
  const numbers = portfolio.wabas.reduce((sum, waba) => sum + waba.numbers.length, 0)
  return (
    <section className="account-picture" aria-label={portfolio.name ?? portfolio.id}>
      <PortfolioCard portfolio={portfolio} numbers={numbers} />
      <div className="account-branches">
        {portfolio.wabas.map((waba) => (
          <div key={waba.id} className="account-branch">
            <WabaCard waba={waba} admin={admin} />
            <div className="account-numbers">
              {waba.numbers.length === 0 && <p className="account-card text-xs text-ink-3">{t.noNumbers}</p>}
              {waba.numbers.map((number) => (
                <NumberCard key={number.id} number={number} reach={portfolio.reach} />
              ))}
            </div>
            <TemplatesCard waba={waba} />
          </div>
        ))}
      </div>
    </section>
  )
}

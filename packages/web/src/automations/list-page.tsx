import { Link, useNavigate } from '@tanstack/react-router'
import { clsx } from 'clsx'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { usePlatformNow } from '../clock/platform-clock.ts'
import { shortTime } from '../clock/time-words.ts'
import { Button } from '../controls/button.tsx'
import { Chip } from '../controls/chip.tsx'
import { Empty } from '../controls/empty.tsx'
import { ListHeads, rowRoom } from '../controls/list-heads.tsx'
import { ProblemNotice } from '../controls/problem-notice.tsx'
import { ScrollRegion } from '../controls/scroll-region.tsx'
import { A_SUM, amountText, count } from '../money/price-words.ts'
import { useSession } from '../session/session.ts'
import { words } from '../strings/words.ts'
import { mayWriteTemplates } from '../templates/roles.ts'
import { type AutomationSummary, useAutomations } from './automation-api.ts'
import { NewDialog } from './new-dialog.tsx'

const grid = 'desk:grid-cols-[minmax(200px,1.4fr)_70px_minmax(160px,1fr)_90px_minmax(140px,1fr)]'

/** What happens by itself: whether it is on, how often it ran, what it cost, what went wrong last. */
export function AutomationsPage() {
  const t = words.automation
  const automations = useAutomations()
  const { role } = useSession()
  const navigate = useNavigate()
  const [drawing, setDrawing] = useState(false)
  const found = automations.data
  const begin = mayWriteTemplates(role) && (
    <Button look="primary" onClick={() => setDrawing(true)} data-testid="new-automation">
      <Plus size={15} aria-hidden="true" />
      {t.new}
    </Button>
  )
  return (
    <>
      <header className="flex min-h-14 flex-none items-center gap-2.5 border-b border-line px-5 max-desk:px-4">
        <h1 className="text-lg font-strong tracking-tight">{t.title}</h1>
        <span className="flex-1 truncate text-ink-3">{found && t.count(found.length)}</span>
        {begin}
      </header>
      <ScrollRegion label={t.title} className="min-h-0 flex-1">
        {automations.isError && (
          <ProblemNotice error={automations.error} onRetry={() => void automations.refetch()} className="m-5" />
        )}
        {found?.length === 0 && <Empty action={begin}>{t.none}</Empty>}
        {found && found.length > 0 && <ListHeads heads={t.columns} grid={grid} numbers={[3]} />}
        <ul className="m-0 list-none p-0">
          {found?.map((automation) => (
            <Row key={automation.id} automation={automation} />
          ))}
        </ul>
      </ScrollRegion>
      {drawing && (
        <NewDialog
          onClose={() => setDrawing(false)}
          onMade={(automationId) => void navigate({ to: '/automations/$automationId', params: { automationId } })}
        />
      )}
    </>
  )
}

function Row({ automation }: { automation: AutomationSummary }) {
  const t = words.automation
  const now = usePlatformNow('minute')
  const { runs, cost, lastError } = automation
  const skipped = Object.values(automation.skipped).reduce((sum, each) => sum + each, 0)
  const beside = [
    runs.alive > 0 ? t.underway(runs.alive) : '',
    runs.failed > 0 ? t.failed(runs.failed) : '',
    skipped > 0 ? t.skippedRuns(skipped) : '',
  ].filter(Boolean)
  return (
    <li
      className={clsx(
        'relative grid items-center gap-x-5 gap-y-1 border-b border-line py-3 hover:bg-hover max-desk:grid-cols-[minmax(0,1fr)_auto]',
        rowRoom,
        grid,
      )}
    >
      <h2 className="min-w-0">
        <Link
          to="/automations/$automationId"
          params={{ automationId: automation.id }}
          className="block truncate font-strong after:absolute after:inset-0 focus-visible:shadow-none focus-visible:after:shadow-[inset_0_0_0_2px_var(--accent)]"
        >
          {automation.name}
        </Link>
        <span className="block truncate text-xs font-text text-ink-3">{t.trigger[automation.trigger]}</span>
      </h2>
      <p>
        <Chip tone={automation.state === 'on' ? 'ok' : 'plain'}>{t.state[automation.state]}</Chip>
      </p>
      <p className="min-w-0 text-ink-2">
        {runs.total === 0 ? t.neverRan : t.runs(count(runs.total), runs.total)}
        <span className="block truncate text-xs text-ink-3">{beside.join(', ')}</span>
      </p>
      <p className="text-end font-medium tabular-nums">{cost ? amountText(cost.amount, cost.currency, A_SUM) : ''}</p>
      <p className="min-w-0 text-xs max-desk:col-span-full">
        {lastError ? (
          <span className="line-clamp-2 text-danger-text">
            {lastError.because} <span className="text-ink-3">{shortTime(Date.parse(lastError.at), now)}</span>
          </span>
        ) : (
          <span className="text-ink-3">{automation.lastRunAt ? shortTime(Date.parse(automation.lastRunAt), now) : ''}</span>
        )}
      </p>
    </li>
  )
}

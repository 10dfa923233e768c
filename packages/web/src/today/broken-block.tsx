import { Link } from '@tanstack/react-router'
import { clsx } from 'clsx'
import { AlarmClock } from 'lucide-react'
import { useAccounts } from '../accounts/accounts.ts'
import { usePlatformNow } from '../clock/platform-clock.ts'
import { Button, buttonClass } from '../controls/button.tsx'
import { ProblemNotice } from '../controls/problem-notice.tsx'
import { exists } from '../shell/nav-items.ts'
import { words } from '../strings/words.ts'
import { type Alert, useAlerts, useSnooze } from './alerts.ts'
import { Block } from './block.tsx'

const HOUR = 3_600_000
const dots = { info: 'bg-(--state-held)', warning: 'bg-warn', critical: 'bg-danger' } as const

/** What needs somebody, the most urgent first; each sentence says what to do and has one button that does it. */
export function BrokenBlock() {
  const alerts = useAlerts('open')
  const snoozed = useAlerts('snoozed')
  const accounts = useAccounts()
  const connected = (accounts.data ?? [])
    .flatMap((portfolio) => portfolio.wabas.flatMap((waba) => waba.numbers))
    .filter((number) => number.status === 'CONNECTED').length
  const found = alerts.data ?? []
  const { broken } = words.today
  return (
    <Block
      question={broken.question}
      answer={alerts.data === undefined ? '\u00a0' : found.length === 0 ? broken.nothing : broken.things(found.length)}
      foot={snoozed.data && snoozed.data.length > 0 && broken.snoozed(snoozed.data.length)}
    >
      {alerts.isError && <ProblemNotice error={alerts.error} onRetry={() => void alerts.refetch()} />}
      <ul className="divide-y divide-line border-t border-line">
        {found.map((alert) => (
          <AlertRow key={alert.id} alert={alert} />
        ))}
        {accounts.data && (
          <li className="flex items-baseline gap-3 py-3.5">
            <span aria-hidden="true" className="size-2 flex-none translate-y-[-1px] rounded-full bg-success" />
            <span className="min-w-0">
              <span className="font-medium">{broken.works}</span>
              <Link
                to="/accounts"
                className="block text-xs text-ink-3 underline decoration-line-strong underline-offset-2 hover:text-accent"
              >
                {broken.connected(connected)}
              </Link>
            </span>
          </li>
        )}
      </ul>
    </Block>
  )
}

function AlertRow({ alert }: { alert: Alert }) {
  const now = usePlatformNow('minute')
  const snooze = useSnooze()
  const [first, ...rest] = alert.because.split(/(?<=:) /)
  const { broken } = words.today
  const leads = exists(alert.remedy.href)
  return (
    <li
      className={clsx('flex items-start gap-3 py-3.5', leads && 'max-desk:flex-wrap')}
      data-testid="alert"
      data-kind={alert.kind}
    >
      <span className={clsx('mt-[7px] size-2 flex-none rounded-full', dots[alert.severity])}>
        <span className="sr-only">{broken.severity[alert.severity]}</span>
      </span>
      <p className={clsx('min-w-0 flex-1', leads && 'max-desk:min-w-[calc(100%-2rem)]')}>
        <span className="font-medium">{first?.replace(/:$/, '.')}</span>
        {rest.length > 0 && <span className="block text-xs text-ink-3">{capital(rest.join(' '))}</span>}
      </p>
      {leads && (
        <Link to={alert.remedy.href} className={clsx(buttonClass('plain', 'sm'), 'max-desk:ms-5')}>
          {alert.remedy.label}
        </Link>
      )}
      <Button
        look="ghost"
        size="sm"
        icon
        aria-label={broken.snooze}
        title={broken.snooze}
        disabled={snooze.isPending}
        onClick={() => snooze.mutate({ id: alert.id, until: new Date(now + HOUR).toISOString() })}
      >
        <AlarmClock size={14} aria-hidden="true" />
      </Button>
    </li>
  )
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1)

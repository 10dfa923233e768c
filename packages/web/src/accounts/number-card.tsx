import { Link } from '@tanstack/react-router'
import { clsx } from 'clsx'
import { MessageSquare } from 'lucide-react'
import type { ReactNode } from 'react'
import { count } from '../money/price-words.ts'
import { words } from '../strings/words.ts'
import { isConnected, type PhoneNumber, type Portfolio } from './accounts.ts'
import { Meter } from './meter.tsx'

const t = words.accounts
const quality = {
  GREEN: { word: t.quality.high, tone: 'text-success-text' },
  YELLOW: { word: t.quality.medium, tone: 'text-warn-text' },
  RED: { word: t.quality.low, tone: 'text-danger-text' },
} as const

/** One number: whether it may send, how it is liked, how fast it may go, its share of the reach, and how many free messages are left. */
export function NumberCard({ number, reach }: { number: PhoneNumber; reach: Portfolio['reach'] }) {
  const rated = (number.quality ?? '').toUpperCase() as keyof typeof quality
  const liked = quality[rated]
  const { service, reached = 0 } = number
  const trouble = !isConnected(number) || number.stopped || number.webhooks?.silentSince || rated === 'RED'
  return (
    <div
      className={clsx('account-card', (trouble || rated === 'YELLOW') && 'account-hot')}
      style={trouble || rated === 'YELLOW' ? { boxShadow: `0 0 0 1.5px var(${trouble ? '--danger' : '--warn'})` } : undefined}
      data-testid="number"
    >
      <h4 className="flex flex-wrap items-center gap-x-2 font-strong tracking-tight">
        <Link to="/accounts/numbers/$numberId" params={{ numberId: number.id }} className="hover:underline">
          {number.name ?? number.displayPhoneNumber}
        </Link>
        <span className="ms-auto flex items-center gap-1.5 text-xs font-text">
          <span
            className={clsx('size-[7px] rounded-full', isConnected(number) ? 'bg-success' : 'bg-danger')}
            aria-hidden="true"
          />
          <NumberStatus number={number} />
        </span>
      </h4>
      <p className="font-mono text-2xs text-ink-3" dir="ltr">
        {number.displayPhoneNumber}
      </p>
      <dl className="mt-2.5 grid grid-cols-3 gap-3 text-xs">
        <Part label={t.parts.quality}>
          <span className={clsx('font-medium', liked?.tone)}>{liked?.word ?? t.quality.unknown}</span>
        </Part>
        <Part label={t.parts.speed}>{number.throughput ? t.perSecond(count(number.throughput)) : t.quality.unknown}</Part>
        <Part label={t.parts.reach}>
          {count(reached)}
          {reach.limit !== null && (
            <span className="mt-1 block">
              <Meter label={t.reachShare} used={reached} of={reach.limit} />
            </span>
          )}
        </Part>
      </dl>
      <p className="mt-2.5 flex gap-2 text-xs text-ink-2">
        <MessageSquare size={14} className="mt-0.5 flex-none text-ink-3" aria-hidden="true" />
        {service && service.free !== null
          ? t.freeUsed(count(Math.min(service.used, service.free)), count(service.free))
          : t.allFree}
      </p>
      {number.stopped && <p className="mt-1.5 text-xs text-danger-text">{number.stopped.because}</p>}
      {number.webhooks?.silentSince && <p className="mt-1.5 text-xs text-danger-text">{t.silent}</p>}
    </div>
  )
}

export function NumberStatus({ number }: { number: PhoneNumber }) {
  if (isConnected(number)) return t.connected
  const status = (number.status ?? '').toUpperCase()
  return t.statuses[status as keyof typeof t.statuses] ?? status.toLowerCase()
}

const Part = ({ label, children }: { label: string; children: ReactNode }) => (
  <div>
    <dt className="text-ink-3">{label}</dt>
    <dd className="m-0">{children}</dd>
  </div>
)

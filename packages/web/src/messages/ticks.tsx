import { clsx } from 'clsx'
import { Ban, Check, CheckCheck, CircleAlert, CircleHelp, Clock, Pause, TimerOff, X } from 'lucide-react'
import { words } from '../strings/words.ts'

const icons: Record<string, { Icon: typeof Check; tone: string }> = {
  queued: { Icon: Clock, tone: 'text-ink-3' },
  sending: { Icon: Clock, tone: 'text-ink-3' },
  held: { Icon: Pause, tone: 'text-warn-text' },
  accepted: { Icon: Check, tone: 'text-ink-3 opacity-60' },
  sent: { Icon: Check, tone: 'text-ink-3' },
  delivered: { Icon: CheckCheck, tone: 'text-ink-3' },
  read: { Icon: CheckCheck, tone: 'text-free-entry' },
  played: { Icon: CheckCheck, tone: 'text-free-entry' },
  failed: { Icon: CircleAlert, tone: 'text-danger-text' },
  refused: { Icon: Ban, tone: 'text-danger-text' },
  expired: { Icon: TimerOff, tone: 'text-danger-text' },
  cancelled: { Icon: X, tone: 'text-ink-3' },
  unclear: { Icon: CircleHelp, tone: 'text-warn-text' },
}

/** How far an outgoing message got: clock, tick, two ticks, two blue ticks; the word for it is on hover and for ears. */
export function Ticks({ status, size = 14, className }: { status: string; size?: number; className?: string }) {
  const { Icon, tone } = icons[status] ?? { Icon: Clock, tone: 'text-ink-3' }
  const word = words.status[status as keyof typeof words.status] ?? status
  return (
    <span role="img" aria-label={word} title={word} className={clsx('inline-flex', tone, className)}>
      <Icon size={size} aria-hidden="true" />
    </span>
  )
}

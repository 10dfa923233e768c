import { clsx } from 'clsx'
import { CircleAlert, Info, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'

const tones = {
  bad: { box: 'bg-danger-tint', text: 'text-danger-text', Icon: CircleAlert },
  warn: { box: 'bg-warn-tint', text: 'text-warn-text', Icon: TriangleAlert },
  plain: { box: 'bg-sunken', text: 'text-ink-3', Icon: Info },
} as const

/** One trouble, one sentence, at most one button: in place of what failed, never floating above it. */
export function Notice({
  tone = 'bad',
  title,
  children,
  action,
  className,
  role = 'alert',
}: {
  tone?: keyof typeof tones
  title?: string
  children?: ReactNode
  action?: ReactNode
  className?: string
  role?: 'alert' | 'status' | 'note'
}) {
  const { box, text, Icon } = tones[tone]
  return (
    <div role={role} className={clsx('flex gap-2 rounded-md px-3 py-2 text-xs leading-[1.45]', box, className)}>
      <Icon size={14} className={clsx('mt-0.5', text)} aria-hidden="true" />
      <div className="min-w-0 flex-1">
        {title && <b className={clsx('font-strong', text)}>{title} </b>}
        {children}
        {action && <div className="mt-2 flex items-center gap-2">{action}</div>}
      </div>
    </div>
  )
}

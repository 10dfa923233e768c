import { clsx } from 'clsx'
import type { ReactNode } from 'react'

const tones = {
  plain: 'bg-chip text-ink-2',
  raised: 'bg-surface text-ink-2',
  ok: 'bg-success-tint text-success-text',
  warn: 'bg-warn-tint text-warn-text',
  bad: 'bg-danger-tint text-danger-text',
  entry: 'bg-free-entry-tint text-free-entry-text',
  accent: 'bg-accent-tint text-accent',
} as const

/** A state in one word. Not for what is normal. */
export function Chip({
  tone = 'plain',
  small = false,
  className,
  children,
}: {
  tone?: keyof typeof tones
  small?: boolean
  className?: string
  children: ReactNode
}) {
  return (
    <span
      className={clsx(
        'inline-flex flex-none items-center gap-1.5 rounded-xs font-medium whitespace-nowrap',
        small ? 'h-[15px] px-1 text-[10px]' : 'h-5 px-[7px] text-2xs',
        tones[tone],
        className,
      )}
    >
      {children}
    </span>
  )
}

import type { ReactNode } from 'react'
import { cn } from './cn.ts'

const tones = {
  plain: 'bg-chip text-ink-2',
  ok: 'bg-success-tint text-success-text',
  warn: 'bg-warn-tint text-warn-text',
  bad: 'bg-danger-tint text-danger-text',
  entry: 'bg-free-entry-tint text-free-entry-text',
  accent: 'bg-accent-tint text-accent',
} as const

/** A state in one word. Not for what is normal. */
export function Chip({
  tone = 'plain',
  className,
  children,
}: {
  tone?: keyof typeof tones
  className?: string
  children: ReactNode
}) {
  return (
    <span
      className={cn(
        'inline-flex h-5 flex-none items-center gap-1.5 rounded-xs px-[7px] text-2xs font-medium whitespace-nowrap',
        tones[tone],
        className,
      )}
    >
      {children}
    </span>
  )
}

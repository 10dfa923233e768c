import { clsx } from 'clsx'
import { count } from '../money/price-words.ts'

/** How much of a limit is used: quiet at first, plain near it, red beyond it, and heard then. */
export function Meter({ length, limit, className }: { length: number; limit: number; className?: string }) {
  const over = length > limit
  return (
    <span
      className={clsx('text-2xs', over ? 'font-medium text-danger-text' : 'text-ink-3', length === 0 && 'invisible', className)}
      role={over ? 'alert' : undefined}
    >
      {count(length)} / {count(limit)}
    </span>
  )
}

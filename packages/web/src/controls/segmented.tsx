import { clsx } from 'clsx'
import type { ReactNode } from 'react'

export type Segment<T extends string> = {
  readonly value: T
  readonly label: string
  readonly icon?: ReactNode
  readonly disabled?: boolean
  readonly title?: string
  readonly testId?: string
}

/** A few exclusive choices side by side. Buttons with `aria-pressed`, so that each is reached and named on its own. */
export function Segmented<T extends string>({
  label,
  value,
  segments,
  onChange,
}: {
  label: string
  value: T | null
  segments: readonly Segment<T>[]
  onChange: (value: T) => void
}) {
  return (
    <fieldset
      className="inline-flex min-w-0 gap-px rounded-sm bg-canvas p-0.5 dark:bg-sunken dark:shadow-[inset_0_0_0_1px_var(--line)]"
      aria-label={label}
    >
      {segments.map((segment) => (
        <button
          key={segment.value}
          type="button"
          aria-pressed={segment.value === value}
          aria-disabled={segment.disabled || undefined}
          title={segment.title}
          data-testid={segment.testId}
          onClick={() => segment.disabled || onChange(segment.value)}
          className={clsx(
            'inline-flex h-6 items-center gap-1.5 rounded-xs px-[9px] text-xs font-medium whitespace-nowrap transition-quick',
            segment.disabled
              ? 'cursor-default text-ink-3'
              : segment.value === value
                ? 'bg-surface text-ink shadow-[0_0_0_1px_var(--line),0_1px_1px_rgb(25_30_39/.06)] dark:bg-[var(--window-track)]'
                : 'text-ink-2',
          )}
        >
          {segment.icon}
          {segment.label}
        </button>
      ))}
    </fieldset>
  )
}

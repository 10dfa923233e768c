import { clsx } from 'clsx'
import { type ReactNode, useId, useState } from 'react'
import { fieldClass } from '../controls/dialog.tsx'
import { ProblemNotice } from '../controls/problem-notice.tsx'
import { Problem } from '../http/problem.ts'

export type Saving = {
  readonly busy: boolean
  readonly error: unknown
  /** Counts what was saved, so that a word of thanks can stand until the next change. */
  readonly saved: boolean
  /** Runs a change; true when it was made. What went wrong stays in `error` until the next one. */
  run(change: () => Promise<unknown>): Promise<boolean>
  /** Something was typed: what was said of the last try no longer holds. */
  touch(): void
}

/** One change at a time, with what became of it. */
export function useSaving(): Saving {
  const [state, setState] = useState<{ busy: boolean; error: unknown; saved: boolean }>({
    busy: false,
    error: null,
    saved: false,
  })
  return {
    ...state,
    async run(change) {
      setState({ busy: true, error: null, saved: false })
      try {
        await change()
        setState({ busy: false, error: null, saved: true })
        return true
      } catch (error) {
        setState({ busy: false, error, saved: false })
        return false
      }
    },
    touch: () => setState((now) => (now.saved || now.error !== null ? { busy: now.busy, error: null, saved: false } : now)),
  }
}

/** What the hub said of one member of the request, or null. `pauseWhen` answers for `pauseWhen.failed` too. */
export function fixAt(error: unknown, path: string): string | null {
  if (!(error instanceof Problem)) return null
  const found = error.body.findings?.find(
    (finding) => finding.path === path || finding.path.startsWith(`${path}.`) || finding.path.startsWith(`${path}[`),
  )
  return found?.fix ?? null
}

/** What went wrong and has no field of its own. */
export function FormError({ error, fields }: { error: unknown; fields: readonly string[] }) {
  if (error === null || fields.some((path) => fixAt(error, path) !== null)) return null
  return <ProblemNotice error={error} />
}

export type ControlProps = {
  readonly id: string
  readonly 'aria-describedby'?: string
  readonly 'aria-invalid': boolean
  readonly className: string
}

/** A label, a control, what it means, and the hub's own word about it where that is no. */
export function Field({
  label,
  hint,
  error = null,
  className,
  children,
}: {
  label: string
  hint?: ReactNode
  error?: string | null
  className?: string
  children: (control: ControlProps) => ReactNode
}) {
  const id = useId()
  const told = error ?? hint
  return (
    <div className={clsx('grid content-start gap-1', className)}>
      <label htmlFor={id} className="text-xs font-medium">
        {label}
      </label>
      {children({
        id,
        ...(told ? { 'aria-describedby': `${id}-told` } : {}),
        'aria-invalid': error !== null,
        className: clsx(fieldClass, 'h-8'),
      })}
      {told && (
        <p
          id={`${id}-told`}
          role={error ? 'alert' : undefined}
          className={clsx('text-xs', error ? 'text-danger-text' : 'text-ink-3')}
        >
          {told}
        </p>
      )}
    </div>
  )
}

/** A yes or no with its consequence beside it. */
export function Check({
  label,
  hint,
  checked,
  disabled,
  testId,
  onChange,
}: {
  label: string
  hint?: string
  checked: boolean
  disabled?: boolean
  testId?: string
  onChange: (checked: boolean) => void
}) {
  return (
    <label className={clsx('flex items-start gap-2', disabled ? 'text-ink-3' : 'cursor-pointer')}>
      <input
        type="checkbox"
        checked={checked}
        disabled={disabled}
        data-testid={testId}
        onChange={(event) => onChange(event.currentTarget.checked)}
        className="mt-0.5 size-[15px] flex-none accent-(--accent)"
      />
      <span>
        {label}
        {hint && <span className="block text-xs text-ink-3">{hint}</span>}
      </span>
    </label>
  )
}
